"""What could not be judged, and which missing answers would settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.advice.model import OpenQuestion
from hepu.facts.model import State
from hepu.inference.kleene import is_false, is_true
from hepu.language.model import Compare, Concluded, InForce, ValueRef, leaves_of
from hepu.language.vocabulary import OFFICIAL_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.facts.model import Facts
    from hepu.inference.chainer import Inference
    from hepu.language.model import Leaf
    from hepu.pack import Pack

__all__ = ["answers_behind", "open_questions", "rank_questions", "undetermined"]


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
                if read.startswith("fact."):
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


def _leaf_answers(leaf: Leaf, facts: Facts, pack: Pack) -> Iterator[str]:
    match leaf:
        case Compare(key=key, test=test):
            yield from answers_behind(key, facts, pack)
            for operand in test.operands:
                if isinstance(operand, ValueRef):
                    yield from answers_behind(operand.key, facts, pack)
        case InForce():
            return
        case Concluded():
            return
        case _:
            if leaf.list == OFFICIAL_ROWS:
                rows = facts.lists[OFFICIAL_ROWS].rows if OFFICIAL_ROWS in facts.lists else ()
                for row in rows:
                    yield from answers_behind(f"indicator.{row['indicator'].low}", facts, pack)
            else:
                yield f"list.{leaf.list}"


def open_questions(facts: Facts, inference: Inference, pack: Pack) -> dict[str, tuple[str, ...]]:
    """Give for each conclusion that could not be judged the missing answers on which it hangs."""
    by_target: dict[str, list[str]] = {}
    for rule in pack.rules.values():
        if inference.rules[rule.id].undetermined:
            by_target.setdefault(rule.key, []).append(rule.id)
    hangs: dict[str, tuple[str, ...]] = {}

    def settle(key: str) -> tuple[str, ...]:
        if key in hangs:
            return hangs[key]
        found: set[str] = set()
        for name in by_target.get(key, ()):
            rule, result = pack.rules[name], inference.rules[name]
            for leaf, truth in zip(leaves_of(rule.when), result.leaves, strict=True):
                if not _unknown(truth):
                    continue
                if isinstance(leaf, Concluded):
                    found.update(settle(leaf.key))
                else:
                    found.update(_leaf_answers(leaf, facts, pack))
        hangs[key] = tuple(sorted(found))
        return hangs[key]

    return {key: settle(key) for key in undetermined(inference)}


def rank_questions(hanging: dict[str, tuple[str, ...]]) -> tuple[OpenQuestion, ...]:
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
