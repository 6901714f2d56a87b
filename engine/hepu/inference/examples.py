"""The examples beside the rules, run as tests: each gives facts and says what the rule must do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault
from hepu.facts.model import Fact, FactList, Facts, State
from hepu.facts.parameters import choose_from
from hepu.inference.chainer import compile_condition
from hepu.inference.kleene import FALSE, UNKNOWN, Truth, certainty_of, from_bool, is_false
from hepu.language.kinds import STAGES, Certainty, Kind, encode
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hepu.facts.model import ChosenParameter
    from hepu.language.model import Example, Expectation, Rule
    from hepu.pack import Pack

__all__ = [
    "BadExampleError",
    "ExampleReader",
    "Outcome",
    "example_facts",
    "judge",
    "run_examples",
    "told",
]

_CERTAINTIES: dict[str, Certainty] = {level.word: level for level in Certainty}
_COMPLETE_WORDS = ("all", "some")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one example; ``at`` is its place among the examples of its rule."""

    rule: Rule
    example: Example
    found: str
    certainty: Certainty | None
    at: int = 0

    @property
    def passed(self) -> bool:
        """Say whether the rule did what the example expects."""
        wanted = self.example.certainty
        return self.found == self.example.expect and (wanted is None or wanted == self.certainty)

    @property
    def fault(self) -> Fault:
        """Give the fault that a failed example is."""
        word = self.found if self.certainty is None else f"{self.found} ({self.certainty.word})"
        return Fault(
            "example_failed", self.rule.place(("examples", self.at)), {"expected": self.example.it, "found": word}
        )


class BadExampleError(ValueError):
    """A given key or value that the vocabulary does not know."""

    def __init__(self, key: str, near: str = "") -> None:
        super().__init__(key)
        self.key, self.nearest = key, near

    def fault(self, rule: Rule, at: int) -> Fault:
        """Give the fault that such a key is in one example of a rule."""
        context = {"found": self.key, "nearest": self.nearest, "expected": f"{rule.id} #{at + 1}"}
        return Fault("example_given", rule.place(("examples", at)), context)


@dataclass(frozen=True)
class ExampleReader:
    """Builds the facts of examples of one pack; the parameters of a day are chosen once."""

    pack: Pack
    _parameters: dict[tuple[int, dt.date], Mapping[str, ChosenParameter]] = field(default_factory=dict)
    _earlier: dict[str, Truth] = field(default_factory=dict)

    def day(self, rule: Rule, example: Example | None = None) -> dt.date:
        """Give the day of an example: the one it names, else the day of the rule's pack, if the rule applies on it."""
        if example is not None and example.as_of is not None:
            return example.as_of
        day = max(self.pack.stack[self.pack.level_of(rule.id)].about.date, rule.since)
        return day if rule.until is None else min(day, rule.until)

    def parameters(self, day: dt.date, rule: Rule) -> Mapping[str, ChosenParameter]:
        """Give the parameters of a day in the pack that has a rule."""
        level = self.pack.level_of(rule.id)
        if (level, day) not in self._parameters:
            self._parameters[level, day] = choose_from(self.pack.parameters_at[level], day)
        return self._parameters[level, day]

    def facts(self, given: Mapping[str, object], day: dt.date, rule: Rule) -> tuple[Facts, dict[str, Truth]]:
        """Build the facts and the earlier conclusions that something given states; all else is unknown.

        Parameters are those of the pack that has the rule: what a pack laid over it sets is not what was written for.

        Raises:
            BadExampleError: for a key or value that the vocabulary does not know.

        """
        pack = self.pack
        if not self._earlier:
            self._earlier.update(dict.fromkeys(pack.conclusion_keys, UNKNOWN))
        values: dict[str, Fact] = {}
        lists: dict[str, FactList] = {}
        policies: dict[str, bool] = {}
        earlier = dict(self._earlier)
        for key, raw in given.items():
            head, _, name = str(key).partition(".")
            if head in STAGES and name:
                if key not in earlier:
                    raise BadExampleError(str(key), nearest(str(key), earlier))
                earlier[str(key)] = _conclusion(str(key), raw)
            elif head == "policy":
                if name not in pack.vocabulary.policies:
                    raise BadExampleError(str(key), nearest(name, pack.vocabulary.policies))
                policies[name] = raw == "in_force"
            elif key in pack.vocabulary.lists:
                lists[str(key)] = _list(str(key), raw, pack.vocabulary.lists[str(key)])
            else:
                full = str(key) if "." in str(key) else f"fact.{key}"
                kind = pack.vocabulary.values.get(full)
                if kind is None:
                    raise BadExampleError(str(key), nearest(str(key), _names(pack)))
                values[full] = _value(str(key), raw, kind)
        facts = Facts(
            as_of=day,
            data_year=day.year - 1,
            values=MappingProxyType(values),
            lists=MappingProxyType(lists),
            parameters=self.parameters(day, rule),
            policies=MappingProxyType(policies),
        )
        return facts, earlier


