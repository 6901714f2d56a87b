"""Twins of a profile: the same answers but for a share that another college gave."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from hepu.profile.schema import list_specs, questions

if TYPE_CHECKING:
    from hepu.profile.model import Profile

__all__ = ["renamed", "reordered", "twin"]


def twin(profile: Profile, donor: Profile, share: float, seed: str) -> Profile:
    """Give a profile in which each answer, list and indicator was taken from the donor with some probability.

    Dates and names stay. Answers need no longer agree with each other, which rules do not ask of them.
    """
    chance = Random(seed)  # noqa: S311  # a repeatable choice, no secret
    data: dict[str, dict[str, Any]] = {"": {}, "college": {}, "resources": {}, "mission": {}}
    for question in questions():
        if chance.random() < share:
            data[question.section][question.id] = getattr(getattr(donor, question.section), question.id)
    for spec in list_specs():
        if chance.random() < share:
            section, _, name = spec.path.rpartition(".")
            data[section][name] = getattr(donor.mission if section else donor, name)
    figures = dict(profile.indicators)
    for name in sorted({*figures, *donor.indicators}):
        if chance.random() < share:
            figures.pop(name, None)
            later = profile.data_year - donor.data_year
            moved = {year + later: answer for year, answer in donor.indicators.get(name, {}).items()}
            if moved:
                figures[name] = moved
    parts = {name: getattr(profile, name).model_copy(update=data[name]) for name in data if name}
    return profile.model_copy(update={**data[""], **parts, "indicators": figures})


def renamed(profile: Profile) -> Profile:
    """Give the same facts under other names of the college, majors, partners and enterprises, and other contacts."""
    names: dict[str, str] = {}

    def other(text: str) -> str:
        return names.setdefault(text, f"虚构名称{len(names) + 1}") if text else ""

    def rows(listing: Any, *fields: str) -> Any:
        changed = tuple(
            row.model_copy(update={field: other(getattr(row, field)) for field in fields}) for row in listing.rows
        )
        return listing.model_copy(update={"rows": changed})

    college = profile.college.model_copy(
        update={"name": type(profile.college.name)(zh="另一所虚构院校"), "former_names": ("虚构旧名",), "code": "99999"}
    )
    mission = profile.mission.model_copy(update={"priority_majors": rows(profile.mission.priority_majors, "name")})
    contact = profile.contact.model_copy(update={"filled_in_by": "虚构处室", "telephone": "0000"})
    return profile.model_copy(
        update={
            "college": college,
            "contact": contact,
            "mission": mission,
            "programmes": rows(profile.programmes, "name"),
            "enterprises": rows(profile.enterprises, "name"),
            "partnerships": rows(profile.partnerships, "partner", "enterprise"),
            "alliances": rows(profile.alliances, "name"),
        }
    )


def reordered(profile: Profile) -> Profile:
    """Give the same facts with the rows of every list in the opposite order."""
    data: dict[str, dict[str, Any]] = {"": {}, "mission": {}}
    for spec in list_specs():
        section, _, name = spec.path.rpartition(".")
        listing = getattr(profile.mission if section else profile, name)
        data[section][name] = listing.model_copy(update={"rows": listing.rows[::-1]})
    return profile.model_copy(update={**data[""], "mission": profile.mission.model_copy(update=data["mission"])})
