"""Similar cases: Gower's similarity on what is known of college and case, exact, and the same in the checker."""

from __future__ import annotations

import dataclasses
import json
import re
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import report_sample as sample
from hepu.advice.similar import Limits, college_side, compare_number, compare_presence, liken, stated
from hepu.checks.references import references_of
from hepu.cli import cli
from hepu.facts.build import build_facts
from hepu.inference.chainer import chain
from hepu.knowledge.load import Knowledge
from hepu.layers import shipped_layers
from hepu.pack import load_pack
from hepu.pipeline import Request
from hepu.profile.model import Profile
from hepu.proof import check_against, read_pack
from hepu.record.build import as_json
from hepu.report.html import render
from hepu.report.view import build_view

if TYPE_CHECKING:
    from hepu.advice.model import Similar, SimilarCase
    from hepu.advice.similar import Side
    from hepu.pipeline import Advisor

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
PACK = load_pack()
KNOWLEDGE = PACK.knowledge
LIMITS = Limits(compared=3, percent=50, shown=3)
TRUTHS = st.sampled_from([True, False, None])
NUMBERS = st.one_of(st.none(), st.integers(0, 900).map(Fraction))


@st.composite
def sides(draw: st.DrawFn) -> Side:
    """Give a college of which anything may be known."""
    return {
        key: {
            **{name: draw(TRUTHS) for name, condition in asked.items() if condition is not None},
            **{name: draw(NUMBERS) for name, item in KNOWLEDGE.likeness[key].items.items() if item.number is not None},
        }
        for key, asked in PACK.likeness.items()
    }


def everything(case: str) -> Side:
    """Give a college of which is known what a case states, and nothing else."""
    side: dict[str, dict[str, bool | Fraction | None]] = {}
    for key, asked in PACK.likeness.items():
        told = stated(KNOWLEDGE.cases[case], KNOWLEDGE.likeness[key], KNOWLEDGE)
        numbers = {name for name, item in KNOWLEDGE.likeness[key].items.items() if item.number is not None}
        names = {name for name, condition in asked.items() if condition is not None} | numbers
        side[key] = {
            name: None if name not in told else Fraction(told[name]) if name in numbers else bool(told[name])
            for name in names
        }
    return side


def of(found: Similar, case: str) -> SimilarCase:
    """Give what was found of one case."""
    return next(item for item in found.cases if item.case == case)


def outcomes(item: SimilarCase, attribute: str) -> dict[str, str]:
    """Give what came of the items of one attribute."""
    part = next(part for part in item.attributes if part.attribute == attribute)
    return {one.item: one.outcome for one in part.items}


def reordered(knowledge: Knowledge) -> Knowledge:
    """Give the knowledge with cases, attributes and what cases name the other way round."""
    cases = {
        name: case.model_copy(
            update={"sectors": case.sectors[::-1], "places": case.places[::-1], "modes": case.modes[::-1]}
        )
        for name, case in reversed([*knowledge.cases.items()])
    }
    likeness = {
        name: entry.model_copy(update={"items": dict(reversed(entry.items.items()))})
        for name, entry in reversed([*knowledge.likeness.items()])
    }
    return dataclasses.replace(knowledge, cases=MappingProxyType(cases), likeness=MappingProxyType(likeness))


@given(TRUTHS, TRUTHS, st.booleans())
def test_presence_compares_the_same_either_way_round(one: bool | None, other: bool | None, either: bool) -> None:
    assert compare_presence(one, other, either=either) == compare_presence(other, one, either=either)


@given(NUMBERS, NUMBERS, st.integers(1, 400))
def test_numbers_compare_the_same_either_way_round_and_within_nought_and_one(
    one: Fraction | None, other: Fraction | None, span: int
) -> None:
    found = compare_number(one, other, span)

    assert found == compare_number(other, one, span)
    assert found.score is None or 0 <= found.score <= 1


@pytest.mark.parametrize(
    ("one", "other", "either", "outcome", "score"),
    [
        (True, True, False, "shared", 1),
        (True, False, False, "differs", 0),
        (False, False, False, "absent", None),
        (False, False, True, "shared", 1),
        (True, None, True, "open", None),
    ],
)
def test_what_neither_has_makes_nobody_alike_unless_it_says_so(
    one: bool, other: bool | None, either: bool, outcome: str, score: int | None
) -> None:
    found = compare_presence(one, other, either=either)

    assert (found.outcome, found.score) == (outcome, score)


def test_a_number_is_near_by_its_share_of_the_span() -> None:
    assert compare_number(Fraction(70), Fraction(31), 300).score == 1 - Fraction(39, 300)


