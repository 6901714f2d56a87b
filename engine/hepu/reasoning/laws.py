"""The laws between facts on which proofs may rest: each holds for whatever the facts step makes of any profile.

``tests/test_reasoning_laws.py`` holds every law against random profiles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.facts.build import CHINA
from hepu.facts.development import STANDINGS, STATE, STATES
from hepu.language.kinds import ADVANTAGE, GAP_WORDS, STANDING, TREND
from hepu.reasoning.domain import Law, ListLaw, ListShape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hepu.knowledge.load import Knowledge
    from hepu.knowledge.models import ParameterValue
    from hepu.reasoning.readings import Reading

__all__ = ["laws_of", "list_laws"]

_NONE = GAP_WORDS.index("none")
_RISING = TREND.words.index("rising")
_UPPER = STANDING.words.index("upper")
_STRONGER = ADVANTAGE.words.index("stronger")


def laws_of(knowledge: Knowledge) -> tuple[Law, ...]:
    """Give the laws between single facts of a pack."""
    return (*_of_indicators(knowledge), *_of_towns(knowledge), *_of_development(), *_of_ratios())


def _of_indicators(knowledge: Knowledge) -> Iterator[Law]:
    margins = (value.value for name in ("trend_margin", "advantage_margin") for value in _values(knowledge, name))
    if any(margin < 0 for margin in margins):  # what rises might then be nought
        return
    measured = {standard.indicator for standard in knowledge.standards.values()}
    for name, indicator in knowledge.indicators.items():
        center = f"indicator.{name}"
        yield Law(center, f"gap.{name}", _gap)
        if indicator.minimum < 0:
            continue
        yield Law(center, f"standing.{name}", _standing, (1,))
        if name not in measured:
            yield Law(f"standing.{name}", f"gap.{name}", _upper)
        yield Law(center, f"trend.{name}", _trend, (1,))
        yield Law(center, f"advantage.{name}", _advantage if indicator.direction == "higher" else _inverse, (1,))


def _values(knowledge: Knowledge, name: str) -> Sequence[ParameterValue]:
    parameter = knowledge.parameters.get(name)
    return () if parameter is None else parameter.values


def _zero(reading: Reading) -> bool:
    return reading.known and reading.low == 0


def _gap(figure: Reading, gap: Reading) -> bool:
    """Without a figure there is no gap, and the gap is no surer than its figure; not applicable is no gap."""
    match figure.word:
        case "not_applicable":
            return gap.known and gap.low == _NONE
        case "known":
            return gap.word in {"known", "cut", "not_asked"}
        case "cut":
            return gap.word in {"cut", "not_asked"}
        case word:
            return gap.word == word


def _standing(figure: Reading, standing: Reading) -> bool:
    """Give a zero no standing; any other figure has one or is not compared."""
    match figure.word:
        case "known" | "cut":
            if _zero(figure):
                return standing.word == "not_applicable"
            if figure.word == "known":
                return standing.word in {"known", "cut", "not_asked"}
            return standing.word in {"cut", "not_asked", "not_applicable"}
        case word:
            return standing.word == word


def _upper(standing: Reading, gap: Reading) -> bool:
    """Measure a college in the upper half against the median that it reaches: it has no gap.

    A statute's number may be higher, so this holds only where none is set.
    """
    if standing.known and isinstance(standing.low, int) and standing.low >= _UPPER:
        return gap.known and gap.low == _NONE
    return gap.answered if standing.answered else True


def _trend(figure: Reading, trend: Reading) -> bool:
    """Ask the figure of the data year of a trend; what rises is not zero."""
    if trend.known:
        return figure.known and not (trend.low == _RISING and _zero(figure))
    if trend.word == "cut":
        return figure.answered
    return True


def _advantage(figure: Reading, advantage: Reading) -> bool:
    """Without a figure there is nothing to compare; what is relatively stronger is not zero."""
    if not figure.answered:
        return advantage.word == figure.word
    if advantage.known:
        return figure.known and not (advantage.low == _STRONGER and _zero(figure))
    return advantage.word in {"cut", "not_asked"}


def _inverse(figure: Reading, advantage: Reading) -> bool:
    """Where less is better, a zero has no ratio."""
    return _advantage(figure, advantage) and not (advantage.known and _zero(figure))


def _of_towns(knowledge: Knowledge) -> Iterator[Law]:
    words = tuple(knowledge.towns)
    for trait in ("border", "coastal"):
        of_town = {name: getattr(town, trait) for name, town in knowledge.towns.items()}
        yield Law("fact.town", f"fact.town_{trait}", _trait(of_town), words)
    for name, policy in knowledge.policies.items():
        if policy.place != CHINA:
            inside = frozenset(key for key, town in knowledge.towns.items() if town.province == policy.place)
            yield Law("fact.town", f"policy.{name}", _regional(inside), words)


def _trait(of_town: dict[str, bool | None]) -> Callable[[Reading, Reading], bool]:
    def allows(town: Reading, trait: Reading) -> bool:
        match town.word:
            case "known":
                found = of_town[str(town.low)]
                return trait.word == "missing" if found is None else trait.known and trait.low == int(found)
            case "cut":
                return trait.word in {"cut", "missing"}
            case word:
                return trait.word == word

    return allows


def _regional(inside: frozenset[str]) -> Callable[[Reading, Reading], bool]:
    """On its days a regional policy is in force just for a college known to lie in the region, be it by an estimate."""

    def allows(town: Reading, force: Reading) -> bool:
        return town.word == "cut" or bool(force.low) == (town.known and town.low in inside)

    return allows


def _of_development() -> Iterator[Law]:
    for at, name in enumerate(STANDINGS.values()):
        by_state = {state: standings[at] for standings, state in STATES.items()}
        yield Law(f"fact.{STATE}", f"fact.{name}", _state(by_state), tuple(by_state))


def _state(by_state: dict[str, int]) -> Callable[[Reading, Reading], bool]:
    """Tie the state of development to both standings: it is known where they are, and says what they are."""

    def allows(state: Reading, standing: Reading) -> bool:
        if state.known:
            return standing.known and standing.low == by_state[str(state.low)]
        return standing.answered if state.word == "cut" else True

    return allows


def _of_ratios() -> Iterator[Law]:
    yield Law("fact.budget", "fact.budget_execution", _divided, (1,))
    yield Law("fact.budget_spent", "fact.budget_execution", _part)


def _divided(whole: Reading, ratio: Reading) -> bool:
    """Nothing can be spent of a budget of nought, and nothing said of one that is not known."""
    if ratio.known:
        return whole.known and not _zero(whole)
    if ratio.word == "cut":
        return whole.answered and not _zero(whole)
    return True


def _part(part: Reading, ratio: Reading) -> bool:
    if ratio.known:
        return part.known
    return part.answered if ratio.word == "cut" else True


def list_laws() -> tuple[ListLaw, ...]:
    """Give the laws between lists and the facts that are computed from them."""
    return (
        ListLaw("fact.mission_areas_named", "mission_areas", _named, (0, 1)),
        ListLaw("fact.partner_places", "partnerships", _from_list),
        ListLaw("fact.overseas_students_total", "overseas_students", _from_list),
        ListLaw("fact.top_student_place_share", "overseas_students", _share),
        ListLaw("fact.degree_student_share", "overseas_students", _share),
    )


def _named(count: Reading) -> ListShape:
    """Count the areas of the mission where the list is complete: they are its rows."""
    if not count.known:
        return ListShape(complete=False) if count.word == "missing" else ListShape()
    # One number stands for all between two points: it tells whether there are rows, not how many.
    return ListShape(given=True, complete=True, least=1) if count.low else ListShape(given=True, complete=True, most=0)


def _from_list(number: Reading) -> ListShape:
    """Know what is counted from a list just where the list is given; only a complete one has an upper bound."""
    if number.known:
        return ListShape(given=True, complete=True if number.high is not None else None)
    return ListShape(given=False) if number.word == "missing" else ListShape(given=True)


def _share(share: Reading) -> ListShape:
    """Know a share only where the list is complete and not empty; of none there is none."""
    if share.answered:
        return ListShape(given=True, complete=True, least=1)
    return ListShape(given=True, complete=True) if share.word == "not_applicable" else ListShape()
