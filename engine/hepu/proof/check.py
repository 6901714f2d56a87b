"""The independent check of a record: all that follows from profile, peers and raw pack is derived again and compared.

What cannot be derived is listed in ``hepu.proof.given`` and told by every report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rfc8785
from pydantic import ValidationError

import hepu
from hepu.errors import HepuError
from hepu.proof.advice import advice
from hepu.proof.compare import compare
from hepu.proof.facts import derive
from hepu.proof.given import given
from hepu.proof.inputs import case_of, check_peers, inputs_part, sha256
from hepu.proof.judge import Judge
from hepu.proof.progress import Then, progress
from hepu.proof.robustness import robustness_part
from hepu.proof.shape import Shape
from hepu.proof.similar import similar
from hepu.proof.source import RawPack, read_pack
from hepu.proof.verdict import CheckReport, Rejection, Tally
from hepu.proof.written import facts_part, inference_part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.layers import Layers
    from hepu.proof.answers import Case

__all__ = ["check_against", "check_record"]

# What a file or a profile that is not as it should be may raise when it is read.
_BROKEN = (
    HepuError,
    OSError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
_SCHEMA = "hepu-record/2"
_PARTS = ("schema", "inputs", "facts", "inference", "advice", "engines", "issue")
# The code under which a difference is told, where it is not the name of the record's part.
_CODES = {
    "inputs": "input",
    "inputs.profile": "profile",
    "inputs.profile_digest": "profile",
    "inputs.as_of": "profile",
    "inputs.data_year": "profile",
    "inputs.peers": "peers",
    "inputs.pack": "pack",
    "facts.values": "fact",
    "facts.lists": "list",
    "facts.parameters": "parameter",
    "facts.policies": "policy",
    "facts.gaps": "gap",
    "facts.trends": "trend",
    "facts.per_head": "per_head",
    "inference.rules": "rule",
    "inference.conclusions": "conclusion",
}


def check_record(record: Mapping[str, Any], layers: Layers) -> CheckReport:
    """Check a record against the pack in its folders; whatever is wrong with it is in the report, nothing is raised."""
    try:
        pack = read_pack(layers)
    except _BROKEN as error:
        return CheckReport(False, 0, (Rejection("pack", "inputs.pack", "a sound pack", _what(error)),))
    return check_against(record, pack)


def check_against(record: Mapping[str, Any], pack: RawPack) -> CheckReport:
    """Check a record against a pack that was read before."""
    tally = Tally()
    try:
        found = dict(record)
        shape = Shape.model_validate(found)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            tally.reject("malformed", ".".join(map(str, fault["loc"])), fault["msg"])
        return tally.report()
    except _BROKEN as error:
        tally.reject("malformed", "", "a record", type(error).__name__)
        return tally.report()
    try:
        tally.names("", _PARTS, found)
        tally.same("malformed", "schema", _SCHEMA, found.get("schema"))
        case = case_of(shape.inputs, pack)
        inputs = inputs_part(shape.inputs, case)
        then = Then.of(shape.inputs.last, pack) if shape.inputs.last else None
        inputs["last"] = then.part(inputs["pack"]) if then else None
    except _BROKEN as error:
        tally.reject("malformed", "inputs", "a profile", _what(error))
        return tally.report()
    try:
        _part(tally, "inputs", inputs, found["inputs"])
        if shape.inputs.peers:
            check_peers(tally, shape.inputs.peers, case)
        if then is not None:
            _last(tally, then, case, inputs["pack"])
        _derivation(tally, shape, case, then, found)
    except _BROKEN as error:
        tally.reject("pack", "inputs.pack", "a pack by which this profile can be judged", _what(error))
        return tally.report()
    steps = tally.steps
    try:
        _outcome(tally, shape, found, steps)
    except _BROKEN as error:
        tally.reject("malformed", "issue.id", "a record with canonical bytes", _what(error))
    return tally.report(steps)


def _what(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _part(tally: Tally, part: str, expected: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    """Compare one part of a record, each of its own parts under its code."""
    for name in tally.names(part, expected, found):
        where = f"{part}.{name}"
        compare(tally, _CODES.get(where, _CODES.get(part, part)), where, expected[name], found[name])


def _last(tally: Tally, then: Then, case: Case, pack: Mapping[str, Any]) -> None:
    """Verify that the last advisory may be compared; its peers can be held against the pack that it was given by."""
    then.fits(tally, case)
    if then.last.peers and then.last.pack.digest == pack["digest"]:
        check_peers(tally, then.last.peers, then.case, "inputs.last.peers")


def _derivation(tally: Tally, shape: Shape, case: Case, then: Then | None, found: Mapping[str, Any]) -> None:
    """Verify facts, inference and advice."""
    facts = derive(case)
    _part(tally, "facts", facts_part(facts, case.pack), found["facts"])
    judge = Judge(case.pack, facts, case.day)
    _part(tally, "inference", inference_part(judge), found["inference"])
    expected = advice(judge)
    names = case.profile.college
    expected["similar"] = similar(judge, [names.name.zh, *names.former_names])
    expected["robustness"] = robustness_part(shape.advice.robustness, expected, facts.parameters)
    expected["progress"] = progress(then, judge, case, expected) if then else None
    _part(tally, "advice", expected, found["advice"])


def _outcome(tally: Tally, shape: Shape, found: Mapping[str, Any], steps: int) -> None:
    """Verify what was written after the derivation: what the engines and this checker said, and as what it was issued.

    Only what two engines agree on and the checker accepts is issued. How many steps that took is known to the version
    that counted them.
    """
    both = shape.inputs.engine == "both"
    issued = both and shape.issue.status == "issued"
    counted = steps if issued else 0
    same_version = not issued or shape.engines.hepu == hepu.__version__
    engines = {
        "hepu": given("engines.hepu"),
        "agreed": True if both else None,
        "checker": "accepted" if issued else "not_run",
        "checked_steps": counted if same_version else given("engines.checked_steps"),
        "versions": given("engines.versions"),
        "renderer": given("engines.renderer"),
    }
    _part(tally, "engines", engines, found["engines"])
    unnamed = {**found, "issue": {**found["issue"], "id": ""}}
    issue = {
        "status": "issued" if issued else "diagnosis",
        "id": f"HP-{sha256(rfc8785.dumps(unnamed))[:16]}",
        **{name: given(f"issue.{name}") for name in ("issued_at", "issuer", "previous", "signer")},
    }
    _part(tally, "issue", issue, found["issue"])
