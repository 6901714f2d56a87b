"""Peers: a table of other colleges' figures in, disclosure-safe summaries out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.facts.model import PeerSummary
from hepu.language.conditions import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from hepu.knowledge.load import Knowledge

__all__ = ["NO_PEERS", "PER_HEAD_DECIMALS", "PeerSet", "per_head_value", "read_peers", "summarise"]

PER_HEAD_DECIMALS = 2
_BASES = {"students": ("full_time_students", 1000), "teachers": ("full_time_teachers", 100)}
_MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class PeerSet:
    """The peers that were loaded: how many, of which years, their hash, and the summary of each indicator by year."""

    colleges: int = 0
    digest: str = ""
    summaries: Mapping[int, Mapping[str, PeerSummary]] = field(default_factory=lambda: MappingProxyType({}))


NO_PEERS = PeerSet()


def per_head_value(value: int, base: int, per: str) -> int:
    """Give a scaled value per 1,000 students or 100 teachers, with two more decimals, rounded half up."""
    numerator = value * _BASES[per][1] * 10**PER_HEAD_DECIMALS
    return (2 * numerator + base) // (2 * base)


def read_peers(path: Path, knowledge: Knowledge, exclude: Sequence[str], limit: int) -> PeerSet:
    """Read peers from a CSV or XLSX table and summarise them.

    Columns: ``college``, ``year``, ``full_time_students``, ``full_time_teachers`` and any indicator ids; a blank cell is
    a missing figure. ``exclude`` holds the names of the college that is advised; ``limit`` is the least number of
    colleges behind a statistic.

    Raises:
        InputError: for an unreadable file, unknown columns, text in a number, negative figures or a college twice a year.

    """
    import pandas as pd  # noqa: PLC0415  # slow to import and needed only where peers are loaded

    place = Location(path.name)
    try:
        data = path.read_bytes()
        if len(data) > _MAX_BYTES:
            raise InputError([Fault("peers_too_large", place, {"expected": str(_MAX_BYTES)})])
        reader = pd.read_excel if path.suffix.lower() == ".xlsx" else pd.read_csv
        frame = reader(path, dtype=str, keep_default_na=False)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  # any fault of a foreign reader is one fault of the file
        raise InputError([Fault("peers_unreadable", place, {"found": type(error).__name__})]) from None
    faults: list[Fault] = []
    known = ["college", "year", "full_time_students", "full_time_teachers", *knowledge.indicators]
    for column in frame.columns:
        if column not in known:
            faults.append(Fault("peers_column", place, {"found": str(column), "nearest": nearest(str(column), known)}))
    for column in ("college", "year"):
        if column not in frame.columns:
            faults.append(Fault("peers_column_missing", place, {"expected": column}))
    if faults:
        raise InputError(faults)
    numbers = _numbers(frame, knowledge, place, faults)
    twice = frame[frame.duplicated(["college", "year"])]
    for at in twice.index:
        found = f"{frame.at[at, 'college']} {frame.at[at, 'year']}"
        faults.append(Fault("peers_twice", Location(path.name, line=int(at) + 2), {"found": found}))
    if faults:
        raise InputError(faults)
    own = set(exclude)
    kept = [at for at, name in enumerate(frame["college"]) if str(name).strip() not in own]
    rows = [{**numbers[at], "college": str(frame["college"].iloc[at]).strip()} for at in kept]
    years = sorted({int(row["year"]) for row in rows})
    summaries = {year: summarise([row for row in rows if row["year"] == year], knowledge, limit) for year in years}
    colleges = len({row["college"] for row in rows})
    return PeerSet(colleges, hashlib.sha256(data).hexdigest(), MappingProxyType(summaries))


def _numbers(frame: pd.DataFrame, knowledge: Knowledge, place: Location, faults: list[Fault]) -> list[dict[str, int | str]]:
    rows: list[dict[str, int | str]] = [{} for _ in range(len(frame))]
    for column in frame.columns:
        if column == "college":
            continue
        decimals = knowledge.indicators[column].decimals if column in knowledge.indicators else 0
        for at, text in enumerate(frame[column]):
            shown = str(text).strip()
            if not shown:
                continue
            try:
                value = Fraction(shown) * 10**decimals
                if value < 0 or value.denominator != 1 or not shown.isascii() or "/" in shown:
                    raise ValueError
            except ValueError:
                location = Location(place.file, line=at + 2, path=str(column))
                faults.append(Fault("peers_number", location, {"found": shown, "expected": str(decimals)}))
                continue
            rows[at][str(column)] = int(value)
    for at, row in enumerate(rows):
        if "year" not in row:
            faults.append(Fault("peers_number", Location(place.file, line=at + 2, path="year"), {"found": "", "expected": "0"}))
    return rows


def summarise(rows: Sequence[Mapping[str, int | str]], knowledge: Knowledge, limit: int) -> Mapping[str, PeerSummary]:
    """Summarise one year's rows; indicators that fewer than ``limit`` colleges report are left out."""
    summaries = {}
    for name, indicator in knowledge.indicators.items():
        reported = [(int(row[name]), row) for row in rows if name in row]
        if len(reported) < limit:
            continue
        positive = sorted(value for value, _ in reported if value > 0)
        heads: list[int] = []
        if indicator.per is not None:
            base = _BASES[indicator.per][0]
            heads = sorted(
                per_head_value(value, int(row[base]), indicator.per) for value, row in reported if value > 0 and row.get(base)
            )
        summaries[name] = PeerSummary(
            reporting=len(reported),
            positive=len(positive),
            quartiles=_quartiles(positive, limit),
            per_head_positive=len(heads),
            per_head_quartiles=_quartiles(heads, limit),
        )
    return MappingProxyType(summaries)


def _quartiles(ordered: Sequence[int], limit: int) -> tuple[int, int, int] | None:
    """Give the quartiles of sorted integers (linear interpolation, rounded half up), or None below the limit."""
    if len(ordered) < limit:
        return None
    found = []
    for quarter in (1, 2, 3):
        whole, part = divmod((len(ordered) - 1) * quarter, 4)
        low = ordered[whole]
        high = ordered[min(whole + 1, len(ordered) - 1)]
        found.append((2 * (4 * low + part * (high - low)) + 4) // 8)
    return found[0], found[1], found[2]
