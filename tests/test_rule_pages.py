"""The pages of rules say all that they promise, lead everywhere that they name, and need nothing but themselves."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

import lxml.html
import openpyxl
import pytest

from hepu.batch import demo_orders
from hepu.catalogue.answers import Answers
from hepu.catalogue.library import Library
from hepu.catalogue.site import site_files
from hepu.catalogue.trees import tree_of, twigs_of
from hepu.catalogue.tried import colleges_of
from hepu.catalogue.writing import Order, write_site
from hepu.errors import InputError, OutputError
from hepu.history.lock_file import lock_path, written_lock
from hepu.history.model import Lock, Version, sealed
from hepu.inference.chainer import compile_pack
from hepu.inference.examples import run_examples
from hepu.intake.workbook_writer import form_bytes
from hepu.language.model import All, Any, Concluded, Not, leaves_of
from hepu.language.read import placeholders
from hepu.layers import Layer, shipped_layers
from hepu.pack import load_pack
from hepu.pipeline import advisor
from hepu.report.citing.csl_style import plain
from hepu.report.values import PackValues
from hepu.resources import data_dir, rules_dir
from hepu.text import LANGUAGES, Lang, Text
from own_packs import yunjiang_layers
from small_packs import small_pack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.language.model import Condition
    from hepu.pack import Pack

EXAMPLES = data_dir() / "examples"
# Very different rules: nested, over lists, against a measure, by policy, from a problem, from the law.
NESTED, LISTED, AGAINST = (
    "no-project-level-partnership",
    "partners-are-schools-only",
    "order-class-below-teacher-standard",
)
POLICY = "luban-workshops-in-numbers"


@cache
def pack() -> Pack:
    """Give the shipped pack."""
    return advisor().pack


@cache
def library() -> Library:
    """Give the shipped pack, tried on the example profiles."""
    colleges, faults = colleges_of(pack(), compile_pack(pack()), sorted(EXAMPLES.glob("*.yaml")))
    assert not faults
    return Library(pack(), colleges)


@cache
def site() -> Mapping[str, str]:
    """Give the whole site in both languages."""
    return dict(site_files(library(), LANGUAGES, list(pack().rules.values())))


@lru_cache(maxsize=40)
def page(path: str) -> lxml.html.HtmlElement:
    """Give the elements of a page."""
    return lxml.html.document_fromstring(site()[path])


def of_rule(name: str, lang: Lang = "en") -> lxml.html.HtmlElement:
    """Give the page of a rule."""
    return page(f"{lang}/rules/{name}.html")


def said(element: lxml.html.HtmlElement) -> str:
    """Give the text of an element in one line."""
    return " ".join(element.text_content().split())


def section(root: lxml.html.HtmlElement, anchor: str) -> str:
    """Give the text between a heading and the next of its level."""
    parts = []
    for element in root.xpath(f"//h2[@id='{anchor}']")[0].itersiblings():
        if element.tag == "h2":
            break
        parts.append(said(element))
    return " ".join(parts)


def linked(root: lxml.html.HtmlElement, path: str) -> set[str]:
    """Give the paths within the site to which a page leads."""
    found = set()
    for href in root.xpath("//a/@href"):
        if not href.startswith(("http:", "https:", "#")):
            found.add(resolved(path, href.partition("#")[0]))
    return found


def resolved(path: str, href: str) -> str:
    """Give the path of a file of the site to which a page leads."""
    parts = list(PurePosixPath(path).parent.parts)
    for part in PurePosixPath(href).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def test_every_rule_and_every_conclusion_has_a_page_in_both_languages() -> None:
    wanted = {f"{lang}/rules/{name}.html" for lang in LANGUAGES for name in pack().rules}
    wanted |= {f"{lang}/conclusions/{key}.html" for lang in LANGUAGES for key in library().entries}

    assert wanted - set(site()) == set()


def broken(files: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give the links that lead nowhere, by page, and the pages on which an anchor stands twice."""
    roots = {path: lxml.html.document_fromstring(text) for path, text in files.items() if path.endswith(".html")}
    anchors = {path: root.xpath("//@id") for path, root in roots.items()}
    found = [(path, "twice") for path, ids in anchors.items() if len(ids) != len(set(ids))]
    for path, root in roots.items():
        for href in root.xpath("//@href"):
            if href.startswith(("http:", "https:")):
                continue
            target, _, anchor = href.partition("#")
            file = resolved(path, target) if target else path
            if file not in files or (anchor and anchor not in anchors[file]):
                found.append((path, href))
    return found


