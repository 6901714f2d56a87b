"""The report says in words what the record says in data, in the language asked for, and nothing else."""

from __future__ import annotations

import base64
import html as markup
import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from fontTools.ttLib import TTFont
from markupsafe import Markup

import report_sample as sample
from hepu.errors import PackError
from hepu.record.digests import record_bytes
from hepu.report.because import Because, count_text
from hepu.report.citing.marks import Cited
from hepu.report.editions import editions
from hepu.report.embed import self_contained
from hepu.report.html import Edition, render
from hepu.report.inline import inline
from hepu.report.record_file import attachments
from hepu.report.sentences import Sentences
from hepu.report.values import Values, amount
from hepu.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.pack import Pack
    from hepu.record.model import Record

TAGS = re.compile(r"<(style|script|title)\b.*?</\1>|<[^>]*>", re.DOTALL)
CHINESE = re.compile(r"[\u3400-\u9fff]+")


@pytest.fixture(scope="module")
def rich() -> tuple[Record, Pack]:
    """Give the record of a college with answers on every sheet."""
    return sample.record_of(sample.rich())


@pytest.fixture(scope="module")
def core() -> tuple[Record, Pack]:
    """Give the record of a college with a dozen answers and no peers."""
    return sample.record_of(sample.core(), with_peers=False)


@pytest.fixture(scope="module")
def published() -> tuple[Record, Pack]:
    """Give the record of a profile made from published figures."""
    return sample.record_of(sample.published())


@pytest.fixture(scope="module")
def page(rich: tuple[Record, Pack]) -> str:
    """Give the Chinese edition of the rich record."""
    return render(*rich, "zh")


def text_of(page: str) -> str:
    """Give the text of a page without its marks."""
    return markup.unescape(TAGS.sub(" ", page))


def section(page: str, anchor: str) -> str:
    """Give the part of a page from one heading to the end of its section."""
    start = page.index(f'id="{anchor}"')
    return page[start : page.index("</section>", start)]


