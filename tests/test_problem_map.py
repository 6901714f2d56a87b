"""The map of problems, causes and measures is complete and legible on paper, however much it has to show."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest

import report_sample as sample
from hepu.report.context import Context
from hepu.report.pictures.map_layout import HEIGHT, Graph, Map
from hepu.report.pictures.metrics import text_width
from hepu.report.pictures.picture_text import told_map
from hepu.report.pictures.problem_map import graph_of, maps_of
from hepu.report.pictures.untangle import crossings, least_crossed, settled, untangled

if TYPE_CHECKING:
    from hepu.pipeline import Advisor
    from hepu.report.pictures.map_layout import Box

SIZES = (10, 30, 60)
LANGS = ("zh", "en", "both")
LEAST_POINTS = 6.5
LAUNCHED = 3


def graph_with(shipped: Advisor, nodes: int) -> Graph:
    """Link so many conclusions of the pack, a third of them problems, with up to four links from a measure."""
    knowledge = shipped.pack.knowledge
    problems = list(knowledge.problems)[: nodes * 3 // 10]
    causes = [name for name, entry in knowledge.causes.items() if set(entry.explains) & set(problems)]
    causes = causes[: nodes * 28 // 100]
    fitting = [name for name, entry in knowledge.strategies.items() if set(entry.addresses) & set(problems)]
    measures = fitting[: nodes - len(problems) - len(causes)]
    edges = [
        (f"problem.{name}", f"cause.{cause}")
        for cause in causes
        for name in knowledge.causes[cause].explains
        if name in problems
    ]
    for at, name in enumerate(measures):
        relieved = set(knowledge.strategies[name].addresses) & set(problems)
        linked = [cause for cause in causes if set(knowledge.causes[cause].explains) & relieved][: 1 + at % 4]
        edges += [(f"cause.{cause}", f"strategy.{name}") for cause in linked]
        edges += [(f"problem.{other}", f"strategy.{name}") for other in problems if other in relieved and not linked]
    layers = (
        tuple(f"problem.{name}" for name in problems),
        tuple(f"cause.{name}" for name in causes),
        tuple(f"strategy.{name}" for name in measures),
    )
    kinds = {key: "priority" if at < LAUNCHED else "problem" for at, key in enumerate(layers[0])}
    kinds |= dict.fromkeys(layers[1], "cause")
    kinds |= {key: "launch" if at < LAUNCHED else "reserve" for at, key in enumerate(layers[2])}
    stages = knowledge.conclusions
    names = {key: stages(key.partition(".")[0])[key.partition(".")[2]].name for layer in layers for key in layer}
    return Graph(layers, tuple(edges), kinds, names)


@pytest.fixture(params=SIZES, ids=lambda nodes: f"{nodes}-nodes")
def graph(request: pytest.FixtureRequest, shipped: Advisor) -> Graph:
    """Give a graph of 10, 30 or 60 conclusions."""
    made = graph_with(shipped, request.param)
    assert sum(map(len, made.layers)) == request.param
    return made


@pytest.fixture(params=LANGS)
def drawn(request: pytest.FixtureRequest, graph: Graph) -> tuple[Map, ...]:
    """Give the graph as drawn in one language or in both."""
    return maps_of(graph, request.param)


def test_every_conclusion_and_every_link_is_drawn(graph: Graph, drawn: tuple[Map, ...]) -> None:
    assert {box.key for made in drawn for box in made.boxes} == {key for layer in graph.layers for key in layer}
    assert {(line.one, line.other) for made in drawn for line in made.lines} == set(graph.edges)


def test_each_part_stands_on_one_page_and_there_are_few(drawn: tuple[Map, ...]) -> None:
    assert max(made.height for made in drawn) <= HEIGHT
    assert len(drawn) <= 3  # 60 conclusions in both languages; one page in Chinese


def test_no_two_boxes_overlap(drawn: tuple[Map, ...]) -> None:
    for made in drawn:
        assert not [(one.key, other.key) for one, other in combinations(made.boxes, 2) if overlap(one, other)]


def overlap(one: Box, other: Box) -> bool:
    """Say whether two boxes share more than an edge."""
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def test_every_name_is_whole_and_within_its_box(drawn: tuple[Map, ...]) -> None:
    for made in drawn:
        for box in made.boxes:
            assert "…" not in "".join(item.text for item in box.labels)
            for item in box.labels:
                assert box.x < item.x
                assert item.x + text_width(item.text, item.size) <= box.x + box.width
                assert box.y < item.y - item.size * 0.8
                assert item.y + item.size * 0.25 <= box.y + box.height


def test_everything_is_within_the_frame(drawn: tuple[Map, ...]) -> None:
    for made in drawn:
        assert min(box.x - 0.5 for box in made.boxes) >= 0
        assert max(box.x + box.width + 0.5 for box in made.boxes) <= made.width
        assert max(box.y + box.height for box in made.boxes) <= made.height
        assert max(item.y for item in made.titles) < min(box.y for box in made.boxes)


def test_text_on_paper_is_large_enough(drawn: tuple[Map, ...]) -> None:
    assert min(item.size for made in drawn for box in made.boxes for item in box.labels) >= LEAST_POINTS


def test_no_line_passes_behind_a_box(drawn: tuple[Map, ...]) -> None:
    for made in drawn:
        for line in made.lines:
            for y in map(float, re.findall(r"L[\d.]+,([\d.]+)", line.path)):
                assert not [box.key for box in made.boxes if box.kind == "cause" and box.y <= y <= box.y + box.height]


def test_lines_of_neighbours_are_drawn_differently(drawn: tuple[Map, ...]) -> None:
    for made in drawn:
        style = {line.one: line.style for line in made.lines}
        for kinds in ({"problem", "priority"}, {"cause"}):
            column = sorted((box for box in made.boxes if box.kind in kinds), key=lambda box: box.y)
            shown = [style[box.key] for box in column if box.key in style]
            assert all(one != other for one, other in pairwise(shown))


def test_no_more_lines_cross_than_after_sorting_by_mean_places(graph: Graph) -> None:
    straight = [edge for edge in graph.edges if edge[0].startswith("cause") or edge[1].startswith("cause")]
    simple = untangled(graph.layers, straight, (1, 2, 1, 0) * 6)

    assert crossings(least_crossed(graph.layers, straight), straight) <= crossings(simple, straight)


def test_crossings_are_counted() -> None:
    edges = [("a", "y"), ("b", "x"), ("x", "p"), ("y", "q")]

    assert crossings([["a", "b"], ["x", "y"], ["p", "q"]], edges) == 1
    assert crossings([["b", "a"], ["x", "y"], ["p", "q"]], edges) == 0


def test_boxes_settle_where_they_want_to_be_unless_others_are_in_the_way() -> None:
    assert settled([10, 10], [20, 80], 5, 100) == [15, 75]
    assert settled([10, 10], [50, 50], 5, 100) == pytest.approx([37.5, 52.5])
    assert settled([10, 10], [0, 200], 5, 100) == [0, 90]


def test_the_map_of_a_college_shows_all_its_problems() -> None:
    record, pack = sample.record_of(sample.rich())
    graph = graph_of(Context(record, pack, requests=True))

    assert graph is not None
    assert graph.layers[0] == tuple(f"problem.{item.id}" for item in record.advice.problems)


def test_published_figures_have_no_map() -> None:
    record, pack = sample.record_of(sample.published())

    assert maps_of(graph_of(Context(record, pack, requests=True)), "zh") == ()


def test_the_text_that_stands_for_a_map_names_every_link(graph: Graph) -> None:
    (made,) = maps_of(graph, "zh")[:1]
    told = told_map(graph, made).zh

    for line in made.lines:
        sentence = next(part for part in told.split("。") if part.startswith(f"{graph.names[line.one].zh}→"))
        assert graph.names[line.other].zh in sentence
