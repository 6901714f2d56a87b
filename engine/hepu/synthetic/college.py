"""The college behind a profile: its kind, its hidden traits, its people and the fields in which it is active."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hepu.synthetic.chance import Chance, Traits

if TYPE_CHECKING:
    from hepu.synthetic.assumptions import Assumptions, Kind
    from hepu.text import Lang

__all__ = ["NOT_APPLICABLE", "College", "Students", "draw_college", "rounded"]

NOT_APPLICABLE = "not_applicable"
_FEWEST, _MOST = 1500, 25_000
_AVERAGE = 8000
_TIMES_CONVERTED = 2  # an overseas student counts three times among the converted students, so twice more
_RATIOS = (12.0, 27.0)


@dataclass(frozen=True, slots=True)
class Students:
    """The overseas students by country or region, for each kind of study, and how many of them study full-time."""

    degree: dict[str, int]
    language: dict[str, int]
    short: dict[str, int]
    full_time: int


@dataclass(frozen=True, slots=True)
class College:
    """What a college is in truth, before its office fills the form in."""

    assumed: Assumptions
    chance: Chance
    lang: Lang
    number: int
    kind: Kind
    traits: Traits
    who: dict[str, str]
    people: dict[str, Decimal]
    office: bool
    qualification: bool
    fields: frozenset[str]
    students: Students
    data_year: int

    def flag(self, name: str) -> bool:
        """Draw a yes or no of the form."""
        return self.chance.share(self.assumed.flags[name], self.traits)

    def share(self, name: str) -> bool:
        """Draw a yes or no of the college."""
        return self.chance.share(self.assumed.shares[name], self.traits)

    def size(self, name: str) -> float:
        """Draw a size."""
        return self.chance.size(self.assumed.sizes[name], self.traits)

    def count(self, name: str) -> int:
        """Draw a count."""
        return self.chance.count(self.assumed.counts[name], self.traits)

    def named(self, what: str, **values: Any) -> str:
        """Give a name that shows that it is invented."""
        return self.assumed.names[what][self.lang].format(**values)


def rounded(number: float, decimals: int = 0) -> Decimal:
    """Round a drawn number to the decimals of its question."""
    return Decimal(str(round(number, decimals))).quantize(Decimal(1).scaleb(-decimals))


def draw_college(assumed: Assumptions, chance: Chance, number: int, lang: Lang, data_year: int) -> College:
    """Draw a college, from its kind to its people and fields."""
    kind = assumed.kinds[chance.pick({name: item.weight for name, item in assumed.kinds.items()})]
    openness = kind.openness + chance.normal()
    order = kind.order + assumed.order_leans_on_openness * (openness - kind.openness) + chance.normal()
    wealth = kind.wealth + chance.normal()
    plain = Traits(openness, order, wealth)
    enrolled = kind.students * chance.size(assumed.sizes["full_time_students"], plain)
    enrolled = min(max(enrolled, _FEWEST), _MOST)
    traits = Traits(openness, order, wealth, math.log(enrolled / _AVERAGE))
    who = {
        "town": chance.pick(kind.towns),
        "ownership": chance.pick(kind.ownership),
        "level": chance.pick(kind.level),
        "college_type": chance.pick(kind.college_type),
        "double_high": chance.pick(kind.double_high),
    }
    office = chance.share(assumed.flags["office"], traits)
    qualification = chance.share(assumed.flags["admission_qualification"], traits)
    fields = {name for name, share in assumed.fields.items() if chance.share(share, traits, kind.fields.get(name, 0))}
    if not qualification:
        fields -= {"inbound_study"}
    if not office:
        fields -= {"overseas_sites", "cooperative_programmes"}
    students = _students(assumed, chance, traits, kind, fields)
    return College(
        assumed=assumed,
        chance=chance,
        lang=lang,
        number=number,
        kind=kind,
        traits=traits,
        who=who,
        people=_people(assumed, chance, traits, round(enrolled), students),
        office=office,
        qualification=qualification,
        fields=frozenset(fields),
        students=students,
        data_year=data_year,
    )


def _students(assumed: Assumptions, chance: Chance, traits: Traits, kind: Kind, fields: set[str]) -> Students:
    def spread(name: str) -> dict[str, int]:
        """Share a number out among countries and regions, fewer to each further one."""
        left = max(1, round(chance.size(assumed.sizes[name], traits)))
        found = {}
        for place in chance.some(kind.places, chance.between(1, 4)):
            if left < 2:  # noqa: PLR2004  # no row about a single student
                break
            found[place] = max(2, round(left * (0.4 + 0.5 * chance.unit())))
            left -= found[place]
        return found

    inbound = "inbound_study" in fields
    degree = spread("degree_students") if inbound else {}
    language = (
        spread("language_students") if inbound and chance.share(assumed.shares["language_students"], traits) else {}
    )
    exchanging = bool(fields & {"inbound_study", "student_exchange", "training_for_overseas"})
    short = spread("short_students") if exchanging and chance.share(assumed.shares["short_students"], traits) else {}
    full_time = sum(degree.values())
    if chance.share(assumed.shares["posts_of_language_students"], traits):
        full_time += sum(language.values())
    return Students(degree, language, short, full_time)


def _people(
    assumed: Assumptions, chance: Chance, traits: Traits, enrolled: int, students: Students
) -> dict[str, Decimal]:
    part_time = chance.size(assumed.sizes["part_time_share"], traits)
    converted = rounded(enrolled * (1 + part_time) + _TIMES_CONVERTED * students.full_time, 1)
    low, high = _RATIOS
    ratio = min(max(chance.size(assumed.sizes["students_per_teacher"], traits), low), high)
    external = chance.size(assumed.sizes["external_teachers_share"], traits)
    full_time = rounded(float(converted) / ratio / (1 + min(external, 0.25)))
    return {
        "full_time_students": Decimal(enrolled),
        "full_time_teachers": full_time,
        "converted_students": converted,
        "converted_teachers": max(full_time, rounded(float(converted) / ratio, 1)),
    }
