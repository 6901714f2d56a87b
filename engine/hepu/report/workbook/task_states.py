"""What a college reports of its tasks: the status column of the workbook of tasks, handed back."""

from __future__ import annotations

import hashlib
import warnings
from typing import TYPE_CHECKING, NoReturn

import rfc8785

from hepu.errors import Fault, InputError, Location
from hepu.file_reading import bounded_bytes
from hepu.intake.workbook_grid import read_grids
from hepu.intake.zip_guard import MAX_FILE, check_container
from hepu.report.words import join, words
from hepu.report.workbook.task_book import STATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hepu.advice.progress_model import Reported
    from hepu.intake.workbook_grid import Grid
    from hepu.knowledge.load import Knowledge
    from hepu.text import Text

__all__ = ["read_states"]

_HEADS = 20


def read_states(path: Path, record: str, knowledge: Knowledge) -> tuple[dict[str, Reported], str]:
    """Read the status of each task by the measure's id, and the digest that tells which workbook it was.

    The digest is the sha256 of the record's name, and the task and the status of each row in order as they were read,
    in the canonical form of RFC 8785: who owns a task and what is remarked on it are left out. The
    workbook must name the record; a status is one of the words that the workbook offers, and a blank says nothing.

    Raises:
        InputError: when it is no such workbook, another record's, or holds another word.

    """
    data = _bytes(path)
    place = Location(path.name)
    if faults := check_container(data, path.name):
        raise InputError(faults)
    try:
        with warnings.catch_warnings():
            # The reader warns of extensions that it drops; they carry no answers.
            warnings.simplefilter("ignore")
            book = read_grids(data, path.name)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  # a library that stumbles over a broken file must not end the programme
        _refuse("unreadable_file", place, found=type(error).__name__)
    found: dict[str, Reported] = {}
    rows: list[list[str]] = []
    faults = []
    names = _by_name({name: item.name for name, item in knowledge.strategies.items()})
    states = _by_name({name: words()[f"task_book.state_{name}"] for name in STATES})
    sheet = next((grid for grid in book.grids if _columns(grid) is not None), None)
    if sheet is None:
        _refuse("tasks_not_the_workbook", place)
    if not any(record in text for text in _texts(sheet)):
        _refuse("tasks_other_record", place, expected=record)
    row, task, state = _columns(sheet) or (0, 0, 0)
    for number in sorted(number for number in sheet.rows if number > row):
        name, said = names.get(_first(sheet.text(number, task))), sheet.text(number, state)
        if not said or name is None:
            continue
        rows.append([_first(sheet.text(number, task)), _first(said)])
        if _first(said) in states:
            found[name] = states[_first(said)]  # type: ignore[assignment]  # one of the words of STATES
        else:
            where = Location(path.name, sheet=sheet.title, cell=sheet.address(number, state))
            offered = join([words()[f"task_book.state_{word}"] for word in STATES])
            faults.append(Fault("tasks_state", where, {"found": said[:40]}, words={"expected": offered}))
    if faults:
        raise InputError(faults)
    return found, hashlib.sha256(rfc8785.dumps({"record": record, "rows": rows})).hexdigest()


def _refuse(code: str, place: Location, **context: str) -> NoReturn:
    raise InputError([Fault(code, place, context)]) from None


def _bytes(path: Path) -> bytes:
    place = Location(path.name)
    try:
        data = bounded_bytes(path, MAX_FILE)
        found = f"{path.stat().st_size // 1_000_000} MB"
    except FileNotFoundError:
        _refuse("file_missing", place)
    except (OSError, ValueError):
        _refuse("file_unreadable", place)
    if len(data) > MAX_FILE:
        _refuse("file_too_large", place, found=found, expected=f"{MAX_FILE // 1_000_000} MB")
    return data


def _by_name(names: Mapping[str, Text]) -> dict[str, str]:
    """Give ids by what they are called in either language."""
    return {shown: name for name, text in names.items() for shown in (text.zh, text.en)}


def _first(text: str) -> str:
    """Give the first line: a workbook in both languages has English below."""
    return text.partition("\n")[0].strip()


def _columns(grid: Grid) -> tuple[int, int, int] | None:
    """Find the row of heads and the columns of task and status."""
    heads = {head: set(_by_name({head: words()[f"task_book.{head}"]})) for head in ("task", "state", "measure")}
    for number in sorted(grid.rows)[:_HEADS]:
        at = {
            head: next((column for column in grid.rows[number] if _first(grid.text(number, column)) in shown), 0)
            for head, shown in heads.items()
        }
        if all(at.values()):
            return number, at["task"], at["state"]
    return None


def _texts(grid: Grid) -> Iterator[str]:
    for number in sorted(grid.rows)[:_HEADS]:
        yield from (grid.text(number, column) for column in grid.rows[number])
