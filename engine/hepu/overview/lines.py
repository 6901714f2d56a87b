"""What the view says before its tables: what was counted, under which packs, and what must not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.report.words import both, glue, join, say, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.overview.model import Overview, PackView
    from hepu.text import Text

__all__ = ["alarm", "head_lines", "pack_lines"]


def head_lines(overview: Overview) -> Iterator[Text]:
    """Say what was counted, what was not, and what the view does not do."""
    if overview.ledger:
        yield say("overview.from_ledger", ledger=overview.ledger)
    yield say("overview.counted", records=overview.records, colleges=overview.colleges)
    if overview.fictitious:
        yield say("overview.fictitious", count=overview.fictitious)
    left = [say(f"overview.{name}", count=count) for name, count in overview.left_out if count]
    if left:
        yield say("overview.left_out", parts=join(left, "clause_join"))
    yield words()["overview.limits_named"] if overview.named else say("overview.limits", least=overview.least)
    yield words()["overview.trust"]
    if len(overview.packs) > 1:
        yield words()["overview.apart"]


def pack_lines(view: PackView, overview: Overview) -> Iterator[Text]:
    """Say which pack it is, how many colleges it advised, and whether it can be told."""
    named = say("overview.pack", name=view.name, version=view.version, digest=view.digest[:12])
    if view.overlays:
        named = glue(named, say("overview.overlay", names=", ".join(view.overlays)))
    yield named
    counts = {"records": view.records, "colleges": view.colleges}
    yield say("overview.pack_counts", **counts, first=view.first.isoformat(), last=view.last.isoformat())
    if view.withheld:
        yield say("overview.pack_withheld", least=overview.least)
    elif not view.at_hand:
        yield words()["overview.pack_missing"]
    if not view.twins.unlike and not view.withheld:
        word = "same_kept" if view.twins.groups else "same_none"
        yield say(f"overview.{word}", groups=view.twins.groups, records=view.twins.records)


def alarm(view: PackView) -> Iterator[Text]:
    """Name loudly the records that have the same facts and do not say the same."""
    if view.twins.unlike:
        yield say("overview.alarm", count=len(view.twins.unlike))
    for item in view.twins.unlike:
        parts = join(words()[f"overview.parts.{name}"] for name in item.differ)
        colleges = join(map(both, item.colleges))
        yield say("overview.alarm_group", day=item.day.isoformat(), colleges=colleges, parts=parts)
        if item.records:
            yield say("overview.alarm_records", records=", ".join(item.records))