@given(sides())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_similarity_lies_between_nought_and_one_and_goes_down(side: Side) -> None:
    found = [item.permille for item in liken(side, KNOWLEDGE, LIMITS).cases]
    known = [value for value in found if value is not None]

    assert all(0 <= value <= 1000 for value in known)
    assert known == sorted(known, reverse=True)
    assert found == [*known, *[None] * (len(found) - len(known))]


@pytest.mark.parametrize("case", sorted(KNOWLEDGE.cases))
def test_a_college_with_all_that_a_case_states_is_wholly_like_it(case: str) -> None:
    assert of(liken(everything(case), KNOWLEDGE, Limits(1, 50, 3)), case).permille == 1000


@given(sides(), st.data())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_an_answer_that_becomes_unknown_only_leaves_the_comparison(side: Side, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(side)))
    name = data.draw(st.sampled_from(sorted(side[key])))
    less = {**side, key: {**side[key], name: None}}
    before, after = liken(side, KNOWLEDGE, LIMITS), liken(less, KNOWLEDGE, LIMITS)

    for item in before.cases:
        other = of(after, item.case)
        told = outcomes(item, key)
        expected = {**told, **({name: "open"} if name in told else {})}
        assert outcomes(other, key) == expected
        kept = [part for part in item.attributes if part.attribute != key]
        assert [part for part in other.attributes if part.attribute != key] == kept


@given(sides())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_files_makes_no_difference(side: Side) -> None:
    assert liken(side, reordered(KNOWLEDGE), LIMITS) == liken(side, KNOWLEDGE, LIMITS)


@given(sides())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_hits_are_few_enough_and_like_enough(side: Side) -> None:
    hits = [item for item in liken(side, KNOWLEDGE, LIMITS).cases if item.hit]

    assert all(item.permille is not None and item.permille >= 500 and item.compared >= 3 for item in hits)
    assert max((sum(item.group == group for item in hits) for group in ("guangxi", "outside")), default=0) <= 3


def test_a_case_of_the_college_itself_is_not_likened_to_it() -> None:
    found = liken(everything("gx_gxny"), KNOWLEDGE, LIMITS, ["广西农业职业技术学院"])

    assert found.own == ("gx_gxny",)
    assert "gx_gxny" not in {item.case for item in found.cases}


def test_weights_count(shipped: Advisor) -> None:
    heavy = {
        name: entry.model_copy(update={"weight": 9 if name == "location" else 1})
        for name, entry in KNOWLEDGE.likeness.items()
    }
    weighed = dataclasses.replace(KNOWLEDGE, likeness=MappingProxyType(heavy))
    side = {**everything("gx_lzzy"), "location": {"guangxi": False, "border": None, "coastal": None}}

    assert of(liken(side, KNOWLEDGE, LIMITS), "gx_lzzy").permille == 857
    assert of(liken(side, weighed, LIMITS), "gx_lzzy").permille == 400


def test_a_blank_profile_is_like_no_case(shipped: Advisor) -> None:
    profile = Profile.model_validate(
        {"as_of": "2026-09-01", "data_year": 2025, "college": {"name": {"zh": "某某学院"}}}
    )
    facts = build_facts(profile, shipped.pack)
    found = liken(college_side(facts, chain(shipped.program, facts), shipped.pack), KNOWLEDGE, LIMITS)

    assert {item.permille for item in found.cases} == {None}
    assert not any(item.hit for item in found.cases)


def test_each_attribute_says_why_it_could_not_be_compared() -> None:
    record, _ = sample.record_of(sample.core())
    item = of(record.advice.similar, "out_tjtd")

    reasons = {part.attribute: part.reason for part in item.attributes}

    assert reasons["sector"] == "blank"
    assert reasons["scale"] == "case_silent"
    assert {one.outcome for part in item.attributes for one in part.items} >= {"open", "unasked", "differs"}


@pytest.mark.parametrize("kind", ["rich", "core", "published"])
def test_the_checker_derives_the_same(kind: str, shipped: Advisor) -> None:
    record, _ = sample.record_of(getattr(sample, kind)())

    assert check_against(as_json(record), read_pack(shipped_layers())).rejections == ()


def test_the_checker_leaves_the_college_s_own_case_out_too(shipped: Advisor) -> None:
    own = {**sample.rich(), "college": {**sample.COLLEGE, "former_names": ["柳州城市职业学院"]}}
    record = shipped.advise(Request(Profile.model_validate(own), sample.ISSUED, engine="chainer"))

    assert record.advice.similar.own == ("gx_lzcity_id", "gx_lzcity_la")
    assert check_against(as_json(record), read_pack(shipped_layers())).rejections == ()


