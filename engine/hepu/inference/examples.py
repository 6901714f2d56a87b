"""The examples beside the rules, run as tests: each gives facts and says what the rule must do."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault
from hepu.facts.model import Fact, FactList, Facts, State
from hepu.facts.parameters import choose_parameters
from hepu.inference.chainer import compile_rules
from hepu.inference.kleene import FALSE, UNKNOWN, Truth, certainty_of, from_bool, is_false, is_true
from hepu.language.kinds import STAGES, Certainty, Kind, encode
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hepu.language.model import Example, Rule
    from hepu.pack import Pack

__all__ = ["Outcome", "example_facts", "judge", "run_examples"]

_CERTAINTIES: dict[str, Certainty] = {level.word: level for level in Certainty}
_COMPLETE_WORDS = ("all", "some")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one example."""

    rule: Rule
    example: Example
    found: str
    certainty: Certainty | None

    @property
    def passed(self) -> bool:
        """Say whether the rule did what the example expects."""
        wanted = self.example.certainty
        return self.found == self.example.expect and (wanted is None or wanted == self.certainty)

    @property
    def fault(self) -> Fault:
        """Give the fault that a failed example is."""
        word = self.found if self.certainty is None else f"{self.found} ({self.certainty.word})"
        return Fault("example_failed", self.rule.location, {"expected": self.example.it, "found": word})


class _BadExampleError(ValueError):
    """A given key or value that the vocabulary does not know."""

    def __init__(self, key: str, near: str = "") -> None:
        super().__init__(key)
        self.key, self.nearest = key, near


def run_examples(pack: Pack, rules: Iterable[Rule] | None = None) -> tuple[list[Outcome], list[Fault]]:
    """Run every example of the given rules (all by default); give the outcomes, and faults for malformed examples."""
    outcomes, faults = [], []
    for rule in rules if rules is not None else pack.rules.values():
        for at, example in enumerate(rule.examples):
            try:
                facts, earlier = example_facts(pack, rule, example)
            except _BadExampleError as error:
                context = {"found": error.key, "nearest": error.nearest, "expected": f"{rule.id} #{at + 1}"}
                faults.append(Fault("example_given", rule.location, context))
                continue
            truth = judge(rule, facts, earlier)
            word = "fires" if is_true(truth) else "silent" if is_false(truth) else "unknown"
            certainty = certainty_of(truth)
            held = None if certainty is None else Certainty(min(certainty, rule.certainty))
            outcomes.append(Outcome(rule, example, word, held))
    return outcomes, faults


def judge(rule: Rule, facts: Facts, earlier: Mapping[str, Truth]) -> Truth:
    """Give the truth of one rule's condition over facts and given earlier conclusions."""
    program = compile_rules([rule], earlier)
    ((_, bound),) = [(key, bound) for key, bound in program.order if bound]
    leaves = [program.leaves[at](facts, earlier) for at in bound[0].leaves]
    return bound[0].node(leaves)


def example_facts(pack: Pack, rule: Rule, example: Example) -> tuple[Facts, dict[str, Truth]]:
    """Build the facts and the earlier conclusions that an example gives; all else is unknown."""
    as_of = example.as_of or max(pack.knowledge.pack.date, rule.since)
    if rule.until is not None and example.as_of is None:
        as_of = min(as_of, rule.until)
    values: dict[str, Fact] = {}
    lists: dict[str, FactList] = {}
    policies: dict[str, bool] = {}
    earlier: dict[str, Truth] = dict.fromkeys(pack.conclusion_keys, UNKNOWN)
    for key, raw in example.given.items():
        head, _, name = str(key).partition(".")
        if head in STAGES and name:
            if key not in earlier:
                raise _BadExampleError(str(key), nearest(str(key), earlier))
            earlier[str(key)] = _conclusion(str(key), raw)
        elif head == "policy":
            if name not in pack.vocabulary.policies:
                raise _BadExampleError(str(key), nearest(name, pack.vocabulary.policies))
            policies[name] = raw == "in_force"
        elif key in pack.vocabulary.lists:
            lists[str(key)] = _list(str(key), raw, pack.vocabulary.lists[str(key)])
        else:
            full = str(key) if "." in str(key) else f"fact.{key}"
            kind = pack.vocabulary.values.get(full)
            if kind is None:
                names = {
                    *pack.vocabulary.values,
                    *pack.vocabulary.lists,
                    *(item.removeprefix("fact.") for item in pack.vocabulary.values),
                }
                raise _BadExampleError(str(key), nearest(str(key), names))
            values[full] = _value(str(key), raw, kind)
    facts = Facts(
        as_of=as_of,
        data_year=as_of.year - 1,
        values=MappingProxyType(values),
        lists=MappingProxyType(lists),
        parameters=choose_parameters(pack.knowledge, as_of),
        policies=MappingProxyType(policies),
    )
    return facts, earlier


def _conclusion(key: str, raw: object) -> Truth:
    if raw is True:
        return from_bool(holds=True, certainty=Certainty.ESTABLISHED)
    if raw is False:
        return FALSE
    if raw in _CERTAINTIES:
        return from_bool(holds=True, certainty=_CERTAINTIES[str(raw)])
    raise _BadExampleError(f"{key}: {raw}", nearest(str(raw), _CERTAINTIES))


def _value(key: str, raw: object, kind: Kind) -> Fact:
    certainty = Certainty.ESTABLISHED
    if isinstance(raw, dict):
        if set(raw) != {"value", "certainty"} or raw["certainty"] not in _CERTAINTIES:
            raise _BadExampleError(f"{key}: {raw}")
        certainty, raw = _CERTAINTIES[str(raw["certainty"])], raw["value"]
    if raw in ("not_applicable", "not_asked"):
        return Fact(State(str(raw)))
    try:
        return Fact.exact(encode(raw, kind), certainty)
    except ValueError:
        raise _BadExampleError(f"{key}: {raw}", nearest(str(raw), kind.words)) from None


def _list(key: str, raw: object, fields: Mapping[str, Kind]) -> FactList:
    if raw == "none":
        return FactList(complete=True)
    complete = True
    rows = raw
    if isinstance(raw, dict):
        if raw.get("complete") not in _COMPLETE_WORDS:
            raise _BadExampleError(f"{key}: {raw.get('complete')}", "some")
        complete, rows = raw["complete"] == "all", raw.get("rows", [])
    if not isinstance(rows, list):
        raise _BadExampleError(f"{key}: {raw}", "none")
    return FactList(complete, tuple(MappingProxyType(dict(_row(key, row, fields))) for row in rows))


def _row(key: str, row: object, fields: Mapping[str, Kind]) -> Iterator[tuple[str, Fact]]:
    if not isinstance(row, dict):
        raise _BadExampleError(f"{key}: {row}")
    for name, value in row.items():
        if name not in fields:
            raise _BadExampleError(f"{key}.{name}", nearest(str(name), fields))
        yield str(name), _value(f"{key}.{name}", value, fields[str(name)])
