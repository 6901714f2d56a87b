"""Mutants of a rule: the same rule with one thing changed, as a slip of the pen would change it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from hepu.language.kinds import COUNT, Certainty
from hepu.language.model import (
    Compare,
    Concluded,
    Count,
    FieldTest,
    Leaf,
    ParameterRef,
    Quantified,
    Test,
    ValueRef,
)
from hepu.trials.logic import Part, parts_in
from hepu.trials.reader import moved_parameter
from hepu.trials.values import plain, range_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.language.kinds import Kind
    from hepu.language.model import Comparator, Rule
    from hepu.trials.study import Study
    from hepu.yaml_source import Path

__all__ = ["Change", "Mutant", "mutants_of"]

Change = Literal[
    "comparator", "direction", "bound", "condition", "logic", "negation", "filter", "quantifier", "exclusion", "days",
    "certainty",
]  # fmt: skip
_SWAPS: dict[str, tuple[tuple[Change, Comparator], ...]] = {
    "is": (("comparator", "is_not"),),
    "is_not": (("comparator", "is"),),
    "in": (("comparator", "not_in"),),
    "not_in": (("comparator", "in"),),
    "below": (("comparator", "at_most"), ("direction", "above")),
    "at_most": (("comparator", "below"), ("direction", "at_least")),
    "above": (("comparator", "at_least"), ("direction", "below")),
    "at_least": (("comparator", "above"), ("direction", "at_most")),
}
_QUANTIFIERS: tuple[Literal["some", "none", "every"], ...] = ("some", "none", "every")
_ONE_DAY = dt.timedelta(days=1)
NEVER = Part((), "not", (Part((), "all"),))


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed rule: what was changed and where, and what stood there and stands there now.

    Either one ``leaf`` is another, or the logic above the leaves is another ``tree``, or the rule's days or certainty.
    """

    change: Change
    path: Path
    was: str
    now: str
    number: int = -1
    leaf: Leaf | None = None
    tree: Part | None = None
    rule: Rule | None = None


def mutants_of(study: Study) -> tuple[Mutant, ...]:
    """Give every mutant of a rule in reading order."""
    return (*_of_leaves(study), *_of_logic(study), *_of_rule(study))


def _of_leaves(study: Study) -> Iterator[Mutant]:
    for number, probe in enumerate(study.probes):
        for change, path, was, now, leaf in _leaf(probe.leaf, probe.path):
            yield Mutant(change, path, was, now, number, leaf)


Changed = tuple[Change, "Path", str, str, Leaf]


def _leaf(leaf: Leaf, path: Path) -> Iterator[Changed]:
    match leaf:
        case Compare(key, kind, test):
            for change, where, was, now, other in _test(test, kind, path, key):
                yield change, where, was, now, dataclasses.replace(leaf, test=other)
        case Count():
            for change, where, was, now, other in _test(leaf.test, COUNT, path, ""):
                yield change, where, was, now, dataclasses.replace(leaf, test=other)
            yield from _rows(leaf, path)
        case Quantified():
            yield from (
                ("quantifier", (*path, leaf.word), leaf.word, word, changed)
                for word in _QUANTIFIERS
                if (changed := _quantified(leaf, word)) is not None
            )
            yield from _rows(leaf, path)
        case Concluded():
            for floor in (leaf.floor - 1, leaf.floor + 1) if leaf.floor > 1 else ():
                if floor in {level.value for level in Certainty}:
                    place, other_floor = (*path, "certainty"), Certainty(floor)
                    yield (
                        "bound",
                        place,
                        leaf.floor.word,
                        other_floor.word,
                        dataclasses.replace(leaf, floor=other_floor),
                    )
        case _:
            return


def _quantified(leaf: Quantified, word: Literal["some", "none", "every"]) -> Quantified | None:
    """Give a quantifier with another word; what rows should have counts as what they are filtered by, and back."""
    if word == leaf.word:
        return None
    if leaf.word == "every":
        return Quantified(word, leaf.list, (*leaf.where, *leaf.have))
    if word == "every":
        return Quantified(word, leaf.list, (), leaf.where) if leaf.where else None
    return Quantified(word, leaf.list, leaf.where)