def test_every_link_leads_to_a_page_and_a_place_that_is_there() -> None:
    assert broken(site()) == []


def test_pages_of_some_rules_lead_nowhere_that_is_not_there() -> None:
    assert broken(dict(site_files(Library(small()), ("en", "zh"), small().named([AGAINST])))) == []


def test_the_site_loads_nothing_from_elsewhere() -> None:
    loads = [
        (path, found)
        for path in site()
        if path.endswith(".html")
        for found in page(path).xpath("//@src | //script/@src | //iframe | //object | //link/@href")
        if not re.fullmatch(r"(?:\.\./)*style\.css", str(found))
    ]

    assert loads == []
    assert "url(" not in site()["style.css"]
    assert "@import" not in site()["style.css"]


def test_addresses_are_those_of_sources_alone() -> None:
    known = {source.url for source in pack().knowledge.sources.values() if source.url}
    found = {href for path in site() if path.endswith(".html") for href in page(path).xpath("//@href") if "://" in href}

    assert found
    assert found - known == set()


@cache
def small() -> Pack:
    """Give the shipped knowledge with a few of its rules, whose pages are quickly made."""
    names = (NESTED, LISTED, AGAINST, POLICY, "meetings-without-projects")
    return replace(pack(), rules=MappingProxyType({name: pack().rules[name] for name in names}))


