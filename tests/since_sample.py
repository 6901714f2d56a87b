"""The fictitious college a year before and now: its two advisories, for the tests of progress."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hepu.advising import Order, record_of, request_of
from hepu.pipeline import Request
from hepu.profile.model import Profile
from hepu.record.build import as_json, digest_of
from hepu.record.digests import record_bytes
from hepu.record.last import Read, _Shape, last_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.advice.progress_model import Reported
    from hepu.pipeline import Advisor
    from hepu.record.model import LastRecord, Record

__all__ = ["NOON", "NOW", "THEN", "compared", "earlier", "last_of", "now_order", "progressed", "request_now", "signed"]

TOP = Path(__file__).resolve().parents[1]
NOW = TOP / "examples" / "hepu-bay-college.yaml"
THEN = TOP / "examples" / "earlier" / "hepu-bay-college-2024.yaml"
NOON = "2026-11-22T00:00:00+00:00"


@cache
def earlier() -> Record:
    """Give the issued advisory of the year before."""
    peers = THEN.with_name("hepu-bay-college-2024-peers.csv")
    return record_of(Order(THEN, TOP, "2025-09-03T00:00:00+00:00", peers=peers))[0]


def now_order(since: Path, **more: Any) -> Order:
    """Order an advisory of today with progress since the record in a file."""
    peers = TOP / "examples" / "peers" / "hepu-bay-college.csv"
    return Order(NOW, since.parent, NOON, peers=peers, engine="chainer", since=since, **more)


@cache
def request_now() -> Request:
    """Give the request of today, without a last advisory."""
    return request_of(Order(NOW, TOP, NOON, engine="chainer"))[0]


def progressed(folder: Path, **more: Any) -> Record:
    """Give the advisory of today with progress since the year before."""
    path = folder / "last.json"
    path.write_bytes(record_bytes(earlier()))
    return record_of(now_order(path, **more))[0]


def signed(value: Mapping[str, Any]) -> dict[str, Any]:
    """Give a record the id that follows from its content."""
    unnamed = {**value, "issue": {**value["issue"], "id": ""}}
    return {**value, "issue": {**value["issue"], "id": f"HP-{digest_of(unnamed)[:16]}"}}


def last_of(made: Record, now: Profile, reported: Mapping[str, Reported] | None = None) -> LastRecord:
    """Give an advisory as the last one of a profile, even if it was not issued."""
    value = as_json(made)
    profile = Profile.model_validate(made.inputs.profile)
    digest = "0" * 64 if reported else ""
    return last_record(Read("last.json", value, _Shape.model_validate(value), profile), now, reported, digest)


def compared(used: Advisor, then: Profile, now: Profile, reported: Mapping[str, Reported] | None = None) -> Record:
    """Advise on a profile with progress since an earlier one, by one engine."""
    before = used.advise(Request(then, NOON, engine="chainer"))
    return used.advise(Request(now, NOON, engine="chainer", last=last_of(before, now, reported)))
