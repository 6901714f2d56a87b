"""Operands in cells: how a value of a rule stands in a cell, and which value a cell stands for."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from hepu.decision_table.wording import find, shown, with_id
from hepu.intake.numbers import plain
from hepu.language.conditions import SUBJECTS
from hepu.report.words import words
from hepu.yaml_patch import same
from hepu.yaml_source import plain_scalar

if TYPE_CHECKING:
    from hepu.decision_table.terms import Term, Terms
    from hepu.text import Lang

__all__ = ["UnreadableError", "cell_day", "cell_text", "known_term", "parameters_for", "read_operand", "write_operand"]

_PARTED = re.compile(r"[;；\n]")
_PARTED_LOOSELY = re.compile(r"[;；\n、,，]")
_RANGE = re.compile(r"[;；\n]|至|～|~|–|—|…| to ")
_REFERENCE = re.compile(r"(?:.*\[)?([a-z]+)\.([a-z][a-z0-9_]*)\]?\s*", re.DOTALL)
_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
# A whole number that every spreadsheet keeps as it is.
_EXACT = 10**15
_SEVERAL = frozenset({"in", "not_in", "between"})


class UnreadableError(ValueError):
    """A cell holds nothing that its kind of value can be."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def cell_text(value: object) -> str:
    """Give what a cell holds as text without blanks around it; dates as 2026-11-20, whole numbers without a point."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case dt.datetime():
            return value.date().isoformat()
        case dt.date():
            return value.isoformat()
        case float():
            return str(_number(value))
        case _:
            return str(value).replace("\r\n", "\n").strip()


def cell_day(value: object) -> str | None:
    """Give the day that a cell holds, as 2026-11-20; nothing where it holds none."""
    text = plain(cell_text(value))
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return dt.date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None


def _number(value: float) -> int | Decimal:
    """Give a number of a spreadsheet as a file states it."""
    return int(value) if value.is_integer() and abs(value) < _EXACT else Decimal(f"{Decimal(repr(value)):f}")


def write_operand(raw: object, comparator: str, term: Term, terms: Terms, lang: Lang) -> str | int | float:
    """Give the cell that stands for an operand; lists stand in one cell, parted by semicolons.

    Raises:
        UnreadableError: where no cell would be read as this operand again.

    """
    if comparator == "known":
        term = known_term(terms)
    if comparator in _SEVERAL:
        if not isinstance(raw, list):
            raise UnreadableError(str(raw))
        mark = words()["table.between"][lang]
        cell: str | int | float = mark.join(str(_write(item, term, terms, lang)) for item in raw)
    else:
        cell = _write(raw, term, terms, lang)
    if not same(read_operand(cell, comparator, term, terms), raw):
        raise UnreadableError(str(raw))
    return cell


def known_term(terms: Terms) -> Term:
    """Give the kind of what is answered by yes or no."""
    from hepu.decision_table.terms import Term  # noqa: PLC0415
    from hepu.language.kinds import BOOLEAN  # noqa: PLC0415

    return Term(BOOLEAN, terms.yes_no)


def _write(raw: object, term: Term, terms: Terms, lang: Lang) -> str | int | float:
    match raw:
        case bool():
            return shown("true" if raw else "false", terms.yes_no, lang)
        case int():
            return raw if abs(raw) < _EXACT else str(raw)
        case Decimal():
            return float(raw) if same(_number(float(raw)), raw) else f"{raw:f}"
        case dict() if len(raw) == 1:
            ((head, name),) = raw.items()
            label = terms.names.get(head, {}).get(name)
            if label is None:
                raise UnreadableError(str(raw))
            return with_id(label, f"{head}.{name}")[lang]
        case str():
            return shown(raw, term.words, lang) if raw in term.words else raw
        case _:
            raise UnreadableError(str(raw))


def read_operand(value: object, comparator: str, term: Term, terms: Terms) -> object:
    """Give the operand that a cell stands for.

    Raises:
        UnreadableError: where it stands for none; the error names the part that does not.

    """
    if comparator == "known":
        return _read(value, known_term(terms), terms)
    if comparator not in _SEVERAL:
        return _read(value, term, terms)
    if not isinstance(value, str):
        return [_read(value, term, terms)]
    pattern = _RANGE if comparator == "between" and term.kind is not None and term.kind.name != "text" else _PARTED
    pieces = [piece for piece in pattern.split(value) if piece.strip()]
    try:
        return [_read(piece, term, terms) for piece in pieces]
    except UnreadableError:
        pieces = [piece for piece in _PARTED_LOOSELY.split(value) if piece.strip()]
        return [_read(piece, term, terms) for piece in pieces]


def _read(value: object, term: Term, terms: Terms) -> object:
    text = cell_text(value)
    reference = _REFERENCE.fullmatch(text)
    if reference and reference[1] in {"parameter", *SUBJECTS}:
        head, name = reference.groups()
        if name in terms.names[head]:
            return {head: name}
    kind = "text" if term.kind is None else term.kind.name
    if kind == "text":
        return text
    if kind == "number":
        number = plain_scalar(plain(text).replace(",", ""))
        if isinstance(number, int | Decimal) and not isinstance(number, bool):
            return number
    elif kind == "date":
        if (day := cell_day(value)) is not None:
            return day
    elif (word := find(text, term.words)) is not None:
        return word == "true" if kind == "boolean" else word
    raise UnreadableError(text)


def parameters_for(term: Term, terms: Terms) -> tuple[str, ...]:
    """Name the parameters that a value may be compared with."""
    kind = term.kind
    if kind is None or kind.name != "number":
        return ()
    return tuple(name for name, one in terms.vocabulary.parameters.items() if one.decimals <= kind.decimals)
