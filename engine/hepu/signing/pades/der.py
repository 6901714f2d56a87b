"""DER, looked through for what a lenient reader passes over: lengths, ends, and elements that are one too many."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Element", "element"]

_MAX_DEPTH = 40
_CONSTRUCTED, _LONG, _MANY = 0x20, 0x80, 0x1F


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its tag, and its parts where it is made of others."""

    tag: int
    parts: tuple[Element, ...]


def element(data: bytes) -> Element:
    """Read the one element that fills some bytes, with all that it is made of.

    Raises:
        ValueError: where they are not DER to the last byte.

    """
    found = _elements(data, _MAX_DEPTH)
    if len(found) != 1:
        raise ValueError(len(found))
    return found[0]


def _elements(data: bytes, depth: int) -> tuple[Element, ...]:
    if depth == 0:
        raise ValueError(data[:8])
    found: list[Element] = []
    at = 0
    while at < len(data):
        tag, at = data[at], at + 1
        # Neither the mark of an end that DER has not, nor tags of several bytes, which nothing here uses.
        if tag == 0 or tag & _MANY == _MANY:
            raise ValueError(tag)
        size, at = _size(data, at)
        inner = data[at : at + size]
        if len(inner) != size:
            raise ValueError(size)
        at += size
        found.append(Element(tag, _elements(inner, depth - 1) if tag & _CONSTRUCTED else ()))
    return tuple(found)


def _size(data: bytes, at: int) -> tuple[int, int]:
    """Read a length, told in as few bytes as it can be; give it with where it ends."""
    if at >= len(data):
        raise ValueError(at)
    first, at = data[at], at + 1
    if first < _LONG:
        return first, at
    told = data[at : at + first - _LONG]
    size = int.from_bytes(told, "big")
    if not told or len(told) != first - _LONG or told[0] == 0 or size < _LONG:
        raise ValueError(first)
    return size, at + len(told)
