"""What the examples of a rule should try: its goals, each at a place of the rule's file.

``branch``: a part decides as true, or as false. ``unknown``: a leaf is unknown and so is the rule. ``row``: one test
of a row filter decides as true, or as false. ``bound``: a value stands just below, at or just above a bound and its
test decides. ``certainty``: an example says how sure the rule is. ``days``: the rule on the days around its first and
last.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.language.kinds import COUNT
from hepu.language.model import Compare, Concluded, Count, InForce, Quantified
from hepu.trials.kinds import GoalKind
from hepu.trials.logic import parts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.language.kinds import Kind
    from hepu.language.model import Leaf, Rule, Test
    from hepu.trials.logic import Part
    from hepu.yaml_source import Path

__all__ = ["Bound", "Goal", "GoalKind", "bounds_of", "bounds_of_test", "goals_of", "row_tests"]


_NEEDED: dict[str, tuple[str, ...]] = {
    "below": ("below", "at"),
    "at_least": ("below", "at"),
    "at_most": ("at", "above"),
    "above": ("at", "above"),
}
_ALL_SIDES = ("below", "at", "above")


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing to try; ``seen`` is how: true or false, below, at or above, before, first, last or after."""

    kind: GoalKind
    path: Path
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """One bound that a comparator names: where it stands, which operand it is, and the sides that must be tried."""

    path: Path
    test: Test
    at: int
    kind: Kind
    sides: tuple[str, ...]


def bounds_of_test(test: Test, kind: Kind, path: Path) -> tuple[Bound, ...]:
    """Give the bounds that a comparator names; words without an order have none."""
    if test.comparator == "known" or not kind.comparable:
        return ()
    many = test.comparator in {"in", "not_in", "between"}
    found = []
    for at in range(len(test.operands)):
        sides = _NEEDED.get(test.comparator, _ALL_SIDES)
        if test.comparator == "between":
            sides = ("at", "above") if at else ("below", "at")
        found.append(Bound((*path, test.comparator, *((at,) if many else ())), test, at, kind, sides))
    return tuple(found)


def row_tests(leaf: Leaf, path: Path) -> Iterator[tuple[Path, Test, Kind]]:
    """Give the tests of a leaf's row filters, each with its place."""
    if not isinstance(leaf, Count | Quantified):
        return
    for item in leaf.where:
        yield (*path, "where", item.field), item.test, item.kind
    if isinstance(leaf, Quantified):
        for item in leaf.have:
            yield (*path, "have", item.field), item.test, item.kind


def bounds_of(leaf: Leaf, path: Path) -> Iterator[Bound]:
    """Give every bound of a leaf: of its own comparison and of its row filters."""
    match leaf:
        case Compare(_, kind, test):
            yield from bounds_of_test(test, kind, path)
        case Count(test=test):
            yield from bounds_of_test(test, COUNT, path)
        case _:
            pass
    for inner, test, kind in row_tests(leaf, path):
        yield from bounds_of_test(test, kind, inner)


def goals_of(rule: Rule, tree: Part, leaves: tuple[Leaf, ...], begins: bool) -> tuple[Goal, ...]:
    """Give all goals of a rule; ``begins`` says that its first day is the pack's, before which there is no rule."""
    goals: list[Goal] = []
    for part in parts_in(tree):
        if part.word == "leaf":
            goals.extend(_leaf_goals(leaves[part.leaf], part.path))
        elif part.word != "not" and part is not tree:
            goals.extend(Goal("branch", part.path, word) for word in ("true", "false"))
    if not begins:
        goals.extend(Goal("days", ("since",), word) for word in ("before", "first"))
    if rule.until is not None:
        goals.extend(Goal("days", ("until",), word) for word in ("last", "after"))
    goals.append(Goal("certainty", ("certainty",), rule.certainty.word))
    return tuple(goals)


def _leaf_goals(leaf: Leaf, path: Path) -> Iterator[Goal]:
    for bound in bounds_of(leaf, path):
        yield from (Goal("bound", bound.path, side) for side in bound.sides)
    if isinstance(leaf, Concluded) and leaf.floor > 1:
        yield from (Goal("bound", (*path, "certainty"), side) for side in ("below", "at"))
    for inner, _, _ in row_tests(leaf, path):
        yield from (Goal("row", inner, word) for word in ("true", "false"))
    yield from (Goal("branch", path, word) for word in ("true", "false"))
    if not isinstance(leaf, InForce) and not _asks_known(leaf):
        yield Goal("unknown", path)


def _asks_known(leaf: Leaf) -> bool:
    return isinstance(leaf, Compare | Count) and leaf.test.comparator == "known"
