"""The day for which advice is asked, and the time of issue: each is possible or told with its remedy."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import hepu
from hepu.advising import Order, request_of
from hepu.cli import cli
from hepu.errors import InputError
from hepu.facts.build import type_profile
from hepu.facts.parameters import ALWAYS_NEEDED, first_day
from hepu.intake import read_profile
from hepu.language import model

if TYPE_CHECKING:
    from hepu.pipeline import Advisor

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
BAY = EXAMPLES / "hepu-bay-college.yaml"
PEERS = EXAMPLES / "peers" / "hepu-bay-college.csv"
FIRST = dt.date(2012, 1, 1)


@pytest.mark.parametrize("peers", [None, PEERS])
def test_a_day_before_the_first_is_one_fault_that_names_the_first(peers: Path | None) -> None:
    order = Order(BAY, Path(), "", as_of=FIRST - dt.timedelta(days=1), peers=peers)

    with pytest.raises(InputError) as caught:
        request_of(order)

    assert [(fault.code, str(fault.location)) for fault in caught.value.faults] == [("day_too_early", "--as-of")]
    assert caught.value.faults[0].context == {"found": "2011-12-31", "expected": "2012-01-01"}


def test_the_first_day_can_be_asked_for(shipped: Advisor) -> None:
    request, _ = request_of(Order(BAY, Path(), "2026-11-22T00:00:00+00:00", as_of=FIRST, engine="chainer"))

    assert first_day(shipped.pack.knowledge) == FIRST
    assert shipped.advise(request).inputs.as_of == FIRST


def test_a_day_too_early_in_the_profile_is_told_where_it_stands(shipped: Advisor) -> None:
    intake = read_profile(BAY)
    early = intake.accepted().model_copy(update={"as_of": dt.date(2010, 1, 1)})

    with pytest.raises(InputError) as caught:
        type_profile(early, shipped.pack, intake.origins)

    assert caught.value.faults[0].location == intake.origins["as_of"]


def test_every_parameter_that_is_no_rules_own_bounds_the_first_day(shipped: Advisor) -> None:
    of_rules = {
        operand.id
        for rule in shipped.pack.rules.values()
        for leaf in model.leaves_of(rule.when)
        for test in model.tests_of(leaf)
        for operand in test.operands
        if isinstance(operand, model.ParameterRef)
    }
    others = {name for name in shipped.pack.knowledge.parameters if not name.startswith("design_reference_")}

    assert [name for name in sorted(others - of_rules) if not name.startswith(ALWAYS_NEEDED)] == []


def test_every_parameter_that_the_program_asks_for_by_name_bounds_the_first_day() -> None:
    asked = set()
    for path in Path(hepu.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("parameters"):
                key = node.slice.values[0] if isinstance(node.slice, ast.JoinedStr) else node.slice
                if isinstance(key, ast.Constant):
                    asked.add(str(key.value))

    assert len(asked) >= 8
    assert [name for name in sorted(asked) if not name.startswith(ALWAYS_NEEDED)] == []


@pytest.mark.parametrize(
    ("option", "epoch", "code", "place"),
    [
        ("0001-01-01T00:00:00+14:00", "", "time_impossible", "--issued-at"),
        ("9999-12-31T23:59:59-14:00", "", "time_impossible", "--issued-at"),
        ("yesterday", "", "time_impossible", "--issued-at"),
        (None, "99999999999999999999", "epoch_impossible", "SOURCE_DATE_EPOCH"),
        (None, "9" * 5000, "epoch_impossible", "SOURCE_DATE_EPOCH"),
        (None, "abc", "epoch_impossible", "SOURCE_DATE_EPOCH"),
        (None, "-1", "epoch_impossible", "SOURCE_DATE_EPOCH"),
        (None, "²", "epoch_impossible", "SOURCE_DATE_EPOCH"),
    ],
)
def test_an_impossible_time_of_issue_is_told(option: str | None, epoch: str, code: str, place: str) -> None:
    words = ["advise", str(BAY), *(["--issued-at", option] if option else [])]

    done = CliRunner().invoke(cli, words, env={"SOURCE_DATE_EPOCH": epoch})

    assert isinstance(done.exception, InputError)
    assert [(fault.code, str(fault.location)) for fault in done.exception.faults] == [(code, place)]
