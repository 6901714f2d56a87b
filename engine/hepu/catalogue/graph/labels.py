"""What the nodes of a graph are called, and what stands above their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.catalogue.texts import dotted, phrase
from hepu.report.words import both, join, words

if TYPE_CHECKING:
    from hepu.catalogue.graph.model import Graph, Node
    from hepu.pack import Pack
    from hepu.report.names import Names
    from hepu.text import Text

__all__ = ["Labels"]

_READ = frozenset({"fact", "list", "policy", "indicator", "gap", "trend", "participation", "standing", "advantage"})


@dataclass(frozen=True)
class Labels:
    """Names nodes with the words of one pack."""

    pack: Pack
    names: Names

    def name(self, node: Node) -> Text:
        """Give the name of a node; of what is computed from an indicator that of the indicator."""
        name = node.key.partition(".")[2]
        match node.kind:
            case "rule":
                return both(name)
            case "policy":
                return self.names.policy(name)
            case "list":
                return self.names.list(name)
            case "fact":
                return self.names.fact(node.key)
            case "indicator" | "gap" | "trend" | "participation" | "standing" | "advantage":
                return self.pack.knowledge.indicators[name].name
            case _:
                return self.names.conclusion(node.key)

    def caption(self, node: Node) -> Text:
        """Say what a node is, and how many rules conclude it that are not drawn."""
        if node.kind == "rule":
            return phrase("graph.rule", certainty=words()[f"certainty.{self.pack.rules[node.key[5:]].certainty.word}"])
        if node.kind in _READ:
            return phrase(f"graph.{node.kind}")
        parts = [self._stage(node)]
        if node.rules:
            parts.append(phrase("graph.rules", count=node.rules))
        if node.against:
            parts.append(phrase("graph.against", count=node.against))
        return dotted(parts)

    def _stage(self, node: Node) -> Text:
        if node.kind != "strategy":
            return words()[f"stage.{node.kind}"]
        actor = self.pack.knowledge.strategies[node.key.partition(".")[2]].actor
        return phrase(f"graph.measure_{actor}")

    def told(self, graph: Graph) -> Text:
        """Say in sentences what leads where, for those who cannot see the picture."""
        nodes = {node.key: node for node in graph.nodes}
        lines = []
        for node in graph.nodes:
            led = [self.name(nodes[edge.other]) for edge in graph.edges if edge.one == node.key and not edge.against]
            stopped = [self.name(nodes[edge.other]) for edge in graph.edges if edge.one == node.key and edge.against]
            if led:
                lines.append(phrase("graph.leads", name=self.name(node), others=join(led)))
            if stopped:
                lines.append(phrase("graph.stands", name=self.name(node), others=join(stopped)))
        return join(lines, "sentence_join") if lines else phrase("graph.no_lines")
