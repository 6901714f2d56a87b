"""The sheets and columns of the review book, and the marks by which it is read again."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.language.kinds import STAGES
from hepu.report.words import words

if TYPE_CHECKING:
    from collections.abc import Collection

    from hepu.knowledge.models import Review
    from hepu.knowledge.reviewed import Reviewed
    from hepu.pack import Pack
    from hepu.text import Text

__all__ = [
    "BOOK_NAME",
    "BOOK_VERSION",
    "FILLED",
    "FINGERPRINT_LENGTH",
    "FIRST_DAY",
    "SHEETS",
    "SheetSpec",
    "entries_of",
    "fingerprint",
    "listed",
    "review_mark",
    "titles",
]

BOOK_NAME = "hepu-review"
BOOK_VERSION = 1
FINGERPRINT_LENGTH = 12
# No rule was there to be reviewed before.
FIRST_DAY = dt.date(2020, 1, 1)
# What a reviewer fills in.
FILLED = ("opinion", "reason", "reviewer", "role", "date")
_RULE = (("key", 18), ("conclusion", 14), ("condition", 40), ("nature", 20), ("because", 34), ("sources", 36))
_MEASURE = (
    ("key", 18), ("name", 30), ("steps", 46), ("approvals", 32), ("cost", 30), ("fits", 36), ("law", 30),
    ("sources", 36),
)  # fmt: skip
_DEFINITION = (
    ("key", 18), ("kind", 7), ("name", 46), ("nature", 22), ("relates", 34), ("sources", 40),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A sheet: its id, the kinds of entry on it, the note at its head, and columns with least widths in signs."""

    id: str
    kinds: tuple[str, ...]
    note: str
    columns: tuple[tuple[str, int], ...]


SHEETS: tuple[SheetSpec, ...] = (
    *(
        SheetSpec(stage, (f"rule.{stage}",), "exclusion" if stage == "exclusion" else "rules", _RULE)
        for stage in STAGES
    ),
    SheetSpec("measures", ("strategy",), "measures", _MEASURE),
    SheetSpec("definitions", ("problem", "cause", "opportunity", "challenge", "strength"), "definitions", _DEFINITION),
)


def entries_of(spec: SheetSpec, pack: Pack, *, waiting: bool = False) -> tuple[Reviewed, ...]:
    """Give the entries of a sheet by kind, conclusion and id; ``waiting`` leaves out what has been reviewed."""
    found = (item for item in pack.reviewed.values() if item.kind in spec.kinds and (item.waits or not waiting))

    def place(item: Reviewed) -> tuple[int, str, str]:
        rule = pack.rules.get(item.key)
        return (spec.kinds.index(item.kind), "" if rule is None else rule.target, item.key)

    return tuple(sorted(found, key=place))


def listed(
    pack: Pack, kinds: Collection[str] = (), *, waiting: bool = False
) -> tuple[tuple[SheetSpec, tuple[Reviewed, ...]], ...]:
    """Give the sheets of a book that have any entry; ``kinds`` are the ids of those wanted, all by default."""
    found = ((spec, entries_of(spec, pack, waiting=waiting)) for spec in SHEETS if not kinds or spec.id in kinds)
    return tuple((spec, entries) for spec, entries in found if entries)


def fingerprint(text: str) -> str:
    """Give a short digest of a text without its blanks and breaks, which programmes write in their own way."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()[:FINGERPRINT_LENGTH]


def review_mark(review: Review) -> str:
    """Give a short digest of a review, by which it is known whether another came after the export."""
    return fingerprint(review.model_dump_json())


def titles(spec: SheetSpec) -> Text:
    """Give the title of a sheet."""
    return words()[f"book_sheet.{spec.id}"]