def strings(value: Any) -> list[str]:
    """Give every text of a profile."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


def test_the_same_record_gives_the_same_page(rich: tuple[Record, Pack]) -> None:
    """Render twice and find no difference."""
    assert render(*rich, "both") == render(*rich, "both")


def test_another_pack_is_refused(rich: tuple[Record, Pack]) -> None:
    """Refuse a pack that is not the one of the record."""
    record, pack = rich
    other = record.inputs.pack.model_copy(update={"digest": "0" * 64})
    changed = record.model_copy(update={"inputs": record.inputs.model_copy(update={"pack": other})})
    with pytest.raises(PackError, match="report_pack_differs"):
        render(changed, pack, "zh")


def test_the_chinese_edition_has_the_parts_in_order(page: str) -> None:
    """Find the sections of an advisory in the order that its readers know."""
    text = text_of(page[page.index('id="basic"') :])
    order = [
        "一、基本情况",
        "二、形势分析",
        "三、工作成效",
        "四、问题与原因",
        "五、对策建议",
        "六、任务分解",
        "七、保障措施",
        "八、待核实事项",
    ]
    order += [f"附件{letter}" for letter in "ABCDEF"]
    places = [text.index(name) for name in order]
    assert places == sorted(places)


def test_each_edition_keeps_to_its_language(rich: tuple[Record, Pack], page: str) -> None:
    """Find no English in the Chinese edition, and Chinese in the English one only where a name has no other."""
    record, pack = rich
    assert 'lang="en"' not in page
    text = text_of(render(record, pack, "en"))
    for name in sorted(filter(None, strings(record.inputs.profile)), key=len, reverse=True):
        text = text.replace(name, "")
    assert not CHINESE.findall(text)
    both = render(record, pack, "both")
    assert "桂海职业技术学院" in both
    assert "Guihai Vocational and Technical College" in both


def test_in_both_languages_no_line_mixes_them_up(rich: tuple[Record, Pack]) -> None:
    """Find no Chinese colon or semicolon right after English, where a name, a mark or a tag was followed by more."""
    shown = section(render(*rich, "both"), "problems")

    assert shown
    assert not re.findall(r'lang="en">[^<]*</span>(?:</a>|</b>|\s|<a [^>]*>[^<]*</a>)*[：；]', shown)


def test_every_rule_has_a_sentence_with_its_values(rich: tuple[Record, Pack], core: tuple[Record, Pack]) -> None:
    """Fill the text of every rule and write its condition, and find neither braces nor ids in either."""
    for record, pack in (rich, core):
        values = Values(record, pack)
        because, sentences = Because(values), Sentences(values)
        for rule in pack.rules.values():
            for written in (because.sentence(rule), sentences.condition(rule.when)):
                for text in (written.zh, written.en):
                    assert "{" not in text, rule.id
                    assert not re.search(r"[a-z]_[a-z]|\bNone\b(?! of)|\bTrue\b|\bFalse\b", text), (rule.id, text)


def test_rule_ids_stand_in_appendix_b_alone(rich: tuple[Record, Pack], page: str) -> None:
    """Find no id of a rule outside the appendix that shows the derivation, and every printed one inside."""
    record, pack = rich
    inside = section(page, "derivation")
    outside = text_of(page.replace(inside, ""))
    assert not [name for name in pack.rules if "-" in name and re.search(rf"(?<![\w-]){name}(?![\w-])", outside)]
    fired = {name for item in record.advice.problems for name in item.rules}
    assert fired
    assert all(f"<code>{name}</code>" in inside for name in fired)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("kind", ["rich", "core", "published"])
def test_every_link_leads_somewhere_once(kind: str, lang: str, request: pytest.FixtureRequest) -> None:
    """Find an anchor for each inner link, and no anchor twice."""
    record, pack = request.getfixturevalue(kind)
    made = render(record, pack, lang)  # type: ignore[arg-type]  # one of the three
    anchors = re.findall(r'\bid="([^"]+)"', made)
    assert len(anchors) == len(set(anchors))
    assert not set(re.findall(r'href="#([^"]+)"', made)) - set(anchors)


def test_what_belongs_to_the_department_is_not_printed(rich: tuple[Record, Pack], page: str) -> None:
    """Find no measure that only the department may see, and at most three matters each for others."""
    record, pack = rich
    hidden = [item for item in record.advice.strategies if item.placement == "department"]
    text = text_of(page)
    assert not [item.id for item in hidden if pack.knowledge.strategies[item.id].name.zh in text]
    view = Edition.of(record, pack, "zh").view
    assert len(view.measures.requests) <= 3
    assert len(view.measures.partners) <= 3


def test_requests_can_be_left_out(rich: tuple[Record, Pack]) -> None:
    """Leave out the annex of requests, and what leads to it."""
    record, pack = rich
    without = text_of(render(record, pack, "zh", requests=False))
    assert "附件F" not in without
    names = [pack.knowledge.strategies[item.id].name.zh for item in record.advice.strategies if item.actor != "college"]
    assert names
    assert not [name for name in names if name in without]


def test_what_the_college_has_not_given_is_left_to_it(page: str) -> None:
    """Find every owner marked as a suggestion, and the college's own target where it has one."""
    tasks = section(page, "tasks")
    assert tasks.count("待学校确定") >= 3
    assert "（建议：" in tasks


def test_published_figures_withhold_every_judgement(published: tuple[Record, Pack]) -> None:
    """Find inputs, strengths, situation and questions, and neither problem, cause, measure nor gap."""
    record, pack = published
    assert record.advice.problems
    made = render(record, pack, "zh")
    text = text_of(made)
    assert "未经该校核实，仅作软件演示，不构成评价" in text
    shown = pack.knowledge
    for stage in ("problem", "cause", "strategy"):
        held = [item.id for item in getattr(record.advice, {"strategy": "strategies"}.get(stage, f"{stage}s"))]
        assert held
        assert not [name for name in held if f"{stage}.{name}" in made]
        assert not [name for name in held if f"〔{shown.conclusions(stage)[name].name.zh}〕" in text]
    text = text_of(made.replace(section(made, "derivation"), ""))
    for word in ("差距较大", "有一定差距", "略有差距", "未达合格标准", "暂不建议"):
        assert word not in text
    attached = {item.name: item.data for item in attachments(record, pack, full=True)}
    assert list(attached) == ["digests.json", "inputs.json", "pack.zip"]
    assert not any(b'"problems"' in attached[name] for name in ("digests.json", "inputs.json"))


