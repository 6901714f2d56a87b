"""References are printed by the citation styles, in both languages, and cited alike wherever they are named."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import citeproc
import pytest
from citeproc.source.json import CiteProcJSON

import report_sample as sample
from hepu.knowledge.models import Source
from hepu.published import published_files
from hepu.report.citing.citations import Citations, Works
from hepu.report.citing.csl_items import csl_item
from hepu.report.citing.csl_style import plain
from hepu.report.citing.marks import cited, entry_html, tied
from hepu.report.html import Edition
from hepu.resources import templates_dir

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.pipeline import Advisor
    from hepu.report.html import EditionLang
    from hepu.text import Lang

LANGUAGES: tuple[Lang, ...] = ("zh", "en")
TITLE = {"zh": "题名", "en": "A title"}


def work(**fields: Any) -> Source:
    return Source.model_validate({"type": "article-journal", "title": TITLE, "verified": True, **fields})


def printed(source: Source, lang: Lang) -> str:
    return plain(Works({"ONE": source}).entry("ONE", lang))


def author(zh: str, en: Any) -> dict[str, Any]:
    return {"zh": zh, "en": en}


GOLDEN: Mapping[str, tuple[Source, str, str]] = {
    "an article": (
        work(
            author=[author("方宝", "Fang Bao"), author("李健", "Li Jian")],
            issued="2020",
            issue="22",
            page="13-19",
            **{"container-title": {"zh": "职业技术教育", "en": "Vocational and Technical Education"}},
        ),
        "方宝, 李健. 题名[J]. 职业技术教育, 2020(22): 13-19.",
        "Fang Bao and Li Jian. 2020. ‘A title’. Vocational and Technical Education, no. 22: 13–19.",
    ),
    "an article with a volume": (
        work(issued="2025", volume="46", issue="7", page="26-30", author=[author("何正英", "He Zhengying")]),
        "何正英. 题名[J]. 2025, 46(7): 26-30.",
        "He Zhengying. 2025. ‘A title’ 46 (7): 26–30.",
    ),
    "a name in Latin letters": (
        work(issued="2024", language="en", author=[author("Zhu Kai", {"family": "Zhu", "given": "Kai"})]),
        "Zhu Kai. 题名[J]. 2024.",
        "Zhu, Kai. 2024. ‘A Title’.",
    ),
    "four authors": (
        work(issued="2023", author=[author(name, name) for name in ("A B", "C D", "E F", "G H")]),
        "A B, C D, E F, 等. 题名[J]. 2023.",
        "A B, C D, E F, and G H. 2023. ‘A title’.",
    ),
    "a newspaper": (
        work(
            type="article-newspaper", issued="2019-04-23", page="4", **{"container-title": {"zh": "报", "en": "Daily"}}
        ),
        "题名[N]. 报, 2019-04-23(4).",
        "Daily. 2019. ‘A title’, 23 April.",
    ),
    "a law": (
        work(type="legislation", issued="2022-04-20", author=[author("全国人大", "The Congress")]),
        "全国人大. 题名[A]. 2022-04-20.",
        "A title. 2022. The Congress. 20 April.",
    ),
    "a document with a number": (
        work(type="regulation", issued="2016-07", number="教外〔2016〕46号", author=[author("教育部", "The Ministry")]),
        "教育部. 题名: 教外〔2016〕46号[A]. 2016-07.",
        "A title. 2016. The Ministry. Jiaowai [2016] No. 46, July.",
    ),
    "a treaty": (work(type="treaty", issued="2020-11-15"), "题名[A]. 2020-11-15.", "A title. 2020. 15 November."),
    "a standard": (
        work(type="standard", issued="2015", number="GB/T 7714—2015"),
        "题名: GB/T 7714—2015[S]. 2015.",
        "A title. 2015. GB/T 7714—2015.",
    ),
    "a page": (
        work(type="webpage", issued="2023-09-13", URL="http://en.gxzf.gov.cn/a", author=[author("政府", "Government")]),
        "政府. 题名[EB/OL]. (2023-09-13). http://en.gxzf.gov.cn/a.",
        "Government. 2023. ‘A title’. 13 September. http://en.gxzf.gov.cn/a.",
    ),
    "a report": (
        work(type="report", issued="2014", author=[author("协会", "Council")]),
        "协会. 题名[R]. 2014.",
        "Council. 2014. A title.",
    ),
    "a thesis without author and year": (work(type="thesis"), "题名[D].", "‘A title’. n.d."),
    "a data set": (work(type="dataset", issued="2021"), "题名[DS]. 2021.", "‘A title’. 2021."),
    "a description": (
        work(issued="2019", title={"zh": "［说明］", "en": "[What it is about]"}, language="en"),
        "［说明］[J]. 2019.",
        "[What it is about]. 2019.",
    ),
}


@pytest.mark.parametrize("kind", GOLDEN)
def test_each_type_of_work_prints_as_its_style_has_it(kind: str) -> None:
    source, chinese, english = GOLDEN[kind]

    assert (printed(source, "zh"), printed(source, "en")) == (chinese, english)


def test_every_type_that_a_source_may_have_is_among_them() -> None:
    allowed = set(Source.model_fields["type"].annotation.__args__)  # type: ignore[union-attr]

    assert {source.type for source, _, _ in GOLDEN.values()} == allowed


def test_every_source_prints_whole_in_both_languages(shipped: Advisor) -> None:
    works = Works(shipped.pack.knowledge.sources)
    flaws = re.compile(r"None|undefined|\.\.|,,|::|\s[,.;:]|[,:]\.|\(\s*\)|\[\]|‘’|  |^[\s.,]|[\ue000\ue001]|<|span")
    shown = [(key, lang, plain(works.entry(key, lang))) for key in works.sources for lang in LANGUAGES]

    assert [item for item in shown if flaws.search(item[2]) or not item[2].endswith(".")] == []


def test_every_source_says_what_it_holds(shipped: Advisor) -> None:
    """Find each variable of a work in its entries; English prints no page of a newspaper."""
    works = Works(shipped.pack.knowledge.sources)
    lost = [
        (key, lang, name)
        for key, source in works.sources.items()
        for lang in LANGUAGES
        for name, value in (
            ("title", source.title[lang]),
            ("container", source.container_title[lang] if source.container_title else ""),
            ("year", source.issued[:4]),
            ("issue", source.issue),
            ("page", source.page if lang == "zh" else ""),
            ("URL", source.url),
        )
        if value.casefold() not in plain(works.entry(key, lang)).casefold()
    ]

    assert lost == []


def test_addresses_are_those_of_governments_universities_issuers_and_publishers(shipped: Advisor) -> None:
    """Link to no mirror: a host is official by its name, or stands here as an issuer or publisher."""
    official = re.compile(r"(^|\.)(gov|edu)(\.[a-z]{2})?$|(^|\.)europa\.eu$")
    known = {
        "aca-secretariat.be": "Academic Cooperation Association",
        "britishcouncil.org": "British Council",
        "bbwpublisher.com": "Bio-Byword Scientific Publishing",
        "capitalethiopia.com": "Capital, newspaper",
        "china.com.cn": "China Internet Information Center",
        "chinadaily.com.cn": "China Daily",
        "chinanews.com": "China News Service",
        "chinaservicesinfo.com": "China Services Info",
        "drpress.org": "Darcy & Roy Press",
        "gxsdxy.cn": "Guangxi Vocational College of Water Resources and Electric Power",
        "haiwainet.cn": "Haiwainet of the People's Daily",
        "heinnovate.eu": "HEInnovate of the European Commission and the OECD",
        "impi-project.eu": "IMPI project",
        "isccac.org": "ISCCAC, proceedings",
        "nation.com.pk": "The Nation, newspaper",
        "news.cn": "Xinhua News Agency",
        "portcalls.com": "PortCalls, newspaper",
        "vietnamnews.vn": "Viet Nam News, newspaper",
    }
    hosts = {urlsplit(source.url).hostname or "" for source in shipped.pack.knowledge.sources.values() if source.url}
    strange = {
        host
        for host in hosts
        if not official.search(host) and not any(host == name or host.endswith(f".{name}") for name in known)
    }

    assert strange == set()


def test_no_two_works_are_cited_alike_in_english(shipped: Advisor) -> None:
    works = Works(shipped.pack.knowledge.sources)
    shown = [plain(works.in_text(key)) for key in works.sources]

    assert sorted(shown) == sorted(set(shown))


def test_works_of_one_author_and_year_take_letters_by_title() -> None:
    def by_li(title: str, issued: str) -> Source:
        return work(author=[author("李", "Li")], issued=issued, title={"zh": "题", "en": title})

    works = Works(
        {
            "A": by_li("Zeal", "2020"),
            "B": by_li("‘Art’", "2020"),
            "C": by_li("Alone", "2021"),
            "D": by_li("x", ""),
            "E": by_li("y", ""),
        }
    )

    assert [plain(works.in_text(key)) for key in "ABCDE"] == [
        "Li 2020b",
        "Li 2020a",
        "Li 2021",
        "Li, n.d.-a",
        "Li, n.d.-b",
    ]
    assert plain(works.entry("A", "en")) == "Li. 2020b. ‘Zeal’."
    assert plain(works.entry("D", "en")) == "Li. n.d.-a. ‘x’."
    assert works.alphabetical("EDCBA") == ("B", "A", "C", "D", "E")


def test_english_finds_what_it_cites_under_the_same_word(shipped: Advisor) -> None:
    """Begin an entry with the word by which the work is cited."""

    def first(text: str) -> str:
        return str(re.findall(r"\w+", text)[0])

    works = Works(shipped.pack.knowledge.sources)
    astray = [key for key in works.sources if first(plain(works.in_text(key))) != first(plain(works.entry(key, "en")))]

    assert astray == []


def test_no_work_is_cited_at_length_in_english(shipped: Advisor) -> None:
    """Give a short title to each document and each work without an author: they are cited in narrow columns."""
    works = Works(shipped.pack.knowledge.sources)
    shown = {key: plain(works.in_text(key)) for key in works.sources}
    cited_by_name = {"article-journal", "article-newspaper", "webpage", "report", "thesis", "dataset"}

    assert {
        key: text
        for key, text in shown.items()
        if len(text) > 70 and not (works.sources[key].author and works.sources[key].type in cited_by_name)
    } == {}


def test_a_document_is_named_by_number_in_chinese_and_by_short_title_in_english() -> None:
    short = {"zh": "短题", "en": "Short title"}
    law = work(type="legislation", issued="2022-04-20", author=[author("甲", "A")], **{"title-short": short})
    works = Works({"LAW": law, "NUMBERED": law.model_copy(update={"number": "教外〔2016〕46号", "issued": "2016"})})

    assert (works.short("LAW").zh, works.short("LAW").en) == ("短题", "Short title 2022")
    assert (works.short("NUMBERED").zh, works.short("NUMBERED").en) == ("教外〔2016〕46号", "Short title 2016")


def test_markup_in_a_source_is_text() -> None:
    source = work(title={"zh": "<b>甲</b> & 乙", "en": "<i>A</i> & B"}, URL="https://a.gov.cn/?a=1&b=2", issued="2020")

    shown = str(entry_html(Works({"ONE": source}).entry("ONE", "en"), "en"))

    assert shown == (
        "‘&lt;i&gt;A&lt;/i&gt; &amp; B’. 2020. "
        '<a class="url" href="https://a.gov.cn/?a=1&amp;b=2">https://a.gov.cn/?a=1&amp;b=2</a>.'
    )


def test_a_work_prints_the_same_whatever_was_printed_before(shipped: Advisor) -> None:
    sources = shipped.pack.knowledge.sources
    keys = list(sources)[:12]
    forwards, backwards = Works(sources), Works(sources)
    one = {(key, lang): forwards.entry(key, lang) for key in keys for lang in LANGUAGES}
    other = {(key, lang): backwards.entry(key, lang) for key in reversed(keys) for lang in reversed(LANGUAGES)}

    assert one == other


def test_citations_stand_behind_the_stop_in_chinese_and_before_it_in_english() -> None:
    works = Works(
        {"A": work(author=[author("李", "Li")], issued="2020"), "B": work(author=[author("安", "An")], issued="2021")}
    )
    after, alone = (cited(("A", "B"), Citations(works), lang) for lang in ("both", "en"))

    assert re.sub("<[^>]+>", "", tied("句子。", after, "zh")) == "句子。\u2060[1,2]"
    assert re.sub("<[^>]+>", "", tied("A sentence.", alone, "en")) == "A sentence (An 2021; Li 2020)."
    assert re.findall('href="([^"]+)"', alone.en) == ["#ref-2", "#ref-1"]


def test_an_item_leaves_out_what_is_not_known() -> None:
    assert csl_item("ONE", work(), "en") == {
        "id": "ONE",
        "type": "article-journal",
        "language": "zh-CN",
        "title": "A title",
    }


def test_the_published_works_are_csl_json(shipped: Advisor) -> None:
    """Let the library read them, which warns of what CSL does not know, with ids that occur once."""
    items = json.loads(published_files(shipped.pack)["knowledge/references.json"])

    assert len(CiteProcJSON(items)) == len(items) == 2 * len(shipped.pack.knowledge.sources)


def test_the_styles_are_valid_csl() -> None:
    """Check the changed styles against the schema that the library carries; a flaw is a warning, hence an error."""
    for name in ("gb-t-7714-2015-numeric", "chicago-author-date"):
        path = templates_dir() / "citations" / f"{name}.csl"
        assert citeproc.CitationStylesStyle(str(path), validate=True).has_bibliography()


@pytest.fixture(scope="module")
def pages() -> Mapping[str, str]:
    record, pack = sample.record_of(sample.rich())
    wanted: tuple[EditionLang, ...] = ("zh", "en", "both")
    return {lang: Edition.of(record, pack, lang).page("screen") for lang in wanted}


def parted(page: str) -> tuple[str, str]:
    """Give what stands before the list of references, and the list."""
    before, _, rest = page.partition('<div class="references')
    return before, rest.partition("</div>")[0]


def numbers_in(text: str) -> list[int]:
    found: list[int] = []
    for mark in re.findall(r'<sup class="cite">\[(.*?)\]</sup>', text):
        for part in re.sub("<[^>]+>", "", mark).split(","):
            first, _, last = part.partition("–")
            found.extend(range(int(first), int(last or first) + 1))
    return found


def test_chinese_numbers_works_in_the_order_of_first_citation(pages: Mapping[str, str]) -> None:
    body, listed = parted(pages["zh"])
    numbers = list(dict.fromkeys(numbers_in(body)))
    entries = [int(number) for number in re.findall(r'id="ref-(\d+)"', pages["zh"])]

    assert sorted(entries) == list(range(1, len(entries) + 1))
    assert [int(number) for number in re.findall(r'id="ref-(\d+)"', listed)] == entries[-listed.count("id=") :]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_every_citation_leads_to_an_entry(pages: Mapping[str, str], lang: str) -> None:
    page = pages[lang]

    assert set(re.findall(r'href="#(ref-\d+)"', page)) <= set(re.findall(r'id="(ref-\d+)"', page))


def test_a_document_of_the_table_is_not_listed_again(pages: Mapping[str, str]) -> None:
    body, listed = parted(pages["zh"])
    documents = set(re.findall(r'<span id="ref-(\d+)">\[\1\]', body))

    assert len(documents) > 10
    assert not documents & set(re.findall(r'id="ref-(\d+)"', listed))


def test_an_audit_lists_every_work_with_its_address_and_what_was_read() -> None:
    record, pack = sample.record_of(sample.rich())
    audit = parted(Edition.of(record, pack, "zh", kind="audit").page("screen"))[1]
    short = parted(Edition.of(record, pack, "zh").page("screen"))[1]
    entries = re.findall(r'id="ref-(\d+)"', audit)

    assert entries == [str(number) for number in range(1, len(entries) + 1)]
    assert "原文待核" in audit
    assert audit.count('class="url"') > short.count('class="url"')


def test_english_lists_by_the_alphabet_and_numbers_what_the_derivation_cites(pages: Mapping[str, str]) -> None:
    body, listed = parted(pages["en"])
    found = re.findall(r'id="ref-(\d+)"><span class="ref-number">\[(\d+)\]</span>(.*?)</p>', listed)
    entries = [re.sub("<[^>]+>|[^\\w\\s]", "", entry).strip().casefold() for _, _, entry in found]
    derived = body[body.index('<h1 id="derivation"') : body.index('<h1 id="sources"')]
    cited = set(re.findall(r'<a href="#ref-(\d+)">(\d+)</a>', derived))

    assert len(entries) > 40
    assert [entry[:9] for entry in entries] == sorted(entry[:9] for entry in entries)
    assert [int(number) for _, number, _ in found] == list(range(1, len(found) + 1))
    assert cited
    assert cited <= {(anchor, number) for anchor, number, _ in found}
    assert '<sup class="cite">' not in body.replace(derived, "")


def test_english_cites_documents_in_the_derivation_by_their_marks_in_the_table(pages: Mapping[str, str]) -> None:
    marks = re.findall(r'<a href="#ref-(\d+)">(P\d+)</a>', pages["en"])
    rows = re.findall(r'<td>(P\d+)</td><th scope="row"><span id="ref-(\d+)">', pages["en"])

    assert marks
    assert {(mark, anchor) for anchor, mark in marks} <= set(rows)


def test_an_edition_of_both_languages_cites_and_lists_each_work_once(pages: Mapping[str, str]) -> None:
    body, listed = parted(pages["both"])
    entries = re.findall(r'<p class="reference".*?</p>', listed)

    assert '<sup class="cite">' in body
    assert 'class="cited"' not in body
    assert all('class="ref-number"' in entry for entry in entries)
    assert all('class="en"' not in entry for entry in entries)


def test_an_edition_of_both_languages_lists_a_work_in_its_own(pages: Mapping[str, str]) -> None:
    _, listed = parted(pages["both"])
    english = re.findall(r'<p class="reference"[^>]*><span class="ref-number">[^<]*</span> <span lang="en">', listed)

    assert 0 < len(english) < listed.count('class="reference"') / 2
