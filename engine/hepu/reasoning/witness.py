"""Examples made to order: facts, as the examples of rules give them, under which conditions have the truths asked for.

Every example is replayed by the chainer before it is handed out, so what comes out certainly shows what it should.
"""

from __future__ import annotations

import datetime as dt
import weakref
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from hepu.inference.chainer import chain, compile_pack
from hepu.inference.examples import example_facts, judge
from hepu.language.model import Example
from hepu.reasoning.budget import Budget, SpentError
from hepu.reasoning.given import given_in
from hepu.reasoning.leaves import word_at
from hepu.reasoning.pack_domain import domain_of, given_domain_of
from hepu.reasoning.reasoner import Reasoner
from hepu.reasoning.truths import FALSE, TRUE, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.inference.chainer import Program
    from hepu.language.model import Rule
    from hepu.pack import Pack
    from hepu.reasoning.reasoner import Answer
    from hepu.reasoning.search import Goal

__all__ = ["Want", "Witness", "reasoner_of", "replayed", "shown", "witness"]

Want = Literal["fires", "silent", "unknown"]
_WORDS: Mapping[Want, int] = MappingProxyType({"fires": TRUE, "silent": FALSE, "unknown": UNKNOWN})


@dataclass(frozen=True, slots=True)
class Witness:
    """What an example gives; ``as_of`` is its day, nothing where examples of the rule run on that day anyway."""

    given: Mapping[str, object]
    as_of: dt.date | None = None


_reasoners: dict[tuple[int, bool], Reasoner] = {}
_programs: dict[int, Program] = {}


def reasoner_of(pack: Pack, *, real: bool = True) -> Reasoner:
    """Give the reasoner of a pack, made the first time that it is asked for.

    A ``real`` one reasons about colleges, else about whatever an example may give.
    """
    found = _reasoners.get((id(pack), real))
    if found is None:
        domain = domain_of(pack) if real else given_domain_of(pack)
        found = _reasoners[id(pack), real] = Reasoner(pack.rules.values(), domain)
        weakref.finalize(pack, _reasoners.pop, (id(pack), real), None)
    return found


def witness(pack: Pack, rule: Rule, want: Want, also: Sequence[Goal] = ()) -> Witness | None:
    """Make an example on which a rule fires, is silent or cannot be judged; None where none was found.

    ``also`` asks more of it: each a part of the rule's condition, and the truths (``hepu.reasoning.truths``) of which
    it must have one. Earlier conclusions are given like facts. A case that a college may be in comes before one that
    only an example can give, such as a law that is not in force.
    """
    goals = [(rule.when, _WORDS[want]), *also]
    for real in (True, False):
        answer = reasoner_of(pack, real=real).ask(goals, (rule.since, rule.until))
        found = shown(pack, rule, goals, answer)
        if found is not None:
            default, _ = example_facts(pack, rule, Example("", {}, want))
            return replace(found, as_of=None) if default.as_of == found.as_of else found
    return None


def shown(pack: Pack, rule: Rule, goals: Sequence[Goal], answer: Answer, *, whole: bool = False) -> Witness | None:
    """Make a case of what an answer leaves, in which every goal is met; None where none is that replays.

    With ``whole`` nothing but facts is given, and the whole pack is chained over them; ``rule`` is any of the pack.
    """
    if answer.world is None or answer.left is None:
        return None
    budget = Budget(reasoner_of(pack).steps)
    try:
        for given in given_in(answer.world, answer.left, budget, conclusions=not whole):
            found = Witness(MappingProxyType(given), answer.world.day)
            if replayed(pack, rule, goals, found, answer.world.level, whole=whole):
                return found
    except SpentError:
        pass
    return None


def replayed(
    pack: Pack, rule: Rule, goals: Sequence[Goal], case: Witness, level: int = 1, *, whole: bool = False
) -> bool:
    """Say whether the chainer finds every goal met in a case."""
    facts, earlier = example_facts(pack, rule, Example("", case.given, "fires", as_of=case.as_of))
    if whole:
        earlier = dict(chain(_program(pack), facts).conclusions)
    return all(
        word_at(judge(replace(rule, when=condition), facts, earlier), level) & wanted for condition, wanted in goals
    )


def _program(pack: Pack) -> Program:
    found = _programs.get(id(pack))
    if found is None:
        found = _programs[id(pack)] = compile_pack(pack)
        weakref.finalize(pack, _programs.pop, id(pack), None)
    return found
