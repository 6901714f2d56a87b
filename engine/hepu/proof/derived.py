"""The facts that are computed from answers and lists, computed again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from hepu.proof.development import COMPUTED
from hepu.proof.values import ESTABLISHED, Fact, half_up, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.proof.answers import Case, Rows

__all__ = ["derived_facts"]

# An overseas student counts as three in the converted number of students.
_CONVERSION = 3
# What each fact is made of, as the record tells it: answers by key, and fields of lists.
_READS = {
    "town_border": ("fact.town",),
    "town_coastal": ("fact.town",),
    "budget_execution": ("fact.budget", "fact.budget_spent"),
    "ratio_after_intake": ("fact.converted_students", "fact.planned_overseas_intake", "fact.converted_teachers"),
    "overseas_students_total": ("overseas_students.students",),
    "top_student_place_share": ("overseas_students.place", "overseas_students.students"),
    "degree_student_share": ("overseas_students.kind", "overseas_students.students"),
    "partner_places": ("partnerships.place", "partnerships.active"),
    "mission_areas_named": ("mission_areas.area",),
}


def derived_facts(case: Case, facts: Mapping[str, Fact], lists: Mapping[str, Rows]) -> dict[str, Fact]:
    """Compute the facts of ``derived.yaml`` but those of development; each is as certain as the least certain it reads.

    Raises:
        LookupError: if the knowledge names a derived fact that is not computed here.

    """
    students = lists.get("overseas_students")
    computed = {
        "town_border": _town(case, facts["town"], "border"),
        "town_coastal": _town(case, facts["town"], "coastal"),
        "budget_execution": _quotient([(100, facts["budget_spent"])], facts["budget"]),
        "ratio_after_intake": _quotient(
            [(1, facts["converted_students"]), (_CONVERSION, facts["planned_overseas_intake"])],
            facts["converted_teachers"],
            decimals=2,
        ),
        "overseas_students_total": _total(students),
        "top_student_place_share": _share(students, "place", None),
        "degree_student_share": _share(students, "kind", "degree"),
        "partner_places": _places(lists.get("partnerships")),
        "mission_areas_named": _whole(lists.get("mission_areas")),
    }
    single = (name for name, entry in case.pack.knowledge["derived"].items() if "sign" not in entry)
    return {name: replace(computed[name], reads=_READS[name]) for name in single if name not in COMPUTED}


def _town(case: Case, town: Fact, trait: str) -> Fact:
    if town.state != "known":
        return Fact(town.state)
    found = case.pack.knowledge["towns"][str(town.low)][trait]
    return Fact("missing") if found is None else known(int(found), town.level)


def _least(facts: Iterable[Fact]) -> int:
    """Give the least certainty of the known ones."""
    return min((fact.level for fact in facts if fact.state == "known"), default=ESTABLISHED)


def _quotient(terms: list[tuple[int, Fact]], divisor: Fact, decimals: int = 1) -> Fact:
    """Divide a weighted sum, to one decimal unless more are asked for."""
    read = [divisor, *(fact for _, fact in terms)]
    if divisor.low == 0 or any(fact.state == "not_applicable" for fact in read):
        return Fact("not_applicable")
    if any(fact.state != "known" for fact in read):
        return Fact("missing")
    total = sum((weight * _number(fact) for weight, fact in terms), Fraction(0))
    return known(half_up(total / _number(divisor), decimals), _least(read))


def _number(fact: Fact) -> Fraction:
    if not isinstance(fact.low, Fraction):
        raise TypeError(fact)
    return fact.low


def _total(students: Rows | None) -> Fact:
    if students is None:
        return Fact("missing")
    counts = [row["students"] for row in students.rows]
    total = sum((_number(fact) for fact in counts if fact.state == "known"), Fraction(0))
    closed = students.complete and all(fact.state == "known" for fact in counts)
    return Fact("known", total, total if closed else None, _least(counts))


def _share(students: Rows | None, field: str, word: str | None) -> Fact:
    """Give the per cent of the students in the group of that word, or in the largest group, to one decimal."""
    if students is None or not students.complete or any(row["students"].state != "known" for row in students.rows):
        return Fact("missing")
    groups: defaultdict[object, Fraction] = defaultdict(Fraction)
    for row in students.rows:
        groups[row[field].low] += _number(row["students"])
    total = sum(groups.values(), Fraction(0))
    if total == 0:
        return Fact("not_applicable")
    part = max(groups.values()) if word is None else groups.get(word, Fraction(0))
    return known(half_up(100 * part / total, 1), _least(row["students"] for row in students.rows))


def _whole(rows: Rows | None) -> Fact:
    """Count the rows of a list that is whole."""
    return known(Fraction(len(rows.rows))) if rows is not None and rows.complete else Fact("missing")


def _places(partnerships: Rows | None) -> Fact:
    """Count the places of active partnerships: those surely active, and at most all that may be."""
    if partnerships is None:
        return Fact("missing")
    active = [row for row in partnerships.rows if row["active"].low != 0]
    surely = {row["place"].low for row in active if row["active"].low == 1} - {None}
    perhaps = {row["place"].low for row in active} - {None}
    blank = sum(row["place"].state != "known" for row in active)
    # A row without its place may add one more.
    high = Fraction(len(perhaps) + blank) if partnerships.complete else None
    # A row left out because it is inactive by an estimate might count after all, so its certainty counts.
    level = min(_least(row["active"] for row in partnerships.rows), _least(row["place"] for row in active))
    return Fact("known", Fraction(len(surely)), high, level)
