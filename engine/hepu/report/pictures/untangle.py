"""The order of what stands in layers with lines between them, so that few lines cross, and where each then stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["crossings", "least_crossed", "settled", "tops_of", "untangled"]

_SWEEPS = 8
_STRIDES = range(1, 10)


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


def crossings(layers: Sequence[Sequence[str]], edges: Sequence[tuple[str, str]]) -> int:
    """Count the pairs of lines between neighbouring layers that cross."""
    place = {key: (at, where) for at, layer in enumerate(layers) for where, key in enumerate(layer)}
    ends: list[list[tuple[int, int]]] = [[] for _ in layers]
    for one, other in edges:
        (at, where), (_, there) = place[one], place[other]
        ends[at].append((where, there))
    total = 0
    for found in ends:
        seen: list[int] = []
        for _, there in sorted(found):
            total += len(seen) - bisect_right(seen, there)
            insort(seen, there)
    return total


def least_crossed(layers: Sequence[Sequence[str]], edges: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Order layers so that few lines cross, from several first orders, since one alone may lead to a poor end.

    From each, layers are swept to and fro by the mean place of neighbours; in the best order found each key then goes
    where fewest of its lines cross others. Lines lead from a layer to the next.
    """
    best = [list(layer) for layer in layers]
    least = crossings(best, edges)
    starts = [[_strided(layer, stride) for layer in layers] for stride in _STRIDES]
    for start in (*starts, untangled(layers, edges, tuple(range(len(layers))) * _SWEEPS)):
        for made in _sweeps(start, edges):
            if not least:
                return best
            found = crossings(made, edges)
            if found < least:
                best, least = made, found
    return _sifted(best, edges)


def _strided(layer: Sequence[str], stride: int) -> list[str]:
    """Take every so manieth key, then those next to them, and so on; a stride of 1 leaves the order."""
    return [key for at in range(stride) for key in layer[at::stride]]


def _sweeps(layers: Sequence[Sequence[str]], edges: Sequence[tuple[str, str]]) -> Iterable[list[list[str]]]:
    """Order each layer by the mean place of its neighbours in the one before, from the first layer on and back."""
    made = [list(layer) for layer in layers]
    yield made
    inward = list(range(1, len(made)))
    for sweep in range(2 * _SWEEPS):
        back = bool(sweep % 2)
        for at in [turn - 1 for turn in reversed(inward)] if back else inward:
            beside = made[at + 1 if back else at - 1]
            place = {key: where for where, key in enumerate(beside)}
            near: dict[str, list[int]] = {}
            for one, other in edges:
                here, there = (one, other) if back else (other, one)
                if there in place:
                    near.setdefault(here, []).append(place[there])
            stay = {key: where * len(beside) / len(made[at]) for where, key in enumerate(made[at])}
            mean = {key: sum(near[key]) / len(near[key]) if key in near else stay[key] for key in made[at]}
            made = [sorted(layer, key=mean.__getitem__) if turn == at else layer for turn, layer in enumerate(made)]
        yield made


def _sifted(layers: list[list[str]], edges: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Put each key where fewest of its lines cross others, layer by layer, as long as that helps."""
    made = [list(layer) for layer in layers]
    near: dict[str, tuple[list[str], list[str]]] = {key: ([], []) for layer in made for key in layer}
    for one, other in edges:
        near[one][1].append(other)
        near[other][0].append(one)
    helped = True
    while helped:
        helped = False
        for at, layer in enumerate(made):
            place = {key: where for beside in (*made[:at], *made[at + 1 :]) for where, key in enumerate(beside)}
            ends = {key: [sorted(place[other] for other in side) for side in near[key]] for key in layer}
            for key in list(layer):
                here = layer.index(key)
                others = [other for other in layer if other != key]
                # What each neighbour adds or takes away as the key moves below it.
                moves = [_crossed(ends[other], ends[key]) - _crossed(ends[key], ends[other]) for other in others]
                sums = [sum(moves[:where]) for where in range(len(layer))]
                least = min(sums)
                if least < sums[here]:
                    others.insert(sums.index(least), key)
                    layer[:] = others
                    helped = True
    return made


def _crossed(upper: Sequence[Sequence[int]], lower: Sequence[Sequence[int]]) -> int:
    """Count the crossings between the lines of a key and of one that stands below it, on both sides."""
    return sum(bisect_left(below, end) for above, below in zip(upper, lower, strict=True) for end in above)


def settled(heights: Sequence[float], wanted: Sequence[float], space: float, total: float) -> list[float]:
    """Give the upper ends of boxes in their order, each as near as can be to the middle that it wants.

    Boxes keep ``space`` between them and stay within ``total``; what stands too close moves as one (least squares).
    """
    before, blocks = 0.0, list[list[float]]()
    starts = []
    for height, middle in zip(heights, wanted, strict=True):
        starts.append(before)
        blocks.append([middle - height / 2 - before, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, count = blocks.pop()
            blocks[-1] = [
                (blocks[-1][0] * blocks[-1][1] + mean * count) / (blocks[-1][1] + count),
                blocks[-1][1] + count,
            ]
        before += height + space
    room = max(0.0, total - before + space)
    shifts = [min(max(mean, 0.0), room) for mean, count in blocks for _ in range(int(count))]
    return [start + shift for start, shift in zip(starts, shifts, strict=True)]


def tops_of(
    ordered: Sequence[Sequence[str]],
    heights: Mapping[str, float],
    edges: Iterable[tuple[str, str]],
    space: float,
    turns: Iterable[int],
) -> tuple[dict[str, float], float]:
    """Give the upper end of every box, near the middle of what it is linked with, and the height of the tallest layer.

    ``turns`` names the layers in the order in which their boxes move to where their lines lead.
    """
    near: dict[str, list[str]] = {}
    for one, other in edges:
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    long = [sum(heights[key] for key in layer) + space * max(0, len(layer) - 1) for layer in ordered]
    total = max(long)
    tops: dict[str, float] = {}
    for layer, length in zip(ordered, long, strict=True):
        y = (total - length) / 2
        for key in layer:
            tops[key] = y
            y += heights[key] + space
    for turn in turns:
        layer = ordered[turn]
        wanted = []
        for key in layer:
            found = [tops[other] + heights[other] / 2 for other in near.get(key, ())]
            wanted.append(sum(found) / len(found) if found else tops[key] + heights[key] / 2)
        sizes = [heights[key] for key in layer]
        tops |= dict(zip(layer, settled(sizes, wanted, space, total), strict=True))
    return tops, total
