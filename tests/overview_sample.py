"""Many small records for the view: fictitious colleges judged by one engine and taken for issued."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hepu.advising import shipped
from hepu.errors import Location
from hepu.overview.collect import Collected
from hepu.pipeline import Request
from hepu.record.build import with_id
from hepu.synthetic import generate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.record.model import Record

AT = "2026-11-26T06:00:00+00:00"


def taken_for_issued(record: Record) -> Record:
    """Give a record as it would be had both engines and the checker seen it; its id follows from its content."""
    return with_id(
        record.inputs, record.facts, record.inference, record.advice, record.engines, issued=True, issued_at=AT
    )


@cache
def many(count: int = 10, seed: int = 5) -> tuple[Record, ...]:
    """Give the records of some fictitious colleges."""
    used = shipped()
    return tuple(
        taken_for_issued(used.advise(Request(profile, AT, engine="chainer")))
        for profile in generate(used.pack.knowledge, count, seed, "zh")
    )


def collected(records: Iterable[Record]) -> Collected:
    """Collect records under digests that stand for theirs."""
    made = Collected()
    for at, record in enumerate(records):
        made.add(record, f"{at:064}", lambda: shipped().pack, Location("sample"))
    return made