def test_the_same_pack_gives_the_same_bytes() -> None:
    first, second = (dict(site_files(Library(small()), ("en",), list(small().rules.values()))) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_page_names_every_rule_under_its_conclusion_without_a_script(lang: Lang) -> None:
    path = "index.html" if lang == "zh" else "en/index.html"
    root = page(path)
    missing = [
        rule.id
        for rule in pack().rules.values()
        if not root.xpath(f"//details[.//a[contains(@href, '.{rule.target}.html')]]//a[text()='{rule.id}']")
    ]

    assert missing == []
    total = root.xpath("//table[contains(@class, 'counts')]/tbody/tr[last()]")[0]
    assert said(total[2]) == str(len(pack().rules))


def test_each_page_leads_to_itself_in_the_other_language() -> None:
    english, chinese = f"en/rules/{NESTED}.html", f"zh/rules/{NESTED}.html"
    other = "//a[contains(@class, 'other')]/@href"

    assert resolved(english, page(english).xpath(other)[0]) == chinese
    assert resolved(chinese, page(chinese).xpath(other)[0]) == english


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_is_in_its_language(lang: Lang) -> None:
    """Han characters stand in an English page only where a work, a policy or the file itself has them."""
    root = lxml.html.document_fromstring(site()[f"{lang}/rules/{NESTED}.html"])

    assert root.get("lang") == ("en" if lang == "en" else "zh-CN")
    if lang == "en":
        for element in root.xpath("//pre | //nav"):
            element.getparent().remove(element)
        assert re.findall("[\u4e00-\u9fff]+", said(root.xpath("//main")[0])) == []


def depth(condition: Condition) -> int:
    """Give how many groups stand in one another; a not belongs to what it denies."""
    match condition:
        case All(parts) | Any(parts):
            inner = max(map(depth, parts))
            return inner + (len(parts) > 1)
        case Not(part):
            return depth(part)
        case _:
            return 0


def test_every_leaf_of_every_condition_has_its_number_and_its_place_in_the_tree() -> None:
    odd = []
    for rule in pack().rules.values():
        root = of_rule(rule.id)
        numbers = [said(item) for item in root.xpath("//*[@class='condition']//*[@class='nr']")]
        trees = max(
            len(item.xpath("ancestor::ul[contains(@class, 'tree') and not(contains(@class, 'one'))]"))
            for item in root.xpath("//*[@class='nr']")
        )
        leaves = leaves_of(rule.when)
        if numbers != [str(at + 1) for at in range(len(leaves))] or trees != depth(rule.when):
            odd.append(rule.id)

    assert odd == []


def test_nested_logic_reads_as_a_tree_whose_heads_say_how_many_must_hold() -> None:
    words = [said(item) for item in of_rule(NESTED).xpath("//*[@class='condition']//*[@class='word']")]
    denied = of_rule(NESTED).xpath("//ul[contains(@class, 'not_any')]")[0]

    assert words[:3] == ["All of the following hold:", "None of the following holds:", "All of the following hold:"]
    assert [said(item) for item in denied.xpath(".//*[@class='nr']")] == [str(at) for at in range(3, 13)]


def test_each_number_leads_to_its_line_of_the_file() -> None:
    rule = pack().rules[NESTED]
    text = (rules_dir() / "problems" / f"{NESTED}.yaml").read_text("utf-8").splitlines()
    leads = of_rule(NESTED).xpath("//*[@class='twig']//a[starts-with(@href, '#L')]/@href")
    lines = [int(item.removeprefix("#L")) for item in leads]

    assert len(lines) == len(leaves_of(rule.when))
    assert [text[line - 1].strip(" -").partition(":")[0] for line in lines] == ["some", "none", *["indicator"] * 10]


@pytest.mark.parametrize("name", [NESTED, AGAINST, POLICY])
def test_the_file_stands_there_whole_with_its_lines_numbered(name: str) -> None:
    rows = of_rule(name).xpath("//pre//*[@class='row']")
    file = next(rules_dir().rglob(f"{name}.yaml")).read_text("utf-8").splitlines()

    assert [row.xpath("string(*[@class='code'])").rstrip() for row in rows] == [line.rstrip() for line in file]
    assert [row.get("id") for row in rows] == [f"L{at}" for at in range(1, len(file) + 1)]
    assert pack().rules[name].digest in section(of_rule(name), "file")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_rule_is_stands_first(lang: Lang) -> None:
    rule, knowledge = pack().rules[AGAINST], pack().knowledge
    first = said(of_rule(AGAINST, lang).xpath("//table")[0])

    assert {"zh": "很可能", "en": "likely"}[lang] in first
    assert {"zh": "2017年1月1日起", "en": "from 1 January 2017"}[lang] in first
    assert knowledge.theories[rule.theory].name[lang] in first
    assert {"zh": "未经专家评审", "en": "not reviewed by experts"}[lang] in first
    assert rule.cannot_express is not None
    assert rule.cannot_express[lang] in first


def test_every_page_prints_the_definition_of_what_is_concluded() -> None:
    lacking = [
        rule.id
        for rule in pack().rules.values()
        if pack().knowledge.conclusions(rule.stage)[rule.target].text.zh
        not in section(of_rule(rule.id, "zh"), "concludes")
    ]

    assert lacking == []


def test_every_placeholder_is_explained_where_the_sentence_stands() -> None:
    lacking = [
        (rule.id, name)
        for rule in pack().rules.values()
        for name in placeholders(rule.because.en)
        if f"{{{name}}}" not in section(of_rule(rule.id), "because")
    ]
    sentence = said(of_rule(LISTED).xpath("//blockquote")[0])

    assert lacking == []
    assert "{" not in sentence
    assert sentence.startswith("The college has rows of Partnerships that pass active partnerships")


def test_law_is_printed_with_number_article_and_what_it_says() -> None:
    rules = [rule for rule in pack().rules.values() if rule.law]
    for rule in rules:
        text = section(of_rule(rule.id, "zh"), "law")
        for ground in rule.law:
            policy = pack().knowledge.policies[ground.policy]
            (clause,) = [clause for clause in policy.clauses if clause.article.zh == ground.article]
            assert policy.number in text
            assert ground.article in text
            assert clause.text.zh in text

    assert len(rules) > 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sources_are_cited_in_full(lang: Lang) -> None:
    works = PackValues(pack()).works
    text = section(of_rule(NESTED, lang), "sources")
    squeezed = re.sub(r"\W", "", text)

    for key in pack().rules[NESTED].sources:
        assert key in text
        assert re.sub(r"\W", "", plain(works.entry(key, lang))) in squeezed


@cache
def form() -> openpyxl.Workbook:
    """Give the blank form as people open it."""
    return openpyxl.load_workbook(io.BytesIO(form_bytes()))


def test_the_cell_named_for_an_answer_is_where_the_form_asks_for_it() -> None:
    answers, wrong, count = Answers(pack(), PackValues(pack())), [], 0
    for head in ("fact", "indicator", "list"):
        for key in library().answered(head):
            answer = answers.of(key)
            if answer.sheet is None:
                continue
            sheet = next(sheet for sheet in form().worksheets if sheet.title.startswith(answer.sheet.zh))
            row = sheet[answer.cell].row
            count += 1
            if answer.name.zh not in str(sheet.cell(row, 2).value):
                wrong.append((key, answer.cell))

    assert count > 50
    assert wrong == []


def test_a_page_names_question_sheet_and_cell_of_what_the_rule_reads() -> None:
    text = section(of_rule(AGAINST), "reads")

    assert "Student-teacher ratio" in text
    assert re.search(r"sheet “Core”, D\d+", text)
    assert "One of: higher vocational college, vocational undergraduate institution" in text


def test_parameters_stand_with_every_dated_value_and_its_source() -> None:
    text = section(of_rule(LISTED), "reads")
    (value,) = pack().knowledge.parameters["min_active_partnerships"].values

    assert f"from 1 January {value.since.year}: {value.value}" in text
    assert "design value of this system" in text


def test_policies_stand_with_the_days_on_which_they_are_in_force() -> None:
    assert "from 8 March 2016" in section(of_rule(POLICY), "reads")


def test_a_page_leads_to_every_rule_that_reads_its_conclusion() -> None:
    readers: dict[str, set[str]] = {}
    for rule in pack().rules.values():
        for leaf in leaves_of(rule.when):
            if isinstance(leaf, Concluded):
                readers.setdefault(leaf.key, set()).add(rule.id)
    lacking = [
        (rule.id, reader)
        for rule in pack().rules.values()
        for reader in readers.get(rule.key, ())
        if f"en/rules/{reader}.html" not in linked(of_rule(rule.id), f"en/rules/{rule.id}.html")
    ]

    assert sum(map(len, readers.values())) > 300
    assert lacking == []


def test_a_problem_leads_to_its_causes_and_to_what_relieves_it() -> None:
    found = linked(of_rule(NESTED), f"en/rules/{NESTED}.html")
    knowledge = pack().knowledge
    problem = pack().rules[NESTED].target
    wanted = {f"cause.{name}" for name, entry in knowledge.causes.items() if problem in entry.explains}
    wanted |= {f"strategy.{name}" for name, entry in knowledge.strategies.items() if problem in entry.addresses}

    assert wanted
    assert {f"en/conclusions/{key}.html" for key in wanted} - found == set()


def test_a_rule_against_a_measure_leads_to_those_that_recommend_it() -> None:
    rule = pack().rules[AGAINST]
    wanted = {other.id for other in pack().rules.values() if other.key == f"strategy.{rule.target}"}

    assert wanted
    assert all(name in section(of_rule(AGAINST), "depends") for name in wanted)


def test_rules_conclusions_parameters_and_sources_lead_to_one_another() -> None:
    rule = pack().rules[LISTED]
    lists = page("en/parameters.html").xpath("//section[@id='min_active_partnerships']//a/@href")
    works = page("en/sources.html").xpath(f"//section[@id='{rule.sources[0]}']//a/@href")
    conclusion = page(f"en/conclusions/{rule.key}.html").xpath("//a/@href")

    assert all(any(href.endswith(f"{LISTED}.html") for href in found) for found in (lists, works, conclusion))
    assert {f"en/conclusions/{rule.key}.html", "en/parameters.html", "en/sources.html"} <= linked(
        of_rule(LISTED), f"en/rules/{LISTED}.html"
    )


def test_examples_stand_with_what_they_expect_and_what_came_of_them() -> None:
    words = {"fires": "fires", "silent": "silent", "unknown": "undetermined"}
    outcomes, _ = run_examples(pack())
    for rule in pack().rules.values():
        rows = of_rule(rule.id).xpath("//h2[@id='examples']/following-sibling::table[1]/tbody/tr")
        shown = [(said(row[1]), said(row[3]).split(" (")[0], said(row[4])) for row in rows]
        wanted = [
            (
                " ".join(item.example.it.split()),
                words[item.example.expect],
                words[item.found] + (f" ({item.certainty.word})" if item.certainty else ""),
            )
            for item in outcomes
            if item.rule.id == rule.id
        ]
        assert shown == wanted


def test_each_example_shows_what_every_condition_came_to() -> None:
    """With two partnerships the count of three fails, and every one of them is a school."""
    rows = of_rule(LISTED).xpath("//h2[@id='examples']/following-sibling::table[1]/tbody/tr")

    assert [said(leaf) for leaf in rows[0].xpath(".//*[contains(@class, 'leaf ')]")] == ["1✓", "2✓"]
    assert [said(leaf) for leaf in rows[1].xpath(".//*[contains(@class, 'leaf ')]")] == ["1✗", "2✓"]
    assert [said(leaf) for leaf in rows[3].xpath(".//*[contains(@class, 'leaf ')]")] == ["1?", "2?"]
    assert rows[1].xpath(".//*[contains(@class, 'leaf no')]/@aria-label") == ["condition 1 does not hold (established)"]


def test_what_an_example_gives_is_told_in_words() -> None:
    rows = of_rule(AGAINST, "zh").xpath("//h2[@id='examples']/following-sibling::table[1]/tbody/tr")
    given = said(rows[0][2])

    assert "生师比的差距：略有差距" in given
    assert "问题“学生海外实习与全球胜任力不足”：不成立" in given


def test_a_denied_condition_shows_what_its_sentence_came_to() -> None:
    """A leaf under a ``not`` of its own is told with its opposite, and so is its truth."""
    rule = next(rule for rule in pack().rules.values() if any(twig.denied for twig in twigs_of(tree_of(rule.when))))
    firing = next(one for one in library().tried(rule) if one.found == "fires")

    assert all(truth & 1 for _, truth in library().stated(rule, firing.leaves))


def test_profiles_show_where_rules_fire_as_an_advisory_finds_it(tmp_path: Path) -> None:
    """The fictitious college is judged by all rules, with the peers beside it."""
    from hepu.advising import record_of

    name = "hepu-bay-college.yaml"
    orders = demo_orders(EXAMPLES, tmp_path, "2026-11-20T00:00:00+00:00")
    (order,) = [item for item in orders if item.profile.name == name]
    record, _ = record_of(replace(order, engine="chainer"))
    wanted = {rule.rule for rule in record.inference.rules if rule.applies and "T" in rule.truth[:1]}
    fired = (
        "//h2[@id='profiles']/following-sibling::table[1]//tr[contains(., 'Hepu Bay')]//*[contains(@class, 'fires')]"
    )
    shown = {name for name in pack().rules if of_rule(name).xpath(fired)}

    assert shown == wanted
    assert len(shown) > 50


def test_colleges_of_which_only_published_figures_are_known_are_not_judged() -> None:
    judged = []
    for rule in pack().rules.values():
        table = of_rule(rule.id, "zh").xpath("//h2[@id='profiles']/following-sibling::table[1]")
        shown = said(table[0]) if table else ""
        if rule.stage in {"problem", "cause", "strategy", "exclusion"} and "柳州" in shown.replace("合浦湾", ""):
            judged.append(rule.id)

    assert judged == []
    assert "另有7所只有公开数据" in section(of_rule(NESTED, "zh"), "profiles")
    assert "未经该校核实，仅作软件演示，不构成评价" in said(of_rule(NESTED, "zh").xpath("//footer")[0])


def test_opportunities_are_told_of_every_college() -> None:
    rows = of_rule(POLICY).xpath("//h2[@id='profiles']/following-sibling::table[1]/tbody/tr")

    assert len(rows) == len(library().colleges)


def test_without_profiles_a_page_says_so() -> None:
    files = dict(site_files(Library(small()), ["en"], small().named([POLICY])))

    assert "No profiles were loaded" in files[f"en/rules/{POLICY}.html"]


def test_each_page_of_a_rule_carries_its_graph_with_links() -> None:
    root = of_rule(NESTED)
    boxes = [
        resolved(f"en/rules/{NESTED}.html", href)
        for href in root.xpath("//*[local-name()='svg']//*[local-name()='a']/@href")
    ]

    assert root.xpath("//*[local-name()='svg']/*[local-name()='title']")
    assert "en/conclusions/problem.single_form_of_cooperation.html" in boxes
    assert "en/answers.html#list.partnerships" in boxes


def test_what_a_pack_says_is_text_and_never_markup() -> None:
    rule = pack().rules[POLICY]
    marked = replace(rule, because=Text(zh="<script>坏</script>&", en="<b>bad</b> & <script>"))
    changed = replace(pack(), rules=MappingProxyType({rule.id: marked}))
    files = dict(site_files(Library(changed), ["en"], [marked]))
    root = lxml.html.document_fromstring(files[f"en/rules/{POLICY}.html"])

    assert said(root.xpath("//blockquote")[0]) == "<b>bad</b> & <script>"
    assert root.xpath("//script") == []


def test_pages_of_some_rules_name_the_others_without_leading_to_them() -> None:
    files = dict(site_files(Library(small()), ["en"], small().named([NESTED])))
    root = lxml.html.document_fromstring(files[f"en/rules/{NESTED}.html"])

    assert [name for name in files if "/rules/" in name] == [f"en/rules/{NESTED}.html"]
    assert root.xpath("//a[contains(@href, 'rules/')]") == []
    assert "meetings-without-projects" in said(root)
    assert "1 of the pack’s 5 rules" in files["index.html"]


def test_the_pages_of_an_own_pack_say_which_rules_are_its_own() -> None:
    made = load_pack(yunjiang_layers())
    few = replace(made, rules=MappingProxyType({name: made.rules[name] for name in ("yunjiang-fund-open", POLICY)}))
    files = dict(site_files(Library(few), ["en"], list(few.rules.values())))
    own = lxml.html.document_fromstring(files["en/rules/yunjiang-fund-open.html"])
    shipped = lxml.html.document_fromstring(files[f"en/rules/{POLICY}.html"])
    mine, theirs = (level.about.title.en for level in reversed(made.stack))

    assert mine in said(lxml.html.document_fromstring(files["index.html"]).xpath("//h1")[0])
    assert mine in said(own.xpath("//table")[0])
    assert theirs in said(shipped.xpath("//table")[0])
    assert all(level.about.name in said(own.xpath("//footer")[0]) for level in made.stack)


def test_the_versions_of_a_rule_stand_with_the_line_that_tells_of_each(tmp_path: Path) -> None:
    layer = Layer.at(small_pack(tmp_path))
    made = load_pack((layer,))
    (name, *_) = made.rules
    first = sealed(name, (), Version.model_validate({"version": 1, "from": "2026-09-01", "content": "0" * 64}))
    line = {"zh": "改了。", "en": "Mended."}
    mended = Version.model_validate({"version": 2, "from": "2026-10-01", "content": "1" * 64, **line})
    second = sealed(name, (first,), mended)
    lock_path(layer).write_text(written_lock(Lock({name: (first, second)}, {})), "utf-8")
    files = dict(site_files(Library(made), ["en"], [made.rules[name]]))
    rows = lxml.html.document_fromstring(files[f"en/rules/{name}.html"]).xpath("//h3[@id='history']/following::tr")

    assert [said(row) for row in rows[1:]] == ["21 October 2026Mended.", "11 September 2026locked for the first time"]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be written of few rules."""
    monkeypatch.setattr("hepu.catalogue.writing.load_pack", lambda _: small())


def order(folder: Path, **more: object) -> Order:
    """Give an order for the page of one rule in one language."""
    return replace(Order(shipped_layers(), folder, ("en",), (POLICY,)), **more)  # type: ignore[arg-type]  # by name


@pytest.mark.usefixtures("few")
def test_pages_are_written_into_a_folder_of_any_name_and_old_ones_go(tmp_path: Path) -> None:
    folder = tmp_path / "规则 pages"
    write_site(order(folder, rules=(NESTED,)))
    written = write_site(order(folder))

    assert written.index == folder / "index.html"
    assert [path.stem for path in (folder / "en" / "rules").iterdir()] == [POLICY]
    assert (folder / "style.css").is_file()


@pytest.mark.usefixtures("few")
def test_a_folder_with_another_first_page_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>mine</p>", "utf-8")

    with pytest.raises(OutputError) as caught:
        write_site(order(tmp_path))

    assert [fault.code for fault in caught.value.faults] == ["docs_not_ours"]
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


@pytest.mark.usefixtures("few")
def test_a_profile_with_faults_is_named_and_the_others_are_tried(tmp_path: Path) -> None:
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    (profiles / "a.yaml").write_text("x: [", "utf-8")
    (profiles / "b.yaml").write_bytes((EXAMPLES / "hepu-bay-college.yaml").read_bytes())
    written = write_site(order(tmp_path / "site", profiles=profiles))

    assert {fault.location.file for fault in written.faults} == {"a.yaml"}
    assert written.colleges == 1


@pytest.mark.usefixtures("few")
def test_a_folder_without_profiles_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_site(order(tmp_path / "site", profiles=tmp_path))

    assert [fault.code for fault in caught.value.faults] == ["folder_without_profile"]
    assert not (tmp_path / "site").exists()


def test_pages_read_on_a_phone() -> None:
    root = of_rule(NESTED)

    assert root.xpath("//meta[@name='viewport']/@content") == ["width=device-width, initial-scale=1"]
    # Tables and pictures scroll in frames of their own, by the style sheet that the report has too.
    assert site()["style.css"].startswith((data_dir() / "templates" / "report" / "screen.css").read_text("utf-8"))
