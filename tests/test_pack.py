"""The shipped pack: clean, whole, and every example of every rule true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.inference.chainer import chain
from hepu.inference.examples import run_examples
from hepu.knowledge.models import ACTORS
from hepu.language.kinds import STAGES
from small_packs import errors_of

if TYPE_CHECKING:
    from hepu.pipeline import Advisor


def test_the_pack_has_no_faults(shipped: Advisor) -> None:
    assert errors_of(shipped.pack) == []


def test_every_example_of_every_rule_comes_out_as_expected(shipped: Advisor) -> None:
    outcomes, faults = run_examples(shipped.pack)

    assert faults == []
    assert [outcome.fault for outcome in outcomes if not outcome.passed] == []


def test_rules_reach_through_every_stage_and_every_actor(shipped: Advisor) -> None:
    stages = {rule.stage for rule in shipped.pack.rules.values()}
    actors = {
        shipped.pack.knowledge.strategies[rule.target].actor
        for rule in shipped.pack.rules.values()
        if rule.stage == "strategy"
    }

    assert stages == set(STAGES)
    assert actors == set(ACTORS)


def test_every_rule_and_conclusion_has_a_source(shipped: Advisor) -> None:
    assert all(rule.sources for rule in shipped.pack.rules.values())


def test_the_digest_names_the_content(shipped: Advisor) -> None:
    assert len(shipped.pack.digest) == 64
    assert len(shipped.pack.digests) == len(shipped.pack.rules) + len(shipped.pack.knowledge.digests)


def test_every_shipped_rule_is_reached_by_the_chainer(shipped: Advisor) -> None:
    from hepu.facts.model import Facts

    day = shipped.pack.knowledge.pack.date
    result = chain(shipped.program, Facts(day, day.year - 1, {}, {}, {}, {}))

    assert set(result.rules) == set(shipped.pack.rules)
    assert set(result.conclusions) == set(shipped.pack.conclusion_keys)
