"""A filled review book read into opinions, every row checked against the pack as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.intake import default_lexicon
from hepu.intake import layout as form
from hepu.intake.privacy import refusals
from hepu.intake.submission import Submission
from hepu.intake.workbook_file import named_columns, read_workbook
from hepu.intake.zip_guard import hidden_texts
from hepu.naming import nearest
from hepu.review.layout import BOOK_NAME, BOOK_VERSION, FILLED, SHEETS
from hepu.review.row import Exported, Opinion, RowReader

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from hepu.intake.workbook_grid import Cell, Grid, Workbook2D
    from hepu.knowledge.reviewed import Reviewed
    from hepu.pack import Pack
    from hepu.review.layout import SheetSpec

__all__ = ["read_book"]


def read_book(path: Path | str, pack: Pack, as_of: dt.date) -> tuple[tuple[Opinion, ...], tuple[Fault, ...]]:
    """Give the opinions of a book in its order, and warnings; ``as_of`` is the day after which no review can be.

    Raises:
        InputError: with every fault of the book, and then no opinion of it counts.

    """
    path = Path(path)
    data, book = read_workbook(path)
    reader = _BookReader(book, path.name, pack, as_of)
    opinions = reader.opinions()
    submission = Submission(path.name, texts=reader.texts)
    submission.titles.extend((grid.title, Location(path.name, sheet=grid.title)) for grid in book.grids)
    refused = list(refusals(submission, default_lexicon().form.refused))
    if refused or reader.faults:
        raise InputError([*refused, *reader.faults])
    if not opinions:
        raise InputError([Fault("review_none", Location(path.name))])
    comments = [part for _, part in hidden_texts(data) if "comment" in part.casefold()]
    told = Fault("review_comments", Location(path.name), {"found": str(len(comments))}, "warning")
    return opinions, (told,) if comments else ()


class _BookReader:
    def __init__(self, book: Workbook2D, file: str, pack: Pack, as_of: dt.date) -> None:
        self.book, self.file, self.pack = book, file, pack
        self.faults: list[Fault] = []
        self.texts: list[tuple[str, Location]] = []
        self.rows = RowReader(as_of)
        self.exported: Mapping[str, Exported] = {}
        self.found: dict[str, Opinion] = {}

    def opinions(self) -> tuple[Opinion, ...]:
        hidden = next((grid for grid in self.book.grids if grid.title == form.LISTS_SHEET), None)
        specs = {form.sheet_mark(spec.id): spec for spec in SHEETS}
        sheets = [(grid, specs[grid.text(1, 1)]) for grid in self.book.grids if grid.text(1, 1) in specs]
        if hidden is None or not sheets:
            self.fault("review_not_a_book", Location(self.file))
        elif self.fits(hidden):
            self.exported = _exported(hidden)
            for grid, spec in sheets:
                self.sheet(grid, spec)
        return tuple(self.found.values())

    def fits(self, hidden: Grid) -> bool:
        """Say whether the hidden sheet is of a book of this layout and pack; if not, it is a fault."""
        said = {hidden.text(number, 1): hidden.text(number, 2) for number in hidden.rows}
        place, name, before = Location(self.file), self.pack.knowledge.pack.name, len(self.faults)
        if said.get("form") != BOOK_NAME:
            self.fault("review_not_a_book", place)
        elif said.get("version") != str(BOOK_VERSION):
            self.fault("review_version", place, found=said.get("version", "")[:20], expected=str(BOOK_VERSION))
        elif said.get("pack") != name:
            self.fault("review_other_pack", place, found=said.get("pack", "")[:60], expected=name)
        return len(self.faults) == before

    def sheet(self, grid: Grid, spec: SheetSpec) -> None:
        head = next((number for number in sorted(grid.rows) if grid.text(number, 1) == form.COLUMNS), 0)
        columns = named_columns(grid.rows.get(head, {}))
        wanted = (*(name for name, _ in spec.columns), "state", *FILLED)
        if missing := [name for name in wanted if name not in columns]:
            self.fault("review_columns", Location(self.file, sheet=grid.title), expected=", ".join(missing))
            return
        for number in sorted(grid.rows):
            cells = {name: grid.rows[number].get(columns[name]) for name in wanted}
            if number > head + 1 and any(cell is not None for cell in cells.values()):
                self.row(cells, {name: self.place(grid, number, columns[name]) for name in wanted}, spec)

    def row(self, cells: Mapping[str, Cell | None], places: Mapping[str, Location], spec: SheetSpec) -> None:
        """Read one row: what was said of which entry."""
        self.texts.extend(_texts(cells, places))
        key = "" if cells["key"] is None else str(cells["key"].value).strip()
        exported, item, blank = self.exported.get(key), self.known(key, spec), self.rows.blank(cells)
        if exported is not None:
            self.faults.extend(self.rows.edited(key, exported, cells, places))
        if exported is None or (item is None and not blank):
            near = nearest(key[:60], [name for name in self.exported if self.known(name, spec)])
            self.fault("review_unknown", places["key"], found=key[:60], nearest=near)
        if exported is None or item is None or blank:
            return
        opinion, faults = self.rows.read(item, exported, cells, places)
        self.faults.extend(faults)
        if opinion is None:
            return
        before = self.found.setdefault(item.key, opinion)
        if before.review != opinion.review:
            context = {"found": item.key, "expected": f"{before.location.sheet}!{before.location.cell}"}
            self.fault("review_twice", opinion.location, **context)

    def known(self, key: str, spec: SheetSpec) -> Reviewed | None:
        item = self.pack.reviewed.get(key)
        return item if item is not None and item.kind in spec.kinds else None

    def place(self, grid: Grid, number: int, column: int) -> Location:
        return Location(self.file, sheet=grid.title, cell=grid.address(number, column))

    def fault(self, code: str, location: Location, **context: str) -> None:
        self.faults.append(Fault(code, location, {key: text for key, text in context.items() if text}))


def _exported(hidden: Grid) -> dict[str, Exported]:
    """Give what each entry was when the book was written."""
    found = {}
    for number in hidden.rows:
        key, mark, review, *cells = (hidden.text(number, column) for column in range(1, max(hidden.rows[number]) + 3))
        pairs = (cell.partition("=") for cell in cells if cell)
        if review:
            found[key] = Exported(mark, review, {name: digest for name, _, digest in pairs})
    return found


def _texts(cells: Mapping[str, Cell | None], places: Mapping[str, Location]) -> Iterator[tuple[str, Location]]:
    """Give what a reviewer wrote, to be searched for what must not be handed in."""
    for name in FILLED:
        cell = cells[name]
        if cell is not None and isinstance(cell.value, str | int | float):
            yield str(cell.value), places[name]
