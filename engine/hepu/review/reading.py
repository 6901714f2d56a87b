"""A filled review book read into opinions, every row checked against the pack as it stands."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.intake import default_lexicon
from hepu.intake import layout as form
from hepu.intake.privacy import refusals
from hepu.intake.submission import Submission
from hepu.intake.workbook_grid import read_grids
from hepu.intake.zip_guard import MAX_FILE, check_container, hidden_texts
from hepu.naming import nearest
from hepu.review.entries import Entries
from hepu.review.layout import BOOK_NAME, BOOK_VERSION, FILLED, SHEETS
from hepu.review.row import Opinion, RowReader

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
    data = _bytes(path)
    book = _grids(data, path.name)
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


def _bytes(path: Path) -> bytes:
    place = Location(path.name)
    try:
        if path.stat().st_size > MAX_FILE:
            expected, found = (f"{size // 1_000_000} MB" for size in (MAX_FILE, path.stat().st_size))
            raise InputError([Fault("file_too_large", place, {"expected": expected, "found": found})])
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError([Fault("file_missing", place)]) from None
    except OSError:
        raise InputError([Fault("file_unreadable", place)]) from None
    suffix = path.suffix.casefold()
    if suffix == ".xlsm":
        raise InputError([Fault("macros", place)])
    if suffix != ".xlsx":
        raise InputError([Fault("unknown_format", place, {"found": suffix or path.name, "expected": ".xlsx"})])
    if not data:
        raise InputError([Fault("empty_file", place)])
    return data


def _grids(data: bytes, name: str) -> Workbook2D:
    if faults := check_container(data, name):
        raise InputError(faults)
    try:
        with warnings.catch_warnings():
            # The reader warns of extensions that it drops; they carry no opinion.
            warnings.simplefilter("ignore")
            return read_grids(data, name)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  # a library that stumbles over a broken file must not end the programme
        found = {"found": type(error).__name__}
        raise InputError([Fault("unreadable_file", Location(name), found)]) from None


class _BookReader:
    def __init__(self, book: Workbook2D, file: str, pack: Pack, as_of: dt.date) -> None:
        self.book, self.file, self.pack, self.as_of = book, file, pack, as_of
        self.faults: list[Fault] = []
        self.texts: list[tuple[str, Location]] = []
        self.entries = Entries(pack)
        self.found: dict[str, Opinion] = {}

    def opinions(self) -> tuple[Opinion, ...]:
        said = self.settings()
        if said is None:
            return ()
        specs = {form.sheet_mark(spec.id): spec for spec in SHEETS}
        for grid in self.book.grids:
            if spec := specs.get(grid.text(1, 1)):
                self.sheet(grid, spec, said)
        if not any(grid.text(1, 1) in specs for grid in self.book.grids):
            self.fault("review_not_a_book", Location(self.file))
        return tuple(self.found.values())

    def settings(self) -> Mapping[str, str] | None:
        """Give what the hidden sheet says of the book; nothing where it is not a book of this pack."""
        grid = next((grid for grid in self.book.grids if grid.title == form.LISTS_SHEET), None)
        said = {} if grid is None else {grid.text(number, 1): grid.text(number, 2) for number in grid.rows}
        place = Location(self.file)
        name = self.pack.knowledge.pack.name
        if said.get("form") != BOOK_NAME:
            self.fault("review_not_a_book", place)
        elif said.get("version") != str(BOOK_VERSION):
            self.fault("review_version", place, found=said.get("version", "")[:20], expected=str(BOOK_VERSION))
        elif said.get("pack") != name:
            self.fault("review_other_pack", place, found=said.get("pack", "")[:60], expected=name)
        else:
            return said
        return None

    def sheet(self, grid: Grid, spec: SheetSpec, said: Mapping[str, str]) -> None:
        head = next((number for number in sorted(grid.rows) if grid.text(number, 1) == form.COLUMNS), None)
        wanted = ("key", *(name for name, _ in spec.columns if name != "key"), "state", *FILLED)
        columns = {} if head is None else _columns(grid.rows[head])
        if missing := [name for name in wanted if name not in columns]:
            self.fault("review_columns", Location(self.file, sheet=grid.title), expected=", ".join(missing))
            return
        columns["mark"] = 1
        rows = RowReader(self.entries, self.as_of, "en" if said.get("language") == "en" else "zh")
        same_pack = said.get("digest") == self.pack.digest
        for number in sorted(grid.rows):
            if head is None or number <= head + 1:
                continue
            cells = {name: grid.rows[number].get(column) for name, column in columns.items()}
            places = {name: self.place(grid, number, column) for name, column in columns.items()}
            if any(cell is not None for cell in cells.values()):
                self.row(rows, cells, places, spec, same_pack=same_pack)

    def row(
        self,
        rows: RowReader,
        cells: Mapping[str, Cell | None],
        places: Mapping[str, Location],
        spec: SheetSpec,
        *,
        same_pack: bool,
    ) -> None:
        """Read one row: what was said of which entry."""
        self.texts.extend(_texts(cells, places))
        key = cells["key"]
        item = self.known(str(key.value).strip() if key is not None else "", spec)
        blank = rows.blank(cells)
        if item is None:
            if not blank or same_pack:
                found = "" if key is None else str(key.value)[:60]
                near = nearest(found, [item.key for item in self.pack.reviewed.values() if item.kind in spec.kinds])
                self.fault("review_unknown", places["key"], found=found, nearest=near)
            return
        if blank:
            if same_pack:
                self.faults.extend(rows.edited(item, cells, places, spec, same_pack=same_pack))
            return
        opinion, faults = rows.read(item, cells, places, spec, same_pack=same_pack)
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


def _columns(row: Mapping[int, Cell]) -> dict[str, int]:
    """Give the columns by the names that the row of marks gives them; the first of a name counts."""
    found: dict[str, int] = {}
    for column, cell in sorted(row.items()):
        if isinstance(cell.value, str):
            found.setdefault(cell.value.strip(), column)
    return found


def _texts(cells: Mapping[str, Cell | None], places: Mapping[str, Location]) -> Iterator[tuple[str, Location]]:
    """Give what a reviewer wrote, to be searched for what must not be handed in."""
    for name in FILLED:
        cell = cells[name]
        if cell is not None and isinstance(cell.value, str | int | float):
            yield str(cell.value), places[name]
