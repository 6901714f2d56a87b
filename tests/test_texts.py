"""Texts for people stand in templates and knowledge, in both languages in step, and rule ids in the appendix alone."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pytest

import report_sample as sample
from hepu.report.docx import docx_bytes
from hepu.report.words import both, join
from hepu.report.workbook.task_book import task_book
from hepu.resources import knowledge_dir, rules_dir, templates_dir
from hepu.yaml_source import read_yaml
from told_numbers import any_way, in_digits

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENGINE = Path(__file__).parents[1] / "engine" / "hepu"
_SENTENCE = re.compile(r"[A-Za-z]{2,}(?:,? [A-Za-z'’-]+){4,}")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
# What makes pages, tables and answers; messages of the schema of knowledge speak to those who write it.
_PRINTING = ("advice", "catalogue", "cli", "explain", "facts", "inference", "record", "report", "review")
# Names of fonts.
_KNOWN = {"宋体", "黑体"}
_PLACE = re.compile(r"\{([\w.]+)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WITHIN = re.compile(r"\{[^}]*\}")
# A plan's years are its name in Chinese.
_FIVE_YEARS = {"“十三五”": "2016 2020", "“十四五”": "2021 2025"}
# Some messages show what to type, and each language writes a date its own way.
_OWN_PLACES = {"filter_not_mapping", "placeholder_form", "percent_cell", "value.date"}
# The short title of a work says as much as its citation needs, and the year stands beside it.
_SHORT_TITLE = ".title-short"
_ZH_NUMBER = re.compile(r"〔(\d{4})〕第?(\d+)号")
_EN_NUMBER = re.compile(r"[\[〔](\d{4})[\]〕] ?(?:No\. )?(\d+)")


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Give the strings of a module but its docstrings and patterns, each with its line."""
    tree = ast.parse(path.read_text("utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def pairs(value: Any, at: str = "") -> Iterator[tuple[str, str, str]]:
    """Give the texts that stand in both languages below a YAML value, each with its place."""
    if isinstance(value, dict):
        zh, en = value.get("zh"), value.get("en")
        if isinstance(zh, str) and isinstance(en, str):
            yield at, zh, en
        elif isinstance(zh, dict) and isinstance(en, dict):
            for key in zh:
                yield f"{at}.{key}", str(zh[key]), str(en.get(key, ""))
        for key, item in value.items():
            yield from pairs(item, f"{at}.{key}")
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from pairs(item, f"{at}.{number}")


def bilingual() -> list[tuple[str, str, str, str]]:
    """Give every pair of texts of the pack and the templates, with its file and place."""
    return [
        (path.name, *pair)
        for folder in (knowledge_dir(), rules_dir(), templates_dir())
        for path in sorted(folder.rglob("*.yaml"))
        for pair in pairs(read_yaml(path.read_text("utf-8"), path.name).value)
    ]


def test_no_module_that_prints_holds_a_sentence() -> None:
    """Find no Chinese text and no English sentence in the code of what people read."""
    modules = [path for name in _PRINTING for path in sorted((_ENGINE / name).rglob("*.py"))]
    found = [
        f"{path.relative_to(_ENGINE)}:{line}: {text[:60]}"
        for path in modules
        for line, text in strings(path)
        if text not in _KNOWN and not re.search(r"[\\\[(]", text) and (_HAN.search(text) or _SENTENCE.search(text))
    ]
    assert len(modules) > 100
    assert found == []


def test_both_languages_ask_for_the_same_values() -> None:
    """Find the same names in braces in both languages of every text."""
    apart = [
        (file, at, zh, en)
        for file, at, zh, en in bilingual()
        if set(_PLACE.findall(zh)) != set(_PLACE.findall(en)) and not any(name in at for name in _OWN_PLACES)
    ]
    assert apart == []


def test_both_languages_name_the_same_years() -> None:
    """Find the same years in both languages of every text."""

    def years(text: str) -> set[str]:
        return set(_YEAR.findall(_WITHIN.sub("", text)))

    def spelt(text: str) -> str:
        for name, told in _FIVE_YEARS.items():
            text = text.replace(name, told)
        return text

    found = bilingual()
    apart = [
        (file, at, zh, en)
        for file, at, zh, en in found
        if not at.endswith(_SHORT_TITLE) and years(en) not in (years(zh), years(spelt(zh)))
    ]

    assert len(found) > 5000
    assert apart == []


def test_each_number_in_one_language_is_named_in_the_other() -> None:
    """Find every number that one language writes in digits in the other, in digits, words, months or 万."""
    apart = [
        (file, at, zh, en)
        for file, at, zh, en in bilingual()
        if not at.endswith(_SHORT_TITLE) and (in_digits(zh) - any_way(en) or in_digits(en) - any_way(zh))
    ]
    assert apart == []


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("近6万美元", "nearly 60,000 US dollars"),
        ("2.2万余人", "more than 22,000"),
        ("3亿元", "300 million yuan"),
        ("第二十五条", "article 25"),
        ("二〇一八年", "2018"),
        ("约六成", "about 60%"),
        ("2022年11月，5个", "five in November 2022"),
        ("共68家", "sixty-eight in all"),
        ("0.5倍", "half as many"),
    ],
)
def test_a_number_is_known_again_in_the_other_language(zh: str, en: str) -> None:
    assert in_digits(zh) - any_way(en) == set()
    assert in_digits(en) - any_way(zh) == set()


