"""In which column of a graph each node stands: what is read, then stage by stage, rules before what they conclude."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.language.kinds import STAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.catalogue.graph.model import Graph

__all__ = ["columns_of"]

# Opportunities, challenges and strengths are told from the same kinds of facts and share a column.
_GROUP: dict[str, int] = {stage: max(0, STAGES.index(stage) - 2) for stage in STAGES}


def columns_of(graph: Graph) -> tuple[tuple[str, ...], ...]:
    """Give the keys of the nodes column by column; every line leads to a later column, but for what is excluded.

    One measure may speak against another of the same column.
    """
    kinds = {node.key: node.kind for node in graph.nodes}
    before: dict[str, list[str]] = {key: [] for key in kinds}
    after: dict[str, list[str]] = {key: [] for key in kinds}
    for edge in graph.edges:
        if edge.against and kinds[edge.one] == kinds[edge.other]:
            continue
        before[edge.other].append(edge.one)
        after[edge.one].append(edge.other)
    column = _staged(kinds, before, after) if graph.staged else _away(before)
    for key, kind in kinds.items():
        # What is read stands just before the first that reads it.
        if kind not in _GROUP and kind != "rule":
            column[key] = min((column[other] for other in after[key]), default=1) - 1
    first, last = min(column.values(), default=0), max(column.values(), default=-1)
    return tuple(tuple(key for key in kinds if column[key] == at) for at in range(first, last + 1))


def _staged(
    kinds: Mapping[str, str], before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Give columns of their own to stages, to conclusions of a stage that follow from one another, and to rules."""

    def level(key: str) -> int:
        """Count the conclusions of its own column that lead, one after the other, to a conclusion."""
        group, found = _GROUP[kinds[key]], 0
        for near in before[key]:
            earlier = [near] if kinds[near] in _GROUP else [far for far in before[near] if kinds[far] in _GROUP]
            found = max([found, *(level(far) + 1 for far in earlier if _GROUP[kinds[far]] == group)])
        return found

    places = {key: (_GROUP[kind], level(key), 1) for key, kind in kinds.items() if kind in _GROUP}
    rules = [key for key, kind in kinds.items() if kind == "rule"]
    places |= {key: (*places[after[key][0]][:2], 0) for key in rules}
    used = sorted(set(places.values()))
    return {key: used.index(place) for key, place in places.items()}


def _away(before: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Give columns by how many lines the longest way to a node has."""
    found: dict[str, int] = {}

    def reach(key: str) -> int:
        if key not in found:
            found[key] = max((reach(near) + 1 for near in before[key]), default=0)
        return found[key]

    for key in before:
        reach(key)
    return found
