"""No recommended strategy contradicts what the profile plainly says; judged apart from the rules."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings

from conftest import CASES
from contradictions.judge import JUDGED, definitions, judge
from contradictions.model import Case
from contradictions.plain import KNOWLEDGE, Plain
from contradictions.problems import ABSENT, NEVER_PLAIN
from contradictions.profiles import college
from hepu.advice.build import build_advice
from hepu.facts.build import complete, type_profile
from hepu.facts.peers import NO_PEERS, read_peers
from hepu.inference.chainer import chain
from hepu.intake import read_profile
from hepu.profile.model import Profile
from hepu.synthetic import generate
from profile_strategies import profiles

if TYPE_CHECKING:
    from hepu.advice.model import Advice
    from hepu.facts.peers import PeerSet
    from hepu.pipeline import Advisor

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SEED = 7
SPOKEN = [(name, index) for name, judged in JUDGED.items() for index in range(len(judged.against))]


def advise(able: Advisor, profile: Profile, peers: PeerSet = NO_PEERS) -> Advice:
    """Advise without writing a record."""
    facts = complete(type_profile(profile, able.pack, {}), able.pack, peers)
    return build_advice(facts, chain(able.program, facts), able.pack)


def test_every_strategy_is_judged_or_has_a_reason_why_nothing_can_speak_against_it() -> None:
    assert set(JUDGED) == set(definitions())
    assert all(bool(judged.against) != bool(judged.never) for judged in JUDGED.values())


@pytest.mark.parametrize(("name", "index"), SPOKEN)
def test_the_judge_bites_on_a_profile_that_says_little_else(name: str, index: int) -> None:
    one = JUDGED[name].against[index]

    assert one.holds(Case(Plain(college(**one.shown_by)), **one.given))


@pytest.mark.parametrize("name", sorted(JUDGED))
def test_a_blank_profile_speaks_against_no_strategy_given_on_condition(name: str) -> None:
    case = Case(Plain(college()), status="conditional")

    assert [one.why for one in JUDGED[name].against if one.holds(case)] == []


def test_every_problem_can_be_absent_plainly_or_has_a_reason_why_not() -> None:
    import yaml

    problems = yaml.safe_load((KNOWLEDGE / "problems.yaml").read_text(encoding="utf-8"))

    assert set(problems) == {*ABSENT, *NEVER_PLAIN}
    assert not set(ABSENT) & set(NEVER_PLAIN)


@pytest.mark.parametrize("name", sorted(ABSENT))
def test_no_problem_is_absent_from_a_blank_profile(name: str) -> None:
    assert not ABSENT[name](Plain(college()))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_advice_to_an_example_contradicts_it(path: Path, shipped: Advisor) -> None:
    profile = read_profile(path).profile
    assert profile is not None

    assert judge(profile, advise(shipped, profile)) == []


def test_no_advice_with_peers_contradicts_the_example(shipped: Advisor) -> None:
    profile = read_profile(EXAMPLES / "hepu-bay-college.yaml").profile
    assert profile is not None
    peers = read_peers(
        EXAMPLES / "peers" / "hepu-bay-college.csv", shipped.pack.knowledge, [profile.college.name.zh], 8
    )

    assert judge(profile, advise(shipped, profile, peers)) == []


def test_no_advice_to_a_blank_profile_contradicts_it(shipped: Advisor) -> None:
    blank = Profile.model_validate(
        {"as_of": dt.date(2026, 9, 1), "data_year": 2025, "college": {"name": {"zh": "虚构学院"}}}
    )

    assert judge(blank, advise(shipped, blank)) == []


# Not made smaller: what was found names the strategy and the fact, and making a whole profile smaller takes minutes.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(phases=(Phase.explicit, Phase.generate))
@given(profile=profiles())
def test_no_advice_to_a_random_profile_contradicts_it(shipped: Advisor, profile: Profile) -> None:
    assert judge(profile, advise(shipped, profile)) == []


def test_no_advice_to_a_fictitious_college_contradicts_it(shipped: Advisor) -> None:
    found = [
        (number, *item)
        for number, profile in enumerate(generate(shipped.pack.knowledge, max(CASES, 500), SEED), 1)
        for item in judge(profile, advise(shipped, profile))
    ]

    assert found == []