def _rows(leaf: Count | Quantified, path: Path) -> Iterator[Changed]:
    """Change one test of a row filter, or drop it."""
    groups = ("where", "have") if isinstance(leaf, Quantified) else ("where",)
    for group in groups:
        items: tuple[FieldTest, ...] = getattr(leaf, group)
        for at, item in enumerate(items):
            place = (*path, group, item.field)
            for change, where, was, now, other in _test(item.test, item.kind, place, f"{leaf.list}.{item.field}"):
                put = (*items[:at], dataclasses.replace(item, test=other), *items[at + 1 :])
                yield change, where, was, now, _with_tests(leaf, group, put)
            rest = (*items[:at], *items[at + 1 :])
            if rest or group == "where":
                yield "filter", place, item.field, "", _with_tests(leaf, group, rest)


def _with_tests(leaf: Count | Quantified, group: str, tests: tuple[FieldTest, ...]) -> Leaf:
    if group == "have" and isinstance(leaf, Quantified):
        return dataclasses.replace(leaf, have=tests)
    return dataclasses.replace(leaf, where=tests)


def _test(test: Test, kind: Kind, path: Path, key: str) -> Iterator[tuple[Change, Path, str, str, Test]]:
    """Change a comparator, or move one of its bounds by a unit or a word."""
    inner = (*path, test.comparator)
    if test.comparator == "known":
        was, now = ("true", "false") if test.operands[0] else ("false", "true")
        yield "comparator", inner, f"known: {was}", f"known: {now}", Test("known", (int(not test.operands[0]),))
        return
    for change, comparator in _SWAPS.get(test.comparator, ()):
        yield change, inner, test.comparator, comparator, Test(comparator, test.operands)
    if not kind.comparable:
        return
    low, high = range_of(key, kind)
    many = len(test.operands) > 1 or test.comparator in {"in", "not_in", "between"}
    for at, operand in enumerate(test.operands):
        place = (*inner, at) if many else inner
        for by in (-1, 1):
            match operand:
                case ParameterRef(name, shift):
                    moved: Any = ParameterRef(moved_parameter(name, shift, by))
                    was, now = name, f"{name} {by:+d}"
                case ValueRef():
                    continue
                case int():
                    moved = operand + by
                    if (low is not None and moved < low) or (high is not None and moved > high):
                        continue
                    was, now = str(plain(operand, kind)), str(plain(moved, kind))
                case _:
                    continue
            put = (*test.operands[:at], moved, *test.operands[at + 1 :])
            yield "bound", place, was, now, Test(test.comparator, put)


def _of_logic(study: Study) -> Iterator[Mutant]:
    """Drop a part, swap all and any, drop a not; of an exclusion, drop the whole rule."""
    for part in parts_in(study.tree):
        if part.word == "not":
            yield Mutant("negation", part.path, "not", "", tree=_put(study.tree, part, part.parts[0]))
        if part.word in {"all", "any"} and len(part.parts) > 1:
            other: Literal["all", "any"] = "any" if part.word == "all" else "all"
            swapped = Part(part.path, other, part.parts)
            yield Mutant("logic", (*part.path, part.word), part.word, other, tree=_put(study.tree, part, swapped))
            for at, dropped in enumerate(part.parts):
                rest = Part(part.path, part.word, (*part.parts[:at], *part.parts[at + 1 :]))
                yield Mutant("condition", dropped.path, "", "", tree=_put(study.tree, part, rest))
    if study.rule.stage == "exclusion":
        yield Mutant("exclusion", (), study.rule.id, "", tree=NEVER)


def _put(tree: Part, part: Part, other: Part) -> Part:
    """Give a tree with another part in place of one."""
    if tree is part:
        return other
    return Part(tree.path, tree.word, tuple(_put(inner, part, other) for inner in tree.parts), tree.leaf)


def _of_rule(study: Study) -> Iterator[Mutant]:
    """Move the first and the last day by one, and the certainty by one word."""
    rule = study.rule
    for name in ("since", "until"):
        day: dt.date | None = getattr(rule, name)
        if day is None or (name == "since" and day == study.begins):
            continue
        for by in (-_ONE_DAY, _ONE_DAY):
            changed: Rule = dataclasses.replace(rule, **cast("Any", {name: day + by}))
            if changed.until is None or changed.since <= changed.until:
                yield Mutant("days", (name,), day.isoformat(), (day + by).isoformat(), rule=changed)
    for level in _next_to(rule.certainty):
        changed = dataclasses.replace(rule, certainty=level)
        yield Mutant("certainty", ("certainty",), rule.certainty.word, level.word, rule=changed)


def _next_to(certainty: Certainty) -> list[Certainty]:
    return [level for level in Certainty if abs(level - certainty) == 1]
