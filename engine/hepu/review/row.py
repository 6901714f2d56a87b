"""One row of a filled review book: whether it stands as it was written, and what the reviewer says."""

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
from hepu.review.layout import FILLED, FIRST_DAY
from hepu.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.errors import Location
    from hepu.intake.workbook_grid import Cell
    from hepu.knowledge.reviewed import Reviewed
    from hepu.review.entries import Entries
    from hepu.review.layout import SheetSpec
    from hepu.text import Lang

__all__ = ["LONGEST", "Opinion", "RowReader"]

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


@dataclass(frozen=True)
class RowReader:
    """Reads rows of a book that was written in one language; ``as_of`` is the last day of a review."""

    entries: Entries
    as_of: dt.date
    lang: Lang

    @staticmethod
    def blank(cells: Mapping[str, Cell | None]) -> bool:
        """Say whether a reviewer wrote nothing."""
        return all(_empty(cells[name]) for name in FILLED)

    def read(
        self,
        item: Reviewed,
        cells: Mapping[str, Cell | None],
        places: Mapping[str, Location],
        spec: SheetSpec,
        *,
        same_pack: bool,
    ) -> tuple[Opinion | None, list[Fault]]:
        """Read an opinion; it is missing where there is any fault. ``same_pack``: nothing changed since the export."""
        values, faults = self._values(cells, places)
        word = _opinion(cells["opinion"])
        faults.extend(self._missing(word, values, cells, places))
        if faults or word is None:
            changed = list(self.edited(item, cells, places, spec, same_pack=same_pack))
            return None, [*faults, *changed]
        opinion = Opinion(
            item, models.Review.model_validate({"status": word, **values, "of": item.mark}), places["opinion"]
        )
        faults = list(self.edited(item, cells, places, spec, same_pack=same_pack, state=opinion.new))
        return (None if faults else opinion), faults

    def edited(
        self,
        item: Reviewed,
        cells: Mapping[str, Cell | None],
        places: Mapping[str, Location],
        spec: SheetSpec,
        *,
        same_pack: bool,
        state: bool = True,
    ) -> Iterator[Fault]:
        """Find what no longer reads as the pack does; ``state`` looks at what is said of earlier reviews too."""
        if _shown(cells["mark"]) != item.mark:
            code, at = ("review_edited", "mark") if same_pack else ("review_changed", "key")
            yield Fault(code, places[at], {"found": item.key})
            return
        written = self.entries.cells(item)
        for name, _ in spec.columns:
            if name != "key" and _shown(cells[name]) != _squeezed(written[name][self.lang]):
                yield Fault("review_edited", places[name], {"found": item.key})
        if state and _shown(cells["state"]) != _squeezed(written["state"][self.lang]):
            yield Fault("review_edited" if same_pack else "review_since", places["state"], {"found": item.key})

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


def _shown(cell: Cell | None) -> str:
    return "" if cell is None else _squeezed(str(cell.value))


def _squeezed(text: str) -> str:
    """Give a text without its blanks and breaks, which programmes write in their own way."""
    return "".join(text.split())
