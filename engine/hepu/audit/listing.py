"""``hepu audit list`` as lines for people, as JSON and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.report.values import day
from hepu.report.words import both, say, words
from hepu.widths import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hepu.audit.desk import Case
    from hepu.text import Lang, Text

__all__ = ["case_data", "case_rows", "told_cases"]

_HEADS = ("record", "college", "issued", "by", "pieces", "decided", "state")


def case_rows(cases: Sequence[Case]) -> tuple[tuple[Text, ...], ...]:
    """Give a table of advisories: the heads, then a row each."""
    heads = tuple(words()[f"audit.head_{name}"] for name in _HEADS)
    return (heads, *(_row(case) for case in cases))


def _row(case: Case) -> tuple[Text, ...]:
    return (
        both(case.record_id),
        case.college,
        day(case.issued),
        both(case.by) if case.by else words()["audit.no_office"],
        both(len(case.pieces)),
        both(len(case.decided)),
        words()[f"audit.state_{case.state}"],
    )


def told_cases(cases: Sequence[Case], lang: Lang) -> Iterator[str]:
    """Set the table in columns for a terminal, and count what is in it."""
    table = [[cell[lang] for cell in row] for row in case_rows(cases)]
    widths = [max(columns(row[at]) for row in table) for at in range(len(_HEADS))]
    if cases:
        for row in table:
            cells = (f"{cell}{' ' * (width - columns(cell))}" for cell, width in zip(row, widths, strict=True))
            yield "  ".join(cells).rstrip()
    undecided = sum(len(case.pieces) - len(case.decided) for case in cases)
    yield say("audit.listed", count=len(cases), open=undecided)[lang]


def case_data(case: Case) -> dict[str, Any]:
    """Give an advisory as JSON values."""
    return {
        "record": case.digest,
        "record_id": case.record_id,
        "college": {"zh": case.college.zh, "en": case.college.en},
        "fictitious": case.fictitious,
        "issued": case.issued,
        "by": case.by,
        "state": case.state,
        "pieces": list(case.pieces),
        "decided": list(case.decided),
    }
