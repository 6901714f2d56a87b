"""What a profile plainly says, read by eye: an answer is yes, no or a number; a blank says nothing either way."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from hepu.profile.model import Completeness, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hepu.profile.model import Listing, OverseasStudents, Partnership, Profile, Row

__all__ = ["CONDITIONS", "Plain", "only", "statute"]

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
CONDITIONS = ("teachers_postgrad_share", "area_per_student", "equipment_per_student", "books_per_student")
ALL_ROWS = ("prof_standards_adopted", "curr_standards_adopted")


@cache
def statute(indicator: str, level: str, college_type: str) -> Decimal | None:
    """Give the qualified value of 教发〔2004〕2号 for a level and type of college, where it was read."""
    entries = yaml.safe_load((KNOWLEDGE / "standards.yaml").read_text(encoding="utf-8"))
    found = [
        entry["value"]
        for entry in entries.values()
        if (entry["indicator"], entry["level"]) == (indicator, level) and college_type in entry["college_types"]
    ]
    return Decimal(str(found[0])) if found else None


def only(listing: Listing[Any], test: Callable[[Any], bool]) -> bool:
    """Say whether a list is complete and the test holds of every row; so it does when there are none."""
    return listing.complete is Completeness.NONE or (
        listing.complete is Completeness.ALL and all(test(row) for row in listing.rows)
    )


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain facts of one profile."""

    profile: Profile

    # Answers.

    def yes(self, *names: str) -> bool:
        """Say whether all these questions are answered with yes."""
        return all(getattr(self.profile.resources, name).value is True for name in names)

    def no(self, *names: str) -> bool:
        """Say whether all these questions are answered with no."""
        return all(getattr(self.profile.resources, name).value is False for name in names)

    def number(self, name: str) -> Decimal | None:
        """Give a number that was answered."""
        value = getattr(self.profile.resources, name).value
        return None if value is None else Decimal(value)

    def zero(self, name: str) -> bool:
        """Say whether a number was answered with nought."""
        return self.number(name) == 0

    def at_least(self, name: str, least: int) -> bool:
        """Say whether a number was answered with so much or more."""
        number = self.number(name)
        return number is not None and number >= least

    def idle(self, name: str) -> bool:
        """Say whether a question was answered with 'not applicable'."""
        return bool(getattr(self.profile.resources, name).status is Status.NOT_APPLICABLE)

    # Indicators.

    def indicator(self, name: str) -> Decimal | None:
        """Give the figure of the data year."""
        answer = self.profile.indicators.get(name, {}).get(self.profile.data_year)
        return None if answer is None or answer.value is None else Decimal(answer.value)

    def none_of(self, *names: str) -> bool:
        """Say whether the figures of the data year are all nought."""
        return all(self.indicator(name) == 0 for name in names)

    def some_of(self, name: str) -> bool:
        """Say whether the figure of the data year is more than nought."""
        return (self.indicator(name) or 0) > 0

    def earlier(self, name: str) -> list[Decimal]:
        """Give the figures of earlier years."""
        years = self.profile.indicators.get(name, {})
        return [
            answer.value for year, answer in years.items() if year < self.profile.data_year and answer.value is not None
        ]

    def never(self, name: str) -> bool:
        """Say whether the figure is nought in the data year and in every year that is given."""
        return self.none_of(name) and not any(self.earlier(name))

    def kept(self, name: str) -> bool:
        """Say whether the figure is no lower than in any earlier year that is given."""
        now = self.indicator(name)
        return now is not None and all(year <= now for year in self.earlier(name))

    # Mission.

    def outside(self, *areas: str) -> bool:
        """Say whether the college named all its areas of work and none of these is among them."""
        named = self.profile.mission.areas
        return named.complete is Completeness.ALL and not {row.area for row in named.rows} & set(areas)

    # Partners abroad.

    def ended(self, row: Partnership) -> bool:
        """Say whether a partnership is over, by its own row."""
        return row.active is False or (row.until is not None and row.until < self.profile.as_of.year)

    def live(self) -> list[Partnership]:
        """Give the partnerships that are listed as running."""
        return [row for row in self.profile.partnerships.rows if row.active is True and not self.ended(row)]

    def no_partner(self) -> bool:
        """Say whether the list of partnerships is complete and none of it runs."""
        return only(self.profile.partnerships, self.ended)

    def does(self, deed: str) -> list[Partnership]:
        """Give the partnerships, not over, whose row says yes to a deed."""
        return [row for row in self.profile.partnerships.rows if getattr(row, deed) is True and not self.ended(row)]

    # What there is none of. A figure and a list that say different things say nothing plainly.

    def no_site(self) -> bool:
        """Say whether the college has no site overseas."""
        rows = self.profile.partnerships
        unlisted = self.indicator("overseas_sites") is None and only(rows, lambda row: row.runs_site is False)
        return (self.none_of("overseas_sites") or unlisted) and not self.does("runs_site")

    def has_site(self) -> bool:
        """Say whether the college has a site overseas."""
        return self.some_of("overseas_sites")

    def no_student(self) -> bool:
        """Say whether no overseas student is at the college."""
        full_time, listed = self.indicator("intl_ft_students"), self.profile.overseas_students
        silent = all(row.students == 0 for row in listed.rows)
        return silent and (full_time == 0 or (full_time is None and only(listed, _empty)))

    def never_a_student(self) -> bool:
        """Say whether no overseas student is or was at the college in any year that is given."""
        return self.no_student() and not any(self.earlier("intl_ft_students"))

    def no_standard_abroad(self) -> bool:
        """Say whether no standard of the college is used overseas."""
        return self.none_of("prof_standards_adopted", "curr_standards_adopted") and not self.does("adopts_standards")

    def no_joint_programme(self) -> bool:
        """Say whether the college runs no cooperative programme."""
        rows = self.profile.partnerships
        unlisted = self.indicator("cfcrs_majors") is None and only(
            rows, lambda row: row.cooperative_programme is False or self.ended(row)
        )
        none = self.none_of("cfcrs_majors") or unlisted
        return none and not self.some_of("cfcrs_students") and not self.does("cooperative_programme")

    def nothing_runs(self) -> bool:
        """Say whether no work overseas or for people from overseas is going on at all."""
        return (
            self.no_partner()
            and self.no_site()
            and self.no_student()
            and self.none_of("intl_training_person_days")
            and self.no_standard_abroad()
            and self.no_joint_programme()
        )

    def established(self) -> bool:
        """Say whether the college trains people, has standards adopted and runs a site: no beginner."""
        return (
            self.has_site()
            and self.some_of("intl_training_person_days")
            and any(self.some_of(name) for name in ALL_ROWS)
        )

    # Enterprises.

    def enterprise_partner(self) -> bool:
        """Say whether a running partnership is with an enterprise or has one take part."""
        return any(
            row.kind == "enterprise" or row.with_enterprise is True or row.enterprise
            for row in self.profile.partnerships.rows
            if not self.ended(row)
        )

    def no_enterprise(self) -> bool:
        """Say whether the college is close to no enterprise at all."""
        return self.profile.enterprises.complete is Completeness.NONE and not self.enterprise_partner()

    def no_enterprise_abroad(self) -> bool:
        """Say whether the complete list of enterprises has none that operates abroad."""
        return only(self.profile.enterprises, lambda row: row.operates_abroad is False) and not (
            self.enterprise_partner()
        )

    def signed(self) -> list[Row]:
        """Give the enterprises abroad that have an agreement."""
        return [row for row in self.profile.enterprises.rows if row.operates_abroad is True and row.agreement is True]

    def all_signed(self) -> bool:
        """Say whether each of the enterprises is either at home only or bound by an agreement already."""
        listed = self.profile.enterprises
        return listed.complete is Completeness.ALL and all(
            row.operates_abroad is False or row.agreement is True for row in listed.rows
        )

    # Majors and alliances.

    def no_major_in(self, *sectors: str) -> bool:
        """Say whether the complete list of majors has none in these sectors."""
        return only(self.profile.programmes, lambda row: row.sector is not None and row.sector not in sectors)

    def no_leading_major(self) -> bool:
        """Say whether the complete list of majors has none that leads."""
        return only(self.profile.programmes, lambda row: row.leading is False)

    def memberships(self) -> int:
        """Count the alliances in which the college is active."""
        return sum(row.active is True for row in self.profile.alliances.rows)

    # Room for more overseas students.

    def standard(self, indicator: str) -> Decimal | None:
        """Give the statute's number for the college's level and type."""
        level, kind = self.profile.college.level.value, self.profile.college.college_type.value
        return None if level is None or kind is None else statute(indicator, level, kind)

    def students_per_teacher(self) -> Decimal | None:
        """Give converted students, with three for each one planned, per converted teacher."""
        students, teachers = self.number("converted_students"), self.number("converted_teachers")
        if students is None or not teachers:
            return None
        ratio = (students + 3 * (self.number("planned_overseas_intake") or 0)) / teachers
        return ratio.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def over_the_ratio(self) -> bool:
        """Say whether the statute's ratio of students to teachers is passed, now or with the planned intake."""
        limit = self.standard("student_teacher_ratio")
        if limit is None:
            return False
        now, then = self.indicator("student_teacher_ratio"), self.students_per_teacher()
        return (now is not None and now > limit) or (then is not None and then > limit)

    def all_in_order(self) -> bool:
        """Say whether every basic condition is known to do, with beds and practice places for what is planned."""
        ratio, limit = self.students_per_teacher(), self.standard("student_teacher_ratio")
        beds, planned = self.number("free_dormitory_beds"), self.number("planned_overseas_intake")
        if None in {ratio, limit, beds, planned} or self.over_the_ratio():
            return False
        met = [(self.indicator(name), self.standard(name)) for name in CONDITIONS]
        return (
            all(value is not None and least is not None and value >= least for value, least in met)
            and (beds or 0) > (planned or 0)
            and self.at_least("free_practice_places", 1)
        )

    def spread(self) -> bool:
        """Say whether degree students from at least three places are listed, none with more than half of all."""
        listed = self.profile.overseas_students
        if listed.complete is not Completeness.ALL or any(row.students is None for row in listed.rows):
            return False
        return _spread(listed.rows)


def _empty(row: OverseasStudents) -> bool:
    return row.students == 0


def _spread(rows: Sequence[OverseasStudents]) -> bool:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.place] = counts.get(row.place, 0) + (row.students or 0)
    total = sum(counts.values())
    degree = sum(row.students or 0 for row in rows if row.kind == "degree")
    return (
        total > 0
        and len([1 for count in counts.values() if count]) >= 3
        and max(counts.values()) * 2 <= total <= degree * 2
    )
