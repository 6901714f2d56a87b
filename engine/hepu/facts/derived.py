"""Facts computed from several answers, each as ``knowledge/derived.yaml`` describes it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hepu.facts.model import UNKNOWN, Fact, FactList, State
from hepu.language.kinds import Certainty

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hepu.knowledge.load import Knowledge

__all__ = ["DERIVED", "derive", "derive_one"]

_OVERSEAS_WEIGHT = 3  # an overseas student counts three times in the converted enrolment (教发〔2004〕2号)


def derive(values: Mapping[str, Fact], lists: Mapping[str, FactList], knowledge: Knowledge) -> dict[str, Fact]:
    """Compute every derived fact."""
    return {f"fact.{name}": derive_one(name, values, lists, knowledge) for name in DERIVED}


def derive_one(name: str, values: Mapping[str, Fact], lists: Mapping[str, FactList], knowledge: Knowledge) -> Fact:
    """Compute one derived fact from what its entry says that it reads."""
    return DERIVED[name](values, lists, knowledge)


def _half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _ratio(
    numbers: tuple[Fact, ...], reads: tuple[str, ...], divisor: Fact, compute: Callable[[list[int], int], Fraction]
) -> Fact:
    """Compute from exact numbers; a missing one makes it unknown, a divisor of nought not applicable."""
    every = (*numbers, divisor)
    if any(fact.state is State.NOT_APPLICABLE for fact in every) or (divisor.is_exact and not divisor.low):
        return Fact(State.NOT_APPLICABLE, reads=reads)
    if not all(fact.is_exact for fact in every):
        return Fact(State.MISSING, reads=reads)
    value = compute([int(fact.low or 0) for fact in numbers], int(divisor.low or 0))
    return Fact.exact(_half_up(value), Certainty(min(fact.certainty for fact in every)), reads=reads)


def _town(word: str) -> Callable[[Mapping[str, Fact], Mapping[str, FactList], Knowledge], Fact]:
    def compute(values: Mapping[str, Fact], _: Mapping[str, FactList], knowledge: Knowledge) -> Fact:
        town = values.get("fact.town", UNKNOWN)
        if not town.is_exact:
            return Fact(town.state, reads=("fact.town",))
        trait = getattr(knowledge.towns[str(town.low)], word)
        if trait is None:
            return Fact(State.MISSING, reads=("fact.town",))
        return Fact.exact(int(trait), town.certainty, reads=("fact.town",))

    return compute


def _budget_execution(values: Mapping[str, Fact], _: Mapping[str, FactList], __: Knowledge) -> Fact:
    reads = ("fact.budget", "fact.budget_spent")
    spent, budget = values.get(reads[1], UNKNOWN), values.get(reads[0], UNKNOWN)
    return _ratio((spent,), reads, budget, lambda numbers, whole: Fraction(numbers[0] * 1000, whole))


def _ratio_after_intake(values: Mapping[str, Fact], _: Mapping[str, FactList], __: Knowledge) -> Fact:
    reads = ("fact.converted_students", "fact.planned_overseas_intake", "fact.converted_teachers")
    students, intake, teachers = (values.get(key, UNKNOWN) for key in reads)
    # Students and teachers carry one decimal, the intake none; the result carries two, as the statute's ratio does.
    return _ratio(
        (students, intake),
        reads,
        teachers,
        lambda numbers, whole: Fraction((numbers[0] + 10 * _OVERSEAS_WEIGHT * numbers[1]) * 100, whole),
    )


def _known(row: Mapping[str, Fact], name: str) -> Fact:
    return row.get(name, UNKNOWN)


def _partner_places(_: Mapping[str, Fact], lists: Mapping[str, FactList], __: Knowledge) -> Fact:
    reads = ("partnerships.place", "partnerships.active")
    partnerships = lists.get("partnerships")
    if partnerships is None:
        return Fact(State.MISSING, reads=reads)
    sure: set[str] = set()
    perhaps: set[str] = set()
    unnamed = 0
    certainty = Certainty.ESTABLISHED
    for row in partnerships.rows:
        place, active = _known(row, "place"), _known(row, "active")
        # A row left out because it is inactive by an estimate might count after all, so its certainty counts.
        certainty = Certainty(min(certainty, active.certainty))
        if active.is_exact and not active.low:
            continue
        certainty = Certainty(min(certainty, place.certainty))
        if not place.is_exact:
            unnamed += 1
        elif active.is_exact:
            sure.add(str(place.low))
        else:
            perhaps.add(str(place.low))
    high = len(sure | perhaps) + unnamed if partnerships.complete else None
    return Fact(State.KNOWN, len(sure), high, certainty, reads=reads)


def _mission_areas_named(_: Mapping[str, Fact], lists: Mapping[str, FactList], __: Knowledge) -> Fact:
    """Count the areas of the college's mission, where it has named all of them."""
    reads = ("mission_areas.area",)
    areas = lists.get("mission_areas")
    if areas is None or not areas.complete:
        return Fact(State.MISSING, reads=reads)
    return Fact.exact(len(areas.rows), Certainty.ESTABLISHED, reads=reads)


