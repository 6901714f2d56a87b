"""Many colleges through facts, inference and advice, one engine and no record: what each is told, in its order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.advice.build import build_advice
from hepu.facts.build import build_facts
from hepu.facts.peers import NO_PEERS, PeerSet, summarise
from hepu.inference.chainer import chain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.advice.model import Advice, StrategyAdvice
    from hepu.facts.model import Facts
    from hepu.inference.chainer import Inference, Program
    from hepu.knowledge.load import Knowledge
    from hepu.pack import Pack
    from hepu.profile.model import Profile

__all__ = ["Judged", "judge", "peers_of"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A college's facts, what the rules conclude of them, and the advice."""

    profile: Profile
    facts: Facts
    inference: Inference
    advice: Advice

    @property
    def own(self) -> tuple[str, ...]:
        """Give the college's own strategies in their order, less what is withheld or only another's alternative."""
        return tuple(item.id for item in self.advice.strategies if _is_own(item))

    @property
    def launched(self) -> tuple[str, ...]:
        """Give the strategies that the college is told to begin with."""
        return tuple(item.id for item in self.advice.strategies if item.placement == "launch")


def _is_own(item: StrategyAdvice) -> bool:
    return item.actor == "college" and item.placement not in {"withheld", "alternative"}


def judge(profiles: Iterable[Profile], pack: Pack, program: Program, peers: PeerSet = NO_PEERS) -> list[Judged]:
    """Judge profiles one by one with the chainer; the same peers serve all of them."""
    judged = []
    for profile in profiles:
        facts = build_facts(profile, pack, peers)
        inference = chain(program, facts)
        judged.append(Judged(profile, facts, inference, build_advice(facts, inference, pack)))
    return judged


def peers_of(profiles: Iterable[Profile], knowledge: Knowledge, limit: int) -> PeerSet:
    """Summarise the figures of profiles as those of peers, year by year; ``limit`` is the disclosure limit."""
    years: dict[int, list[dict[str, int]]] = defaultdict(list)
    colleges = 0
    for profile in profiles:
        colleges += 1
        heads = {
            name: int(answer.value)
            for name in ("full_time_students", "full_time_teachers")
            if (answer := getattr(profile.resources, name)).value is not None
        }
        told: dict[int, dict[str, int]] = defaultdict(dict)
        for name, answers in profile.indicators.items():
            scale = 10 ** knowledge.indicators[name].decimals
            for year, answer in answers.items():
                if answer.value is not None:
                    told[year][name] = round(answer.value * scale)
        for year, figures in told.items():
            years[year].append({**heads, **figures})
    summaries = {year: summarise(rows, knowledge, limit) for year, rows in sorted(years.items())}
    return PeerSet(colleges, "", MappingProxyType(summaries))
