"""What the report says of scale and substance, relative advantage and the open system."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

import report_sample as sample
from hepu.facts.peers import NO_PEERS, read_peers
from hepu.intake import read_profile
from hepu.pipeline import Request
from hepu.profile.model import Profile
from hepu.report.context import Context
from hepu.report.html import Edition
from hepu.report.pictures.development_chart import development_chart
from small_packs import errors_of

if TYPE_CHECKING:
    from hepu.pipeline import Advisor
    from hepu.record.model import Record
    from hepu.report.view import View

EXAMPLES = Path(__file__).parents[1] / "examples"


def recorded(shipped: Advisor, profile: Profile, *, peers: bool = False) -> Record:
    """Advise a college, alone or among the fictitious peers."""
    table = EXAMPLES / "peers" / "hepu-bay-college.csv"
    loaded = read_peers(table, shipped.pack.knowledge, (), 8) if peers else NO_PEERS
    return shipped.advise(Request(profile, sample.ISSUED, peers=loaded, engine="chainer", source_name="test"))


@pytest.fixture(scope="module")
def among(shipped: Advisor) -> Record:
    """Give the record of the example college among its peers."""
    return recorded(shipped, read_profile(EXAMPLES / "hepu-bay-college.yaml").accepted(), peers=True)


@pytest.fixture(scope="module")
def view(shipped: Advisor, among: Record) -> View:
    """Give that record in words."""
    return Edition.of(among, shipped.pack, "zh").view


@pytest.fixture(scope="module")
def core(shipped: Advisor) -> View:
    """Give the words of a college that filled in little."""
    return Edition.of(recorded(shipped, Profile.model_validate(sample.core())), shipped.pack, "zh").view


@pytest.fixture(scope="module")
def published(shipped: Advisor) -> View:
    """Give the words on a real college of which only published figures are known."""
    profile = read_profile(EXAMPLES / "liuzhou-polytechnic.yaml").accepted()
    return Edition.of(recorded(shipped, profile), shipped.pack, "zh").view


def test_the_state_stands_with_the_figures_that_it_came_from(view: View) -> None:
    assert view.development is not None
    scale, substance = view.development.dimensions

    assert view.development.state == "starting"
    assert (scale.count("held"), len(scale.rows)) == (2, 6)
    assert (substance.count("held"), len(substance.rows)) == (0, 8)
    assert "发展状态为“起步”" in view.development.lead.zh


def test_a_state_that_blanks_could_change_is_not_told(core: View) -> None:
    assert core.development is not None

    assert core.development.state == ""
    assert "暂不能判断" in core.development.lead.zh


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_picture_marks_one_state_and_stays_within_its_width(
    shipped: Advisor, among: Record, view: View, lang: str
) -> None:
    chart = development_chart(Context(among, shipped.pack, requests=True), view.development, lang)

    assert chart is not None
    assert [field.on for field in chart.fields] == [False, False, False, True]
    assert max(field.x + chart.field for field in chart.fields) <= chart.width


def test_the_picture_has_a_text_that_tells_the_same(view: View) -> None:
    assert view.development is not None

    assert "未达到：" in view.development.alternative.zh
    assert all(row.name.zh in view.development.alternative.zh for row in view.development.dimensions[0].rows)


def test_the_reading_is_said_to_be_ours(view: View) -> None:
    assert view.development is not None

    assert "均为本系统的划分和设计值" in view.development.note.zh


def test_peers_stay_a_set_with_its_number(view: View) -> None:
    assert view.relative is not None

    assert "24所同类院校（不具名）" in view.relative.lead.zh


def test_strong_suits_come_first_and_few_single_things_are_given_raw(view: View) -> None:
    assert view.relative is not None
    words = [row.word for row in view.relative.rows]

    assert words == sorted(words, key=("stronger", "even", "weaker").index)
    assert view.relative.few is not None
    assert "国（境）外技能大赛获奖数量3项（同类中位数4项）" in view.relative.few.zh


def test_without_peers_no_ratio_is_given(shipped: Advisor) -> None:
    profile = read_profile(EXAMPLES / "hepu-bay-college.yaml").accepted()
    found = Edition.of(recorded(shipped, profile), shipped.pack, "zh").view.relative

    assert found is not None
    assert found.rows == ()
    assert {item.label.en for item in found.known} == {"No gap", "A gap", "Strengths found"}


def test_every_broken_link_names_what_shows_it(view: View) -> None:
    assert view.system.links
    assert all(bool(link.by) == (link.word == "broken") for link in view.system.links)


def test_a_blank_is_unknown_in_the_frame_and_never_absent(core: View) -> None:
    throughput = core.system.rows[2]

    assert throughput.unknown is not None
    assert "管理制度" in throughput.unknown.zh
    assert throughput.absent is not None
    assert "管理制度" not in throughput.absent.zh


def test_of_a_real_college_nothing_is_told_that_judges_it(published: View) -> None:
    assert published.development is None
    assert published.relative is None
    assert published.system.links == ()
    assert all(row.absent is None and row.unknown is None for row in published.system.rows)


def test_the_frame_names_no_rule_that_is_not_there(shipped: Advisor) -> None:
    stage = shipped.pack.knowledge.system["input"]
    wrong = stage.model_copy(update={"links": (stage.links[0].model_copy(update={"rules": ("no-such-rule",)}),)})
    knowledge = dataclasses.replace(
        shipped.pack.knowledge, system=MappingProxyType({**shipped.pack.knowledge.system, "input": wrong})
    )

    faults = errors_of(dataclasses.replace(shipped.pack, knowledge=knowledge))

    assert [fault.context["found"] for fault in faults] == ["no-such-rule"]
