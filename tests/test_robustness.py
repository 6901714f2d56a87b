"""How firmly advice stands is counted over variants, and each variant is ordered as the advice step orders one."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hepu.advice.build import LAUNCH_LIMIT, PRIORITIES, build_advice
from hepu.explain.dials import design_dials, estimate_dials, turned
from hepu.explain.places import NOWHERE, Scene, places
from hepu.explain.robustness import even_choices, robustness
from hepu.explain.variants import Variants
from hepu.facts.build import complete, type_profile
from hepu.facts.model import Fact, TypedAnswers
from hepu.facts.peers import NO_PEERS, read_peers
from hepu.inference.chainer import chain
from hepu.inference.columnar import infer_cohort
from hepu.intake import read_profile
from hepu.language.kinds import Certainty

if TYPE_CHECKING:
    from hepu.advice.model import Advice
    from hepu.facts.peers import PeerSet
    from hepu.pipeline import Advisor

EXAMPLES = Path(__file__).parents[1] / "examples"
FACTORS = (Fraction(8, 10), Fraction(9, 10), Fraction(11, 10), Fraction(12, 10))
STATUS = {"recommended": 1, "conditional": 2, "withheld": 3}


@pytest.fixture(scope="module")
def answers(shipped: Advisor) -> TypedAnswers:
    """Give the fictitious college's answers."""
    return type_profile(read_profile(EXAMPLES / "hepu-bay-college.yaml").accepted(), shipped.pack)


def advised(shipped: Advisor, answers: TypedAnswers, peers: PeerSet, order: tuple[str, ...] = ()) -> Advice:
    """Advise one variant alone, by the criteria in an order."""
    knowledge = shipped.pack.knowledge
    priority = {name: knowledge.priority[name] for name in order or knowledge.priority}
    pack = dataclasses.replace(
        shipped.pack, knowledge=dataclasses.replace(knowledge, priority=MappingProxyType(priority))
    )
    facts = complete(answers, pack, peers)
    return build_advice(facts, chain(shipped.program, facts), pack)


@pytest.mark.parametrize("with_peers", [False, True])
def test_variants_are_ordered_as_one_college_is(shipped: Advisor, answers: TypedAnswers, with_peers: bool) -> None:
    pack = shipped.pack
    peers = read_peers(EXAMPLES / "peers" / "hepu-bay-college.csv", pack.knowledge, (), 8) if with_peers else NO_PEERS
    dials = (*estimate_dials(answers, pack, FACTORS), *design_dials(answers, pack, FACTORS))
    variants = Variants(answers, pack, dials, peers)
    free = [name for name in pack.knowledge.priority if name not in {"legal_duty", "id"}]
    orders = [("legal_duty", *order, "id") for order in permutations(free)]
    choices = even_choices(48, [*(len(dial.options) + 1 for dial in dials), len(orders)])
    cohort = variants.cohort(choices[:, :-1])
    order = choices[:, -1].astype(np.intp)
    gaps = complete(answers, pack, peers).gaps
    by_statute = frozenset(name for name, detail in gaps.items() if detail.basis == "statute")
    scene = Scene(pack, shipped.plan, cohort.blocks[0], infer_cohort(shipped.plan, cohort), by_statute)
    found = places(scene, orders, order)

    for at, choice in enumerate(choices[:, :-1].tolist()):
        advice = advised(shipped, variants.answers_of(choice), peers, orders[order[at]])
        standing = {name: int(place[at]) for name, place in found.problems.items() if place[at] != NOWHERE}
        assert sorted(standing, key=standing.__getitem__) == [item.id for item in advice.problems]
        own = [item.id for item in advice.strategies if item.actor == "college" and item.status == "recommended"]
        standing = {name: int(place[at]) for name, place in found.measures.items() if place[at] != NOWHERE}
        assert sorted(standing, key=standing.__getitem__) == own
        assert {name: int(status[at]) for name, status in found.status.items() if status[at]} == {
            item.id: STATUS[item.status] for item in advice.strategies
        }


