"""From a pack to a drawn graph: what the command line, and any other caller, asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.catalogue.graph.dot import dot
from hepu.catalogue.graph.layout import arranged
from hepu.catalogue.graph.model import FAR, Graph, around, whole
from hepu.catalogue.graph.picture import picture
from hepu.catalogue.library import Library
from hepu.catalogue.links import Links
from hepu.catalogue.texts import phrase
from hepu.errors import Fault, InputError, Location, OutputError
from hepu.explain.lookup import find_conclusion
from hepu.file_writing import write_files
from hepu.pack import load_pack
from hepu.report.words import both, join

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hepu.catalogue.graph.model import Node
    from hepu.layers import Layers
    from hepu.text import Lang, Text

__all__ = ["Order", "draw"]

# Beyond so many rules drawn one by one nobody finds the way of a line.
_MOST_RULES = 40
_SUFFIXES = {".svg": "svg", ".dot": "dot", ".gv": "dot"}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be drawn: everything, some stages, or what stands around conclusions and rules.

    With ``up`` alone only what leads there is drawn, with ``down`` alone only what follows; ``depth`` bounds how many
    conclusions away either may be. The form is that of the file's name where none is given, else a picture.
    """

    layers: Layers
    lang: Lang = "zh"
    rules: tuple[str, ...] = ()
    conclusions: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    up: bool = False
    down: bool = False
    depth: int | None = None
    form: str | None = None
    output: Path | None = None


def draw(order: Order) -> str:
    """Draw a graph, and write it where a file is named; boxes lead to the pages of rules that lie beside it.

    Raises:
        InputError: for a rule or conclusion that does not exist, what does not go together, or too much to be read.
        OutputError: when the file cannot be written.

    """
    library = Library(load_pack(order.layers))
    form = order.form or _SUFFIXES.get(order.output.suffix.lower() if order.output else "", "svg")
    graph, title = _chosen(order, library)
    count = sum(node.kind == "rule" for node in graph.nodes)
    if count > _MOST_RULES and form == "svg":
        raise InputError([Fault("graph_too_much", context={"found": str(count), "expected": str(_MOST_RULES)})])
    href = _pages(order.output.parent, order.lang) if order.output else _nowhere
    if form == "dot":
        drawn = dot(graph, library.labels, order.lang, title, href)
    else:
        drawn = str(picture(arranged(graph), library.labels, order.lang, title, href))
    if order.output is not None:
        _write(order.output, drawn)
    return drawn


def _chosen(order: Order, library: Library) -> tuple[Graph, Text]:
    pack, names = library.pack, library.labels.names
    rules = pack.named(order.rules)
    keys = tuple(dict.fromkeys(find_conclusion(asked, pack) for asked in order.conclusions))
    if not rules and not keys:
        if order.up or order.down or order.depth is not None:
            raise InputError([Fault("graph_around_what")])
        stages = [phrase(f"stage.{stage}") for stage in order.stages]
        about = library.title
        title = phrase("graph.title_stages", pack=about, stages=join(stages)) if stages else None
        return whole(pack, library.relations, order.stages), title or phrase("graph.title_whole", pack=about)
    if order.stages:
        raise InputError([Fault("graph_stage_and_around")])
    far = FAR if order.depth is None else order.depth
    one_way = order.up is not order.down
    graph = around(
        library.relations,
        keys,
        rules,
        up=0 if one_way and order.down else far,
        down=0 if one_way and order.up else far,
    )
    if keys:
        return graph, phrase("graph.title_of", names=join([names.conclusion(key) for key in keys]))
    return graph, phrase("graph.title_rule", rules=join([both(rule.id) for rule in rules]))


def _nowhere(_: Node) -> str:
    return ""


def _pages(folder: Path, lang: Lang) -> Callable[[Node], str]:
    """Lead to pages of rules in a folder, as far as they are there."""

    def href(node: Node) -> str:
        # Which language comes first matters to the index alone.
        found = Links(lang, lang, (node.key.partition(".")[2],)).key(node.key)
        return found if (folder / found.partition("#")[0]).is_file() else ""

    return href


def _write(path: Path, drawn: str) -> None:
    try:
        before = path.read_bytes() if path.is_file() else None
    except OSError:
        raise OutputError([Fault("output_unwritable", Location(str(path)))]) from None
    write_files({path: (before, drawn.encode())})
