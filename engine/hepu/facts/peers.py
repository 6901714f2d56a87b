"""Peers: a table of other colleges' figures in, disclosure-safe summaries out."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.facts.model import PeerSummary
from hepu.file_reading import bounded_bytes
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from hepu.knowledge.load import Knowledge
    from hepu.knowledge.models import Indicator

__all__ = ["NO_PEERS", "PER_HEAD_DECIMALS", "PeerSet", "PeerTable", "per_head_value", "read_peers", "summarise"]

PER_HEAD_DECIMALS = 2
_PER_HEAD_FACTOR = 100  # ten to the power of the decimals above
_BASES: dict[str, tuple[str, int]] = {"students": ("full_time_students", 1000), "teachers": ("full_time_teachers", 100)}
_MAX_BYTES = 50_000_000
_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class PeerSet:
    """The peers that were loaded: how many, of which years, their hash, and the summary of each indicator by year."""

    colleges: int = 0
    digest: str = ""
    summaries: Mapping[int, Mapping[str, PeerSummary]] = field(default_factory=lambda: MappingProxyType({}))


NO_PEERS = PeerSet()


def per_head_value(value: int, base: int, per: str) -> int:
    """Give a scaled value per 1,000 students or 100 teachers, with two more decimals, rounded half up."""
    numerator = value * _BASES[per][1] * _PER_HEAD_FACTOR
    return (2 * numerator + base) // (2 * base)


@dataclass(frozen=True, slots=True)
class PeerTable:
    """A table of colleges' figures, read once: the name and the figures of each row, and the file's sha256."""

    digest: str
    rows: tuple[tuple[str, Mapping[str, int]], ...]

    @classmethod
    def read(cls, path: Path, indicators: Mapping[str, Indicator]) -> PeerTable:
        """Read a CSV or XLSX table.

        Columns: ``college``, ``year``, ``full_time_students``, ``full_time_teachers`` and any indicator ids; a blank
        cell is a missing figure.

        Raises:
            InputError: for an unreadable file, unknown columns, text in a number, negative figures or a college twice.

        """
        frame, digest = _frame(path)
        known = ["college", "year", "full_time_students", "full_time_teachers", *indicators]
        place = Location(path.name)
        faults = [
            Fault("peers_column", place, {"found": str(column), "nearest": nearest(str(column), known)})
            for column in frame.columns
            if column not in known
        ]
        faults += [
            Fault("peers_column_missing", place, {"expected": column})
            for column in ("college", "year")
            if column not in frame.columns
        ]
        if faults:
            raise InputError(faults)
        names = [str(name).strip() for name in frame["college"]]
        numbers = _numbers(frame, indicators, place, faults)
        seen: set[tuple[str, int | None]] = set()
        for at, (name, row) in enumerate(zip(names, numbers, strict=True)):
            if (name, row.get("year")) in seen:
                faults.append(
                    Fault("peers_twice", Location(path.name, line=at + 2), {"found": f"{name} {row.get('year', '')}"})
                )
            seen.add((name, row.get("year")))
        if faults:
            raise InputError(faults)
        return cls(digest, tuple(zip(names, numbers, strict=True)))

    def without(self, exclude: Iterable[str], knowledge: Knowledge, limit: int) -> PeerSet:
        """Summarise all colleges but those of some names; no statistic stands on fewer than ``limit`` of them."""
        own = set(exclude)
        kept = [(name, row) for name, row in self.rows if name not in own]
        years = sorted({row["year"] for _, row in kept})
        summaries = {
            year: summarise([row for _, row in kept if row["year"] == year], knowledge, limit) for year in years
        }
        return PeerSet(len({name for name, _ in kept}), self.digest, MappingProxyType(summaries))


def read_peers(path: Path, knowledge: Knowledge, exclude: Sequence[str], limit: int) -> PeerSet:
    """Read peers from a CSV or XLSX table and summarise them, as ``PeerTable`` does.

    ``exclude`` holds the names of the college that is advised; ``limit`` is the least number of colleges behind a
    statistic.

    Raises:
        InputError: as ``PeerTable.read``.

    """
    return PeerTable.read(path, knowledge.indicators).without(exclude, knowledge, limit)


def _frame(path: Path) -> tuple[pd.DataFrame, str]:
    """Read the table as text cells, with the file's sha256."""
    import pandas as pd  # noqa: PLC0415  # slow to import and needed only where peers are loaded

    from hepu.intake.zip_guard import check_container  # noqa: PLC0415  # as above

    place = Location(path.name)
    try:
        data = bounded_bytes(path, _MAX_BYTES)
    except FileNotFoundError:
        raise InputError([Fault("file_missing", place)]) from None
    except (OSError, ValueError):
        raise InputError([Fault("file_unreadable", place)]) from None
    if len(data) > _MAX_BYTES:
        raise InputError([Fault("peers_too_large", place, {"expected": str(_MAX_BYTES)})])
    workbook = path.suffix.lower() == ".xlsx"
    if workbook and check_container(data, path.name):
        raise InputError([Fault("peers_unreadable", place)])
    reader = pd.read_excel if workbook else pd.read_csv
    try:
        frame = reader(io.BytesIO(data), dtype=str, keep_default_na=False)
    except Exception:  # noqa: BLE001  # any fault of a foreign reader is one fault of the file
        raise InputError([Fault("peers_unreadable", place)]) from None
    return frame, hashlib.sha256(data).hexdigest()


def _number(text: str, decimals: int) -> int | None:
    """Give a plain number of nought or more, scaled, or None for anything else."""
    if not _PLAIN.fullmatch(text):
        return None
    value = Fraction(text) * 10**decimals
    return value.numerator if value.denominator == 1 else None


def _numbers(
    frame: pd.DataFrame, indicators: Mapping[str, Indicator], place: Location, faults: list[Fault]
) -> list[dict[str, int]]:
    """Read every cell but the names; blanks are left out."""
    rows: list[dict[str, int]] = [{} for _ in range(len(frame))]
    for column in frame.columns:
        if column == "college":
            continue
        decimals = indicators[column].decimals if column in indicators else 0
        for at, text in enumerate(frame[column]):
            shown = str(text).strip()
            value = _number(shown, decimals)
            if value is not None:
                rows[at][str(column)] = value
            elif shown or column == "year":
                location = Location(place.file, line=at + 2, path=str(column))
                faults.append(Fault("peers_number", location, {"found": shown, "expected": str(decimals)}))
    return rows


def summarise(rows: Sequence[Mapping[str, int]], knowledge: Knowledge, limit: int) -> Mapping[str, PeerSummary]:
    """Summarise one year's rows; indicators that fewer than ``limit`` colleges report are left out."""
    summaries = {}
    for name, indicator in knowledge.indicators.items():
        reported = [(row[name], row) for row in rows if name in row]
        if len(reported) < limit:
            continue
        positive = sorted(value for value, _ in reported if value > 0)
        heads: list[int] = []
        if indicator.per is not None:
            base = _BASES[indicator.per][0]
            heads = sorted(
                per_head_value(value, row[base], indicator.per)
                for value, row in reported
                if value > 0 and row.get(base)
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
