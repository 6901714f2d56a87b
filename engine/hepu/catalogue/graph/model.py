"""What a graph of rules shows: nodes and lines, chosen around some conclusions or rules, or the whole pack."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.catalogue.relations import reads_of
from hepu.language.kinds import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from hepu.catalogue.relations import Relations
    from hepu.language.model import Rule
    from hepu.pack import Pack

__all__ = ["FAR", "Edge", "Graph", "Node", "around", "whole"]

# More steps than any chain of conclusions has.
FAR = 1_000
_INPUTS = ("fact", "list", "policy", "indicator", "gap", "trend", "participation", "standing", "advantage")


@dataclass(frozen=True, slots=True)
class Node:
    """Something in the graph: an answer, an indicator, a list, a policy, a rule or a conclusion.

    ``kind`` is ``rule``, a stage, or the first part of the key of what is read. ``rules`` counts the rules that
    conclude it and are not drawn, ``against`` those of them that speak against a measure.
    """

    key: str
    kind: str
    rules: int = 0
    against: int = 0
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two nodes; ``rules`` counts the rules that it stands for, ``against`` says that they exclude."""

    one: str
    other: str
    rules: int = 1
    against: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and the lines between them, both in a fixed order.

    ``staged`` says that each stage has a column of its own; else a column holds what is as many lines away.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    staged: bool = True


def whole(pack: Pack, relations: Relations, stages: Collection[str] = ()) -> Graph:
    """Give every conclusion, or those of some stages, and for each pair how many rules lead from one to the other.

    What speaks against a measure leads to the measure itself. Rules are not drawn, nor is what they read besides.
    """
    kept = [stage for stage in STAGES if stage != "exclusion" and (not stages or stage in stages)]
    keys = [f"{stage}.{name}" for stage in kept for name in pack.knowledge.conclusions(stage)]
    return Graph(tuple(_conclusion(key, relations) for key in keys), _bundles(relations, keys))


def around(
    relations: Relations,
    conclusions: Sequence[str] = (),
    rules: Sequence[Rule] = (),
    *,
    up: int = FAR,
    down: int = FAR,
) -> Graph:
    """Give chosen conclusions with all their rules, or chosen rules, with what they read and where they lead.

    The chosen rules are drawn with all that they read, those of conclusions unless ``up`` is nought. Conclusions up to
    ``up`` steps before and ``down`` steps after them are drawn without their rules, which the lines count.
    """
    chosen = dict.fromkeys(map(_measured, conclusions))
    drawn = [rule for key in chosen if up for rule in (*_of(relations, key), *_of(relations, _excluded(key)))]
    drawn += [rule for rule in rules if rule not in drawn]
    targets = dict.fromkeys((*chosen, *(_measured(rule.key) for rule in drawn)))
    before = _reached(targets, up, lambda key: _earlier(relations, key, drawn if key in targets else None))
    after = _reached(targets, down, lambda key: _later(relations, key))
    hidden = {rule.id for rule in drawn}
    nodes = {key: _conclusion(key, relations, chosen=key in chosen, drawn=hidden) for key in {**before, **after}}
    edges = []
    for rule in drawn:
        node = f"rule.{rule.id}"
        nodes[node] = Node(node, "rule", chosen=rule in rules)
        for key in reads_of(rule.when):
            if key.partition(".")[0] in _INPUTS and up:
                nodes.setdefault(key, Node(key, key.partition(".")[0]))
            if up and _measured(key) in nodes:
                edges.append(Edge(_measured(key), node, against=rule.stage == "exclusion"))
        edges.append(Edge(node, _measured(rule.key), against=rule.stage == "exclusion"))
    edges += [
        edge
        for edge in _bundles(relations, [key for key, node in nodes.items() if node.kind in STAGES], hidden)
        if _shown(edge, targets, before, up) or (after.get(edge.one, down) < down and edge.other in after)
    ]
    ordered = sorted(nodes.values(), key=_place)
    near = up < FAR and down < FAR
    return Graph(tuple(ordered), tuple(edges), staged=not near)


def _shown(edge: Edge, targets: Collection[str], before: Mapping[str, int], up: int) -> bool:
    """Say whether a line leads to what lies before what is chosen; the rules for that are drawn one by one."""
    return edge.other not in targets and before.get(edge.other, up) < up and edge.one in before


def _measured(key: str) -> str:
    """Give the measure that an exclusion speaks against; any other conclusion as it is."""
    stage, _, name = key.partition(".")
    return f"strategy.{name}" if stage == "exclusion" else key


def _excluded(key: str) -> str:
    stage, _, name = key.partition(".")
    return f"exclusion.{name}" if stage == "strategy" else ""


def _of(relations: Relations, key: str) -> tuple[Rule, ...]:
    return relations.concluding.get(key, ())


def _conclusion(key: str, relations: Relations, *, chosen: bool = False, drawn: Collection[str] = frozenset()) -> Node:
    rules = [rule for rule in _of(relations, key) if rule.id not in drawn]
    against = [rule for rule in _of(relations, _excluded(key)) if rule.id not in drawn]
    return Node(key, key.partition(".")[0], len(rules), len(against), chosen)


def _earlier(relations: Relations, key: str, rules: Iterable[Rule] | None) -> list[str]:
    """Give the conclusions that the rules for a conclusion read."""
    own = (*_of(relations, key), *_of(relations, _excluded(key)))
    used = own if rules is None else [rule for rule in rules if _measured(rule.key) == key]
    return [read for rule in used for read in map(_measured, reads_of(rule.when)) if read.partition(".")[0] in STAGES]


def _later(relations: Relations, key: str) -> list[str]:
    """Give the conclusions whose rules read a conclusion."""
    read = (*relations.reading.get(key, ()), *relations.reading.get(_excluded(key), ()))
    return [_measured(rule.key) for rule in read]


def _reached(start: Iterable[str], steps: int, near: Callable[[str], list[str]]) -> dict[str, int]:
    """Give what is reached within so many steps, with how many it takes; what it starts from takes none."""
    found = dict.fromkeys(start, 0)
    edge = list(found)
    for step in range(1, steps + 1):
        edge = list(dict.fromkeys(other for key in edge for other in near(key) if other not in found))
        if not edge:
            break
        found.update(dict.fromkeys(edge, step))
    return found


def _bundles(relations: Relations, keys: Collection[str], hidden: Collection[str] = ()) -> tuple[Edge, ...]:
    """Give one line for each pair of conclusions, with how many rules it stands for, those hidden left out."""
    found: Counter[tuple[str, str, bool]] = Counter()
    for other in keys:
        for rule in (*_of(relations, other), *_of(relations, _excluded(other))):
            if rule.id in hidden:
                continue
            for read in dict.fromkeys(map(_measured, reads_of(rule.when))):
                if read in keys and read != other:
                    found[read, other, rule.stage == "exclusion"] += 1
    return tuple(Edge(one, other, rules, against) for (one, other, against), rules in found.items())


def _place(node: Node) -> tuple[int, str]:
    """Give a place in a fixed order: what is read first, then stage by stage, rules before what they conclude."""
    order = (*_INPUTS, "rule", *STAGES)
    return order.index(node.kind), node.key
