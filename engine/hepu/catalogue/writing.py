"""From a pack to the pages and graphs of its rules: what the command line, and any other caller, asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.catalogue.library import Library
from hepu.catalogue.site import GENERATOR, site_files
from hepu.catalogue.tried import colleges_of
from hepu.errors import Fault, Location, OutputError
from hepu.file_writing import write_files
from hepu.inference.chainer import compile_pack
from hepu.intake.folders import profiles_of
from hepu.layers import shipped_layers
from hepu.pack import load_pack
from hepu.resources import data_dir
from hepu.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hepu.layers import Layers
    from hepu.text import Lang

__all__ = ["Order", "Written", "write_site"]

_OURS = f'<meta name="generator" content="{GENERATOR}">'


@dataclass(frozen=True, slots=True)
class Order:
    """What pages are to be written: of all rules, or of those named, in which languages, tried on which profiles.

    Without ``profiles`` the examples of a checkout serve, where the shipped pack is among the layers.
    """

    layers: Layers
    output: Path
    langs: tuple[Lang, ...] = LANGUAGES
    rules: tuple[str, ...] = ()
    profiles: Path | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The first page, how many pages and rules there are, and warnings about the profiles."""

    index: Path
    pages: int
    rules: int
    colleges: int
    faults: tuple[Fault, ...]


def write_site(order: Order) -> Written:
    """Write the pages of a pack's rules; pages of an earlier time that are no more are removed.

    Raises:
        PackError: when the pack or an example is at fault.
        InputError: when a rule that is named does not exist, or the folder of profiles holds none.
        OutputError: when the folder holds the pages of something else, or cannot be written to.

    """
    pack = load_pack(order.layers)
    rules = pack.named(order.rules) if order.rules else list(pack.rules.values())
    index = order.output / "index.html"
    _require_ours(index)
    colleges, faults = colleges_of(pack, compile_pack(pack), _profiles(order))
    library = Library(pack, colleges)
    made = {order.output / path: text.encode() for path, text in site_files(library, order.langs, rules)}
    gone = [path for lang in LANGUAGES for path in (order.output / lang).rglob("*.html") if path not in made]
    write_files({path: (path.read_bytes() if path.is_file() else None, data) for path, data in made.items()})
    for path in gone:
        path.unlink(missing_ok=True)
    return Written(index, len(made) - 1, len(rules), len(colleges), faults)


def _require_ours(index: Path) -> None:
    """Refuse a folder whose first page is not one of ours; an empty or new one is well."""
    try:
        found = index.read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return
    except OSError:
        raise OutputError([Fault("output_unwritable", Location(str(index)))]) from None
    if _OURS not in found:
        raise OutputError([Fault("docs_not_ours", Location(str(index)))])


def _profiles(order: Order) -> Sequence[Path]:
    if order.profiles is not None:
        return profiles_of([order.profiles])
    examples = data_dir() / "examples"
    shipped = shipped_layers()[0] in order.layers
    return sorted(examples.glob("*.yaml")) if shipped and examples.is_dir() else ()
