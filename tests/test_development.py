"""Scale and substance: what counts as a sign, what a standing needs, and that blanks never turn one round."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepu.facts.build import build_facts, complete, type_profile
from hepu.facts.development import STANDINGS, STATE, signs, standings
from hepu.facts.model import Fact, FactList, State
from hepu.facts.peers import read_peers
from hepu.intake import read_profile
from hepu.language.kinds import Certainty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.facts.model import TypedAnswers
    from hepu.pipeline import Advisor

EXAMPLES = Path(__file__).parents[1] / "examples"
CUTS = (50, 3)
YES, NO = Fact.exact(1), Fact.exact(0)
BLANK, OUT = Fact(State.MISSING), Fact(State.NOT_APPLICABLE)


def judged(shipped: Advisor, scale: list[Fact], substance: list[Fact]) -> dict[str, Fact]:
    """Give the standings and the state from some signs; the others do not count."""
    found: dict[str, Fact] = {}
    for dimension, told in (("scale", scale), ("substance", substance)):
        names = list(signs(shipped.pack.knowledge, dimension))
        padded = [*told, *[OUT] * (len(names) - len(told))]
        found |= {f"fact.{name}": fact for name, fact in zip(names, padded, strict=True)}
    return standings(found, CUTS, shipped.pack.knowledge)


@pytest.mark.parametrize(
    ("scale", "substance", "state"),
    [
        ([NO, NO, YES], [NO, NO, NO], "starting"),
        ([YES, YES, NO], [NO, NO, NO], "broad_but_shallow"),
        ([NO, NO, NO], [YES, YES, NO], "small_but_strong"),
        ([YES, YES, NO, NO], [YES, YES, YES], "leading"),
    ],
)
def test_the_two_standings_make_four_states(
    shipped: Advisor, scale: list[Fact], substance: list[Fact], state: str
) -> None:
    assert judged(shipped, scale, substance)[f"fact.{STATE}"].low == state


def test_a_blank_that_could_turn_the_standing_leaves_it_unknown(shipped: Advisor) -> None:
    found = judged(shipped, [YES, YES, NO, NO, BLANK], [YES, YES, YES])

    assert found["fact.scale_standing"].state is State.MISSING
    assert found[f"fact.{STATE}"].state is State.MISSING


def test_a_blank_that_cannot_turn_the_standing_leaves_it_known(shipped: Advisor) -> None:
    found = judged(shipped, [YES, YES, YES, NO, BLANK], [NO, NO, NO, NO, BLANK])

    assert found[f"fact.{STATE}"].low == "broad_but_shallow"


def test_too_few_known_signs_tell_nothing(shipped: Advisor) -> None:
    assert judged(shipped, [YES, YES], [NO, NO])[f"fact.{STATE}"].state is State.MISSING


def test_a_standing_is_as_certain_as_the_signs_that_settle_it_but_likely_at_most(shipped: Advisor) -> None:
    """One uncertain sign does not matter where the certain ones settle the standing without it."""
    doubtful = Fact.exact(1, Certainty.POSSIBLE)

    settled = judged(shipped, [YES, YES, YES, doubtful], [])["fact.scale_standing"]
    leaning = judged(shipped, [YES, NO, NO, doubtful], [])["fact.scale_standing"]

    assert settled.certainty is Certainty.LIKELY
    assert leaning.certainty is Certainty.POSSIBLE


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_blank_never_turns_a_standing_round(shipped: Advisor, data: st.DataObject) -> None:
    sign = st.sampled_from([YES, NO, BLANK, OUT, Fact.exact(1, Certainty.LIKELY), Fact.exact(0, Certainty.POSSIBLE)])
    names = {dimension: list(signs(shipped.pack.knowledge, dimension)) for dimension in STANDINGS}
    told = {key: data.draw(st.lists(sign, min_size=len(of), max_size=len(of))) for key, of in names.items()}
    hidden = {key: [BLANK if data.draw(st.booleans()) else fact for fact in of] for key, of in told.items()}

    before = judged(shipped, told["scale"], told["substance"])
    after = judged(shipped, hidden["scale"], hidden["substance"])

    for key, fact in after.items():
        assert fact.state is State.MISSING or fact.low == before[key].low
        assert fact.state is State.MISSING or fact.certainty <= before[key].certainty


@pytest.fixture(scope="module")
def answers(shipped: Advisor) -> TypedAnswers:
    """Give the fictitious college's answers."""
    return type_profile(read_profile(EXAMPLES / "hepu-bay-college.yaml").accepted(), shipped.pack)


def with_figures(answers: TypedAnswers, **figures: Fact) -> TypedAnswers:
    """Give the answers with other figures in the data year."""
    years = {name: {answers.data_year: fact} for name, fact in figures.items()}
    return dataclasses.replace(answers, series=MappingProxyType({**answers.series, **years}))


def values(shipped: Advisor, answers: TypedAnswers) -> Mapping[str, Fact]:
    """Give all facts without peers."""
    return complete(answers, shipped.pack).values


def test_a_zero_outside_the_mission_does_not_count(shipped: Advisor, answers: TypedAnswers) -> None:
    """The fictitious college leaves cooperative programmes out of its mission."""
    found = values(shipped, with_figures(answers, cfcrs_majors=Fact.exact(0)))

    assert found["fact.sign_cfcrs_majors"].state is State.NOT_APPLICABLE


def test_an_indicator_without_reference_does_not_count(shipped: Advisor, answers: TypedAnswers) -> None:
    assert values(shipped, answers)["fact.sign_imported_standards"].state is State.NOT_APPLICABLE


def test_a_missing_figure_is_an_unknown_sign(shipped: Advisor, answers: TypedAnswers) -> None:
    found = values(shipped, with_figures(answers, curr_standards_adopted=BLANK))

    assert found["fact.sign_curr_standards_adopted"].state is State.MISSING


def test_a_sign_against_a_design_value_is_possible_at_most(shipped: Advisor, answers: TypedAnswers) -> None:
    found = values(shipped, answers)["fact.sign_curr_standards_adopted"]

    assert (found.low, found.certainty) == (0, Certainty.POSSIBLE)


def test_an_open_list_can_reach_a_number_but_never_fall_short_of_it(shipped: Advisor, answers: TypedAnswers) -> None:
    rows = answers.lists["partnerships"].rows
    some = dataclasses.replace(
        answers, lists=MappingProxyType({**answers.lists, "partnerships": FactList(complete=False, rows=rows)})
    )

    found = values(shipped, some)

    assert found["fact.sign_active_partnerships"].low == 1
    assert found["fact.sign_credits"].state is State.MISSING


def test_peers_decide_where_there_are_any(shipped: Advisor) -> None:
    """Against design values the fictitious college is broad but shallow; among its peers it is only starting."""
    profile = read_profile(EXAMPLES / "hepu-bay-college.yaml").accepted()
    peers = read_peers(EXAMPLES / "peers" / "hepu-bay-college.csv", shipped.pack.knowledge, (), 8)

    alone = build_facts(profile, shipped.pack).value(f"fact.{STATE}")
    among = build_facts(profile, shipped.pack, peers).value(f"fact.{STATE}")

    assert (alone.low, alone.certainty) == ("broad_but_shallow", Certainty.POSSIBLE)
    assert (among.low, among.certainty) == ("starting", Certainty.LIKELY)