def test_published_sources_are_printed_with_their_words(published: tuple[Record, Pack]) -> None:
    """Find partner, place, years, outcome with its hedge and source; what was not found is no reproach."""
    text = text_of(section(render(*published, "zh"), "basic"))
    row = r"示例越南理工学院\s+越南\s+2018—2026年\s+2018年起累计培训近90人\s+某报，2024-05-06"
    assert re.search(row, text)
    assert "公开资料未见的清单：专业" in text
    whole = text_of(render(*published, "zh"))
    for word in ("未填报", "学校填报", "所填事实", "各项对策", "对策的立足点"):
        assert word not in whole, word


def test_what_is_open_tells_nothing_of_what_is_withheld(published: tuple[Record, Pack]) -> None:
    """Find neither how many conclusions hang on an answer nor an answer on which nothing hangs that may be printed."""
    record, pack = published
    view = Edition.of(record, pack, "zh").view
    counts = [item.count for item in view.openings.answers]
    assert counts
    assert min(counts) > 0
    assert counts == sorted(counts, reverse=True)
    made = render(record, pack, "zh")
    assert "涉及判断" not in made
    assert all("（" not in answer.zh.replace("（境）", "") or "补全" in answer.zh for answer in view.summary.answers)


@pytest.mark.parametrize("kind", ["rich", "core", "published"])
def test_appendices_are_lettered_without_a_gap(kind: str, request: pytest.FixtureRequest) -> None:
    """Find the letters in order, whichever appendices there are."""
    record, pack = request.getfixturevalue(kind)
    made = render(record, pack, "zh")
    letters = re.findall(r"<h1[^>]*>附件([A-Z])", made)
    assert letters == list("ABCDEFGH"[: len(letters)])
    assert len(letters) >= 4


@pytest.mark.parametrize("kind", ["rich", "core", "published"])
def test_no_part_is_numbered_alone(kind: str, request: pytest.FixtureRequest) -> None:
    """Find a second part wherever a first is numbered."""
    record, pack = request.getfixturevalue(kind)
    made = re.findall(r"<h([12]) id=[^>]*>(（[一二]）)?", render(record, pack, "zh"))
    for at, (level, number) in enumerate(made):
        if (level, number) == ("2", "（一）"):
            following = made[at + 1] if at + 1 < len(made) else ("", "")
            assert following == ("2", "（二）"), at


def test_a_strength_names_whom_it_speaks_of(rich: tuple[Record, Pack]) -> None:
    """Find the partner that adopts the college's standards named where that is a strength."""
    text = text_of(section(render(*rich, "zh"), "strengths"))
    assert "具体为：示例越南理工学院。" in text


def test_a_core_sheet_gives_something_worth_reading(core: tuple[Record, Pack]) -> None:
    """Find a priority, a task and the answers that decide most after a dozen answers."""
    summary = Edition.of(*core, "zh").view.summary
    assert summary.priorities
    assert summary.first
    assert len(summary.answers) == 5
    assert "未载入同类院校数据" in text_of(render(*core, "zh"))


def test_hostile_text_stays_text(rich: tuple[Record, Pack]) -> None:
    """Print a name that looks like marks as a name."""
    record, pack = rich
    profile = {**record.inputs.profile, "college": {"name": {"zh": '甲</style><script>"\\学院', "en": ""}}}
    changed = record.model_copy(update={"inputs": record.inputs.model_copy(update={"profile": profile})})
    for made in (render(changed, pack, "zh"), Edition.of(changed, pack, "zh").page("print")):
        assert "<script>" not in made
        assert "甲&lt;/style&gt;&lt;script&gt;" in made


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("12", Text(zh="人日", en="person-days"), "12人日", "12 person-days"),
        ("1", Text(zh="个", en="standards"), "1个", "1 standard"),
        ("41.5", Text(zh="万元", en="ten thousand yuan"), "41.5万元", "415,000 yuan"),
        ("95.0", Text(zh="%", en="%"), "95%", "95%"),
        ("12840", Text(zh="人", en="persons"), "12,840人", "12,840 persons"),
    ],
)
def test_amounts(value: str, unit: Text, zh: str, en: str) -> None:
    """Write a number with its unit in each language."""
    from decimal import Decimal

    written = amount(Decimal(value), unit)
    assert (written.zh, written.en) == (zh, en)