def run_examples(pack: Pack, rules: Iterable[Rule] | None = None) -> tuple[list[Outcome], list[Fault]]:
    """Run every example of the given rules (all by default); give the outcomes, and faults for malformed examples."""
    reader = ExampleReader(pack)
    outcomes, faults = [], []
    for rule in rules if rules is not None else pack.rules.values():
        truth_of = compile_condition(rule.when)
        for at, example in enumerate(rule.examples):
            day = reader.day(rule, example)
            try:
                facts, earlier = reader.facts(example.given, day, rule)
            except BadExampleError as error:
                faults.append(error.fault(rule, at))
                continue
            found, certainty = told(rule, truth_of(facts, earlier), day)
            outcomes.append(Outcome(rule, example, found, certainty, at))
    return outcomes, faults


def told(rule: Rule, truth: Truth, day: dt.date) -> tuple[Expectation, Certainty | None]:
    """Give the word for what a rule does on a day with a condition of some truth, and how sure its conclusion is."""
    if is_false(truth) or not rule.applies_on(day):
        return "silent", None
    certainty = certainty_of(truth)
    return ("unknown", None) if certainty is None else ("fires", Certainty(min(certainty, rule.certainty)))


def judge(rule: Rule, facts: Facts, earlier: Mapping[str, Truth]) -> Truth:
    """Give the truth of one rule's condition over facts and given earlier conclusions."""
    return compile_condition(rule.when)(facts, earlier)


def example_facts(pack: Pack, rule: Rule, example: Example) -> tuple[Facts, dict[str, Truth]]:
    """Build the facts and the earlier conclusions that one example gives; all else is unknown."""
    reader = ExampleReader(pack)
    return reader.facts(example.given, reader.day(rule, example), rule)


def _names(pack: Pack) -> set[str]:
    """Name all that an example may give."""
    bare = (item.removeprefix("fact.") for item in pack.vocabulary.values)
    return {*pack.vocabulary.values, *pack.vocabulary.lists, *bare}


def _conclusion(key: str, raw: object) -> Truth:
    if raw is True:
        return from_bool(holds=True, certainty=Certainty.ESTABLISHED)
    if raw is False:
        return FALSE
    if raw in _CERTAINTIES:
        return from_bool(holds=True, certainty=_CERTAINTIES[str(raw)])
    raise BadExampleError(f"{key}: {raw}", nearest(str(raw), _CERTAINTIES))


def _value(key: str, raw: object, kind: Kind) -> Fact:
    certainty = Certainty.ESTABLISHED
    if isinstance(raw, dict):
        if set(raw) != {"value", "certainty"} or raw["certainty"] not in _CERTAINTIES:
            raise BadExampleError(f"{key}: {raw}")
        certainty, raw = _CERTAINTIES[str(raw["certainty"])], raw["value"]
    if raw in ("not_applicable", "not_asked"):
        return Fact(State(str(raw)))
    try:
        return Fact.exact(encode(raw, kind), certainty)
    except ValueError:
        raise BadExampleError(f"{key}: {raw}", nearest(str(raw), kind.words)) from None


def _list(key: str, raw: object, fields: Mapping[str, Kind]) -> FactList:
    if raw == "none":
        return FactList(complete=True)
    complete = True
    rows = raw
    if isinstance(raw, dict):
        if raw.get("complete") not in _COMPLETE_WORDS:
            raise BadExampleError(f"{key}: {raw.get('complete')}", "some")
        complete, rows = raw["complete"] == "all", raw.get("rows", [])
    if not isinstance(rows, list):
        raise BadExampleError(f"{key}: {raw}", "none")
    return FactList(complete, tuple(MappingProxyType(dict(_row(key, row, fields))) for row in rows))


def _row(key: str, row: object, fields: Mapping[str, Kind]) -> Iterator[tuple[str, Fact]]:
    if not isinstance(row, dict):
        raise BadExampleError(f"{key}: {row}")
    for name, value in row.items():
        if name not in fields:
            raise BadExampleError(f"{key}.{name}", nearest(str(name), fields))
        yield str(name), _value(f"{key}.{name}", value, fields[str(name)])
