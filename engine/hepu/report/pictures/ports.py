"""Where lines meet boxes: each at a place of its own along a side, in the order of where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Ends", "Placed", "ports"]

Ends = tuple[tuple[float, float], tuple[float, float]]


class Placed(Protocol):
    """A box at its place."""

    @property
    def x(self) -> float:
        """Give its left end."""

    @property
    def y(self) -> float:
        """Give its upper end."""

    @property
    def width(self) -> float:
        """Give how wide it is."""

    @property
    def height(self) -> float:
        """Give how high it is."""


def ports(boxes: Mapping[str, Placed], edges: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Ends]:
    """Give both ends of every line; the lines on one side of a box share its height in the order of their far ends."""

    def middle(key: str) -> float:
        return boxes[key].y + boxes[key].height / 2

    sides: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for edge in edges:
        sides.setdefault((edge[0], 1), []).append(edge)
        sides.setdefault((edge[1], 0), []).append(edge)
    ends: dict[tuple[tuple[str, str], int], tuple[float, float]] = {}
    for (key, side), found in sides.items():
        box = boxes[key]
        found.sort(key=lambda edge, side=side: middle(edge[side]))  # type: ignore[misc]  # bound at once
        for at, edge in enumerate(found, start=1):
            x = box.x + box.width if side else box.x
            ends[edge, side] = (round(x, 1), round(box.y + box.height * at / (len(found) + 1), 1))
    return {edge: (ends[edge, 1], ends[edge, 0]) for edge in edges}
