"""The whole road for one college: profile to facts, conclusions, second opinion, check, advice and record."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import hepu
from hepu.advice.build import build_advice
from hepu.advice.progress import Present, progress, standing_of
from hepu.checks.references import check_references
from hepu.errors import DisagreementError, Fault, InputError, Location, PackError, ProofError
from hepu.explain.robustness import robustness
from hepu.facts.build import complete, type_profile
from hepu.facts.peers import NO_PEERS, PeerSet
from hepu.inference.chainer import Program, chain, compile_pack
from hepu.inference.columnar import Plan, plan_of
from hepu.layers import shipped_layers
from hepu.pack import Pack, load_pack
from hepu.record.build import as_json, record_facts, record_inference, record_inputs, with_id
from hepu.record.hindsight import past_of
from hepu.record.model import CheckpointRecord, Engines, LastRecord, Record, SignerRecord
from hepu.renderer import renderer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from hepu.inference.chainer import Inference
    from hepu.layers import Layers
    from hepu.profile.model import Profile
    from hepu.proof import CheckReport

__all__ = ["Advisor", "Engine", "Request", "advisor"]

Engine = Literal["both", "chainer", "experta"]


@dataclass(frozen=True, slots=True)
class Request:
    """One request for advice: the profile, where it came from, and how it is to be judged.

    ``issued_at`` is an ISO time and an input like any other; ``as_of`` overrides the profile's own day; ``last`` is the
    college's last advisory, from which its progress is told. ``issuer``, ``previous`` (the ledger's state before) and
    ``signer`` (who will sign) are told beforehand of what will be issued; a diagnosis has none of them.
    """

    profile: Profile
    issued_at: str
    origins: Mapping[str, Location] = field(default_factory=lambda: MappingProxyType({}))
    source_name: str = ""
    source_digest: str = ""
    as_of: dt.date | None = None
    peers: PeerSet = NO_PEERS
    engine: Engine = "both"
    last: LastRecord | None = None
    issuer: str = ""
    previous: CheckpointRecord | None = None
    signer: SignerRecord | None = None

    @property
    def on_its_day(self) -> Profile:
        """Give the profile on the day for which advice is asked."""
        if self.as_of is None:
            return self.profile
        return self.profile.model_copy(update={"as_of": self.as_of})


@dataclass(frozen=True)
class Advisor:
    """A loaded pack with its compiled rules, ready to advise any number of colleges."""

    pack: Pack
    program: Program
    layers: Layers

    @cached_property
    def plan(self) -> Plan:
        """The rules compiled for whole arrays."""
        return plan_of(self.program)

    def advise(self, request: Request, step: Callable[[str], None] = lambda _: None) -> Record:
        """Advise one college and give the record; ``step`` is told the name of each step as it starts.

        Raises:
            DisagreementError: when the two engines differ.
            ProofError: when the independent checker rejects the derivation.

        """
        profile = request.on_its_day
        overridden = profile.as_of != request.profile.as_of
        step("facts")
        answers = type_profile(profile, self.pack, request.origins)
        facts = complete(answers, self.pack, request.peers)
        step("inference")
        inference = chain(self.program, facts)
        agreed = None
        if request.engine != "chainer":
            step("second_opinion")
            from hepu.inference.second_opinion import differences, infer  # noqa: PLC0415  # imports experta

            other = infer(self.pack, facts)
            if request.engine == "both":
                found = differences(inference, other)
                if found:
                    raise _disagreement(found, self.pack, inference, other)
                agreed = True
            else:
                inference = other
        step("advice")
        advice = build_advice(facts, inference, self.pack, profile.college.names)
        if request.last is not None:
            step("progress")
            past = past_of(request.last, profile.as_of, self.pack, self.program)
            asked = tuple(item.answer for item in advice.questions)
            present = Present(standing_of(inference, advice), facts, answers.series, asked)
            advice = advice.model_copy(update={"progress": progress(past, present, self.pack)})
        inputs = record_inputs(
            profile,
            self.pack,
            request.peers,
            last=request.last,
            source_name=request.source_name,
            source_digest=request.source_digest,
            as_of_overridden=overridden,
            engine=request.engine,
        )
        if request.engine == "both":
            step("robustness")
            firmness = robustness(answers, self.pack, self.plan, advice, request.peers)
            advice = advice.model_copy(update={"robustness": firmness})
        engines = Engines(
            hepu=hepu.__version__,
            agreed=agreed,
            checker="not_run",
            checked_steps=0,
            versions={"experta": version("experta")},
            renderer=dict(renderer()),
        )
        record = with_id(
            inputs,
            record_facts(facts),
            record_inference(inference, self.pack),
            advice,
            engines,
            issued=False,
            issued_at=request.issued_at,
        )
        if request.engine != "both":
            return record
        step("check")
        return self._checked(record, request)

    def verify(self, record: Mapping[str, Any], name: str) -> None:
        """Have the independent checker accept a record of this pack that was read from a file of some name.

        Raises:
            InputError: when it rejects the record.

        """
        report = self._report(record)
        if not report.accepted:
            raise InputError([Fault("last_rejected", Location(name), {"found": _found(report)})])

    def _report(self, record: Mapping[str, Any]) -> CheckReport:
        from hepu.proof import check_record  # noqa: PLC0415  # the checker reads the raw pack; only issuing needs it

        return check_record(record, self.layers)

    def _checked(self, record: Record, request: Request) -> Record:
        """Have the independent checker accept the record, and mark it as issued."""
        report = self._report(as_json(record))
        if not report.accepted:
            raise ProofError([Fault("proof_rejected", context={"found": _found(report)})])
        engines = record.engines.model_copy(update={"checker": "accepted", "checked_steps": report.steps})
        return with_id(
            record.inputs,
            record.facts,
            record.inference,
            record.advice,
            engines,
            issued=True,
            issued_at=request.issued_at,
            issuer=request.issuer,
            previous=request.previous,
            signer=request.signer,
        )


def _found(report: CheckReport) -> str:
    return "; ".join(f"{item.code} {item.where}" for item in report.rejections[:10])


def _disagreement(found: list[str], pack: Pack, first: Inference, second: Inference) -> DisagreementError:
    traces = {
        name: record_inference(result, pack).model_dump(mode="json")
        for name, result in (("chainer", first), ("experta", second))
    }
    return DisagreementError([Fault("engines_disagree", context={"found": ", ".join(found[:10])})], traces)


def advisor(layers: Layers | None = None) -> Advisor:
    """Load and compile the shipped pack, or that of other layers.

    Raises:
        PackError: with every fault of every file, and every name that a pack over others leaves without a meaning.

    """
    layers = layers or shipped_layers()
    pack = load_pack(layers)
    if len(layers) > 1 and (faults := check_references(pack)):
        # What one pack retires another may still name; of the lowest alone its own check has told long before.
        raise PackError(faults)
    return Advisor(pack, compile_pack(pack), layers)
