"""Chinese is printed with Chinese marks and English with English ones, in every edition of many profiles."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import lxml.html
import pytest

import report_sample as sample
from hepu.advising import Order, record_of, shipped
from hepu.pipeline import Request
from hepu.report.html import Edition
from hepu.report.typeset import typeset
from hepu.synthetic import generate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.record.model import Record
    from hepu.report.html import EditionLang

pytestmark = pytest.mark.slow

HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
CHINESE = {
    "a mark of English in Chinese": rf"{HAN}[,;:!?]|(?<={HAN})\((?!\d)|\({HAN}|{HAN}\)|{HAN}\.(?!\w)",
    "a straight quotation mark": r"[\"']",
    "a space beside a Chinese mark": r"[^\S\n][，。、；：？！）》”」】]|[，。、；：？！（《“「【][^\S\n](?!\ufffc)",
    "a space within Chinese": rf"{HAN} {HAN}",
    "two marks where one belongs": r"[，。、；：]{2,}|[（《“][，。、；：]",
    "three dots": r"\.\.\.|。。",
    "an ellipsis or dash of half its length": r"(?<!…)…(?!…)\w",
    "a bracket of another kind in a document's number": rf"{HAN}[\[(（]\d{{4}}[\])）]\d+号",
}
ENGLISH = {
    "a mark of Chinese in English": r"[，。、；：？！《》「」【】〔〕]",
    "a straight quotation mark": r"[\"']",
    "a space before a mark": r"\w[^\S\n]+[,;:.)](?!\w)|\([^\S\n]",
    "two marks where one belongs": r",,|;;|::|,\.|;\.|:\.|(?<!\.)\.\.(?!\.)",
    "three dots": r"\.\.\.",
    "a hyphen for a dash": r" - |--|\b(?:19|20)\d\d-(?:19|20)\d\d\b",
}
_BLOCKS = {"p", "li", "td", "th", "h1", "h2", "h3", "dt", "dd", "figcaption", "text", "tspan", "caption"}
# The list of references keeps the marks of its citation style, GB/T 7714 and Chicago; addresses keep their own.
_APART = {"reference", "cite", "url"}
# The title of a report in a newspaper may hold a space between its lines.
_TITLE = re.compile("《[^》]*》")
_STANDS_HERE = "\ufffc"
# Marks with a frame or brackets of their own, beside the text rather than in it.
_FRAMED = {"certainty", "mark", "tag", "objection", "stage", "back", "id"}


def spoken(page: str) -> Iterator[tuple[str, str]]:
    """Give the texts of a page, each with its language; what stands in another language within is a text of its own."""
    root = lxml.html.document_fromstring(re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))

    def walk(node: lxml.html.HtmlElement, lang: str, into: list[str]) -> Iterator[tuple[str, str]]:
        # What tells a picture to those who do not see it is one line in both languages.
        if not isinstance(node.tag, str) or node.tag == "title":
            return
        classes = set(node.get("class", "").split())
        if _APART & classes:
            return
        own = (node.get("lang") or lang)[:2]
        apart = own != lang or node.tag in _BLOCKS or bool(_FRAMED & classes)
        mine: list[str] = [] if apart else into
        if apart:
            into.append(_STANDS_HERE)
        mine.append(node.text or "")
        for child in node:
            yield from walk(child, own, mine)
            mine.append(child.tail or "")
        if apart:
            yield own, _TITLE.sub("《》", "".join(mine)).replace("\u2060", "").strip()

    yield from walk(root, root.get("lang")[:2], [])


@cache
def records() -> tuple[Record, ...]:
    """Give the records of the shipped examples and of twenty synthetic profiles."""
    folder = Path(__file__).parents[1] / "examples"
    orders = [
        Order(path, folder, sample.ISSUED, engine="chainer", peers=peers if peers.is_file() else None)
        for path in sorted(folder.glob("*.yaml"))
        for peers in (folder / "peers" / f"{path.stem}.csv",)
    ]
    able = shipped()
    made = [
        able.advise(Request(profile, sample.ISSUED, engine="chainer"))
        for profile in generate(able.pack.knowledge, 20, 7)
    ]
    return (*(record_of(order)[0] for order in orders), *made)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_each_language_has_its_own_marks(lang: EditionLang) -> None:
    """Find no mark of the one language in the other, no straight quote, no doubled mark, no stray space."""
    found: dict[str, None] = {}
    count = 0
    for record in records() if lang != "both" else records()[::4]:
        page = Edition.of(record, shipped().pack, lang).page("print")
        for own, text in spoken(page):
            count += 1
            for name, pattern in (CHINESE if own == "zh" else ENGLISH).items():
                for match in re.finditer(pattern, text):
                    near = text[max(0, match.start() - 20) : match.end() + 20]
                    found[f"{own}: {name}: …{near}…"] = None

    assert count > 10_000
    assert list(found) == []


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("the college's plan", "the college’s plan"),
        ("the peers' median", "the peers’ median"),
        ("read 'to be decided', or ('open')", "read ‘to be decided’, or (‘open’)"),
        ("the plan (2025-2029)", "the plan (2025–2029)"),
        ("on 2025-12-31, no. 2020-1, 2019-2020-3", "on 2025-12-31, no. 2020-1, 2019-2020-3"),
    ],
)
def test_english_is_printed_with_the_marks_of_print(typed: str, printed: str) -> None:
    """Turn a keyboard's quotes and the hyphen between years into those of print, and nothing else."""
    assert typeset(typed, "en") == printed
    assert typeset(printed, "en") == printed
    assert typeset(typed, "zh") == typed


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("zh", "合作院校,企业"),
        ("zh", "合作(项目)"),
        ("zh", "学校说'好'"),
        ("zh", "完成 。"),
        ("zh", "教发[2004]2号"),
        ("en", "colleges， and"),
        ("en", "the college's"),
        ("en", "open ; closed"),
        ("en", "2024-2025"),
    ],
)
def test_the_check_sees_wrong_marks(lang: str, text: str) -> None:
    """Find each kind of fault in a text that has it."""
    assert [name for name, pattern in (CHINESE if lang == "zh" else ENGLISH).items() if re.search(pattern, text)]
