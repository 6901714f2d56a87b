"""The order of what stands in layers with lines between them, so that few lines cross."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["untangled"]


def untangled(
    layers: Sequence[Sequence[str]], edges: Iterable[tuple[str, str]], turns: Iterable[int]
) -> list[list[str]]:
    """Order layers by the mean place of their neighbours, one layer a turn; ``turns`` names them by number."""
    near: dict[str, list[str]] = {}
    for one, other in edges:
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    made = [list(layer) for layer in layers]
    for at in turns:
        place = {key: (index + 0.5) / len(layer) for layer in made for index, key in enumerate(layer)}

        def middle(key: str, place: Mapping[str, float] = place) -> float:
            found = [place[other] for other in near.get(key, ())]
            return sum(found) / len(found) if found else place[key]

        made[at].sort(key=middle)
    return made