def test_what_is_kept_is_what_advising_each_variant_alone_counts(shipped: Advisor, answers: TypedAnswers) -> None:
    number = 60
    pack = shipped.pack
    advice = advised(shipped, answers, NO_PEERS)
    dials = (*estimate_dials(answers, pack, FACTORS), *design_dials(answers, pack, FACTORS))
    free = [name for name in pack.knowledge.priority if name not in {"legal_duty", "id"}]
    orders = [("legal_duty", *order, "id") for order in permutations(free)]
    choices = even_choices(number, [*(len(dial.options) + 1 for dial in dials), len(orders)]).tolist()
    variants = Variants(answers, pack, dials)
    alone = [advised(shipped, variants.answers_of(row[:-1]), NO_PEERS, orders[row[-1]]) for row in choices]

    found = robustness(answers, pack, shipped.plan, advice, variants=number)

    def own(item: Advice) -> list[str]:
        return [one.id for one in item.strategies if one.actor == "college" and one.status == "recommended"]

    for at, problem in enumerate(advice.problems):
        most = PRIORITIES if at < PRIORITIES else 999
        count = sum(problem.id in [one.id for one in item.problems[:most]] for item in alone)
        assert found.kept[f"problem.{problem.id}"].kept == count
    for strategy in advice.strategies:
        if strategy.placement == "launch":
            most = max(LAUNCH_LIMIT, own(advice).index(strategy.id) + 1)
            count = sum(strategy.id in own(item)[:most] for item in alone)
        else:
            count = sum((strategy.id, strategy.status) in [(s.id, s.status) for s in item.strategies] for item in alone)
        assert found.kept[f"strategy.{strategy.id}"].kept == count


def test_words_follow_the_declared_bounds(shipped: Advisor, answers: TypedAnswers) -> None:
    found = robustness(answers, shipped.pack, shipped.plan, advised(shipped, answers, NO_PEERS), variants=500)

    for item in found.kept.values():
        share = item.kept / 500
        assert item.word == ("firm" if share >= 0.9 else "fair" if share >= 0.6 else "fragile")
    assert found.orders == 120


def test_exact_counts_are_never_moved(shipped: Advisor, answers: TypedAnswers) -> None:
    keys = {key for dial in estimate_dials(answers, shipped.pack, FACTORS) for key in dial.keys}

    for key, fact in answers.values.items():
        if fact.certainty is not Certainty.LIKELY or not fact.is_exact:
            assert key not in keys
    assert all(
        option[key].value > 0 or answers.parameters[key[10:]].value <= 1  # type: ignore[union-attr]
        for dial in design_dials(answers, shipped.pack, FACTORS)
        for option in dial.options
        for key in option
    )


def test_an_estimate_moves_within_what_it_can_be(shipped: Advisor, answers: TypedAnswers) -> None:
    """A share of 95 per cent does not become 114."""
    share = Fact.exact(9500, Certainty.LIKELY)
    year = answers.data_year
    guessed = dataclasses.replace(
        answers, series=MappingProxyType({**answers.series, "double_qualified_share": {year: share}})
    )

    (dial,) = (dial for dial in estimate_dials(guessed, shipped.pack, FACTORS) if "double_qualified" in dial.name)

    moved = [option["series.double_qualified_share"][year].low for option in dial.options]  # type: ignore[index]
    assert moved == [7600, 8550, 10000]
    assert turned(3, Fraction(1, 2)) == 2


def test_choices_start_as_given_and_fill_the_space_evenly() -> None:
    choices = even_choices(1000, [2, 5, 24])

    assert choices[0].tolist() == [0, 0, 0]
    for column, size in zip(choices.T, (2, 5, 24), strict=True):
        counts = np.bincount(column, minlength=size)
        assert counts.max() - counts.min() <= 4


def test_the_advice_of_a_record_says_how_firm_it_is(shipped: Advisor, answers: TypedAnswers) -> None:
    advice = advised(shipped, answers, NO_PEERS)

    found = robustness(answers, shipped.pack, shipped.plan, advice, variants=24)

    assert set(found.kept) == {
        *(f"problem.{item.id}" for item in advice.problems),
        *(f"strategy.{item.id}" for item in advice.strategies),
    }
