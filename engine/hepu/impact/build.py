"""From two packs and a folder of profiles to the impact of the change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location, PackError
from hepu.facts.build import build_facts
from hepu.facts.parameters import parameters_needed
from hepu.facts.peers import NO_PEERS, PeerTable
from hepu.impact.causes import causes_of
from hepu.impact.changes import KINDS, pack_changes
from hepu.impact.library import as_known, read_library, shared_lexicon
from hepu.impact.mixing import Mixing
from hepu.impact.model import CollegeImpact, Impact, Incomparable, Move, Prior, Settled, Side, Turn
from hepu.impact.worlds import Worlds
from hepu.intake.folders import profiles_of
from hepu.pack_sources.source import read_source
from hepu.text import Text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from hepu.facts.model import Facts
    from hepu.facts.peers import PeerSet
    from hepu.impact.library import College
    from hepu.impact.worlds import World
    from hepu.layers import Layers
    from hepu.pack import Pack

__all__ = ["Comparison", "impact_between", "impact_of"]

# What a pack may know and the other not, so that nothing can be said of it.
_COMPARED = frozenset(
    {"towns", "indicators", "derived", "opportunities", "challenges", "strengths", "problems", "causes", "strategies"}
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two packs as they are named, the own packs that belong to both, and the profiles over which they are compared."""

    old: str
    new: str
    profiles: Path
    peers: Path | None = None
    as_of: dt.date | None = None
    own: Layers = ()


def impact_of(asked: Comparison, here: Path | None = None) -> Impact:
    """Read both packs and all profiles, and tell the impact; profiles with faults are named and left out.

    Raises:
        InputError: where a pack is not found, the folder holds no profile, or the peer table has faults.
        PackError: where a pack has faults.

    """
    paths = profiles_of([asked.profiles])
    old, new = (Side(*read_source(name, here, asked.own)) for name in (asked.old, asked.new))
    lexicon = shared_lexicon(old.pack.knowledge, new.pack.knowledge)
    colleges, faults = read_library(paths, lexicon, asked.as_of)
    table = None if asked.peers is None else PeerTable.read(asked.peers, lexicon.indicators)
    return impact_between(old, new, colleges, table, faults)


def impact_between(
    old: Side, new: Side, colleges: tuple[College, ...], table: PeerTable | None = None, faults: tuple[Fault, ...] = ()
) -> Impact:
    """Tell the impact of a change on colleges that have been read."""
    changes = pack_changes(old.pack, new.pack)
    mixing = Mixing.of(old.pack, new.pack, changes)
    judged: list[College] = []
    peers: list[PeerSet] = []
    facts: list[list[Facts]] = []
    refused: list[Fault] = []
    for college in colleges:
        try:
            loaded = [_peers(college, side.pack, table) for side in (old, new)]
            before = _facts(college, old, loaded[0])
            facts.append([before, _facts(college, new, loaded[1]) if mixing.of_knowledge else before])
        except InputError as error:
            refused += [replace(fault, location=Location(college.file)) for fault in error.faults]
            continue
        judged.append(college)
        peers.append(loaded[1])
    given = tuple(tuple(pair[at] for pair in facts) for at in range(2))
    touched, worlds = Worlds(mixing, judged, peers, (given[0], given[1])).among_touched()
    found = {place: _college(worlds, at, judged[place]) for at, place in enumerate(touched)}
    return Impact(
        old,
        new,
        changes,
        tuple(found.get(at) or _untouched(item) for at, item in enumerate(judged)),
        _incomparable(old.pack, new.pack),
        (*faults, *refused),
    )


def _facts(college: College, side: Side, peers: PeerSet) -> Facts:
    try:
        return build_facts(as_known(college.profile, side.pack.knowledge), side.pack, peers)
    except (KeyError, StopIteration) as error:  # facts ask for entries by name, and for the first province
        place, found = Location(side.source.named), str(error.args[0] if error.args else "provinces")
        raise PackError([Fault("source_incomplete", place, {"found": found})]) from None


def _peers(college: College, pack: Pack, table: PeerTable | None) -> PeerSet:
    """Give the peers of a college, of which it is none itself, as a pack summarises them."""
    parameters = parameters_needed(pack.knowledge, college.profile.as_of)
    if table is None:
        return NO_PEERS
    who = college.profile.college
    return table.without(filter(None, (*who.names, who.code)), pack.knowledge, parameters["min_peers"].value)


def _untouched(item: College) -> CollegeImpact:
    profile = item.profile
    name = Text(zh=profile.college.name.zh, en=profile.college.name.en or profile.college.name.zh)
    return CollegeImpact(item.file, name, profile.as_of, profile.published_figures_only, (), (), None, ())


def _college(worlds: Worlds, at: int, item: College) -> CollegeImpact:
    return replace(
        _untouched(item),
        turns=tuple(_turns(worlds, at)),
        moves=tuple(_moves(worlds, at)),
        priorities=_priorities(worlds, at),
        questions=tuple(_questions(worlds, at)),
    )


def _turns(worlds: Worlds, at: int) -> Iterator[Turn]:
    """Give the conclusions that are told otherwise; an exclusion shows in where its measure stands."""
    old, new = worlds.old, worlds.new
    keys = dict.fromkeys((*new.pack.conclusion_keys, *old.pack.conclusion_keys))
    for key in keys:
        before, after = old.state(key, at), new.state(key, at)
        if key.startswith("exclusion.") or before == after:
            continue
        if {before, after} <= {"undefined", "false"}:
            continue  # not known to one pack and not so in the other: nothing is told either way

        def state(world: World, key: str = key) -> str:
            return world.state(key, at)

        yield Turn(key, before, after, causes_of(worlds, at, state))


def _moves(worlds: Worlds, at: int) -> Iterator[Move]:
    old, new = worlds.old.standing(at).measures, worlds.new.standing(at).measures
    for name in (*new, *(name for name in old if name not in new)):
        placed_before, rank_before = old.get(name, (None, 0))
        placed_after, rank_after = new.get(name, (None, 0))
        if placed_before == placed_after:
            continue

        def placed(world: World, name: str = name) -> str | None:
            return world.standing(at).measures.get(name, (None, 0))[0]

        yield Move(name, placed_before, placed_after, rank_before, rank_after, causes_of(worlds, at, placed))


def _priorities(worlds: Worlds, at: int) -> Prior | None:
    before, after = worlds.old.standing(at).priorities, worlds.new.standing(at).priorities
    if before == after:
        return None
    return Prior(before, after, causes_of(worlds, at, lambda world: world.standing(at).priorities))


def _questions(worlds: Worlds, at: int) -> Iterator[Settled]:
    before, after = worlds.old.standing(at).questions, worlds.new.standing(at).questions
    for answer in sorted(before ^ after):

        def asked(world: World, answer: str = answer) -> bool:
            return answer in world.standing(at).questions

        yield Settled(answer, answer in after, causes_of(worlds, at, asked))


def _incomparable(old: Pack, new: Pack) -> Incomparable:
    def only(one: Pack, other: Pack) -> Mapping[str, tuple[str, ...]]:
        found = {
            kind: tuple(sorted(set(getattr(one.knowledge, kind)) - set(getattr(other.knowledge, kind))))
            for kind in KINDS
            if kind in _COMPARED
        }
        return MappingProxyType({kind: names for kind, names in found.items() if names})

    return Incomparable(only(old, new), only(new, old))
