"""A cohort from frames is the cohort that its cases' facts make."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from hepu.errors import InputError
from hepu.facts.build import complete, type_profile
from hepu.facts.model import Fact, Facts, State
from hepu.inference.columnar import cohort_of_frames, facts_of_case
from hepu.intake import read_profile
from hepu.language.kinds import Certainty

if TYPE_CHECKING:
    from hepu.pipeline import Advisor

COLLEGE = Path(__file__).parents[1] / "examples" / "hepu-bay-college.yaml"


@pytest.fixture(scope="module")
def common(shipped: Advisor) -> Facts:
    """Give what all cases share."""
    return complete(type_profile(read_profile(COLLEGE).accepted(), shipped.pack), shipped.pack)


COLUMNS: dict[str, list[Any]] = {
    "fact.staff": [3, 0, None],
    "fact.office": [True, None, False],
    "fact.town": ["beihai", None, "nanning"],
    "gap.overseas_sites": ["large", "none", None],
    "indicator.student_teacher_ratio": [17.955, 18.0, 20.25],
    "indicator.student_teacher_ratio:certainty": [3, 2, 1],
    "fact.free_dormitory_beds": [None, None, 7],
    "fact.free_dormitory_beds:state": ["not_applicable", "missing", "known"],
}
ROWS: dict[str, list[Any]] = {
    "case": [0, 0, 2],
    "active": [True, None, False],
    "place": ["vietnam", "laos", None],
    "approval_until": [dt.date(2027, 1, 1), None, None],
}


def arrow(columns: dict[str, list[Any]]) -> Any:
    """Give an Arrow table."""
    return importlib.import_module("pyarrow").table(columns)


@pytest.mark.parametrize("frame", [pd.DataFrame, arrow, lambda columns: {k: np.array(v) for k, v in columns.items()}])
def test_columns_of_every_kind_become_facts(shipped: Advisor, common: Facts, frame: Any) -> None:
    cohort = cohort_of_frames(
        frame(COLUMNS),
        shipped.pack.vocabulary,
        common,
        lists={"partnerships": frame(ROWS)},
        completeness={"partnerships": ["all", "missing", "some"]},
        policies={"rcep": [True, False, True]},
    )
    first, second, third = (facts_of_case(cohort, at) for at in range(3))

    assert [case.value("fact.staff") for case in (first, second, third)] == [
        Fact.exact(3),
        Fact.exact(0),
        Fact(State.MISSING),
    ]
    assert [case.value("fact.office").low for case in (first, second, third)] == [1, None, 0]
    assert [case.value("fact.town").low for case in (first, second, third)] == ["beihai", None, "nanning"]
    assert [case.value("gap.overseas_sites").low for case in (first, second, third)] == [3, 0, None]
    ratios = [case.value("indicator.student_teacher_ratio") for case in (first, second, third)]
    assert ratios == [
        Fact.exact(1796),
        Fact.exact(1800, Certainty.LIKELY),
        Fact.exact(2025, Certainty.POSSIBLE),
    ]
    beds = [case.value("fact.free_dormitory_beds") for case in (first, second, third)]
    assert beds == [Fact(State.NOT_APPLICABLE), Fact(State.MISSING), Fact.exact(7)]
    assert (first.lists["partnerships"].complete, third.lists["partnerships"].complete) == (True, False)
    assert "partnerships" not in second.lists
    assert [row["place"].low for row in first.lists["partnerships"].rows] == ["vietnam", "laos"]
    assert [row["active"].low for row in first.lists["partnerships"].rows] == [1, None]
    assert first.lists["partnerships"].rows[0]["approval_until"].low == dt.date(2027, 1, 1).toordinal()
    assert [case.policies["rcep"] for case in (first, second, third)] == [True, False, True]
    assert first.value("fact.full_time_students").low == common.value("fact.full_time_students").low


@pytest.mark.parametrize(
    ("columns", "path"),
    [
        ({"fact.staf": [1]}, "fact.staf"),
        ({"fact.town": ["atlantis"]}, "fact.town"),
        ({"gap.overseas_sites": ["huge"]}, "gap.overseas_sites"),
        ({"fact.office": [2]}, "fact.office"),
        ({"fact.budget": [1e20]}, "fact.budget"),
        ({"fact.staff": [1], "fact.staff:certainty": [4]}, "fact.staff"),
    ],
)
def test_what_is_no_fact_or_not_of_its_kind_is_a_fault(
    shipped: Advisor, common: Facts, columns: dict[str, list[Any]], path: str
) -> None:
    with pytest.raises(InputError) as caught:
        cohort_of_frames(pd.DataFrame(columns), shipped.pack.vocabulary, common)

    assert [fault.location.path for fault in caught.value.faults] == [path]


@pytest.mark.parametrize("cases", [[1, 0], [0, 5], [-1, 0]])
def test_rows_out_of_order_are_a_fault(shipped: Advisor, common: Facts, cases: list[int]) -> None:
    frame = pd.DataFrame({"fact.staff": [1, 2]})
    rows = pd.DataFrame({"case": cases, "active": [True, True]})

    with pytest.raises(InputError) as caught:
        cohort_of_frames(frame, shipped.pack.vocabulary, common, lists={"partnerships": rows})

    assert [fault.code for fault in caught.value.faults] == ["case_order"]


def test_what_there_is_no_column_for_is_common_to_all(shipped: Advisor, common: Facts) -> None:
    bare = dataclasses.replace(common, lists=MappingProxyType({}))
    cohort = cohort_of_frames({"fact.staff": np.arange(5)}, shipped.pack.vocabulary, bare)

    assert cohort.size == 5
    for at in range(5):
        case = facts_of_case(cohort, at)
        assert case.value("fact.staff").low == at
        assert case.value("fact.office").low == common.value("fact.office").low
        assert case.lists == {}
