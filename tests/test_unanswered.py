"""A problem without a measure of the college's own says why, in words."""

from __future__ import annotations

from typing import Any

import report_sample as sample
from hepu.report.context import Context
from hepu.report.html import Edition
from hepu.report.unanswered import unanswered


def _staffed() -> dict[str, Any]:
    """Give a profile whose college lacks a coordinating body and has all that would mend it."""
    profile = sample.core()
    yes = dict.fromkeys(("plan", "rules", "office", "counted_in_appraisal"), sample.answer(True))
    answers = {**yes, "staff": sample.answer(5), "coordination_body": sample.answer(False)}
    return {**profile, "resources": {**profile["resources"], **answers}}


def test_a_problem_whose_measures_are_withheld_names_them_in_its_place() -> None:
    view = Edition.of(*sample.record_of(_staffed()), "zh").view
    (told,) = [item for item in view.diagnosis.priorities if item.point.key == "problem.poor_coordination"]

    assert told.next is None
    assert told.unanswered is not None
    assert "暂不建议（将国际化任务纳入部门职责与绩效考核）" in told.unanswered.zh


def test_a_problem_with_a_measure_says_nothing_of_the_kind() -> None:
    view = Edition.of(*sample.record_of(sample.core()), "zh").view

    assert [item.unanswered for item in view.diagnosis.priorities if item.next] == [None] * len(
        view.diagnosis.priorities
    )


def test_measures_that_could_not_be_judged_are_named_as_such() -> None:
    record, pack = sample.record_of(sample.core())
    problem = record.advice.problems[0].model_copy(update={"id": "narrow_standard_export", "strategies": ()})

    told = unanswered(Context(record, pack, requests=True), problem)

    assert "could not be judged" in told.en
    assert pack.knowledge.strategies["widen_standard_export"].name.en in told.en


def test_what_only_others_can_move_is_said_to_be_theirs() -> None:
    record, pack = sample.record_of(_staffed())
    problem = record.advice.problems[0].model_copy(
        update={"id": "insufficient_capacity", "strategies": ("donate_equipment",)}
    )

    assert unanswered(Context(record, pack, requests=True), problem).en.endswith(
        "government, industry and enterprises to act."
    )
