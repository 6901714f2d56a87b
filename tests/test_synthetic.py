"""Fictitious colleges are drawn alike from a seed, pass every check of intake, and do not contradict themselves."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from hepu.cli import cli
from hepu.intake import read_profile
from hepu.profile.model import Completeness, Profile, Status
from hepu.synthetic import blank_profile, generate, profile_text, write_profiles

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.pipeline import Advisor

SAMPLE = 60


@pytest.fixture(scope="module")
def drawn(shipped: Advisor) -> list[Profile]:
    """Give a sample of profiles."""
    return list(generate(shipped.pack.knowledge, SAMPLE, seed=1))


def known(profile: Profile, name: str) -> Any:
    """Give the answer to a question about resources, or nothing where it is blank."""
    return getattr(profile.resources, name).value


def figure(profile: Profile, name: str) -> Any:
    """Give the figure of an indicator in the data year, or nothing where it is blank."""
    answer = profile.indicators.get(name, {}).get(profile.data_year)
    return None if answer is None else answer.value


def test_the_same_seed_writes_the_same_bytes(shipped: Advisor, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"

    runs = [list(write_profiles(shipped.pack.knowledge, 5, 7, folder)) for folder in (first, second)]

    assert [path.read_bytes() for path in runs[0]] == [path.read_bytes() for path in runs[1]]


def test_how_many_are_drawn_does_not_change_the_first_ones(shipped: Advisor, drawn: list[Profile]) -> None:
    assert list(generate(shipped.pack.knowledge, 3, seed=1)) == drawn[:3]


def test_another_seed_draws_other_profiles(shipped: Advisor, drawn: list[Profile]) -> None:
    assert next(generate(shipped.pack.knowledge, 1, seed=2)) != drawn[0]


def test_every_file_is_read_back_without_fault_or_warning(
    shipped: Advisor, drawn: list[Profile], tmp_path: Path
) -> None:
    read = [read_profile(path) for path in write_profiles(shipped.pack.knowledge, SAMPLE, 1, tmp_path)]

    assert [item.faults for item in read] == [()] * SAMPLE
    assert [item.profile for item in read] == drawn


def test_the_command_writes_as_many_files_as_asked(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["profile", "generate", "--count", "3", "--seed", "4", "-o", str(tmp_path)])

    assert result.exit_code == 0
    assert len(list(tmp_path.glob("*.yaml"))) == 3


def test_every_profile_says_that_it_is_fictitious(drawn: list[Profile]) -> None:
    assert all(item.fictitious and "虚构" in item.college.name.zh for item in drawn)
    assert all("不是数据" in profile_text(item).splitlines()[0] for item in drawn)


def test_the_language_changes_names_only(shipped: Advisor, drawn: list[Profile]) -> None:
    english = next(generate(shipped.pack.knowledge, 1, seed=1, lang="en"))

    assert english.indicators == drawn[0].indicators
    assert (
        english.resources.model_copy(update={"qualification_number": drawn[0].resources.qualification_number})
        == drawn[0].resources
    )


def test_profiles_hold_every_status_and_every_completeness(drawn: list[Profile]) -> None:
    statuses = {getattr(item.resources, name).status for item in drawn for name in type(item.resources).model_fields}
    words = {item.partnerships.complete for item in drawn}

    assert statuses == set(Status)
    assert words == set(Completeness)


def test_full_time_students_from_overseas_come_only_to_qualified_colleges(drawn: list[Profile]) -> None:
    unqualified = [item for item in drawn if known(item, "admission_qualification") is False]

    assert unqualified
    assert {figure(item, "intl_ft_students") for item in unqualified} <= {0, None}
    assert {row.kind for item in unqualified for row in item.overseas_students.rows} <= {"short"}


def test_students_abroad_are_insured(drawn: list[Profile]) -> None:
    sending = [item for item in drawn if figure(item, "stu_outbound_practice_days")]

    assert sending
    assert {known(item, "outbound_insurance") for item in sending} <= {True, None}


def test_sites_rest_on_firm_and_active_partnerships(drawn: list[Profile]) -> None:
    rows = [row for item in drawn for row in item.partnerships.rows if row.runs_site and row.active is not False]

    assert rows
    assert all(row.level in {"project", "joint_entity", None} for row in rows)


def test_a_complete_list_names_as_many_sites_as_the_figure_says(drawn: list[Profile]) -> None:
    whole = [
        item
        for item in drawn
        if item.partnerships.complete is Completeness.ALL
        and item.indicators.get("overseas_sites", {}).get(item.data_year)
        and item.indicators["overseas_sites"][item.data_year].status is Status.ACTUAL
        and all(row.runs_site is not None and row.active is not None for row in item.partnerships.rows)
    ]

    assert whole
    assert [sum(bool(row.runs_site and row.active) for row in item.partnerships.rows) for item in whole] == [
        figure(item, "overseas_sites") for item in whole
    ]


def test_what_is_asked_about_sites_does_not_apply_without_one(drawn: list[Profile]) -> None:
    without = [item for item in drawn if figure(item, "overseas_sites") == 0]

    assert without
    assert {item.resources.site_exit_terms.status for item in without} == {Status.MISSING, Status.NOT_APPLICABLE}


def test_the_ratio_follows_from_the_converted_numbers(drawn: list[Profile]) -> None:
    told = [
        (known(item, "converted_students"), known(item, "converted_teachers"), ratio)
        for item in drawn
        if (ratio := figure(item, "student_teacher_ratio"))
        and item.indicators["student_teacher_ratio"][item.data_year].status is Status.ACTUAL
        and known(item, "converted_students")
        and known(item, "converted_teachers")
    ]

    assert told
    assert all(abs(students / teachers - ratio) < Decimal("0.01") for students, teachers, ratio in told)


def test_standards_are_adopted_by_partners_that_signed_more_than_a_memorandum(drawn: list[Profile]) -> None:
    levels = {row.level for item in drawn for row in item.partnerships.rows if row.adopts_standards}

    assert levels
    assert "memorandum" not in levels


def test_larger_colleges_have_more_teachers(drawn: list[Profile]) -> None:
    told = sorted(
        (known(item, "full_time_students"), known(item, "full_time_teachers"))
        for item in drawn
        if known(item, "full_time_students") and known(item, "full_time_teachers")
    )
    halves = [[teachers for _, teachers in part] for part in (told[: len(told) // 2], told[len(told) // 2 :])]

    assert all(sum(low) < sum(high) for low, high in pairwise(halves))


def test_a_blank_profile_answers_nothing(drawn: list[Profile]) -> None:
    blank = blank_profile(drawn[0].as_of, drawn[0].data_year)

    assert all(getattr(blank.resources, name).blank for name in type(blank.resources).model_fields)
    assert blank.partnerships.complete is Completeness.MISSING
