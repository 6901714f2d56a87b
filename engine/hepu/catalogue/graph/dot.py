"""A graph of rules in the language of Graphviz, for those who lay graphs out with its programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.catalogue.texts import phrase
from hepu.language.kinds import STAGES
from hepu.report.pictures.metrics import wrap
from hepu.report.typeset import typeset

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.catalogue.graph.labels import Labels
    from hepu.catalogue.graph.model import Edge, Graph, Node
    from hepu.text import Lang, Text

__all__ = ["dot"]

_FILLS = {
    "rule": "#ffffff",
    "opportunity": "#eef3e2",
    "challenge": "#f6e9ec",
    "strength": "#eaf0f8",
    "problem": "#f7ece4",
    "cause": "#f3f0f6",
    "strategy": "#e2efef",
}
_READ = "#f4f6f6"
_SIZE, _WIDTH = 11.0, 190.0
_FONTS = {"zh": "Noto Sans CJK SC", "en": "Helvetica"}


def dot(graph: Graph, labels: Labels, lang: Lang, title: Text, href: Callable[[Node], str] = lambda _: "") -> str:
    """Write a graph with a cluster for each stage, for its rules and for what is read, in one language."""
    font = _quoted(_FONTS[lang])
    lines = [
        "digraph hepu {",
        f"  graph [rankdir=LR, fontname={font}, label={_quoted(typeset(title[lang], lang))}, labelloc=t];",
        f"  node [shape=box, style=filled, fontname={font}, fontsize=11];",
        '  edge [color="#55666b", arrowsize=0.7];',
    ]
    for kind in ("read", "rule", *STAGES):
        members = [node for node in graph.nodes if _cluster(node) == kind]
        if members:
            lines += [
                f"  subgraph {_quoted('cluster_' + kind)} {{",
                f'    label={_quoted(_heading(kind)[lang])}; color="#9dbdbf";',
                *(f"    {_quoted(node.key)} [{_attributes(node, labels, lang, href(node))}];" for node in members),
                "  }",
            ]
    lines += [f"  {_quoted(edge.one)} -> {_quoted(edge.other)}{_given(edge)};" for edge in graph.edges]
    return "\n".join([*lines, "}"]) + "\n"


def _given(edge: Edge) -> str:
    given = ["style=dashed"] if edge.against else []
    given += [f"label={_quoted(str(edge.rules))}"] if edge.rules > 1 else []
    return f" [{', '.join(given)}]" if given else ""


def _cluster(node: Node) -> str:
    return node.kind if node.kind == "rule" or node.kind in STAGES else "read"


def _heading(kind: str) -> Text:
    return phrase({"read": "graph.cluster_read", "rule": "graph.cluster_rules"}.get(kind, f"stage.{kind}"))


def _attributes(node: Node, labels: Labels, lang: Lang, href: str) -> str:
    caption, name = (typeset(text[lang], lang) for text in (labels.caption(node), labels.name(node)))
    shown = [caption, *([name] if node.kind == "rule" else wrap(name, _SIZE, _WIDTH))]
    given = {"label": "\n".join(shown), "fillcolor": _FILLS.get(node.kind, _READ), "tooltip": node.key}
    if href:
        given["URL"] = href
    written = [f"{key}={_quoted(value)}" for key, value in given.items()]
    return ", ".join([*written, *(["penwidth=2.5"] if node.chosen else [])])


def _quoted(text: str) -> str:
    r"""Write a string of the language: quotes and backslashes escaped, so that no sequence of its own is read in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
