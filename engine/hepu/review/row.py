"""One row of a filled review book: whether it still reads as it was written, and what the reviewer says."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hepu.errors import Fault
from hepu.intake.numbers import fold, plain
from hepu.knowledge import models
from hepu.knowledge.reviewed import OPINIONS
from hepu.profile.lines import clean_line
from hepu.report.words import join, words
from hepu.review.layout import FILLED, FIRST_DAY, fingerprint, review_mark
from hepu.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.errors import Location
    from hepu.intake.workbook_grid import Cell
    from hepu.knowledge.reviewed import Reviewed

__all__ = ["LONGEST", "Exported", "Opinion", "RowReader"]

# In signs, by column.
LONGEST = {"reason": 1000, "reviewer": 40, "role": 60}
_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a book says of an entry, and in which cell; ``new`` is false where the pack says the same already."""

    entry: Reviewed
    review: models.Review
    location: Location

    @property
    def new(self) -> bool:
        """Say whether the pack does not hold this opinion yet."""
        return self.review != self.entry.review


@dataclass(frozen=True, slots=True)
class Exported:
    """What an entry was when its row was written: marks of its wording and of its review, and of each locked cell."""

    mark: str
    review: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class RowReader:
    """Reads rows of a book; ``as_of`` is the last day of a review."""

    as_of: dt.date

    @staticmethod
    def blank(cells: Mapping[str, Cell | None]) -> bool:
        """Say whether a reviewer wrote nothing."""
        return all(_empty(cells[name]) for name in FILLED)

    @staticmethod
    def edited(
        key: str, exported: Exported, cells: Mapping[str, Cell | None], places: Mapping[str, Location]
    ) -> Iterator[Fault]:
        """Find the locked cells that no longer hold what was written into them."""
        if not set(exported.cells) <= set(cells):
            # The row of an entry that another sheet lists.
            yield Fault("review_edited", places["key"], {"found": key})
            return
        for name, mark in exported.cells.items():
            cell = cells[name]
            if fingerprint("" if cell is None else str(cell.value)) != mark:
                yield Fault("review_edited", places[name], {"found": key})

    def read(
        self, item: Reviewed, exported: Exported, cells: Mapping[str, Cell | None], places: Mapping[str, Location]
    ) -> tuple[Opinion | None, list[Fault]]:
        """Read an opinion; it is missing where there is any fault."""
        values, faults = self._values(cells, places)
        word = _opinion(cells["opinion"])
        faults.extend(self._missing(word, values, cells, places))
        opinion = None
        if not faults:
            review = models.Review.model_validate({"status": word, **values, "of": item.mark})
            opinion = Opinion(item, review, places["opinion"])
        if exported.mark != item.mark:
            faults.append(Fault("review_changed", places["key"], {"found": item.key}))
        elif exported.review != review_mark(item.review) and (opinion is None or opinion.new):
            faults.append(Fault("review_since", places["state"], {"found": item.key}))
        return (None if faults else opinion), faults

    def _values(
        self, cells: Mapping[str, Cell | None], places: Mapping[str, Location]
    ) -> tuple[dict[str, object], list[Fault]]:
        """Read reason, name, role and date as a review holds them."""
        # A number that is no day stands in a cell for days as an error.
        faults = [
            Fault("review_formula", places[name])
            for name in FILLED
            if (cell := cells[name]) is not None and cell.kind != "plain" and (name, cell.kind) != ("date", "error")
        ]
        read: dict[str, object] = {}
        for name in ("reason", "reviewer", "role"):
            text = _text(cells[name])
            if len(text) > LONGEST[name]:
                context = {"expected": str(LONGEST[name]), "found": str(len(text))}
                faults.append(Fault("review_text_long", places[name], context))
            read["name" if name == "reviewer" else name] = text
        day = None if _empty(cells["date"]) else _day(cells["date"])
        if day is None and not _empty(cells["date"]):
            faults.append(Fault("review_date_impossible", places["date"], {"found": _text(cells["date"])[:40]}))
        elif day is not None and not FIRST_DAY <= day <= self.as_of:
            code = "review_date_future" if day > self.as_of else "review_date_early"
            bound = self.as_of if day > self.as_of else FIRST_DAY
            faults.append(Fault(code, places["date"], {"found": day.isoformat(), "expected": bound.isoformat()}))
        return read | {"date": day}, faults

    def _missing(
        self,
        word: models.Opinion | None,
        values: Mapping[str, object],
        cells: Mapping[str, Cell | None],
        places: Mapping[str, Location],
    ) -> Iterator[Fault]:
        """Find what an opinion lacks."""
        if word is None:
            empty = _empty(cells["opinion"])
            expected = join(words()[f"book_opinion.{item}"] for item in OPINIONS)
            yield Fault(
                "review_opinion_missing" if empty else "review_opinion_word",
                places["opinion"],
                {} if empty else {"found": _text(cells["opinion"])[:40]},
                words={"expected": expected},
            )
            return
        wanted: list[Literal["role", "date", "reason"]] = ["role", "date"]
        if word != "agreed":
            wanted.append("reason")
        lacking = (name for name in wanted if not values[name] and _empty(cells[name]))
        yield from (Fault(f"review_{name}_missing", places[name]) for name in lacking)


def _empty(cell: Cell | None) -> bool:
    return cell is None or (cell.kind == "plain" and isinstance(cell.value, str) and not clean_line(cell.value))


def _text(cell: Cell | None) -> str:
    """Give a cell as one line of text."""
    if cell is None:
        return ""
    value = cell.value.date() if isinstance(cell.value, dt.datetime) else cell.value
    return " ".join(str(clean_line(str(value))).split())


def _opinion(cell: Cell | None) -> models.Opinion | None:
    """Give the opinion that a word in either language stands for."""
    said = fold(_text(cell))
    known = {fold(words()[f"book_opinion.{word}"][lang]): word for word in OPINIONS for lang in LANGUAGES}
    return known.get(said)


def _day(cell: Cell | None) -> dt.date | None:
    """Give the day of a cell; nothing where it is none."""
    value = None if cell is None else cell.value
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    found = _DATE.fullmatch(plain(value)) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        return dt.date(*map(int, found.groups()))
    except ValueError:
        return None
