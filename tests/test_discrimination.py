"""Advice follows facts: the same facts get the same advice, unlike facts unlike advice, and no facts no advice."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from hepu.discrimination import (
    Judged,
    differing,
    judge,
    likeness,
    mantel,
    pairs_of,
    peers_of,
    rank_biased,
    renamed,
    reordered,
    shared,
    spearman,
    twin,
)
from hepu.intake import read_profile, write_form
from hepu.synthetic import blank_profile, generate, profile_text
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.facts.peers import PeerSet
    from hepu.pipeline import Advisor
    from hepu.profile.model import Profile

SAMPLE = 60
BLANK = blank_profile(dt.date(2026, 9, 1), 2025)


@pytest.fixture(scope="module")
def peers(shipped: Advisor) -> PeerSet:
    """Give the summaries of other fictitious colleges."""
    return peers_of(generate(shipped.pack.knowledge, 48, seed=2), shipped.pack.knowledge, 8)


@pytest.fixture(scope="module")
def judged(shipped: Advisor, peers: PeerSet) -> list[Judged]:
    """Give a sample of colleges with their advice."""
    return judge(generate(shipped.pack.knowledge, SAMPLE, seed=1), shipped.pack, shipped.program, peers)


def advice_of(profiles: list[Profile], shipped: Advisor, peers: PeerSet) -> list[Any]:
    """Give the advice for each profile."""
    return [item.advice for item in judge(profiles, shipped.pack, shipped.program, peers)]


@pytest.mark.parametrize("change", [renamed, reordered])
def test_the_same_facts_under_other_names_or_in_another_order_get_the_same_advice(
    change: Any, judged: list[Judged], shipped: Advisor, peers: PeerSet
) -> None:
    found = advice_of([change(item.profile) for item in judged], shipped, peers)

    assert found == [item.advice for item in judged]


def test_the_same_facts_in_another_file_format_get_the_same_advice(
    judged: list[Judged], shipped: Advisor, peers: PeerSet, tmp_path: Path
) -> None:
    for at, item in enumerate(judged[:5]):
        text = profile_text(item.profile)
        (tmp_path / f"{at}.yaml").write_text(text, "utf-8")
        plain = json.dumps(read_yaml(text, "profile").value, default=str, ensure_ascii=False)
        (tmp_path / f"{at}.json").write_text(plain, "utf-8")
        write_form(
            tmp_path / f"{at}.xlsx", item.profile, "zh", range(item.profile.data_year - 4, item.profile.data_year + 1)
        )

    for suffix in ("yaml", "json", "xlsx"):
        read = [read_profile(tmp_path / f"{at}.{suffix}").accepted() for at in range(5)]
        assert advice_of(read, shipped, peers) == [item.advice for item in judged[:5]], suffix


def test_a_blank_profile_gets_only_what_the_environment_gives(shipped: Advisor, peers: PeerSet) -> None:
    advice = advice_of([BLANK], shipped, peers)[0]

    assert advice.opportunities
    assert advice.challenges
    assert (advice.strengths, advice.problems, advice.causes, advice.strategies) == ((), (), (), ())


def test_shared_advice_rises_with_alike_facts(judged: list[Judged], shipped: Advisor) -> None:
    alike = pairs_of(likeness([item.facts for item in judged], shipped.pack))
    overlap = pairs_of(shared([item.own for item in judged], 10))
    order = np.argsort(alike, kind="stable")
    tenth = len(order) // 10

    assert overlap[order[-tenth:]].mean() > 2 * overlap[order[:tenth]].mean()


def test_shared_advice_falls_as_more_answers_are_another_college_s(
    judged: list[Judged], shipped: Advisor, peers: PeerSet
) -> None:
    profiles = [item.profile for item in judged]
    means = []
    for share in (0.0, 0.1, 0.3, 1.0):
        twins = [twin(item, profiles[at - 1], share, f"{at} {share}") for at, item in enumerate(profiles)]
        changed = judge(twins, shipped.pack, shipped.program, peers)
        means.append(np.mean([shared([a.own, b.own], 10)[0, 1] for a, b in zip(judged, changed, strict=True)]))

    assert means[0] == 1
    assert means == sorted(means, reverse=True)
    assert means[-1] < means[1] / 2


def test_no_strategy_is_among_the_first_three_of_most_colleges(judged: list[Judged]) -> None:
    first = [name for item in judged for name in item.own[:3]]
    most = max(first.count(name) for name in set(first))

    assert most <= 0.6 * SAMPLE


def test_few_colleges_share_their_first_three_strategies(judged: list[Judged]) -> None:
    first = [frozenset(item.own[:3]) for item in judged]

    assert len(set(first)) > SAMPLE / 2


def test_a_college_is_wholly_like_itself_and_likeness_is_symmetric(judged: list[Judged], shipped: Advisor) -> None:
    square = likeness([item.facts for item in judged[:20]], shipped.pack)

    assert np.allclose(np.diag(square), 1)
    assert np.allclose(square, square.T)
    assert 0 <= square.min() <= square.max() <= 1


def test_what_differs_is_named(shipped: Advisor) -> None:
    office = BLANK.model_copy(
        update={"resources": type(BLANK.resources).model_validate({"office": {"value": True, "status": "actual"}})}
    )
    facts = [item.facts for item in judge([BLANK, office], shipped.pack, shipped.program)]

    assert differing(facts, shipped.pack) == ("fact.office",)


def test_overlap_counts_what_the_first_ones_share() -> None:
    lists = [("a", "b", "c"), ("a", "c", "d"), (), ()]

    assert shared(lists, 3)[0].tolist() == [1.0, 0.5, 0.0, 0.0]
    assert shared(lists, 1)[0, 1] == 1
    assert shared(lists, 3)[2, 3] == 1


def test_rank_biased_overlap_weighs_what_comes_first() -> None:
    lists = [("a", "b", "c"), ("a", "x", "y"), ("x", "y", "c"), ("a", "b", "c")]
    found = rank_biased(lists, 3)

    assert found[0, 3] == pytest.approx(1)
    assert found[0, 1] > found[0, 2]


def test_correlation_of_a_square_with_itself_is_one_and_no_reordering_reaches_it() -> None:
    square = np.random.default_rng(1).random((12, 12))
    square += square.T

    assert spearman(square, square) == pytest.approx(1)
    assert spearman(square, -square) == pytest.approx(-1)
    assert mantel(square, square, 99, 1) == pytest.approx(0.01)
