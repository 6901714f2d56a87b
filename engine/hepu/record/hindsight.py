"""The last advisory judged again: its facts under the present pack, on its own day and on the present one."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.advice.build import build_advice
from hepu.advice.progress import Past, Standing, standing_of
from hepu.errors import Fault, InputError, Location
from hepu.facts.build import build_facts
from hepu.inference.chainer import chain
from hepu.profile.model import Profile
from hepu.record.rebuild import peers_of

if TYPE_CHECKING:
    import datetime as dt

    from hepu.facts.model import Facts
    from hepu.inference.chainer import Program
    from hepu.pack import Pack
    from hepu.record.model import LastRecord

__all__ = ["past_of"]


def past_of(last: LastRecord, today: dt.date, pack: Pack, program: Program) -> Past:
    """Judge the last advisory's profile, with the peers of its time, by the present pack.

    Raises:
        InputError: when the profile uses a word that the pack no longer defines.

    """
    profile, peers = Profile.model_validate(last.profile), peers_of(last.peers)

    def judged(facts: Facts) -> Standing:
        inference = chain(program, facts)
        return standing_of(inference, build_advice(facts, inference, pack, profile.college.names))

    try:
        facts = build_facts(profile, pack, peers)
        moved = build_facts(profile.model_copy(update={"as_of": today}), pack, peers)
    except InputError as error:
        found = str(error.faults[0].context.get("found", ""))
        raise InputError([Fault("last_other_words", Location(last.id), {"found": found})]) from None
    return Past(
        was=Standing(
            MappingProxyType(dict(last.conclusions)),
            MappingProxyType({item.id: (item.placement, item.rank) for item in last.strategies}),
        ),
        again=judged(facts),
        today=judged(moved),
        facts=facts,
        questions=last.questions,
        reported=MappingProxyType({item.id: item.reported for item in last.strategies}),
    )
