"""Checks across the answers of one profile: totals, order of dates, rows that stand twice."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault, Location
from hepu.profile.model import Answer, Completeness, Profile, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.intake.lexicon import Lexicon
    from hepu.text import Text

__all__ = ["check_profile"]

# Spending beyond the budget happens; beyond one and a half times it, a figure is more likely to be wrong.
_FAR_ABOVE = Decimal("1.5")
_KINDS_OF_FULL_TIME = ("degree", "language")
_NO_WORDS: Mapping[str, Text] = MappingProxyType({})
# What makes a row of a list the same as another one.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "overseas_students": ("place", "kind"),
    "mission.areas": ("area",),
    "mission.priority_places": ("place",),
    "mission.priority_majors": ("name",),
    "mission.targets": ("indicator", "year"),
    "alliances": ("name",),
    "programmes": ("name",),
    "enterprises": ("name",),
}


def check_profile(
    profile: Profile, origins: Mapping[str, Location], lexicon: Lexicon, stand_ins: frozenset[str] = frozenset()
) -> tuple[Fault, ...]:
    """Name the contradictions within a profile; those between estimates, and unlikely figures, are only warnings.

    ``stand_ins`` are the paths of values that nobody gave, which contradict nothing.
    """
    check = _Check(profile, origins, lexicon, stand_ins)
    return tuple(
        fault
        for part in (
            check.years,
            check.not_below,
            check.budget,
            check.parts,
            check.students,
            check.rows,
            check.partnerships,
        )
        for fault in part()
    )


class _Check:
    def __init__(
        self, profile: Profile, origins: Mapping[str, Location], lexicon: Lexicon, stand_ins: frozenset[str]
    ) -> None:
        self.profile = profile
        self.origins = origins
        self.lexicon = lexicon
        self.stand_ins = stand_ins

    def years(self) -> Iterator[Fault]:
        """Find figures after the data year, and a date of the advice before it."""
        profile = self.profile
        if profile.as_of.year < profile.data_year and not {"as_of", "data_year"} & self.stand_ins:
            yield self.fault(
                "as_of_before_data_year", "as_of", found=profile.as_of.isoformat(), expected=str(profile.data_year)
            )
        for name, years in profile.indicators.items():
            for year in years:
                if year > profile.data_year:
                    path = f"indicators.{name}.{year}"
                    yield self.fault("year_after_data_year", path, found=str(year), expected=str(profile.data_year))

    def not_below(self) -> Iterator[Fault]:
        """Find converted numbers below what they convert: they add to it, so they are never smaller."""
        for converted, counted in (
            ("converted_students", "full_time_students"),
            ("converted_teachers", "full_time_teachers"),
        ):
            larger, smaller = self.resource(converted), self.resource(counted)
            if larger.value is not None and smaller.value is not None and larger.value < smaller.value:
                yield self.fault(
                    "below_counted",
                    f"resources.{converted}",
                    larger,
                    smaller,
                    found=str(larger.value),
                    expected=str(smaller.value),
                    words={"label": self.label(converted), "other": self.label(counted)},
                )

    def budget(self) -> Iterator[Fault]:
        """Spending far above the budget is likely a slip of the unit."""
        budget, spent = self.resource("budget"), self.resource("budget_spent")
        if budget.value is not None and spent.value is not None and spent.value > budget.value * _FAR_ABOVE:
            yield self.fault(
                "spent_above_budget",
                "resources.budget_spent",
                severity="warning",
                found=str(spent.value),
                expected=str(budget.value),
            )

    def parts(self) -> Iterator[Fault]:
        """Find a part of the teachers that is larger than all of them."""
        part, whole = self.resource("bilingual_teachers"), self.resource("full_time_teachers")
        if part.value is not None and whole.value is not None and part.value > whole.value:
            yield self.fault(
                "part_above_whole",
                "resources.bilingual_teachers",
                severity="warning",
                found=str(part.value),
                expected=str(whole.value),
                words={"label": self.label("bilingual_teachers"), "other": self.label("full_time_teachers")},
            )

    def students(self) -> Iterator[Fault]:
        """Compare the rows of overseas students with the number of full-time ones.

        Degree students are full-time and language students may be, so the number lies between the one sum and both; a
        list that is not complete gives only the lower end, and a row without a number opens the upper one.
        """
        listing = self.profile.overseas_students
        path = f"indicators.intl_ft_students.{self.profile.data_year}"
        answer = self.profile.indicators.get("intl_ft_students", {}).get(self.profile.data_year)
        if answer is None or answer.value is None or listing.complete is Completeness.MISSING:
            return
        rows = [row for row in listing.rows if row.kind in _KINDS_OF_FULL_TIME]
        low = sum(row.students or 0 for row in rows if row.kind == "degree")
        high = sum(row.students or 0 for row in rows)
        closed = listing.complete is not Completeness.SOME and all(row.students is not None for row in rows)
        if answer.value < low or (closed and answer.value > high):
            guessed = answer.status is Status.ESTIMATE or any(row.status is Status.ESTIMATE for row in rows)
            expected = str(low) if low == high else f"{low}–{high}"
            yield self.fault(
                "totals_contradict",
                path,
                severity="warning" if guessed else "error",
                found=str(answer.value),
                expected=expected,
            )

    def rows(self) -> Iterator[Fault]:
        """Rows that say the same thing twice; several with one student each are a list of persons."""
        for path, keys in _KEYS.items():
            seen: dict[tuple[object, ...], list[int]] = defaultdict(list)
            rows = self.listed(path)
            for at, row in enumerate(rows):
                seen[tuple(getattr(row, key) for key in keys)].append(at)
            for places in seen.values():
                single = (
                    path == "overseas_students"
                    and len(places) > 1
                    and all(rows[at].students in {1, None} for at in places)
                )
                for at in places[1:]:
                    here = f"{path}.{at}.{keys[0]}"
                    if single:
                        yield self.fault("single_students", here, found=str(at + 1))
                    else:
                        first = self.origins.get(f"{path}.{places[0]}.{keys[0]}", Location())
                        yield self.fault("row_twice", here, expected=first.cell or str(first.line or places[0] + 1))

    def partnerships(self) -> Iterator[Fault]:
        """Find partnerships that end before they begin."""
        for at, row in enumerate(self.profile.partnerships.rows):
            if row.since is not None and row.until is not None and row.until < row.since:
                yield self.fault(
                    "ends_before_start", f"partnerships.{at}.until", found=str(row.until), expected=str(row.since)
                )

    def listed(self, path: str) -> tuple[Any, ...]:
        owner: Any = self.profile
        for name in path.split("."):
            owner = getattr(owner, name)
        return tuple(owner.rows)

    def resource(self, name: str) -> Answer[Decimal]:
        answer: Answer[Decimal] = getattr(self.profile.resources, name)
        return answer

    def label(self, name: str) -> Text:
        return self.lexicon.form.questions[f"resources.{name}"].label

    def fault(
        self,
        code: str,
        path: str,
        *answers: Answer[Decimal],
        severity: str = "error",
        words: Mapping[str, Text] = _NO_WORDS,
        **context: str,
    ) -> Fault:
        """Make a fault at the place of a value; estimates only deserve a warning."""
        if any(answer.status is Status.ESTIMATE for answer in answers):
            severity = "warning"
        return Fault(code, self.origins.get(path, Location(path=path)), context, severity, dict(words))
