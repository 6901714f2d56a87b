"""Whether the advice follows: the independent checker, both engines, and the whole road gone again from the inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hepu
from hepu.errors import InputError, Location
from hepu.history.replay import replay
from hepu.inference.second_opinion import differences, infer
from hepu.pipeline import Request
from hepu.profile.model import Profile
from hepu.proof import check_record
from hepu.record.build import as_json, digest_of
from hepu.record.inputs_file import places_of
from hepu.record.rebuild import facts_of, inference_of, peers_of
from hepu.verification.model import Step, StepName
from hepu.verification.saying import BROKEN, failed, missing, named, passed, said, what

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.layers import Layers
    from hepu.pack import Pack
    from hepu.pipeline import Advisor
    from hepu.record.model import Engines, Inputs, Issue, Record

__all__ = ["NAMES", "by_chainer", "by_checker", "by_experta", "made_again", "made_from"]

NAMES: tuple[StepName, ...] = ("derivation", "chainer", "experta", "again")


def by_checker(raw: Mapping[str, Any], layers: Layers) -> tuple[Step, tuple[str, ...]]:
    """Have the independent checker derive everything again; give what it took as given too."""
    report = check_record(raw, layers)
    if report.accepted:
        return passed("derivation", said("derivation_pass", steps=report.steps)), report.unverified
    found = named(f"{item.code} {item.where}" for item in report.rejections)
    return failed("derivation", said("derivation_fail", count=len(report.rejections), found=found)), report.unverified


def by_chainer(record: Record, pack: Pack, *, same_pack: bool) -> Step:
    """Infer the conclusions again from the facts, by the rules as they were worded then."""
    try:
        found = replay(record, pack)
    except InputError as error:
        if same_pack:
            return failed("chainer", said("engine_broken", found=what(error)))
        return missing(
            "chainer",
            said(
                "chainer_wordings", count=len(error.faults), found=named(str(fault.location) for fault in error.faults)
            ),
        )
    except BROKEN as error:
        return failed("chainer", said("engine_broken", found=what(error)))
    if found.differ:
        return failed("chainer", said("engine_fail", count=len(found.differ), found=named(found.differ)))
    kept = sum(not item.current for item in found.wordings.values())
    code = "engine_pass" if same_pack else "chainer_kept"
    return passed(
        "chainer", said(code, rules=len(found.wordings), conclusions=len(found.inference.conclusions), kept=kept)
    )


def by_experta(record: Record, pack: Pack, *, same_pack: bool) -> Step:
    """Have the second engine infer the conclusions again from the facts."""
    if not same_pack:
        return missing("experta", said("other_pack"))
    try:
        then, found = inference_of(record), infer(pack, facts_of(record))
        other = differences(then, found)
    except BROKEN as error:
        return failed("experta", said("engine_broken", found=what(error)))
    if other:
        return failed("experta", said("engine_fail", count=len(other), found=named(other)))
    return passed("experta", said("engine_pass", rules=len(then.rules), conclusions=len(then.conclusions)))


def made_again(record: Record, advisor: Advisor) -> Step:
    """Go the whole road again from the inputs; the record that comes out has to have the same digest."""
    try:
        again = made_from(record.inputs, places_of(record), record.engines, record.issue, advisor)
    except BROKEN as error:
        return failed("again", said("again_broken", found=what(error)))
    then, now = as_json(record), as_json(again)
    if digest_of(then) == digest_of(now):
        return passed("again", said("again_pass", digest=digest_of(now)))
    differ = list(_departures("", then, now))
    if record.engines.hepu != hepu.__version__:
        found = {"then": record.engines.hepu, "now": hepu.__version__, "found": named(differ)}
        return missing("again", said("again_version", **found))
    return failed("again", said("again_fail", count=len(differ), found=named(differ)))


def made_from(inputs: Inputs, places: Mapping[str, str], engines: Engines, issue: Issue, advisor: Advisor) -> Record:
    """Advise again on a record's inputs; what nothing in a record implies is taken over from it.

    Raises:
        HepuError: where these inputs give no record under this pack.

    """
    request = Request(
        profile=Profile.model_validate(inputs.profile),
        issued_at=issue.issued_at,
        origins={path: Location.read(place) for path, place in places.items()},
        source_name=inputs.source_name,
        source_digest=inputs.source_digest,
        peers=peers_of(inputs.peers),
        engine=inputs.engine,
        last=inputs.last,
    )
    made = advisor.advise(request)
    given: dict[str, Any] = {name: getattr(engines, name) for name in ("hepu", "versions", "renderer")}
    if engines.hepu != hepu.__version__:
        given["checked_steps"] = engines.checked_steps
    return made.model_copy(
        update={
            "inputs": made.inputs.model_copy(update={"as_of_overridden": inputs.as_of_overridden}),
            "engines": made.engines.model_copy(update=given),
            # The id follows from all the rest, and is held against it elsewhere.
            "issue": issue.model_copy(update={"status": made.issue.status}),
        }
    )


def _departures(where: str, then: Any, now: Any) -> Iterator[str]:
    """Name the places in which two JSON values differ."""
    if isinstance(then, dict) and isinstance(now, dict):
        for key in sorted({*then, *now}):
            yield from _departures(f"{where}.{key}" if where else key, then.get(key), now.get(key))
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for at, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _departures(f"{where}.{at}", one, other)
    elif then != now or type(then) is not type(now):
        yield where
