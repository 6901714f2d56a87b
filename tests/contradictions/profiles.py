"""Small profiles: a blank one, with a few answers given in short."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hepu.profile.model import Profile

__all__ = ["NONE", "NOTHING_RUNS", "college", "every"]

YEAR = 2025
NONE = {"complete": "none"}
# Nothing runs overseas or for people from overseas.
NOTHING_RUNS: dict[str, Any] = {
    "partnerships": NONE,
    "overseas_students": NONE,
    "i_overseas_sites": 0,
    "i_intl_training_person_days": 0,
    "i_prof_standards_adopted": 0,
    "i_curr_standards_adopted": 0,
}
LISTS = {"partnerships", "enterprises", "programmes", "alliances", "overseas_students"}


def every(*rows: dict[str, Any]) -> dict[str, Any]:
    """Give a complete list."""
    return {"complete": "all", "rows": rows}


def college(**answers: Any) -> Profile:
    """Give a blank profile with some answers: a list, an indicator (``i_…``), the mission or an answer by its id."""
    data: dict[str, Any] = {
        "as_of": dt.date(2026, 9, 1),
        "data_year": YEAR,
        "college": {"name": {"zh": "虚构学院"}},
        "resources": {},
        "mission": {},
        "indicators": {},
    }
    for name, value in answers.items():
        given = {"status": "not_applicable"} if value == "not_applicable" else {"value": value, "status": "actual"}
        if name in LISTS:
            data[name] = value
        elif name == "mission":
            data["mission"] = {"areas": every(*({"area": area} for area in value))}
        elif name.startswith("i_"):
            data["indicators"][name.removeprefix("i_")] = {YEAR: given}
        elif name in {"level", "college_type"}:
            data["college"][name] = given
        else:
            data["resources"][name] = given
    return Profile.model_validate(data)
