"""The published form of a record, version 2: inputs, facts, inference, advice, engines and issue block."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from hepu.advice.model import Advice, Placement
from hepu.advice.progress_model import Reported
from hepu.language.kinds import CertaintyWord

__all__ = [
    "RECORD_SCHEMA",
    "CheckpointRecord",
    "ConclusionRecord",
    "Engines",
    "FactRecord",
    "FactsRecord",
    "GapRecord",
    "InferenceRecord",
    "Inputs",
    "Issue",
    "LastPack",
    "LastRecord",
    "LastStrategy",
    "ListRecord",
    "OverlayRecord",
    "PackRecord",
    "ParameterRecord",
    "PeerRecord",
    "PeersRecord",
    "Record",
    "RuleRecord",
    "SignerRecord",
    "TrendRecord",
]

RECORD_SCHEMA = "hepu-record/2"
Truths = str


class Part(BaseModel):
    """A frozen part of the record."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OverlayRecord(Part):
    """An own pack over others: to the byte, and what it did to what lies beneath it, by kind and id."""

    name: str
    version: str
    digest: str
    files: dict[str, str]
    replaces: dict[str, tuple[str, ...]]
    continues: tuple[str, ...]
    retires: dict[str, tuple[str, ...]]


class PackRecord(Part):
    """Which pack gave the advice, to the byte, and which own packs lay over it, lowest first.

    Name, version and files are those of the pack itself. The digest is over its files, or, where own packs lie over
    it, over the digest and name of each pack in order.
    """

    name: str
    version: str
    digest: str
    files: dict[str, str]
    overlays: tuple[OverlayRecord, ...] = ()

    @model_serializer(mode="wrap")
    def _without_none(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what is not there: a record without own packs is what it was before there were any."""
        written: dict[str, Any] = write(self)
        if not self.overlays:
            del written["overlays"]
        return written


class PeerRecord(Part):
    """One indicator's peer summary; see ``hepu.facts.model.PeerSummary``."""

    reporting: int
    positive: int
    quartiles: tuple[int, int, int] | None
    per_head_positive: int
    per_head_quartiles: tuple[int, int, int] | None


class PeersRecord(Part):
    """The peers that were loaded: summaries by year and indicator and the file's sha256, never other colleges' rows."""

    colleges: int
    digest: str
    summaries: dict[int, dict[str, PeerRecord]]


class LastPack(Part):
    """Which pack gave the last advisory."""

    name: str
    version: str
    digest: str


class LastStrategy(Part):
    """Where a measure stood in the last advisory, and what the college reported of it since."""

    id: str
    placement: Placement
    rank: int
    reported: Reported


class LastRecord(Part):
    """Of the last advisory what progress is told from: whose it was, its inputs, and what it concluded.

    ``digest`` is the sha256 of that record's canonical bytes; ``tasks_digest`` tells in which workbook the college
    reported on its tasks, whoever owns them, and is empty without one.
    """

    id: str
    digest: str
    issued_at: str
    as_of: dt.date
    data_year: int
    pack: LastPack
    profile: dict[str, Any]
    profile_digest: str
    peers: PeersRecord | None
    conclusions: dict[str, Truths]
    strategies: tuple[LastStrategy, ...]
    questions: tuple[str, ...]
    tasks_digest: str


class Inputs(Part):
    """Everything that the advice follows from.

    ``source_digest`` tells which file was handed in, whatever its contacts are: see ``hepu.intake.digest``.
    """

    profile: dict[str, Any]
    profile_digest: str
    source_name: str
    source_digest: str
    as_of: dt.date
    as_of_overridden: bool
    data_year: int
    peers: PeersRecord | None
    last: LastRecord | None = None
    pack: PackRecord
    engine: Literal["both", "chainer", "experta"]


class FactRecord(Part):
    """A typed fact in encoded form, with its place, source and what it was derived from."""

    state: Literal["known", "missing", "not_asked", "not_applicable"]
    low: int | str | None = None
    high: int | str | None = None
    certainty: CertaintyWord = "established"
    place: str = ""
    source: str = ""
    reads: tuple[str, ...] = ()


class ListRecord(Part):
    """The rows of a list as facts."""

    complete: bool
    rows: tuple[dict[str, FactRecord], ...]


class ParameterRecord(Part):
    """The chosen value of a parameter and the dated candidates that were passed over."""

    value: int
    since: dt.date
    passed_over: tuple[tuple[dt.date, int], ...]


class GapRecord(Part):
    """How a gap was found; see ``hepu.facts.model.GapDetail``."""

    basis: str
    reference: int | None
    shortfall_permille: int | None
    per_head: bool
    standard: str
    missing: tuple[str, ...]


class TrendRecord(Part):
    """The years and encoded values behind a trend."""

    years: tuple[int, ...]
    values: tuple[int, ...]


class FactsRecord(Part):
    """All typed facts."""

    values: dict[str, FactRecord]
    lists: dict[str, ListRecord]
    parameters: dict[str, ParameterRecord]
    policies: dict[str, bool]
    gaps: dict[str, GapRecord]
    trends: dict[str, TrendRecord]
    per_head: dict[str, int]


class RuleRecord(Part):
    """What one rule came to; truths are three letters (T, F, U) for possible, likely and established."""

    rule: str
    digest: str
    applies: bool
    truth: Truths
    leaves: tuple[Truths, ...]


class ConclusionRecord(Part):
    """The truth of a conclusion and the rules that fired for it."""

    truth: Truths
    fired: tuple[str, ...]


class InferenceRecord(Part):
    """Every rule and every conclusion."""

    rules: tuple[RuleRecord, ...]
    conclusions: dict[str, ConclusionRecord]


class Engines(Part):
    """What the second opinion and the checker said, and the versions of what computed and of what sets the pages.

    ``renderer`` is as ``hepu.renderer`` found it where the record was made: there the record gives the same pages.
    """

    hepu: str
    agreed: bool | None
    checker: Literal["accepted", "rejected", "not_run"]
    checked_steps: int
    versions: dict[str, str]
    renderer: dict[str, str]


class CheckpointRecord(Part):
    """A state of a ledger: its name, the number of its last entry and that entry's digest."""

    ledger: str
    sequence: int
    digest: str


class SignerRecord(Part):
    """Whose certificate will sign: its subject, the sha256 of the certificate, and whether it is for show alone."""

    subject: str
    certificate: str
    demonstration: bool


class Issue(Part):
    """Whether, when, by whom and as which advisory it was issued.

    ``previous`` is the state of the ledger before it, nothing where no ledger is in use; ``signer`` is who will sign
    its PDF, nothing where nobody will. Both are told beforehand: what is printed never depends on its own digest.
    """

    status: Literal["issued", "diagnosis"]
    id: str
    issued_at: str
    issuer: str = ""
    previous: CheckpointRecord | None = None
    signer: SignerRecord | None = None


class Record(Part):
    """One advisory as data."""

    schema_: Literal["hepu-record/2"] = Field(default="hepu-record/2", alias="schema")
    inputs: Inputs
    facts: FactsRecord
    inference: InferenceRecord
    advice: Advice
    engines: Engines
    issue: Issue

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
