"""Variants of one college, computed together, are what each of them is when it is computed alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hepu.explain.computed import changed
from hepu.explain.variants import Dial, Variants
from hepu.facts.build import complete, type_profile
from hepu.facts.indicators import indicator_facts, indicator_reads
from hepu.facts.model import ChosenParameter, Fact, FactList, State, TypedAnswers
from hepu.facts.peers import NO_PEERS, PeerSet, read_peers
from hepu.inference.chainer import chain
from hepu.inference.columnar import facts_of_case, infer_cohort, plan_of
from hepu.intake import read_profile
from hepu.language.kinds import Certainty

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from hepu.pipeline import Advisor

EXAMPLES = Path(__file__).parents[1] / "examples"
MISSING = Fact(State.MISSING)


@pytest.fixture(scope="module", params=["alone", "with peers"])
def college(request: pytest.FixtureRequest, shipped: Advisor) -> tuple[TypedAnswers, PeerSet]:
    """Give the fictitious college's answers, alone and among its peers."""
    answers = type_profile(read_profile(EXAMPLES / "hepu-bay-college.yaml").accepted(), shipped.pack)
    if request.param == "alone":
        return answers, NO_PEERS
    return answers, read_peers(EXAMPLES / "peers" / "hepu-bay-college.csv", shipped.pack.knowledge, (), 8)


def dials(answers: TypedAnswers) -> tuple[Dial, ...]:
    """Give dials of every kind."""
    partnerships = answers.lists["partnerships"]
    half = FactList(complete=False, rows=partnerships.rows[::2])
    year = answers.data_year
    return (
        Dial("staff", ({"fact.staff": Fact.exact(0)}, {"fact.staff": MISSING})),
        Dial("students", ({"fact.full_time_students": Fact.exact(9000, Certainty.LIKELY)},)),
        Dial("town", ({"fact.town": Fact.exact("chongzuo")}, {"fact.town": MISSING})),
        Dial("level", ({"fact.level": MISSING},)),
        Dial("ratio", tuple({"indicator.student_teacher_ratio": Fact.exact(n)} for n in (1500, 1900, 2500))),
        Dial("abroad", ({"indicator.fac_outbound_training_days": Fact.exact(0)},)),
        Dial("days", ({"series.intl_training_person_days": {year - 2: Fact.exact(9), year: Fact.exact(1)}},)),
        Dial("partners", ({"list.partnerships": half}, {"list.partnerships": FactList(complete=True)})),
        Dial("areas", ({"list.mission_areas": FactList(complete=True)},)),
        Dial("grades", ({name: scaled(answers, name, 2) for name in ("parameter.gap_moderate_from",)},)),
        Dial(
            "beds",
            ({"fact.free_dormitory_beds": Fact.exact(0)}, {"fact.free_dormitory_beds": Fact(State.NOT_APPLICABLE)}),
        ),
        Dial("limit", tuple({"parameter.min_active_partnerships": value(n)} for n in (1, 30))),
    )


def value(number: int) -> ChosenParameter:
    """Give a parameter's value."""
    return ChosenParameter(number, dt.date(2012, 1, 1))


def scaled(answers: TypedAnswers, key: str, factor: int) -> ChosenParameter:
    """Give a parameter's value times a factor."""
    chosen = answers.parameters[key.partition(".")[2]]
    return dataclasses.replace(chosen, value=chosen.value * factor)


def drawn(kinds: tuple[Dial, ...], number: int) -> NDArray[np.uint8]:
    """Draw choices; the first is as given."""
    draw = np.random.default_rng(3)
    choices = np.stack([draw.integers(0, len(dial.options) + 1, number) for dial in kinds], axis=1).astype(np.uint8)
    choices[0] = 0
    return choices


def plain(values: Mapping[str, Fact]) -> Mapping[str, tuple[object, ...]]:
    """Give of each fact what rules can tell apart."""
    return {
        key: (fact.state, fact.low, fact.high, fact.certainty if fact.state is State.KNOWN else None)
        for key, fact in values.items()
    }


def test_variants_computed_together_are_what_they_are_alone(
    shipped: Advisor, college: tuple[TypedAnswers, PeerSet]
) -> None:
    answers, peers = college
    variants = Variants(answers, shipped.pack, dials(answers), peers)
    choices = drawn(variants.dials, 40)
    cohort = variants.cohort(choices)
    judged = infer_cohort(plan_of(shipped.program), cohort)

    for at, choice in enumerate(choices):
        alone = complete(variants.answers_of(choice.tolist()), shipped.pack, peers)
        together = facts_of_case(cohort, at)
        assert plain(together.values) == {
            key: fact for key, fact in plain(alone.values).items() if key in together.values
        }
        unread = {key for key in alone.values if key not in together.values}
        assert all(key.startswith("advantage.") for key in unread)
        assert together.policies == dict(alone.policies)
        inference = chain(shipped.program, alone)
        for row, key in enumerate(plan_of(shipped.program).keys):
            assert judged.conclusions[row, at] == inference.conclusions[key], (at, key)


class Watched(dict[str, object]):
    """A mapping that notes what is asked of it."""

    def __init__(self, content: Mapping[str, object], prefix: str, asked: set[str]) -> None:
        super().__init__(content)
        self.prefix, self.asked = prefix, asked

    def __getitem__(self, key: str) -> object:
        self.asked.add(self.prefix + key)
        return super().__getitem__(key)

    def get(self, key: str, default: object = None) -> object:
        """Note what is asked for, and give it."""
        self.asked.add(self.prefix + key)
        return super().get(key, default)


def watched(answers: TypedAnswers) -> Iterator[tuple[TypedAnswers, set[str]]]:
    """Give answers that note what is read of them."""
    asked: set[str] = set()
    yield (
        dataclasses.replace(
            answers,
            values=Watched(answers.values, "", asked),  # type: ignore[arg-type]
            series=Watched(answers.series, "indicator.", asked),  # type: ignore[arg-type]
            lists=Watched(answers.lists, "list.", asked),  # type: ignore[arg-type]
            parameters=Watched(answers.parameters, "parameter.", asked),  # type: ignore[arg-type]
        ),
        asked,
    )


def test_an_indicator_reads_no_more_than_it_says(shipped: Advisor, college: tuple[TypedAnswers, PeerSet]) -> None:
    """Were something left out, variants of it would be missed."""
    answers, peers = college
    summaries = peers.summaries.get(answers.data_year, {})
    for name in shipped.pack.knowledge.indicators:
        for value_of in (0, 1, 10**4):
            turned = changed(answers, {f"indicator.{name}": Fact.exact(value_of)})
            for noting, asked in watched(turned):
                indicator_facts(name, noting, shipped.pack, summaries.get(name))
                assert asked <= indicator_reads(name, shipped.pack)


def test_what_no_dial_turns_is_kept_once(shipped: Advisor, college: tuple[TypedAnswers, PeerSet]) -> None:
    answers, peers = college
    dial = Dial("staff", ({"fact.staff": Fact.exact(0)},))
    cohort = Variants(answers, shipped.pack, (dial,), peers).cohort(np.array([[0], [1], [1]], np.uint8))

    long = {key for key, column in cohort.blocks[0].values.items() if len(column.mark) > 1}

    assert long == {"fact.staff"}