def _students(lists: Mapping[str, FactList]) -> tuple[FactList | None, list[tuple[str, str, Fact]]]:
    listing = lists.get("overseas_students")
    if listing is None:
        return None, []
    rows = [
        (str(_known(row, "place").low), str(_known(row, "kind").low), _known(row, "students")) for row in listing.rows
    ]
    return listing, rows


def _overseas_total(_: Mapping[str, Fact], lists: Mapping[str, FactList], __: Knowledge) -> Fact:
    reads = ("overseas_students.students",)
    listing, rows = _students(lists)
    if listing is None:
        return Fact(State.MISSING, reads=reads)
    numbers = [fact for _, _, fact in rows]
    total = sum(int(fact.low or 0) for fact in numbers if fact.is_exact)
    exact = listing.complete and all(fact.is_exact for fact in numbers)
    certainty = Certainty(min((fact.certainty for fact in numbers), default=Certainty.ESTABLISHED))
    return Fact(State.KNOWN, total, total if exact else None, certainty, reads=reads)


def _share(choose: Callable[[list[tuple[str, str, int]]], int], reads: tuple[str, ...]) -> Callable[..., Fact]:
    """Give the share (per cent, one decimal) of a part of the overseas students, where the list is whole."""

    def compute(_: Mapping[str, Fact], lists: Mapping[str, FactList], __: Knowledge) -> Fact:
        listing, rows = _students(lists)
        if listing is None or not listing.complete or not all(fact.is_exact for _, _, fact in rows):
            return Fact(State.MISSING, reads=reads)
        numbers = [(place, kind, int(fact.low or 0)) for place, kind, fact in rows]
        total = sum(number for _, _, number in numbers)
        if not total:
            return Fact(State.NOT_APPLICABLE, reads=reads)
        certainty = Certainty(min(fact.certainty for _, _, fact in rows))
        return Fact.exact(_half_up(Fraction(choose(numbers) * 1000, total)), certainty, reads=reads)

    return compute


def _top_place(numbers: list[tuple[str, str, int]]) -> int:
    by_place: dict[str, int] = {}
    for place, _, number in numbers:
        by_place[place] = by_place.get(place, 0) + number
    return max(by_place.values())


def _degree(numbers: list[tuple[str, str, int]]) -> int:
    return sum(number for _, kind, number in numbers if kind == "degree")


DERIVED: dict[str, Callable[[Mapping[str, Fact], Mapping[str, FactList], Knowledge], Fact]] = {
    "town_border": _town("border"),
    "town_coastal": _town("coastal"),
    "budget_execution": _budget_execution,
    "partner_places": _partner_places,
    "mission_areas_named": _mission_areas_named,
    "overseas_students_total": _overseas_total,
    "top_student_place_share": _share(_top_place, ("overseas_students.place", "overseas_students.students")),
    "degree_student_share": _share(_degree, ("overseas_students.kind", "overseas_students.students")),
    "ratio_after_intake": _ratio_after_intake,
}