def test_counts() -> None:
    """Say at least where a list is partial, and a range where cells are blank."""
    assert count_text(2, None).zh == "至少2"
    assert count_text(2, 2).en == "2"
    assert count_text(1, 3).en == "1 to 3"


def test_charts_carry_titles_and_are_readable_without_colour(page: str) -> None:
    """Find a title in each chart, and each gap told by a word."""
    drawn = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(drawn) >= 6
    assert all(re.search(r"<title>[^<]+</title>", svg) for svg in drawn)
    assert any("差距较大" in svg for svg in drawn)


def test_the_screen_edition_is_one_file(page: str) -> None:
    """Find no address from which a page would load anything."""
    assert 'name="viewport"' in page
    assert not re.findall(r"\b(?:src|srcset)=|url\(|@import|<link\b", page)


def test_a_file_for_screens_carries_its_fonts(page: str) -> None:
    """Find every character of the page in the fonts inside it, in both weights, and nothing that is loaded."""
    whole = self_contained(page)
    assert re.findall(r"url\(([a-z]+:[a-z/]+)", whole) == ["data:font/woff"] * 4
    assert len(whole) < 1_500_000
    drawn: dict[str, set[int]] = {}
    for weight, data in re.findall(r"font-weight:(\d+).*?base64,([^)]+)\)", whole):
        with TTFont(io.BytesIO(base64.b64decode(data))) as font:
            drawn.setdefault(weight, set()).update(font.getBestCmap())
    shown = {mark for mark in map(ord, text_of(page)) if mark > 0x20}
    assert sorted(drawn) == ["400", "700"]
    assert not [chr(mark) for marks in drawn.values() for mark in shown - marks]
    assert self_contained(page) == whole


def test_a_phone_gets_a_picture_of_one_column(page: str, rich: tuple[Record, Pack]) -> None:
    """Find the picture twice in the page for screens, once for each width, and once on paper."""
    found = re.findall(r'<svg[^>]*viewBox="0 0 ([\d.]+)[^>]*class="(wide|narrow)-chart"', section(page, "summary"))
    assert [kind for _, kind in found] == ["wide", "narrow"]
    assert float(found[1][0]) < 260
    assert "narrow-chart" not in Edition.of(*rich, "zh").summaries("print")


def test_a_citation_is_tied_to_the_last_word() -> None:
    """Set a word joiner between a text and its citation, and none where nothing is cited."""
    cite = Cited(Markup('<sup class="cite">[3]</sup>'), Markup('<span class="cited"> (Li 2020)</span>'))
    assert "增长点。\u2060<sup" in inline(Text(zh="增长点。", en="x"), "zh", cite)
    assert inline(Text(zh="x", en="It is small."), "en", cite) == 'It is small<span class="cited"> (Li 2020)</span>.'
    assert inline(Text(zh="甲<", en="x"), "zh") == "甲&lt;"


def test_editions_are_given_by_the_files_that_they_are_for(rich: tuple[Record, Pack], tmp_path: Path) -> None:
    """Tell the steps; the record is one whatever the languages, and nothing is written yet."""
    record, pack = rich
    steps: list[str] = []
    made = editions(record, pack, tmp_path, "建议书", ["html", "json"], ["zh", "en"], step=steps.append)

    assert [path.name for path in made] == ["建议书.zh.html", "建议书.json", "建议书.en.html"]
    assert steps == ["html", "json", "html"]
    assert made[tmp_path / "建议书.json"] == record_bytes(record)
    assert list(tmp_path.iterdir()) == []
