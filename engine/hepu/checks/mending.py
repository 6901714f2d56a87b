"""Mends that are safe: where there is one way only to read what was meant, and nothing sound is touched.

They are these: a name that is one slip of the hand away from one known name alone (of four signs or more, and never by
a digit); ``yes``, ``no``, ``on`` and ``off`` without quotes; a date that lacks a nought; a review that is not stated.
Each changes the signs at its own place and nothing else of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hepu.errors import Fault

__all__ = ["Mend", "mended", "mends_of"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_REVIEW = "{status: unreviewed}"


@dataclass(frozen=True, slots=True, order=True)
class Mend:
    """Signs of a file, from one offset to another, and what to put for them; with lines and columns from 1."""

    start: int
    end: int
    text: str
    line: int
    column: int
    end_line: int
    end_column: int


def mended(text: str, mends: Iterable[Mend]) -> str:
    """Give a text with its mends; of two that overlap the first counts."""
    parts, at = [], 0
    for mend in sorted(mends):
        if mend.start >= at:
            parts += [text[at : mend.start], mend.text]
            at = mend.end
    return "".join([*parts, text[at:]])


def mends_of(text: str, faults: Sequence[Fault]) -> list[Mend | None]:
    """Give the mend of each fault of a file, or nothing where none is safe."""
    if not any("mend" in fault.context or fault.code == "review_missing" for fault in faults):
        return [None] * len(faults)
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        return [None] * len(faults)
    return [_mend(text, root, fault) for fault in faults]


def _mend(text: str, root: Any, fault: Fault) -> Mend | None:
    if fault.code == "review_missing":
        return _review(text, root)
    return _name(text, root, fault) if "mend" in fault.context else None


def _name(text: str, root: Any, fault: Fault) -> Mend | None:
    """Mend a key or a value by what its fault says was meant."""
    old, new = fault.context["found"], fault.context["mend"]
    found = [
        node
        for siblings, key, value in _at(root, fault.location.path)
        for node in (key, value)
        if isinstance(node, yaml.ScalarNode) and node.value == old and (node is value or new not in siblings)
    ]
    if len(found) != 1:
        return None
    start, end = found[0].start_mark, found[0].end_mark
    written = text[start.index : end.index]
    if written.strip("\"'") != old:
        return None
    put = written.replace(old, new)
    return Mend(start.index, end.index, put, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _at(node: Any, path: str) -> Iterator[tuple[list[str], Any, Any]]:
    """Give each key and value to which a path may lead, with the keys beside it; keys may hold full stops."""
    if isinstance(node, yaml.MappingNode):
        steps = [(str(key.value), key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        steps = [(str(at), None, value) for at, value in enumerate(node.value)]
    else:
        return
    siblings = [name for name, key, _ in steps if key is not None]
    for name, key, value in steps:
        if path == name:
            yield siblings, key, value
        elif path.startswith(f"{name}."):
            yield from _at(value, path[len(name) + 1 :])


def _review(text: str, root: Any) -> Mend | None:
    """State that a rule is not reviewed: where its key stands empty, else above its examples."""
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return None
    keys = {key.value: (key, value) for key, value in root.value}
    if "review" in keys:
        key, value = keys["review"]
        if value.value:
            return None
        mark = key.end_mark
        at = mark.index + 1
        return Mend(at, at, f" {_REVIEW}", mark.line + 1, mark.column + 2, mark.line + 1, mark.column + 2)
    if "examples" not in keys:
        return None
    mark = keys["examples"][0].start_mark
    newline = "\r\n" if "\r\n" in text else "\n"
    said = f"review: {_REVIEW}{newline}"
    return Mend(mark.index, mark.index, said, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 1)
