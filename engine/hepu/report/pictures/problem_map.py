"""What the map of problems, causes and measures shows: every problem that holds, and what follows for the college."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.advice.build import PRIORITIES
from hepu.report.pictures.map_layout import Graph, fits, laid_out
from hepu.report.pictures.untangle import least_crossed

if TYPE_CHECKING:
    from collections.abc import Collection

    from hepu.report.context import Context
    from hepu.report.pictures.map_layout import Map

__all__ = ["graph_of", "maps_of", "part_of"]


def graph_of(context: Context) -> Graph | None:
    """Link every problem with its causes, and these with the measures that relieve it; none on published figures."""
    advice = context.record.advice
    if context.published or not advice.problems:
        return None
    problems = [item.id for item in advice.problems]
    causes = list(dict.fromkeys(cause for item in advice.problems for cause in item.causes))
    explained = {cause: {item.id for item in advice.problems if cause in item.causes} for cause in causes}
    measures = [
        item for item in context.placed("launch", "reserve", "conditional") if set(problems) & set(item.relieves)
    ]
    edges = [(f"problem.{item.id}", f"cause.{cause}") for item in advice.problems for cause in item.causes]
    for item in measures:
        linked = [cause for cause in item.causes if cause in explained and explained[cause] & set(item.relieves)]
        reached = {name for cause in linked for name in explained[cause]}
        edges += [(f"cause.{cause}", f"strategy.{item.id}") for cause in linked]
        edges += [(f"problem.{name}", f"strategy.{item.id}") for name in problems if name in {*item.relieves} - reached]
    kinds = {f"problem.{name}": "priority" if at < PRIORITIES else "problem" for at, name in enumerate(problems)}
    kinds |= {f"cause.{name}": "cause" for name in causes}
    kinds |= {f"strategy.{item.id}": item.placement for item in measures}
    layers = (
        tuple(f"problem.{name}" for name in problems),
        tuple(f"cause.{name}" for name in causes),
        tuple(f"strategy.{item.id}" for item in measures),
    )
    names = {key: context.names.conclusion(key) for layer in layers for key in layer}
    return Graph(layers, tuple(edges), kinds, names)


def part_of(graph: Graph, problems: Collection[str]) -> Graph:
    """Keep some problems with everything that is linked with them."""
    causes = {other for one, other in graph.edges if one in problems and other in graph.layers[1]}
    kept = {*problems, *causes}
    measures = {other for one, other in graph.edges if one in kept and other in graph.layers[2]}
    first, middle, last = graph.layers
    layers = (
        tuple(key for key in first if key in problems),
        tuple(key for key in middle if key in causes),
        tuple(key for key in last if key in measures),
    )
    shown = {key for layer in layers for key in layer}
    edges = tuple(edge for edge in graph.edges if shown.issuperset(edge))
    return Graph(layers, edges, graph.kinds, graph.names)


def maps_of(graph: Graph | None, lang: str) -> tuple[Map, ...]:
    """Draw a graph on as few pages as hold it, problems that share causes and measures together."""
    if graph is None:
        return ()
    left = least_crossed(graph.layers, graph.edges)[0]
    made = []
    while left:
        taken = len(left)
        while taken > 1 and not fits(part_of(graph, left[:taken]), lang):
            taken -= 1
        made.append(laid_out(part_of(graph, left[:taken]), lang))
        left = left[taken:]
    return tuple(made)