@pytest.mark.parametrize(
    ("zh", "en"), [("6万美元", "6,000 US dollars"), ("12个国家", "21 countries"), ("47.9%", "47.6%")]
)
def test_another_number_is_not_taken_for_the_same(zh: str, en: str) -> None:
    assert in_digits(zh) - any_way(en) != set()
    assert in_digits(en) - any_way(zh) != set()


def test_both_languages_cite_the_same_documents() -> None:
    """Find the year and number of the same official documents in both languages."""
    cited = [
        (file, at, _ZH_NUMBER.findall(zh), _EN_NUMBER.findall(en))
        for file, at, zh, en in bilingual()
        if _ZH_NUMBER.search(zh) or _EN_NUMBER.search(en)
    ]
    assert len(cited) > 10
    assert [(file, at, zh, en) for file, at, zh, en in cited if sorted(zh) != sorted(en)] == []


def test_no_text_names_a_work_by_its_key() -> None:
    """Find works cited by the rule or entry that rests on them, never by a key within its text."""
    works = read_yaml((knowledge_dir() / "sources.yaml").read_text("utf-8"), "sources.yaml").value
    # A key without a digit may be a word as well, such as RCEP.
    keys = {key for key in works if re.search(r"[\d_]", key)}

    assert len(keys) > 100
    assert [
        (file, at) for file, at, zh, en in bilingual() if keys & set(re.findall(r"[A-Z][A-Z\d_]+", f"{zh} {en}"))
    ] == []


def test_no_language_is_left_empty_or_copied() -> None:
    """Find no text of which one language is missing, and no Chinese sentence where English is due."""
    odd = [
        (file, at, zh, en)
        for file, at, zh, en in bilingual()
        if (bool(zh) != bool(en.strip()) and not at.endswith("_en")) or re.search(r"[\u4e00-\u9fff]{12}", en)
    ]
    assert odd == []


def test_no_rule_id_stands_in_the_workbook_or_the_body_of_the_document() -> None:
    """Find ids of rules in the DOCX in the derivation alone, and none in the XLSX."""
    record, pack = sample.record_of(sample.rich())
    ids = re.compile(
        r"(?<![\w-])(?:" + "|".join(sorted(map(re.escape, pack.rules), key=len, reverse=True)) + r")(?![\w-])"
    )
    book = openpyxl.load_workbook(io.BytesIO(task_book(record, pack, "both")))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    made = docx.Document(io.BytesIO(docx_bytes(record, pack, "zh")))
    body: list[str] = []
    for block in made.element.body.iterchildren():
        text = "".join(block.itertext())
        if text.startswith("附件B") and any("Heading" in name for name in block.xpath("w:pPr/w:pStyle/@w:val")):
            break
        body.append(text)

    assert len(cells) > 50
    assert [text for text in cells if ids.search(text)] == []
    assert len(body) > 100
    assert [text for text in body if ids.search(text)] == []


def test_titles_and_quotations_in_a_row_stand_without_a_pause_mark() -> None:
    parts = [both(text) for text in ("《甲》", "《乙》", "丙", "“丁”", "“戊”")]

    assert join(parts).zh == "《甲》《乙》、丙、“丁”“戊”"
