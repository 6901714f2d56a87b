"""No text that can be printed says what an advisory in Chinese administration must not say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hepu.report.words import both, inner, say
from hepu.resources import knowledge_dir, rules_dir, templates_dir
from hepu.text import Text
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACE_AFTER = r"(?!/地区|／地区|（地区）|\(地区\)|或地区|和地区|、地区|与地区|及地区)"
# Each pattern with what is said instead.
FORBIDDEN: dict[str, tuple[str, str]] = {
    "落后": (r"落后", "a gap in one of the three words, or what is missing"),
    "国外": (r"国外", "国（境）外, unless it is an official row's own word of its year"),
    "国家 without 地区": (
        rf"(?:合作|目标|重点|生源|来源|派出|目的|伙伴|对象|往来|输出|所在|沿线|有关|各)国家{_PLACE_AFTER}",
        "国家/地区",
    ),
    "国别 without 地区": (r"国别(?!（地区）|/地区|和地区|或地区|、地区)", "国别（地区）"),
    "香港, 澳门, 台湾 without 中国": (
        r"(?<!中国)(?:香港|澳门|台湾)(?!特别行政区|地区)",
        "中国香港、中国澳门、中国台湾",
    ),
    "cards": (r"红牌|黄牌|\b(?:yellow|red) cards?\b", "nothing: the values for cards are not in the material"),
    "severity": (
        r"严重(?:落后|滞后|不足|缺乏|短缺)|差距(?:巨大|悬殊|严重)",
        "略有差距, 有一定差距, 差距较大",
    ),
    "weekdays": (r"周一|星期一|\b(?:next )?Monday\b", "近期（30日内）"),
    "low words for places": (
        r"\b(?:backward|underdeveloped|third[- ]world|lagging behind)\b|第三世界|愚昧",
        "what is missing, by name",
    ),
    "Hong Kong": (
        r"Hong Kong(?!, China| and Macao (?:of China|Special)|, Macao(?:,| and|, or| or) Taiwan of China)",
        "Hong Kong, China",
    ),
    "Taiwan": (r"Taiwan(?!, China| of China| region)", "Taiwan, China"),
    "Macao": (
        r"Maca[ou](?!, China| Special Administrative|(?: and|, or| or|,) Taiwan of China| of China)",
        "Macao, China",
    ),
    "partner countries alone": (
        r"\b(?:partner|target|priority|source|destination) countries(?! (?:and|or) regions)",
        "partner countries or regions",
    ),
    "emblems": (r"红头文件|国徽|校徽", "nothing of the kind is printed"),
    "the system by the name of a county": (
        r"合浦(?!（本系统）|（Hepu）| Hepu|·|填报表|\d)",
        "本系统: in Beihai 合浦 alone reads as Hepu County",
    ),
    "blame": (r"不重视|不作为(?=现象|问题严重)|\bnegligent\b", "what is not there, without blame"),
}
# What a policy says of itself may be told; the report never says it of a college.
_TOLD = {"cards": {"knowledge/policies.yaml"}}
# Titles of works are quoted as they were published, and official tables keep their own words.
_QUOTED = {"sources.yaml", "tables.yaml"}
_TAG = re.compile(r"\{[%#].*?[%#]\}|<[^>]*>|\{\{.*?\}\}", re.DOTALL)


def _strings(value: Any) -> Iterator[str]:
    """Give the texts in either language below a YAML value."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in {"zh", "en"} and isinstance(item, str):
                yield item
            else:
                yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)


def printable() -> Iterator[tuple[str, str]]:
    """Give every text that can be printed, with its file."""
    for folder in (knowledge_dir(), rules_dir(), templates_dir()):
        for path in sorted(folder.rglob("*.yaml")):
            if path.name in _QUOTED:
                continue
            document = read_yaml(path.read_text("utf-8"), path.name).value
            if path.is_relative_to(rules_dir()):
                document = {key: (document or {}).get(key) for key in ("because", "cannot_express")}
            yield from ((path.relative_to(folder.parent).as_posix(), text) for text in _strings(document))
    for path in sorted(templates_dir().rglob("*.j2")):
        yield path.relative_to(templates_dir()).as_posix(), _TAG.sub(" ", path.read_text("utf-8"))


