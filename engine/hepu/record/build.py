"""Making a record out of what the steps produced, and giving it canonical bytes."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hepu.canonical import canonical
from hepu.inference.kleene import is_true, letters
from hepu.pack import stack_digest
from hepu.record.model import (
    CheckpointRecord,
    ConclusionRecord,
    Engines,
    FactRecord,
    FactsRecord,
    GapRecord,
    InferenceRecord,
    Inputs,
    Issue,
    LastRecord,
    ListRecord,
    OverlayRecord,
    PackRecord,
    ParameterRecord,
    PeerRecord,
    PeersRecord,
    Record,
    RuleRecord,
    SignerRecord,
    TrendRecord,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.advice.model import Advice
    from hepu.facts.model import Fact, Facts
    from hepu.facts.peers import PeerSet
    from hepu.inference.chainer import Inference
    from hepu.layering.stack import Level
    from hepu.pack import Pack
    from hepu.profile.model import Profile

__all__ = [
    "as_json",
    "canonical",
    "digest_of",
    "public_profile",
    "record_facts",
    "record_inference",
    "record_inputs",
    "with_id",
]


def digest_of(value: Any) -> str:
    """Give the sha256 of a JSON value's canonical bytes."""
    return hashlib.sha256(canonical(value)).hexdigest()


def public_profile(profile: Profile) -> dict[str, Any]:
    """Give the profile as JSON without contacts, which stay outside everything that is hashed."""
    return profile.model_dump(mode="json", exclude={"contact"})


def record_inputs(  # noqa: PLR0913  # the inputs are that many
    profile: Profile,
    pack: Pack,
    peers: PeerSet,
    *,
    last: LastRecord | None = None,
    source_name: str,
    source_digest: str,
    as_of_overridden: bool,
    engine: str,
) -> Inputs:
    """Write down everything that the advice follows from."""
    public = public_profile(profile)
    return Inputs(
        profile=public,
        profile_digest=digest_of(public),
        source_name=source_name,
        source_digest=source_digest,
        as_of=profile.as_of,
        as_of_overridden=as_of_overridden,
        data_year=profile.data_year,
        peers=_peers(peers),
        last=last,
        pack=_pack(pack),
        engine=engine,  # type: ignore[arg-type]  # validated by the model
    )


def _pack(pack: Pack) -> PackRecord:
    lowest, *upper = pack.stack
    return PackRecord(
        name=lowest.about.name,
        version=lowest.about.version,
        digest=pack.digest,
        files=dict(pack.files(lowest)),
        overlays=tuple(_overlay(pack, level) for level in upper),
    )


def _overlay(pack: Pack, level: Level) -> OverlayRecord:
    about, files = level.about, pack.files(level)
    return OverlayRecord(
        name=about.name,
        version=about.version,
        digest=stack_digest([(about.name, files)]),
        files=dict(files),
        replaces={kind: tuple(sorted(names)) for kind, names in sorted(about.replaces.items()) if names},
        continues=tuple(sorted(about.continues)),
        retires={kind: tuple(sorted(names)) for kind, names in sorted(about.retires.items()) if names},
    )


def _peers(peers: PeerSet) -> PeersRecord | None:
    if not peers.digest:
        return None
    return PeersRecord(
        colleges=peers.colleges,
        digest=peers.digest,
        summaries={
            year: {name: PeerRecord(**asdict(summary)) for name, summary in summaries.items()}
            for year, summaries in peers.summaries.items()
        },
    )


def _fact(fact: Fact) -> FactRecord:
    return FactRecord(
        state=fact.state.value,
        low=fact.low,
        high=fact.high,
        certainty=fact.certainty.word,
        place="" if fact.origin is None else str(fact.origin),
        source=fact.source,
        reads=fact.reads,
    )


def record_facts(facts: Facts) -> FactsRecord:
    """Write down the typed facts."""
    return FactsRecord(
        values={key: _fact(facts.values[key]) for key in sorted(facts.values)},
        lists={
            name: ListRecord(
                complete=rows.complete, rows=tuple({key: _fact(fact) for key, fact in row.items()} for row in rows.rows)
            )
            for name, rows in sorted(facts.lists.items())
        },
        parameters={name: ParameterRecord(**asdict(item)) for name, item in sorted(facts.parameters.items())},
        policies=dict(sorted(facts.policies.items())),
        gaps={name: GapRecord(**asdict(item)) for name, item in sorted(facts.gaps.items())},
        trends={name: TrendRecord(**asdict(item)) for name, item in sorted(facts.trends.items())},
        per_head=dict(sorted(facts.per_head.items())),
    )


def record_inference(inference: Inference, pack: Pack) -> InferenceRecord:
    """Write down what every rule and every conclusion came to."""
    fired: dict[str, list[str]] = {key: [] for key in inference.conclusions}
    rules = []
    for name in sorted(pack.rules):
        rule, result = pack.rules[name], inference.rules[name]
        rules.append(
            RuleRecord(
                rule=name,
                digest=rule.digest,
                applies=result.applies,
                truth=letters(result.truth),
                leaves=tuple(letters(leaf) for leaf in result.leaves),
            )
        )
        if result.applies and is_true(result.truth):
            fired[rule.key].append(name)
    conclusions = {
        key: ConclusionRecord(truth=letters(truth), fired=tuple(fired[key]))
        for key, truth in sorted(inference.conclusions.items())
    }
    return InferenceRecord(rules=tuple(rules), conclusions=conclusions)


def with_id(  # noqa: PLR0913  # the parts of a record
    inputs: Inputs,
    facts: FactsRecord,
    inference: InferenceRecord,
    advice: Advice,
    engines: Engines,
    *,
    issued: bool,
    issued_at: str,
    issuer: str = "",
    previous: CheckpointRecord | None = None,
    signer: SignerRecord | None = None,
) -> Record:
    """Put a record together; its id derives from its content, so the same advice on the same day has the same id."""
    body = Record(
        inputs=inputs,
        facts=facts,
        inference=inference,
        advice=advice,
        engines=engines,
        issue=Issue(
            status="issued" if issued else "diagnosis",
            id="",
            issued_at=issued_at,
            issuer=issuer,
            previous=previous,
            signer=signer,
        ),
    )
    name = digest_of(as_json(body))[:16]
    return body.model_copy(update={"issue": body.issue.model_copy(update={"id": f"HP-{name}"})})


def as_json(record: Record) -> Mapping[str, Any]:
    """Give a record as plain JSON values."""
    return record.model_dump(mode="json", by_alias=True)
