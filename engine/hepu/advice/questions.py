"""What could not be judged, and which missing answers would settle it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from hepu.advice.model import OpenQuestion
from hepu.facts.model import State
from hepu.inference.kleene import is_false, is_true
from hepu.language.model import Compare, Concluded, InForce, ValueRef, leaves_of
from hepu.language.vocabulary import OFFICIAL_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.facts.model import Facts
    from hepu.inference.chainer import Inference
    from hepu.language.model import Leaf
    from hepu.pack import Pack

__all__ = ["Hanging", "answers_behind", "open_questions", "rank_questions", "undetermined"]


def _unknown(truth: int) -> bool:
    return not is_true(truth) and not is_false(truth)


def undetermined(inference: Inference) -> tuple[str, ...]:
    """Give the conclusions that could not be judged; exclusions count only where the strategy holds."""
    found = []
    for key, truth in inference.conclusions.items():
        stage, _, name = key.partition(".")
        if _unknown(truth) and (stage != "exclusion" or is_true(inference.conclusions[f"strategy.{name}"])):
            found.append(key)
    return tuple(sorted(found))


def answers_behind(key: str, facts: Facts, pack: Pack) -> Iterator[str]:
    """Name the missing answers of the profile behind an unknown fact; nothing for what the form did not ask."""
    head, _, name = key.partition(".")
    if head == "fact":
        fact = facts.value(key)
        derived = pack.knowledge.derived.get(name)
        if derived is None:
            if fact.state is State.MISSING:
                yield key
        elif fact.state is State.MISSING or not fact.is_exact:
            for read in fact.reads:
                if read.startswith(("fact.", "indicator.")):
                    yield from answers_behind(read, facts, pack)
                else:
                    yield f"list.{read.partition('.')[0]}"
        return
    if head == "trend":
        if facts.value(f"indicator.{name}").state is not State.NOT_ASKED:
            yield key
        return
    value = facts.value(f"indicator.{name}")
    if value.state is State.MISSING:
        yield f"indicator.{name}"


@dataclass(frozen=True)
class Hanging:
    """Finds the missing answers on which conditions and conclusions hang; each conclusion is looked through once."""

    facts: Facts
    inference: Inference
    pack: Pack
    _found: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _undetermined(self) -> dict[str, list[str]]:
        by_target: dict[str, list[str]] = {}
        for rule in self.pack.rules.values():
            if self.inference.rules[rule.id].undetermined:
                by_target.setdefault(rule.key, []).append(rule.id)
        return by_target

    def leaf(self, leaf: Leaf) -> Iterator[str]:
        """Name the missing answers behind a leaf that could not be judged."""
        match leaf:
            case Compare(key=key, test=test):
                yield from answers_behind(key, self.facts, self.pack)
                for operand in test.operands:
                    if isinstance(operand, ValueRef):
                        yield from answers_behind(operand.key, self.facts, self.pack)
            case InForce():
                return
            case Concluded():
                yield from self.conclusion(leaf.key)
            case _:
                if leaf.list == OFFICIAL_ROWS:
                    rows = self.facts.lists[OFFICIAL_ROWS].rows if OFFICIAL_ROWS in self.facts.lists else ()
                    for row in rows:
                        yield from answers_behind(f"indicator.{row['indicator'].low}", self.facts, self.pack)
                else:
                    yield f"list.{leaf.list}"

    def conclusion(self, key: str) -> tuple[str, ...]:
        """Name the missing answers behind the rules for a conclusion that could not be judged."""
        if key not in self._found:
            found: set[str] = set()
            for name in self._undetermined.get(key, ()):
                leaves = leaves_of(self.pack.rules[name].when)
                for leaf, truth in zip(leaves, self.inference.rules[name].leaves, strict=True):
                    if _unknown(truth):
                        found.update(self.leaf(leaf))
            self._found[key] = tuple(sorted(found))
        return self._found[key]


def open_questions(facts: Facts, inference: Inference, pack: Pack) -> dict[str, tuple[str, ...]]:
    """Give for each conclusion that could not be judged the missing answers on which it hangs."""
    hanging = Hanging(facts, inference, pack)
    return {key: hanging.conclusion(key) for key in undetermined(inference)}


def rank_questions(hanging: Mapping[str, tuple[str, ...]]) -> tuple[OpenQuestion, ...]:
    """Order the missing answers by how many conclusions hang on them, strategies and exclusions first."""
    decides: dict[str, list[str]] = {}
    for key, answers in hanging.items():
        for answer in answers:
            decides.setdefault(answer, []).append(key)

    def order(item: tuple[str, list[str]]) -> tuple[int, int, str]:
        advice = sum(1 for key in item[1] if key.startswith(("strategy.", "exclusion.")))
        return -advice, -len(item[1]), item[0]

    return tuple(
        OpenQuestion(answer=answer, decides=tuple(sorted(keys))) for answer, keys in sorted(decides.items(), key=order)
    )
