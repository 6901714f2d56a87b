"""What would change the advice: how firmly its first items stand, and the least change that would lift each priority.

The least changes are searched for when a report is made, from the record's profile, peers and pack alone, so that the
same record gives the same ones. They are no part of the record, and the checker does not derive them.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.explain.change import least_change
from hepu.facts.build import type_profile
from hepu.facts.model import PeerSummary
from hepu.facts.peers import NO_PEERS, PeerSet
from hepu.inference.chainer import compile_pack
from hepu.inference.columnar import plan_of
from hepu.profile.model import Profile
from hepu.report.firmness import firmness
from hepu.report.told.change import step_text
from hepu.report.words import join, say, words

if TYPE_CHECKING:
    from hepu.explain.change import LeastChange, Way
    from hepu.record.model import Record
    from hepu.report.context import Context
    from hepu.report.diagnosis import Diagnosis
    from hepu.report.measures import Measures
    from hepu.text import Text

__all__ = ["Change", "Changes", "Stands", "changes"]

_WAYS = 2
_NAMED = 6


@dataclass(frozen=True, slots=True)
class Stands:
    """A task to start now and how firmly it stands."""

    key: str
    name: Text
    firm: Text


@dataclass(frozen=True, slots=True)
class Change:
    """A priority, how firmly it stands, and the ways to lift it; ``none`` says so where none was found."""

    key: str
    name: Text
    firm: Text
    ways: tuple[Text, ...]
    none: Text | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that the part prints; ``open`` names problems that answers could still establish.

    ``tried`` says whether it was tried how firmly the advice stands, which a diagnosis leaves out.
    """

    priorities: tuple[Change, ...]
    tasks: tuple[Stands, ...]
    open: Text | None
    tried: bool


def changes(context: Context, problems: Diagnosis, measures: Measures) -> Changes | None:
    """Put into words what would change the advice; nothing where there is no priority, task or open problem."""
    if context.published:
        return None
    points = [problem.point for problem in problems.priorities]
    found = _searched(context.record, context, [point.key for point in points]) if points else {}
    told = tuple(
        Change(
            point.key,
            point.name,
            _firm(context, point.key),
            tuple(_way(context, way) for way in found[point.key].ways[:_WAYS]),
            None if found[point.key].ways else words()["changes.no_way"],
        )
        for point in points
    )
    tasks = tuple(Stands(item.point.key, item.point.name, _firm(context, item.point.key)) for item in measures.launch)
    opened = _open(context)
    tried = context.record.advice.robustness is not None
    return Changes(told, tasks, opened, tried) if told or tasks or opened else None


def _searched(record: Record, context: Context, keys: list[str]) -> dict[str, LeastChange]:
    """Search for the least change of each conclusion from what the record holds."""
    answers = type_profile(Profile.model_validate(record.inputs.profile), context.pack)
    plan, peers = plan_of(compile_pack(context.pack)), _peers(record)
    return {key: least_change(key, answers, context.pack, plan, peers) for key in keys}


def _peers(record: Record) -> PeerSet:
    loaded = record.inputs.peers
    if loaded is None:
        return NO_PEERS
    summaries = {
        year: MappingProxyType({name: PeerSummary(**dict(item)) for name, item in found.items()})
        for year, found in loaded.summaries.items()
    }
    return PeerSet(loaded.colleges, loaded.digest, MappingProxyType(summaries))


def _firm(context: Context, key: str) -> Text:
    return firmness(context, key) or words()["changes.not_tried"]


def _way(context: Context, way: Way) -> Text:
    """Write a way as one sentence, with what it would bring about."""
    steps = join([step_text(step, context) for step in way.steps], "changes.together")
    if not way.brings:
        return steps
    names = join([context.names.conclusion(key) for key in way.brings], "clause_join")
    return say("changes.brings", steps=steps, names=names)


def _open(context: Context) -> Text | None:
    """Name the problems that could not be judged."""
    names = [context.names.conclusion(key) for key in context.record.advice.undetermined if key.startswith("problem.")]
    if not names:
        return None
    form = "open" if len(names) <= _NAMED else "open_first"
    return say(f"changes.{form}", names=join(names[:_NAMED], "clause_join"), count=len(names))
