"""The independent check of a record: everything is derived again from profile, peers and raw pack, and compared."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import rfc8785
from pydantic import ValidationError

from hepu.errors import HepuError
from hepu.profile.model import Profile
from hepu.proof.answers import Case
from hepu.proof.facts import Facts, derive
from hepu.proof.judge import Judge
from hepu.proof.shape import FactShape, Shape
from hepu.proof.source import RawPack, read_pack
from hepu.proof.values import LEVELS, Fact, Kind, scaled
from hepu.proof.verdict import CheckReport, Rejection, Tally

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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
_STATUS = {"T": "withheld", "U": "conditional", "F": "recommended"}


def check_record(record: Mapping[str, Any], rules: Path, knowledge: Path) -> CheckReport:
    """Check a record against the pack in two folders; whatever is wrong with it is in the report, nothing is raised."""
    try:
        pack = read_pack(rules, knowledge)
    except _BROKEN as error:
        return CheckReport(False, 0, (Rejection("pack", "inputs.pack", "a sound pack", _what(error)),))
    return check_against(record, pack)


def check_against(record: Mapping[str, Any], pack: RawPack) -> CheckReport:
    """Check a record against a pack that was read before."""
    tally = Tally()
    try:
        shape = Shape.model_validate(dict(record))
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            tally.reject("malformed", ".".join(map(str, fault["loc"])), fault["msg"])
        return tally.report()
    except _BROKEN as error:
        tally.reject("malformed", "", "a record", type(error).__name__)
        return tally.report()
    _pack(tally, shape, pack)
    try:
        case = _case(tally, shape, pack)
    except _BROKEN as error:
        tally.reject("malformed", "inputs", "a profile", _what(error))
        return tally.report()
    try:
        facts = derive(case)
        _facts(tally, shape, facts, pack)
        judge = Judge(pack, facts, case.day)
        _rules(tally, shape, judge, pack)
        _conclusions(tally, shape, judge, pack)
        _strategies(tally, shape, judge, pack)
    except _BROKEN as error:
        tally.reject("pack", "inputs.pack", "a pack by which this profile can be judged", _what(error))
    return tally.report()


def _what(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _pack(tally: Tally, shape: Shape, pack: RawPack) -> None:
    """Verify that the record names exactly this pack: every file that the checker read, and none that is not there."""
    named = shape.inputs.pack
    tally.same("pack", "inputs.pack.name", pack.name, named.name)
    tally.same("pack", "inputs.pack.version", pack.version, named.version)
    unread = {name for name in named.files if name in pack.files and name not in pack.read}
    for name in tally.names("inputs.pack.files", pack.read | unread, named.files):
        tally.same("pack", f"inputs.pack.files.{name}", pack.files[name], named.files[name])
    lines = "".join(f"{named.files[name]}  {name}\n" for name in sorted(named.files))
    tally.same("pack", "inputs.pack.digest", _sha256(lines.encode("utf-8", "replace")), named.digest)


def _case(tally: Tally, shape: Shape, pack: RawPack) -> Case:
    """Verify the inputs, and give what the derivation starts from."""
    inputs = shape.inputs
    tally.same("profile", "inputs.profile_digest", _sha256(rfc8785.dumps(inputs.profile)), inputs.profile_digest)
    profile = Profile.model_validate(inputs.profile)
    # A profile that is not in normal form could be read in more than one way.
    normal = profile.model_dump(mode="json", exclude={"contact"})
    for name in tally.names("inputs.profile", normal, inputs.profile):
        tally.same("profile", f"inputs.profile.{name}", normal[name], inputs.profile[name])
    tally.same("profile", "inputs.as_of", profile.as_of.isoformat(), inputs.as_of)
    tally.same("profile", "inputs.data_year", profile.data_year, inputs.data_year)
    summaries = inputs.peers.summaries if inputs.peers else {}
    return Case(profile, profile.as_of, profile.data_year, summaries.get(str(profile.data_year), {}), pack)


def _facts(tally: Tally, shape: Shape, facts: Facts, pack: RawPack) -> None:
    """Verify every fact, list, parameter, policy, gap and trend."""
    found, indicators = shape.facts, pack.knowledge["indicators"]
    for key in tally.names("facts.values", facts.values, found.values):
        _fact(tally, f"facts.values.{key}", facts.values[key], facts.kinds[key], found.values[key])
    for name in tally.names("facts.lists", facts.lists, found.lists):
        where, rows, given = f"facts.lists.{name}", facts.lists[name], found.lists[name]
        tally.same("list", f"{where}.complete", rows.complete, given.complete)
        tally.same("list", f"{where}.rows", len(rows.rows), len(given.rows))
        for at, (row, shown) in enumerate(zip(rows.rows, given.rows, strict=False)):
            for item in tally.names(f"{where}.rows.{at}", row, shown):
                _fact(tally, f"{where}.rows.{at}.{item}", row[item], facts.fields[name][item], shown[item])
    decimals = {name: int(entry["decimals"]) for name, entry in pack.knowledge["parameters"].items()}
    for name in tally.names("facts.parameters", facts.parameters, found.parameters):
        value, since = facts.parameters[name]
        where = f"facts.parameters.{name}"
        tally.same("parameter", f"{where}.value", scaled(value, decimals[name]), found.parameters[name].value)
        tally.same("parameter", f"{where}.since", since, found.parameters[name].since)
    for name in tally.names("facts.policies", facts.policies, found.policies):
        tally.same("policy", f"facts.policies.{name}", facts.policies[name], found.policies[name])
    for name in tally.names("facts.gaps", facts.gaps, found.gaps):
        gap, measured = facts.gaps[name], found.gaps[name]
        tally.same("gap", f"facts.gaps.{name}.basis", gap.basis, measured.basis)
        tally.same("gap", f"facts.gaps.{name}.reference", scaled(gap.reference, gap.decimals), measured.reference)
    for name in tally.names("facts.trends", facts.trends, found.trends):
        places, where, trend = int(indicators[name]["decimals"]), f"facts.trends.{name}", found.trends[name]
        years = [(year, scaled(value, places)) for year, value in facts.trends[name]]
        tally.same("trend", where, years, list(zip(trend.years, trend.values, strict=False)))
        tally.same("trend", f"{where}.values", len(years), len(trend.values))


def _fact(tally: Tally, where: str, fact: Fact, kind: Kind, found: FactShape) -> None:
    """Verify a fact; how certain one without a value is has no meaning."""
    expected = (fact.state, scaled(fact.low, kind.decimals), scaled(fact.high, kind.decimals), LEVELS[fact.level])
    given = (found.state, found.low, found.high, found.certainty)
    told = len(given) if fact.state == "known" else len(given) - 1
    tally.same("fact", where, expected[:told], given[:told])


def _rules(tally: Tally, shape: Shape, judge: Judge, pack: RawPack) -> None:
    """Verify what every rule of the pack came to: fired, silent, undetermined or not in force."""
    found = shape.inference.rules
    tally.same("rule", "inference.rules", sorted(item.rule for item in found), [item.rule for item in found])
    given = {item.rule: item for item in found}
    for name in tally.names("inference.rules", pack.rules, [item.rule for item in found]):
        rule, item, where = pack.rules[name], given[name], f"inference.rules.{name}"
        truth, leaves = judge.rule(rule)
        tally.same("rule", f"{where}.digest", rule.digest, item.digest)
        tally.same("rule", f"{where}.applies", rule.applies(judge.day), item.applies)
        tally.same("truth", f"{where}.truth", truth, item.truth)
        tally.same("leaf", f"{where}.leaves", len(leaves), len(item.leaves))
        for at, (leaf, shown) in enumerate(zip(leaves, item.leaves, strict=False)):
            tally.same("leaf", f"{where}.leaves.{at}", leaf, shown)


def _conclusions(tally: Tally, shape: Shape, judge: Judge, pack: RawPack) -> None:
    """Verify the truth of every conclusion that the knowledge defines, and the rules that fired for it."""
    found = shape.inference.conclusions
    for key in tally.names("inference.conclusions", pack.conclusions, found):
        truth, fired = judge.conclusion(key)
        where = f"inference.conclusions.{key}"
        tally.same("conclusion", f"{where}.truth", truth, found[key].truth)
        tally.same("fired", f"{where}.fired", fired, found[key].fired)


def _strategies(tally: Tally, shape: Shape, judge: Judge, pack: RawPack) -> None:
    """Verify that the advice names exactly the true strategies, each with the status that its exclusion gives it."""
    true = [name for name in pack.knowledge["strategies"] if judge.concluded(f"strategy.{name}", 0) == "T"]
    given = {item.id: item.status for item in shape.advice.strategies}
    for name in tally.names("advice.strategies", true, [item.id for item in shape.advice.strategies]):
        status = _STATUS[judge.concluded(f"exclusion.{name}", 0)]
        tally.same("status", f"advice.strategies.{name}.status", status, given[name])
