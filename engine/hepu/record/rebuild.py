"""A record read back: its facts and its inference as the evaluators know them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Location
from hepu.facts.model import ChosenParameter, Fact, FactList, Facts, GapDetail, PeerSummary, State, TrendDetail
from hepu.facts.peers import NO_PEERS, PeerSet
from hepu.inference.chainer import Inference, RuleResult
from hepu.language.kinds import Certainty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.inference.kleene import Truth
    from hepu.record.model import FactRecord, PeersRecord, Record

__all__ = ["facts_of", "inference_of", "peers_of", "truth_of"]


def truth_of(letters: str) -> Truth:
    """Read a truth from its three letters: at possible, likely, established."""
    return sum(1 << at + 3 * (letter == "F") for at, letter in enumerate(letters) if letter != "U")


def _fact(record: FactRecord) -> Fact:
    origin = Location.read(record.place) if record.place else None
    certainty = Certainty[record.certainty.upper()]
    return Fact(State(record.state), record.low, record.high, certainty, origin, record.source, record.reads)


def peers_of(loaded: PeersRecord | None) -> PeerSet:
    """Give the peers that a record was made with."""
    if loaded is None:
        return NO_PEERS
    summaries = {
        year: MappingProxyType({name: PeerSummary(**dict(item)) for name, item in found.items()})
        for year, found in loaded.summaries.items()
    }
    return PeerSet(loaded.colleges, loaded.digest, MappingProxyType(summaries))


def _peers(record: Record) -> Mapping[str, PeerSummary]:
    return peers_of(record.inputs.peers).summaries.get(record.inputs.data_year, MappingProxyType({}))


def facts_of(record: Record) -> Facts:
    """Give a record's facts."""
    facts = record.facts
    return Facts(
        as_of=record.inputs.as_of,
        data_year=record.inputs.data_year,
        values=MappingProxyType({key: _fact(item) for key, item in facts.values.items()}),
        lists=MappingProxyType(
            {
                name: FactList(
                    rows.complete,
                    tuple(MappingProxyType({key: _fact(item) for key, item in row.items()}) for row in rows.rows),
                )
                for name, rows in facts.lists.items()
            }
        ),
        parameters=MappingProxyType({name: ChosenParameter(**dict(item)) for name, item in facts.parameters.items()}),
        policies=MappingProxyType(dict(facts.policies)),
        gaps=MappingProxyType({name: GapDetail(**dict(item)) for name, item in facts.gaps.items()}),
        trends=MappingProxyType({name: TrendDetail(**dict(item)) for name, item in facts.trends.items()}),
        per_head=MappingProxyType(dict(facts.per_head)),
        peers=_peers(record),
    )


def inference_of(record: Record) -> Inference:
    """Give what a record's rules and conclusions came to."""
    rules = {
        item.rule: RuleResult(
            item.rule, item.applies, truth_of(item.truth), tuple(truth_of(leaf) for leaf in item.leaves)
        )
        for item in record.inference.rules
    }
    conclusions = {key: truth_of(item.truth) for key, item in record.inference.conclusions.items()}
    return Inference(MappingProxyType(rules), MappingProxyType(conclusions))
