"""What a table of the view is made of, whoever prints it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.overview.naming import Key
from hepu.report.words import join, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Cell", "Column", "Share", "Table", "columns_of", "counts_of", "names_of"]


@dataclass(frozen=True, slots=True)
class Share:
    """A share in thousandths."""

    permille: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its head for people, and whether it holds numbers."""

    name: str
    head: Text
    number: bool = False


Cell = Key | Share | Text | int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what is to be said of it.

    ``bar`` names the column of which the printed report draws bars; ``long`` says that its rows hold whole lists and
    are better read one by one.
    """

    name: str
    title: Text
    notes: tuple[Text, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bar: str = ""
    long: bool = False


def columns_of(*names: str) -> tuple[Column, ...]:
    """Make columns by their names; those behind ``#`` hold numbers."""
    return tuple(Column(name.lstrip("#"), words()[f"overview.c_{name.lstrip('#')}"], name[0] == "#") for name in names)


def names_of(names: Iterable[Text]) -> Text:
    """List names, or say that there is none."""
    found = list(names)
    return join(found, "clause_join") if found else words()["overview.none"]


def counts_of(items: Iterable[tuple[Text, int]]) -> Text | None:
    """List names with how often each occurs; nothing where there is none."""
    made = [say("overview.counted_name", name=name, count=count) for name, count in items]
    return join(made, "clause_join") if made else None
