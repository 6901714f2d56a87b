"""The published form of a view over many records, version 1: what was counted, pack by pack, and nothing of a profile.

Counts of colleges are of different colleges; of one that was advised twice under a pack both records count as records.
``None`` stands where a view without names keeps a number back.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from hepu.advice.model import Placement
from hepu.knowledge.models import Actor, Basis
from hepu.language.kinds import Stage
from hepu.ledger.entries import Decision

__all__ = [
    "OVERVIEW_SCHEMA",
    "ActorRow",
    "CauseRow",
    "DecisionRow",
    "GroundsRow",
    "Group",
    "LeftOut",
    "NearPair",
    "Overview",
    "PackView",
    "ProblemRow",
    "RuleRow",
    "Side",
    "TheoryRow",
    "Twins",
    "UnlikeTwins",
]

OVERVIEW_SCHEMA = "hepu-overview/1"


class Part(BaseModel):
    """A frozen part of the view."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RuleRow(Part):
    """One rule of the pack: in how many records it applied on the day, and what it came to there.

    ``stage`` and ``target`` are blank where the pack is not at hand. ``colleges`` are those at which it fired,
    ``judged`` those at which it fired or was silent.
    """

    rule: str
    digest: str
    stage: Stage | Literal[""]
    target: str
    applied: int
    fired: int | None
    silent: int | None
    undetermined: int | None
    colleges: int | None
    judged: int


class GroundsRow(Part):
    """One measure that was told, and what it rests on: its entry of knowledge, and the rules that fired for it.

    ``unreviewed`` tells of entry and rules together. ``unread`` says that the entry's claim was not read in a source
    that it names; ``unread_sources`` and ``unchecked`` are the sources that were not read and the documents of which
    the original was not checked. ``not_in_force`` are the documents that were not in force on the day of some record,
    ``not_in_force_at`` the colleges of these. ``newest`` is the year of the latest work behind it that is no law;
    ``outdated_at`` are the colleges at which that work was older than the bound.
    """

    strategy: str
    actor: Actor
    theory: str
    basis: Basis
    records: int
    colleges: int
    launched: int
    synthesis_only: bool
    unreviewed: Literal["all", "some", "none"]
    unread: bool
    unread_sources: tuple[str, ...]
    unchecked: tuple[str, ...]
    not_in_force: tuple[str, ...]
    not_in_force_at: int
    newest: int | None
    outdated_at: int


class ActorRow(Part):
    """What one actor is to do: measures of it that were told, pieces of advice in all, and where these stand."""

    actor: Actor
    defined: int | None
    measures: int
    pieces: int
    colleges: int
    placements: dict[Placement, int]


class TheoryRow(Part):
    """What one theory gave: its rules that fired, its measures that were told."""

    theory: str
    rules: int
    fired_rules: int
    firings: int
    measures: int
    pieces: int
    colleges: int


class ProblemRow(Part):
    """One problem: where it holds, where it is among the first three, and what stands behind and against it.

    ``causes`` and ``strategies`` count the colleges that were told it for this problem.
    """

    problem: str
    colleges: int
    priority: int
    certainties: dict[Literal["possible", "likely", "established"], int]
    causes: dict[str, int]
    strategies: dict[str, int]
    unanswered: int


class CauseRow(Part):
    """One cause: where it holds, and which problems it was told for."""

    cause: str
    colleges: int
    problems: dict[str, int]


class UnlikeTwins(Part):
    """Records with the same facts under one pack on one day that do not say the same: this must never be."""

    day: dt.date
    colleges: tuple[str, ...]
    records: tuple[str, ...]
    differ: tuple[str, ...]


class Twins(Part):
    """Records that have their facts in common with others, under one pack on one day."""

    groups: int
    records: int
    unlike: tuple[UnlikeTwins, ...]


class Side(Part):
    """What one college of a pair alone is told, and its problems that the other does not have."""

    college: str
    record: str
    measures: tuple[str, ...]
    problems: tuple[str, ...]


class NearPair(Part):
    """Two colleges with like facts and unlike advice; likeness and what they share in thousandths.

    ``measures`` counts those that both are told, ``apart`` those that one alone is told. ``differing`` is the number of
    answers that differ; ``answers`` names those of them that are read by the rules behind what is told apart. Sides and
    answers are None in a view without names.
    """

    likeness: int
    shared: int
    measures: int
    apart: int
    differing: int
    one: Side | None
    other: Side | None
    answers: tuple[str, ...] | None


class Group(Part):
    """How like the colleges of a pack are: the pairs compared, the quartiles of their likeness, the pairs shown.

    ``nearest`` are the most alike of all whose advice differs; ``unlike`` those of the most alike hundredth that share
    least. ``skipped`` says why nothing was compared.
    """

    colleges: int
    pairs: int
    same_advice: int
    quartiles: tuple[int, int, int] | None
    nearest: tuple[NearPair, ...]
    unlike: tuple[NearPair, ...]
    skipped: Literal["", "few", "many", "pack"] = ""


class DecisionRow(Part):
    """How auditors decided on pieces of advice; the rate (adopted, whole or in part) is in thousandths.

    ``piece`` is a measure or another conclusion by its key, ``basis`` what its entry rests on, blank where that is not
    known. There is no rate on fewer decisions than the least number.
    """

    piece: str
    basis: Basis | Literal[""]
    records: int
    colleges: int
    decided: dict[Decision, int] | None
    rate: int | None


class PackView(Part):
    """All that records of one pack say; records of different packs are never added up.

    ``at_hand`` says whether the pack itself could be read; without it only rules and decisions are told, by id.
    ``withheld`` says that fewer colleges than the least number were advised, so that a view without names tells nothing
    of them. ``undecided`` counts the measures of records on which no auditor has decided.
    """

    name: str
    version: str
    digest: str
    overlays: tuple[str, ...]
    at_hand: bool
    withheld: bool
    records: int
    colleges: int
    first: dt.date
    last: dt.date
    rules: tuple[RuleRow, ...]
    grounds: tuple[GroundsRow, ...]
    twins: Twins
    likeness: Group
    actors: tuple[ActorRow, ...]
    theories: tuple[TheoryRow, ...]
    problems: tuple[ProblemRow, ...]
    causes: tuple[CauseRow, ...]
    decisions: tuple[DecisionRow, ...]
    decisions_by_basis: tuple[DecisionRow, ...]
    undecided: int


class LeftOut(Part):
    """Files and records that were not counted: why, and how many.

    ``without_record`` are files that carry digests or nothing, ``repeated`` records that were found more than once,
    ``diagnosis`` those that were not issued, ``published`` those of published figures alone, ``faulty`` what could not
    be read.
    """

    without_record: int = 0
    repeated: int = 0
    diagnosis: int = 0
    published: int = 0
    faulty: int = 0


class Overview(Part):
    """A view over many records; ``named`` says whether it names colleges and records."""

    schema_: Literal["hepu-overview/1"] = Field(default="hepu-overview/1", alias="schema")
    named: bool
    least: int
    older_than: int
    ledger: str
    records: int
    colleges: int
    fictitious: int
    left_out: LeftOut
    packs: tuple[PackView, ...]

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @property
    def violated(self) -> bool:
        """Say whether records with the same facts say different things."""
        return any(item.twins.unlike for item in self.packs)