def test_a_trait_of_the_wrong_kind_and_an_unknown_sector_are_told() -> None:
    case = KNOWLEDGE.cases["gx_lzzy"]
    wrong = case.model_copy(update={"traits": {"scholarships": 3, "no_such": True}, "sectors": ("no_such",)})
    faulty = dataclasses.replace(KNOWLEDGE, cases=MappingProxyType({**KNOWLEDGE.cases, "gx_lzzy": wrong}))

    found = {(fault.context["expected"], fault.context["found"]) for fault in references_of(faulty)}

    assert found >= {("trait", "no_such"), ("sector", "no_such"), ("flag or number", "scholarships: a number")}


def said(*words: str) -> str:
    """Give what a command prints."""
    result = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_the_command_names_each_hit_with_what_is_alike_and_what_is_not() -> None:
    text = said("similar", str(EXAMPLES / "hepu-bay-college.yaml"), "--lang", "zh")

    assert re.search(r"相似度\d+%（7个方面中可比\d个）", text)
    assert "相同或相近：" in text
    assert "不同：" in text
    assert "案例来源未述及：" in text


def test_the_command_gives_the_same_as_data() -> None:
    told = json.loads(said("similar", str(EXAMPLES / "hepu-bay-college.yaml"), "--lang", "en", "--json"))

    cases = [case for group in told["parts"] for case in group["parts"]]
    assert [group["group"] for group in told["parts"]] == ["guangxi", "outside"]
    assert all(case["permille"] >= 500 and len(case["attributes"]) == 7 for case in cases)


def test_of_a_real_college_no_lack_and_no_degree_is_told() -> None:
    told = said("similar", str(EXAMPLES / "liuzhou-city.yaml"), "--lang", "zh", "--json")

    assert "permille" not in told
    assert "不同：" not in told
    assert "该校自身的案例不参与比较" in told


def chapter(
    profile: dict[str, Any], lang: Literal["zh", "en"], kind: Literal["circulation", "audit"] = "circulation"
) -> str:
    """Give the annex that compares, as text."""
    page = render(*sample.record_of(profile), lang, kind=kind)
    found = page[page.index('<h1 id="cases">') :]
    return re.sub(r"<[^>]*>", " ", found[: found.index('<h1 id="version">')])


def test_every_leading_college_stands_in_the_comparison_of_an_audit() -> None:
    text = chapter(sample.rich(), "zh", "audit")

    assert all(case.name.zh in text for case in KNOWLEDGE.cases.values())
    assert all(respect.name.zh in text for respect in KNOWLEDGE.respects.values())


def test_each_respect_says_what_is_known_of_the_college() -> None:
    def rows(profile: dict[str, Any]) -> dict[str, str]:
        found = build_view(*sample.record_of(profile)).comparison.respects
        return {row.name.en: row.state.en for row in found}

    rich, core = rows(sample.rich()), rows(sample.core())

    assert rich["Location towards ASEAN, at the border or the coast"] == "has it"
    assert core["A channel to a government body overseas"] == "unknown: not answered"
    assert rich["National contracts for foreign-aid training"] == "unknown: not asked"
    assert rich["One brand, several sites"] == "not yet"


def test_what_goes_round_has_every_case_to_learn_from_and_every_respect() -> None:
    record, pack = sample.record_of(sample.rich())
    text = chapter(sample.rich(), "zh")
    compared = build_view(record, pack).comparison

    assert all(case.did.zh in text for case in (*compared.similar, *compared.others))
    assert all(respect.name.zh in text for respect in KNOWLEDGE.respects.values())


@pytest.mark.parametrize("kind", ["circulation", "audit"])
def test_a_report_on_published_figures_tells_no_lack(kind: Literal["circulation", "audit"]) -> None:
    view = build_view(*sample.record_of(sample.published()))
    text = chapter(sample.published(), "zh", kind)

    assert {row.state.zh for row in view.comparison.respects} <= {"公开资料载明", "公开资料未见，不作判断"}
    assert view.comparison.similar
    assert all(case.alike is not None and case.alike.differs is None for case in view.comparison.similar)
    assert not re.search(r"不具备|相似度\d|本校", text)


def test_measures_name_their_similar_cases_first() -> None:
    record, pack = sample.record_of(sample.rich())
    shown = [case.key for item in build_view(record, pack).measures.launch for case in item.cases]
    hits = {f"case.{item.case}" for item in record.advice.similar.cases if item.hit}
    names = [[case.key in hits for case in item.cases] for item in build_view(record, pack).measures.launch]

    assert shown
    assert all(flags == sorted(flags, reverse=True) for flags in names)
