"""The packs that lie over one another, lowest first: each read as far as it speaks of itself, and fit to lie there."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from hepu.errors import Fault, InputError, Location, PackError
from hepu.layering.about import ADDED, About
from hepu.naming import nearest
from hepu.yaml_source import MAX_CHARACTERS, Document, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hepu.layers import Layer, Layers

__all__ = ["MAX_FILES", "MAX_PACKS", "Level", "Stack", "read_stack", "text_of"]

MAX_PACKS = 16
MAX_FILES = 20_000


@dataclass(frozen=True, slots=True)
class Level:
    """One pack of a stack: where it lies, and what it says of itself with the place of each word."""

    layer: Layer
    about: About
    document: Document

    @property
    def lowest(self) -> bool:
        """Say whether nothing lies beneath it."""
        return self.about.extends is None

    @property
    def head(self) -> str:
        """Give how the names of its files begin among those of the whole stack."""
        return "" if self.lowest else f"{self.about.name}:"


Stack = tuple[Level, ...]


def read_stack(layers: Layers) -> Stack:
    """Read what each pack says of itself.

    Raises:
        PackError: where one cannot be read, has the name of another, or does not fit what lies beneath it.

    """
    if len(layers) > MAX_PACKS:
        raise PackError([Fault("pack_too_many", context={"found": str(len(layers)), "expected": str(MAX_PACKS)})])
    levels, faults = [], list[Fault]()
    for layer in layers:
        try:
            levels.append(_level(layer))
        except InputError as error:
            faults.extend(error.faults)
    faults.extend(_misfits(levels) if not faults else ())
    if faults:
        raise PackError(faults)
    return tuple(levels)


def text_of(path: Path, shown: str) -> str:
    """Read a file of a pack.

    Raises:
        InputError: where it cannot be read, is no text, or is longer than any file of a pack.

    """
    try:
        if path.stat().st_size > 4 * MAX_CHARACTERS:
            found = {"expected": str(MAX_CHARACTERS), "found": str(path.stat().st_size)}
            raise InputError([Fault("yaml_too_large", Location(shown), found)])
        if not path.is_file():  # a pipe or a device may have no end
            raise InputError([Fault("pack_unreadable", Location(shown), {"found": os.strerror(errno.EINVAL)})])
        return path.read_text("utf-8")
    except OSError as error:
        raise InputError([Fault("pack_unreadable", Location(shown), {"found": str(error.strerror)})]) from None
    except UnicodeDecodeError:
        raise InputError([Fault("pack_unreadable", Location(shown), {"found": "UTF-8"})]) from None


def _level(layer: Layer) -> Level:
    path = layer.knowledge / "pack.yaml"
    if not path.is_file():
        raise InputError([Fault("pack_missing", Location(layer.place or str(layer.knowledge.parent)))])
    document = read_yaml(text_of(path, layer.shown(path)), layer.shown(path))
    try:
        return Level(layer, About.model_validate(document.value), document)
    except ValidationError as error:
        raise InputError(
            [
                Fault(
                    "knowledge_entry",
                    document.location(item["loc"]),
                    {"expected": str(item["msg"]), "found": str(item["input"])[:80]},
                )
                for item in error.errors(include_url=False)
            ]
        ) from None


def _misfits(levels: Sequence[Level]) -> Iterator[Fault]:
    """Find packs that cannot lie where they lie."""
    for at, level in enumerate(levels):
        beneath = {lower.about.name: lower for lower in levels[:at]}
        about, place = level.about, level.document.location
        if about.name in beneath:
            other = beneath[about.name].document.location(("name",))
            yield Fault("pack_name_twice", place(("name",)), {"found": about.name, "expected": str(other)})
        if about.extends is None:
            if at:
                yield Fault("pack_alone", place(), {"found": about.name})
            for word in ("replaces", "continues", "retires"):
                if getattr(about, word):
                    yield Fault("pack_extends_nothing", place((word,)), {"found": word})
            continue
        yield from _extension(level, beneath, {upper.about.name: upper for upper in levels[at + 1 :]})
        yield from _files(level)


def _extension(level: Level, beneath: dict[str, Level], above: dict[str, Level]) -> Iterator[Fault]:
    """Say why a pack does not extend what lies beneath it."""
    extends = level.about.extends
    assert extends is not None  # noqa: S101  # of the lowest pack nobody asks
    context = {"found": extends.pack, "expected": level.about.name}
    place = level.document.location(("extends", "pack"))
    if extends.pack in beneath:
        version = beneath[extends.pack].about.version
        if not extends.fits(version):
            expected = f"{extends.at_least} ≤ … < {extends.below}"
            found = {"found": f"{extends.pack} {version}", "expected": expected}
            yield Fault("pack_version", level.document.location(("extends",)), found)
    elif extends.pack == level.about.name or _leads_back(level.about.name, extends.pack, above):
        yield Fault("pack_cycle", place, context)
    elif extends.pack in above:
        yield Fault("pack_order", place, context)
    else:
        yield Fault("pack_not_beneath", place, context | {"nearest": nearest(extends.pack, beneath)})


def _leads_back(name: str, start: str, above: dict[str, Level]) -> bool:
    """Say whether the packs that are named later extend one another back to a name."""
    seen: set[str] = set()
    while start in above and start not in seen:
        seen.add(start)
        extends = above[start].about.extends
        start = extends.pack if extends else ""
    return start == name


def _files(level: Level) -> Iterator[Fault]:
    """Find files of an own pack that nobody reads, or of kinds that the packs beneath keep to themselves."""
    layer = level.layer
    found = sorted(path for folder in (layer.knowledge, layer.rules) for path in folder.rglob("*.y*ml"))
    if len(found) > MAX_FILES:
        context = {"found": str(len(found)), "expected": str(MAX_FILES)}
        yield Fault("pack_too_many_files", Location(layer.place), context)
        return
    for path in found:
        place = Location(layer.shown(path))
        if path.suffix != ".yaml":
            yield Fault("pack_file_suffix", place, {"found": path.suffix, "expected": ".yaml"})
        elif path.is_relative_to(layer.knowledge):
            parts = path.relative_to(layer.knowledge).parts
            kind = parts[0].removesuffix(".yaml")
            if parts != ("pack.yaml",) and (kind == "rules" or kind not in ADDED or len(parts) > 2):  # noqa: PLR2004
                context = {"found": "/".join(parts), "nearest": nearest(kind, set(ADDED) - {"rules"})}
                yield Fault("pack_kind_closed", place, context)