@pytest.mark.parametrize("name", FORBIDDEN)
def test_nothing_forbidden_can_be_printed(name: str) -> None:
    """Find a forbidden wording with its file, its surroundings and what to say instead."""
    pattern, instead = FORBIDDEN[name]
    found = [
        f"{file}: …{text[max(0, match.start() - 25) : match.end() + 25]}…"
        for file, text in printable()
        if file not in _TOLD.get(name, ())
        for match in re.finditer(pattern, text)
    ]
    assert not found, f"say {instead}:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("落后", "与发达地区相比落后"),
        ("国外", "赴国外交流"),
        ("国家 without 地区", "重点国家的合作院校"),
        ("香港, 澳门, 台湾 without 中国", "与香港院校合作"),
        ("Hong Kong", "partners in Hong Kong and Laos"),
        ("Taiwan", "students from Taiwan"),
        ("the system by the name of a county", "达到合浦设计值"),
    ],
)
def test_the_check_sees_what_it_should(name: str, text: str) -> None:
    """Find each forbidden wording in a sentence that holds it."""
    assert re.search(FORBIDDEN[name][0], text)


@pytest.mark.parametrize(
    "text",
    [
        "赴国（境）外交流",
        "重点国家/地区",
        "国家级高水平学校",
        "国家教育行政部门",
        "中国香港、中国澳门",
        "Hong Kong, China",
        "港澳台地区的合作属境外合作",
    ],
)
def test_the_check_leaves_alone_what_is_right(text: str) -> None:
    """Find nothing in wordings that are right."""
    assert not [name for name, (pattern, _) in FORBIDDEN.items() if re.search(pattern, text)]


def test_every_text_of_the_report_is_in_both_languages() -> None:
    """Find no phrase of the report that has one language only."""
    paths = sorted((templates_dir() / "report").glob("*.yaml"))
    documents = [read_yaml(path.read_text("utf-8"), path.name).value for path in paths]

    def odd(value: Any, at: str) -> Iterator[str]:
        if isinstance(value, dict):
            if {"zh", "en"} & set(value) and set(value) != {"zh", "en"}:
                yield at
            for key, item in value.items():
                yield from odd(item, f"{at}.{key}")

    assert paths
    assert not [at for document in documents for at in odd(document, "")]


def test_every_phrase_is_used_and_every_used_phrase_exists() -> None:
    """Find no phrase of the report that nothing prints; names put together at run time are known by their beginning."""
    from hepu.report.words import words

    package = Path(__file__).parents[1] / "engine" / "hepu"
    folders = ("report/**", "review", "catalogue", "impact", "decision_table", "ledger", "audit", "overview")
    modules = sorted(path for folder in folders for path in package.glob(f"{folder}/*.py"))
    code = "\n".join(path.read_text("utf-8") for path in modules)
    code += "\n".join(path.read_text("utf-8") for path in sorted(templates_dir().rglob("*.j2")))
    beginnings = tuple(
        set(re.findall(r"[\"']([a-z_]+\.[a-z_]*?)(?:\{|' ~)", code)) | set(re.findall(r"f\"([a-z_]+\.)\{", code))
    )
    of_published = [name.removeprefix("in_published.") for name in words() if name.startswith("in_published.")]
    assert not [name for name in of_published if name not in words()]
    unused = [
        name
        for name in words()
        if f'"{name}"' not in code
        and f"'{name}'" not in code
        and not name.startswith(beginnings)
        and not name.startswith("in_published.")
    ]
    assert not unused


def test_quotation_marks_within_chinese_ones_are_single() -> None:
    name = Text(zh="院校结对帮扶、组团“走出去”", en="Pair colleges and go overseas as a group")

    assert say("explain.subject", stage=both("x"), name=inner(name)).zh == "x“院校结对帮扶、组团‘走出去’”"
