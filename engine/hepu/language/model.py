"""The parsed form of rules and conditions: frozen values that evaluators walk and sentences are made from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.errors import Location
    from hepu.knowledge.models import Review
    from hepu.language.kinds import Certainty, Kind, Scalar, Stage
    from hepu.text import Text
    from hepu.yaml_source import Document, Path

__all__ = [
    "COMPARATORS",
    "NEGATED",
    "All",
    "Any",
    "Comparator",
    "Compare",
    "Concluded",
    "Condition",
    "Count",
    "Example",
    "Expectation",
    "FieldTest",
    "InForce",
    "Leaf",
    "Not",
    "ParameterRef",
    "Quantified",
    "Rule",
    "Test",
    "ValueRef",
    "leaf_paths",
    "leaves_of",
    "parameters_of",
    "tests_of",
]

Comparator = Literal["is", "is_not", "in", "not_in", "below", "at_most", "above", "at_least", "between", "known"]
Expectation = Literal["fires", "silent", "unknown"]
COMPARATORS: tuple[Comparator, ...] = (
    "is", "is_not", "in", "not_in", "below", "at_most", "above", "at_least", "between", "known",
)  # fmt: skip
NEGATED: Mapping[str, Comparator] = {
    "is": "is_not",
    "is_not": "is",
    "in": "not_in",
    "not_in": "in",
    "below": "at_least",
    "at_least": "below",
    "above": "at_most",
    "at_most": "above",
}


@dataclass(frozen=True, slots=True)
class ParameterRef:
    """A dated number of knowledge; its value on the day is ``value * 10**shift`` in the subject's scale."""

    id: str
    shift: int = 0


@dataclass(frozen=True, slots=True)
class ValueRef:
    """Another fact of the same kind; ``shift`` brings it to the subject's scale."""

    key: str
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Test:
    """One comparator with its operands: one for most, two for ``between``, any number for ``in``."""

    __test__ = False  # pytest would collect it by its name

    comparator: Comparator
    operands: tuple[Scalar | ParameterRef | ValueRef, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of one fact, such as ``fact.staff`` or ``gap.overseas_sites``."""

    key: str
    kind: Kind
    test: Test


@dataclass(frozen=True, slots=True)
class FieldTest:
    """A comparison of one field of a row."""

    field: str
    kind: Kind
    test: Test


@dataclass(frozen=True, slots=True)
class Count:
    """A comparison of the number of rows that pass the filter."""

    list: str
    where: tuple[FieldTest, ...]
    test: Test


@dataclass(frozen=True, slots=True)
class Quantified:
    """Some, no or every row of a list."""

    word: Literal["some", "none", "every"]
    list: str
    where: tuple[FieldTest, ...]
    have: tuple[FieldTest, ...] = ()


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy in force on the date and in the place of the profile."""

    policy: str


@dataclass(frozen=True, slots=True)
class Concluded:
    """An earlier conclusion, of at least a certainty; ``location`` is where a file asks for it."""

    stage: Stage
    id: str
    floor: Certainty
    location: Location | None = field(default=None, compare=False, repr=False)

    @property
    def key(self) -> str:
        """Give the conclusion's key, such as ``problem.few_overseas_students``."""
        return f"{self.stage}.{self.id}"


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True when some part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when the part is false."""

    part: Condition


Leaf = Compare | Count | Quantified | InForce | Concluded
Condition = All | Any | Not | Leaf


@dataclass(frozen=True, slots=True)
class Example:
    """A case that documents and tests a rule: what is given, and what the rule must do."""

    it: str
    given: Mapping[str, object]
    expect: Expectation
    certainty: Certainty | None = None
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """An article of a policy that a rule applies; ``article`` is its name in Chinese in ``policies.yaml``."""

    policy: str
    article: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as its file states it.

    ``digest`` is the sha256 of the file's text, ``content`` that of what it states, but for its review and examples.
    A rule with ``law`` applies what those articles say; one without is a judgement, whatever it cites. ``document`` is
    the file as it was read, which knows the place of each part.
    """

    id: str
    stage: Stage
    target: str
    certainty: Certainty
    since: dt.date
    until: dt.date | None
    theory: str
    when: Condition
    because: Text
    sources: tuple[str, ...]
    review: Review
    cannot_express: Text | None
    examples: tuple[Example, ...]
    digest: str
    location: Location = field(compare=False)
    content: str = ""
    law: tuple[Ground, ...] = ()
    document: Document | None = field(default=None, compare=False, repr=False)

    def place(self, path: Path = ()) -> Location:
        """Give the place of a part of the rule's file, such as ``("when", "all", 1)``."""
        return self.location if self.document is None else self.document.location(path)

    @property
    def key(self) -> str:
        """Give the key of what the rule concludes, such as ``problem.few_overseas_students``."""
        return f"{self.stage}.{self.target}"

    def applies_on(self, day: dt.date) -> bool:
        """Say whether the rule may fire on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def leaves_of(condition: Condition) -> tuple[Leaf, ...]:
    """Give a condition's leaves in reading order."""
    match condition:
        case All(parts) | Any(parts):
            return tuple(leaf for part in parts for leaf in leaves_of(part))
        case Not(part):
            return leaves_of(part)
        case leaf:
            return (leaf,)


def leaf_paths(condition: Condition, path: Path = ("when",)) -> tuple[Path, ...]:
    """Give the paths at which a condition's leaves stand in its file, in the order of ``leaves_of``."""
    match condition:
        case All(parts) | Any(parts):
            word = "all" if isinstance(condition, All) else "any"
            return tuple(found for at, part in enumerate(parts) for found in leaf_paths(part, (*path, word, at)))
        case Not(part):
            return leaf_paths(part, (*path, "not"))
        case _:
            return (path,)


def tests_of(leaf: Leaf) -> tuple[Test, ...]:
    """Give every comparison of a leaf, those of its filters too."""
    match leaf:
        case Compare(_, _, test):
            return (test,)
        case Count(_, where, test):
            return (test, *(item.test for item in where))
        case Quantified(_, _, where, have):
            return tuple(item.test for item in (*where, *have))
        case _:
            return ()


def parameters_of(condition: Condition) -> tuple[str, ...]:
    """Name the parameters that a condition compares with, in reading order."""
    operands = (operand for leaf in leaves_of(condition) for test in tests_of(leaf) for operand in test.operands)
    return tuple(dict.fromkeys(operand.id for operand in operands if isinstance(operand, ParameterRef)))
