"""The profile's answers, lists, dated parameters and policies, derived again from the profile and the raw pack."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any

from hepu.profile.model import Answer, Completeness, Listing, Profile, Row, Status
from hepu.profile.schema import list_specs, questions
from hepu.proof.source import in_force
from hepu.proof.values import ESTABLISHED, Exact, Fact, Kind, exact, half_up, known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.profile.schema import Question
    from hepu.proof.shape import Summary
    from hepu.proof.source import RawPack

__all__ = [
    "OFFICIAL_ROWS",
    "Case",
    "Rows",
    "answer",
    "answers",
    "indicator",
    "kind_of",
    "lists",
    "parameters",
    "policies",
]

OFFICIAL_ROWS = "official_rows"
_LIKELY = 1
_KINDS = {"number": "number", "flag": "boolean", "choice": "choice", "text": "text", "date": "date"}


@dataclass(frozen=True, slots=True)
class Case:
    """What a derivation starts from: the profile, the day, the data year, that year's peers, and the raw pack."""

    profile: Profile
    day: dt.date
    year: int
    peers: Mapping[str, Summary]
    pack: RawPack

    def number(self, name: str) -> Fraction | None:
        """Give a parameter's value on the day, or nothing."""
        found = self.pack.parameter(name, self.day)
        return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Rows:
    """A list that is not missing: its rows by field, and whether they are all there is."""

    complete: bool
    rows: tuple[Mapping[str, Fact], ...]


def kind_of(question: Question) -> Kind:
    """Give the kind of value that a question asks for."""
    return Kind(_KINDS[question.kind], question.decimals)


def answer(given: Answer[Any] | None, kind: Kind) -> Fact:
    """Read one answer: an actual figure is established, an estimate likely, a blank missing; numbers are rounded."""
    if given is None or given.status is Status.MISSING:
        return Fact("missing")
    if given.status is Status.NOT_APPLICABLE:
        return Fact("not_applicable", source=given.source)
    return replace(known(_value(given.value, kind), _level(given.status)), source=given.source)


def answers(case: Case) -> dict[str, Fact]:
    """Read the answers about the college and its resources, by fact id."""
    return {item.id: answer(_at(case.profile, item.path), kind_of(item)) for item in questions()}


def indicator(case: Case, name: str) -> Fact:
    """Read an indicator in the data year; a blank in a year whose official table has no such row was not asked."""
    entry = case.pack.knowledge["indicators"][name]
    fact = answer(case.profile.indicators.get(name, {}).get(case.year), Kind("number", entry["decimals"]))
    if fact.state != "missing" or entry.get("own_question", False) or entry["group"] == "resource":
        return fact
    return fact if name in (_official(case) or ()) else Fact("not_asked")


def lists(case: Case, indicators: Mapping[str, Fact]) -> dict[str, Rows]:
    """Read the lists that are not missing; ``official_rows`` has one row for each row of the data year's table."""
    found: dict[str, Rows] = {}
    for spec in list_specs():
        listing: Listing[Row] = _at(case.profile, spec.path)
        if listing.complete is not Completeness.MISSING:
            rows = tuple({item.id: _field(row, item) for item in spec.fields} for row in listing.rows)
            found[spec.id] = Rows(listing.complete is not Completeness.SOME, rows)
    # Published figures do not tell what the college itself reports, so they have no such list.
    table = None if case.profile.published_figures_only else _official(case)
    if table is not None:
        dimensions = {name: entry["dimension"] for name, entry in case.pack.knowledge["indicators"].items()}
        found[OFFICIAL_ROWS] = Rows(True, tuple(_table_row(name, dimensions[name], indicators[name]) for name in table))
    return found


def parameters(case: Case) -> dict[str, tuple[Fraction, str]]:
    """Give each parameter that has a value on the day, with the day since which it holds."""
    found = {name: case.pack.parameter(name, case.day) for name in case.pack.knowledge["parameters"]}
    return {name: value for name, value in found.items() if value is not None}


def policies(case: Case) -> dict[str, bool]:
    """Say of each policy whether it is in force on the day, and, if regional, at the college's known place."""
    town = case.pack.knowledge["towns"].get(case.profile.college.town.value or "", {})
    return {
        name: in_force(entry, case.day) and entry["place"] in {"china", town.get("province")}
        for name, entry in case.pack.knowledge["policies"].items()
    }


def _at(profile: Profile, path: str) -> Any:
    return reduce(getattr, path.split("."), profile)


def _level(status: Status) -> int:
    return ESTABLISHED if status is Status.ACTUAL else _LIKELY


def _value(raw: Any, kind: Kind) -> Exact:
    value = exact(raw, kind)
    return half_up(value, kind.decimals) if isinstance(value, Fraction) else value


def _field(row: Row, item: Question) -> Fact:
    raw = getattr(row, item.id)
    return Fact("missing") if raw is None or raw == "" else known(_value(raw, kind_of(item)), _level(row.status))


def _official(case: Case) -> tuple[str, ...] | None:
    """Give the indicators of the table that holds for the data year, or nothing before the first table."""
    begun = [table for table in case.pack.knowledge["tables"].values() if table["data_years_from"] <= case.year]
    if not begun:
        return None
    table = max(begun, key=lambda table: int(table["data_years_from"]))
    return tuple(row["indicator"] for row in table["rows"])


def _table_row(name: str, dimension: str, value: Fact) -> dict[str, Fact]:
    positive = known(int(value.low > 0), value.level) if isinstance(value.low, Fraction) else Fact(value.state)
    reported = known(int(value.state != "missing"))
    return {"indicator": known(name), "dimension": known(dimension), "reported": reported, "positive": positive}
