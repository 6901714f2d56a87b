"""Graphs of rules show what leads to what, can be read at their size, and are sound for Graphviz."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import lxml.etree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepu.catalogue.graph.dot import dot
from hepu.catalogue.graph.drawing import Order, draw
from hepu.catalogue.graph.layout import CAPTION, SIZE, arranged, laid_out
from hepu.catalogue.graph.model import around, whole
from hepu.catalogue.graph.picture import picture
from hepu.catalogue.library import Library
from hepu.catalogue.links import Links
from hepu.errors import InputError
from hepu.language.kinds import STAGES
from hepu.language.model import Concluded, leaves_of
from hepu.layers import shipped_layers
from hepu.pipeline import advisor
from hepu.report.pictures.metrics import text_width
from hepu.text import LANGUAGES, Lang, Text

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.catalogue.graph.model import Graph, Node
    from hepu.language.model import Rule

TITLE = Text(zh="图", en="A graph")
PROBLEM, MEASURE, RULE = "problem.single_form_of_cooperation", "strategy.order_classes", "partners-are-schools-only"
SVG = {"s": "http://www.w3.org/2000/svg"}


@cache
def library() -> Library:
    """Give the shipped pack."""
    return Library(advisor().pack)


@cache
def graphs() -> dict[str, Graph]:
    """Give graphs of very different size."""
    relations, rules = library().relations, library().pack.rules
    return {
        "whole": whole(library().pack, relations),
        "problem": around(relations, [PROBLEM]),
        "measure": around(relations, [MEASURE]),
        "rule": around(relations, rules=[rules[RULE]], up=1, down=1),
    }


def measured(key: str) -> str:
    """Give the measure that an exclusion speaks against."""
    return key.replace("exclusion.", "strategy.")


def concluded(rule: Rule) -> set[str]:
    """Give the conclusions that a rule reads."""
    return {measured(leaf.key) for leaf in leaves_of(rule.when) if isinstance(leaf, Concluded)}


def test_the_whole_shows_every_conclusion_once_with_its_rules() -> None:
    nodes = graphs()["whole"].nodes
    rules = Counter(rule.key for rule in library().pack.rules.values())

    assert len(nodes) == sum(len(library().pack.knowledge.conclusions(stage)) for stage in STAGES[:-1])
    assert {node.key: node.rules for node in nodes if node.rules} == {
        key: count for key, count in rules.items() if not key.startswith("exclusion.")
    }
    assert sum(node.rules + node.against for node in nodes) == len(library().pack.rules)


def test_the_whole_draws_each_pair_of_conclusions_with_the_number_of_its_rules() -> None:
    wanted: Counter[tuple[str, str, bool]] = Counter()
    for rule in library().pack.rules.values():
        wanted.update((key, measured(rule.key), rule.stage == "exclusion") for key in concluded(rule))

    assert {(edge.one, edge.other, edge.against): edge.rules for edge in graphs()["whole"].edges} == wanted


def test_stages_can_be_chosen() -> None:
    graph = whole(library().pack, library().relations, ("problem", "cause"))

    assert {node.kind for node in graph.nodes} == {"problem", "cause"}
    assert {(edge.one.partition(".")[0], edge.other.partition(".")[0]) for edge in graph.edges} == {
        ("problem", "cause")
    }


def test_a_conclusion_stands_with_all_its_rules_and_all_that_they_read() -> None:
    nodes = {node.key for node in graphs()["measure"].nodes}
    rules = [rule for rule in library().pack.rules.values() if measured(rule.key) == MEASURE]

    assert {f"rule.{rule.id}" for rule in rules} == {key for key in nodes if key.startswith("rule.")}
    assert {key for rule in rules for key in concluded(rule)} <= nodes
    assert {"list.enterprises", "gap.student_teacher_ratio", "fact.college_type"} <= nodes


def reached(start: str, steps: dict[str, set[str]]) -> set[str]:
    """Give everything that can be reached."""
    found, edge = {start}, {start}
    while edge:
        edge = {other for key in edge for other in steps.get(key, ())} - found
        found |= edge
    return found


def test_a_conclusion_stands_with_everything_before_and_after_it() -> None:
    before: dict[str, set[str]] = {}
    after: dict[str, set[str]] = {}
    for rule in library().pack.rules.values():
        for key in concluded(rule):
            before.setdefault(measured(rule.key), set()).add(key)
            after.setdefault(key, set()).add(measured(rule.key))
    stages = {node.key for node in graphs()["problem"].nodes if node.kind in STAGES}

    assert stages == reached(PROBLEM, before) | reached(PROBLEM, after)
    assert len(stages) > 5


def test_one_way_and_fewer_steps_leave_the_rest_out() -> None:
    relations = library().relations
    up = {node.key for node in around(relations, [PROBLEM], down=0).nodes}
    down = {node.key for node in around(relations, [PROBLEM], up=0).nodes}
    near = {node.key for node in around(relations, [PROBLEM], up=1, down=1).nodes}

    assert not any(key.startswith(("cause.", "strategy.")) for key in up)
    assert not any(key.startswith(("list.", "indicator.", "fact.", "rule.")) for key in down)
    assert PROBLEM in up & down & near
    assert near < {node.key for node in graphs()["problem"].nodes}


def test_rules_against_a_measure_are_told_from_those_for_it() -> None:
    against = {edge.one for edge in graphs()["measure"].edges if edge.against and edge.other == MEASURE}

    assert against == {
        f"rule.{rule.id}"
        for rule in library().pack.rules.values()
        if rule.key == MEASURE.replace("strategy", "exclusion")
    }


@pytest.mark.parametrize("name", ["whole", "problem", "measure", "rule"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_boxes_do_not_overlap_and_hold_their_text_whole(name: str, lang: Lang) -> None:
    drawn = laid_out(arranged(graphs()[name]), library().labels, lang)
    boxes = sorted(drawn.boxes, key=lambda box: (box.x, box.y))
    for box in boxes:
        shown = "".join(line for _, line in box.lines).replace(" ", "")
        assert shown == str(library().labels.name(box.node)[lang]).replace(" ", "").replace("'", "’")
        assert all(
            box.x + 8 + text_width(line, SIZE, bold=box.node.kind == "rule") < box.x + box.width
            for _, line in box.lines
        )
        assert all(box.x + 8 + text_width(line, CAPTION) < box.x + box.width for _, line in box.caption)
        assert all(box.y < y < box.y + box.height for y, _ in (*box.caption, *box.lines))
        assert box.x + box.width <= drawn.width
        assert box.y + box.height <= drawn.height
    for one, other in pairwise(boxes):
        assert one.x != other.x or one.y + one.height < other.y


@pytest.mark.parametrize("name", ["whole", "problem", "measure", "rule"])
def test_every_line_leads_from_its_box_to_the_right_and_into_the_other(name: str) -> None:
    drawn = laid_out(arranged(graphs()[name]), library().labels, "en")
    boxes = {box.node.key: box for box in drawn.boxes}
    for line in drawn.lines:
        one, other = boxes[line.edge.one], boxes[line.edge.other]
        x, y = map(float, re.findall(r"M([\d.]+),([\d.]+)", line.path)[0])
        if line.edge.against and one.x == other.x:  # one measure against another, by the right side of their column
            assert line.x == pytest.approx(other.x + other.width, abs=0.1)
            continue
        assert one.x + one.width < other.x
        assert x == pytest.approx(one.x + one.width, abs=0.1)
        assert one.y < y < one.y + one.height
        assert line.x == pytest.approx(other.x, abs=0.1)
        assert other.y < line.y < other.y + other.height
        assert min(float(found) for found in re.findall(r"([\d.]+),", line.path)) >= x


def test_lines_for_a_measure_and_against_it_are_both_seen() -> None:
    """Some rules read the same problem to recommend a measure and others to withhold it."""
    graph = around(library().relations, ["problem.few_overseas_students"], up=0, down=1)
    drawn = laid_out(arranged(graph), library().labels, "zh")
    ends = Counter((line.edge.one, line.edge.other) for line in drawn.lines)

    assert max(ends.values()) > 1
    assert len({line.path for line in drawn.lines}) == len(drawn.lines)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_picture_says_what_it_shows(lang: Lang) -> None:
    root = lxml.etree.fromstring(str(picture(arranged(graphs()["rule"]), library().labels, lang, TITLE)))
    names = library().labels.names
    told = root.findtext("s:desc", namespaces=SVG) or ""

    assert root.findtext("s:title", namespaces=SVG) == TITLE[lang]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "graph-title graph-desc"
    assert names.list("partnerships")[lang] in told
    assert names.conclusion("problem.poor_coordination")[lang] in told


def test_exclusions_are_dashed_and_nothing_else_is() -> None:
    root = lxml.etree.fromstring(str(picture(arranged(graphs()["measure"]), library().labels, "en", TITLE)))
    dashed = root.xpath("//s:path[@stroke-dasharray]", namespaces=SVG)
    boxes = root.xpath("//s:rect[@stroke-dasharray]/../s:title", namespaces=SVG)

    assert len(dashed) == sum(edge.against for edge in graphs()["measure"].edges)
    assert len(boxes) == sum(rule.key == "exclusion.order_classes" for rule in library().pack.rules.values())


# A statement of the language of Graphviz, as far as these graphs use it; strings hold no bare quote.
STRING = r'"(?:[^"\\]|\\.)*"'
ATTRIBUTES = rf"(?: \[\w+=(?:{STRING}|[\w.]+)(?:, \w+=(?:{STRING}|[\w.]+))*\])?"
GRAMMAR = re.compile(
    rf"digraph hepu \{{\n(?:  (?:graph|node|edge){ATTRIBUTES};\n)*"
    rf"(?:  subgraph {STRING} \{{\n    label={STRING}; color={STRING};\n(?:    {STRING}{ATTRIBUTES};\n)+  \}}\n)*"
    rf"(?:  {STRING} -> {STRING}{ATTRIBUTES};\n)*\}}\n"
)


@pytest.mark.parametrize("name", ["whole", "problem", "measure", "rule"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_dot_is_sound_and_every_line_joins_nodes_that_are_there(name: str, lang: Lang) -> None:
    written = dot(graphs()[name], library().labels, lang, TITLE)
    declared = re.findall(rf"^    ({STRING}) \[", written, re.MULTILINE)
    joined = re.findall(rf"^  ({STRING}) -> ({STRING})", written, re.MULTILINE)

    assert GRAMMAR.fullmatch(written)
    assert len(declared) == len(set(declared)) == len(graphs()[name].nodes)
    assert len(joined) == len(graphs()[name].edges)
    assert {end for pair in joined for end in pair} <= set(declared)


def test_dot_gathers_stages_in_clusters_named_in_the_language() -> None:
    written = dot(graphs()["whole"], library().labels, "zh", TITLE)

    assert re.findall(r'subgraph "cluster_(\w+)"', written) == list(STAGES[:-1])
    assert re.findall(r"    label=\"(.*?)\"", written) == ["机遇", "挑战", "优势", "问题", "原因", "对策"]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30))
def test_no_name_breaks_out_of_its_string(text: str) -> None:
    """Whatever a title holds, it is one string of the language and reads as what it was."""
    written = dot(graphs()["rule"], library().labels, "zh", Text(zh=text, en="-"))
    found = re.search(rf"label=({STRING}), labelloc", written)

    assert GRAMMAR.fullmatch(written)
    assert found is not None
    assert re.sub(r"\\(.)", r"\1", found[1][1:-1]) == text


def drawn(**chosen: object) -> str:
    """Draw as the command line does."""
    return draw(replace(Order(shipped_layers(), "en"), **chosen))  # type: ignore[arg-type]  # by name


def test_conclusions_may_be_named_as_people_call_them() -> None:
    assert drawn(conclusions=("Run order classes that lead into jobs",)) == drawn(conclusions=(MEASURE,))


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"up": True}, "graph_around_what"),
        ({"depth": 2}, "graph_around_what"),
        ({"stages": ("problem",), "conclusions": (PROBLEM,)}, "graph_stage_and_around"),
        ({"conclusions": ("problem.single_form_of_cooperatin",)}, "conclusion_asked"),
        ({"rules": ("no-such-rule",)}, "rule_unknown"),
    ],
)
def test_what_cannot_be_drawn_is_told(chosen: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as caught:
        drawn(**chosen)

    assert [fault.code for fault in caught.value.faults] == [code]


def test_more_rules_than_anybody_can_read_are_refused_as_a_picture_alone() -> None:
    names = tuple(library().pack.rules)[:60]
    with pytest.raises(InputError) as caught:
        drawn(rules=names)

    assert caught.value.faults[0].code == "graph_too_much"
    assert GRAMMAR.fullmatch(drawn(rules=names, form="dot"))


def test_the_form_follows_the_name_of_the_file(tmp_path: Path) -> None:
    drawn(rules=(RULE,), output=tmp_path / "a graph.gv")
    drawn(rules=(RULE,), output=tmp_path / "图.svg")

    assert (tmp_path / "a graph.gv").read_text("utf-8").startswith("digraph")
    assert (tmp_path / "图.svg").read_text("utf-8").startswith("<svg")


def test_boxes_lead_to_pages_that_lie_beside_the_picture_and_to_no_others(tmp_path: Path) -> None:
    page = tmp_path / Links("en", "en", (RULE,)).key(f"rule.{RULE}")
    page.parent.mkdir(parents=True)
    page.write_text("", "utf-8")
    root = lxml.etree.fromstring(drawn(rules=(RULE,), output=tmp_path / "graph.svg"))

    assert root.xpath("//s:a/@href", namespaces=SVG) == [f"en/rules/{RULE}.html"]
    assert lxml.etree.fromstring(drawn(rules=(RULE,))).xpath("//s:a", namespaces=SVG) == []


def test_links_are_made_for_every_kind_of_node() -> None:
    links = Links("en", "zh", frozenset(library().pack.rules))

    def missing(node: Node) -> bool:
        return not links.key(node.key)

    assert [node.key for graph in graphs().values() for node in graph.nodes if missing(node)] == []
