"""The view in the form that is asked for: text for a terminal, JSON, or one CSV file a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from hepu.csv_text import csv_text
from hepu.overview.lines import alarm, head_lines, pack_lines
from hepu.overview.naming import Key
from hepu.overview.table_parts import Share
from hepu.overview.tables import tables_of
from hepu.report.words import say, words
from hepu.text import Text
from hepu.widths import columns

if TYPE_CHECKING:
    from hepu.overview.model import Overview, PackView
    from hepu.overview.table_parts import Cell, Column, Table
    from hepu.pack import Pack
    from hepu.text import Lang

__all__ = ["as_csv", "as_json", "as_text", "shown"]

_FIRST = 12
_WIDEST = 64
_DIGEST = 12


def as_json(overview: Overview) -> str:
    """Write the view as JSON: ids, words of the contract and numbers, nothing in one language."""
    return json.dumps(overview.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1) + "\n"


def as_text(overview: Overview, packs: Mapping[str, Pack | None], lang: Lang, *, every: bool = False) -> str:
    """Write the view for a terminal, in columns; of each table the first rows, or ``every`` one."""
    return "".join(f"{line}\n" for line in _lines(overview, packs, lang, every=every))


def shown(cell: Cell, lang: Lang) -> str:
    """Write a cell for people."""
    match cell:
        case Key():
            return cell.name[lang]
        case Share():
            return f"{cell.permille / 1000:.2f}"
        case Text():
            return cell[lang]
        case None:
            return words()["overview.kept_back"][lang]
        case _:
            return str(cell)


def _lines(overview: Overview, packs: Mapping[str, Pack | None], lang: Lang, *, every: bool) -> Iterator[str]:
    yield words()["overview.title"][lang]
    for text in head_lines(overview):
        yield f"  {text[lang]}"
    if not overview.packs:
        yield f"  {words()['overview.nothing'][lang]}"
    for view in overview.packs:
        yield ""
        first, *others = pack_lines(view, overview)
        yield first[lang]
        yield from (f"  {text[lang]}" for text in others)
        yield from (f"!! {text[lang]}" for text in alarm(view))
        for table in tables_of(view, overview, packs[view.digest]):
            yield ""
            yield f"{table.title[lang]}"
            yield from (f"  {note[lang]}" for note in table.notes)
            yield from _drawn(table, lang, every=every)


def _drawn(table: Table, lang: Lang, *, every: bool) -> Iterator[str]:
    if not table.columns:
        return
    if not table.rows:
        yield f"  {words()['overview.none'][lang]}"
        return
    rows = table.rows if every else table.rows[:_FIRST]
    if table.long:
        for row in rows:
            for at, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                yield f"  {'  ' if at else ''}{say('overview.line', head=column.head, cell=shown(cell, lang))[lang]}"
        yield from _left(table, len(rows), lang)
        return
    cells = [[shown(cell, lang) for cell in row] for row in rows]
    heads = [column.head[lang] for column in table.columns]
    widths = [min(_WIDEST, max(map(columns, column))) for column in zip(heads, *cells, strict=True)]
    for line in (heads, *cells):
        yield "  " + _set(line, widths, table.columns)
    yield from _left(table, len(rows), lang)


def _left(table: Table, shown_rows: int, lang: Lang) -> Iterator[str]:
    if len(table.rows) > shown_rows:
        yield "  " + say("overview.more", count=len(table.rows) - shown_rows)[lang]


def _set(row: list[str], widths: list[int], heads: tuple[Column, ...]) -> str:
    """Set one row; text in the last column runs on, as it may be long."""
    parts = []
    for text, width, column in zip(row, widths, heads, strict=True):
        room = " " * max(0, width - columns(text))
        parts.append(room + text if column.number else text + room)
    return "  ".join(parts).rstrip()


def as_csv(overview: Overview, packs: Mapping[str, Pack | None], lang: Lang) -> dict[str, str]:
    """Write each table as CSV, by the name of its file; of several packs each has files of its own."""
    made = {}
    for view in overview.packs:
        head = f"{view.digest[:_DIGEST]}-" if len(overview.packs) > 1 else ""
        for table in tables_of(view, overview, packs[view.digest]):
            if table.columns:
                made[f"{head}{table.name}.csv"] = _csv(table, view, lang)
    return made


def _csv(table: Table, view: PackView, lang: Lang) -> str:
    """Write one table with the pack in front; what has an id has a column for it and one for its name."""
    keyed = [any(isinstance(row[at], Key) for row in table.rows) for at in range(len(table.columns))]
    heads = ["pack"]
    for column, key in zip(table.columns, keyed, strict=True):
        heads += [column.name, f"{column.name}_name"] if key else [column.name]

    def cells(row: tuple[Cell, ...]) -> Iterator[object]:
        yield view.digest[:_DIGEST]
        for cell, key in zip(row, keyed, strict=True):
            match cell:
                case Key():
                    yield from (cell.id, cell.name[lang])
                case None if key:
                    yield from (None, None)
                case Share():
                    yield cell.permille / 1000
                case Text():
                    yield cell[lang]
                case _:
                    yield cell

    return csv_text(heads, (tuple(cells(row)) for row in table.rows))
