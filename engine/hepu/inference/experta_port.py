"""Experta 1.9.4 made fit to be relied on: a clean import, an agenda that keeps its word, and fewer idle questions.

docs/decisions/0002-experta.md tells what is wrong with it as released; tests/test_experta_hazards.py shows each fault
and its mend.
"""

from __future__ import annotations

import bisect
import collections
import collections.abc
import importlib
import logging
import sys
from typing import Any, ClassVar

__all__ = ["MATCH", "NOT", "Fact", "P", "PlainMatcher", "Rule", "SteadyAgenda", "SteadyEngine", "load_experta"]


def load_experta() -> Any:
    """Import experta, leave ``collections`` and the root logger as they were, and give the module.

    Raises:
        ImportError: if experta, or something that it needs, is not installed.

    """
    if "frozendict" not in sys.modules:
        # frozendict 1.2, which experta asks for, looks for this name as it is imported; Python 3.10 took it away.
        lacking = not hasattr(collections, "Mapping")
        if lacking:
            collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
        try:
            importlib.import_module("frozendict")
        finally:
            if lacking:
                del collections.Mapping  # type: ignore[attr-defined]
    root = logging.getLogger()
    before = list(root.handlers)
    module = importlib.import_module("experta")
    # Two of its modules call logging.basicConfig() as they are imported.
    for handler in root.handlers[:]:
        if handler not in before:
            root.removeHandler(handler)
    if not hasattr(module, "KnowledgeEngine"):
        # It swallows the ImportError of a part and goes on without names; importing that part says what is missing.
        sys.modules.pop("experta.engine", None)
        importlib.import_module("experta.engine")
        raise ImportError(name="experta")
    return module


_experta = load_experta()
MATCH, NOT, P = _experta.MATCH, _experta.NOT, _experta.P
Fact, KnowledgeEngine, Rule = _experta.Fact, _experta.KnowledgeEngine, _experta.Rule
_Strategy = importlib.import_module("experta.abstract").Strategy
_ReteMatcher = importlib.import_module("experta.matchers").ReteMatcher
_nodes = importlib.import_module("experta.matchers.rete.nodes")
_SameContextCheck = importlib.import_module("experta.matchers.rete.check").SameContextCheck


class SteadyAgenda(_Strategy):  # type: ignore[misc,valid-type]  # experta is untyped
    """Orders what may fire by salience, then recency, then the rule's position, and drops exactly what is cancelled.

    The strategy of experta looks for a cancelled activation at one place and its two neighbours only, and orders ties
    by the accident of a hash.
    """

    positions: ClassVar[dict[str, int]] = {}

    def key(self, activation: Any) -> tuple[Any, ...]:
        """Give an activation's place: the greatest key fires first."""
        recency = tuple(sorted((fact["__factid__"] for fact in activation.facts), reverse=True))
        name = activation.rule.__name__
        return activation.rule.salience, recency, -self.positions.get(name, 0), name

    def _update_agenda(self, agenda: Any, added: Any, removed: Any) -> None:
        waiting = agenda.activations
        for activation in removed:
            activation.key = self.key(activation)
            at = bisect.bisect_left(waiting, activation)
            while at < len(waiting) and waiting[at].key == activation.key:
                if waiting[at] == activation:
                    del waiting[at]
                    break
                at += 1
        for activation in added:
            activation.key = self.key(activation)
            bisect.insort(waiting, activation)


class PlainMatcher(_ReteMatcher):  # type: ignore[misc,valid-type]  # experta is untyped
    """Experta's network for rules that are plain already: facts, then facts that must be absent, and nothing else.

    The matcher of experta copies each rule about nine times to bring it into that form, and sets up a dispatcher for
    every rule that it wires: together most of the time that a network takes to build.
    """

    _ends: tuple[Any, ...] | None = None

    @staticmethod
    def prepare_ruleset(engine: Any) -> set[Any]:
        """Give a copy of each rule, which no engine is bound to.

        Raises:
            TypeError: if a rule is not plain.

        """
        rules = engine.get_rules()
        for rule in rules:
            facts = [part[0] if at and isinstance(part, NOT) else part for at, part in enumerate(rule)]
            if not facts or not all(isinstance(fact, Fact) for fact in facts):
                raise TypeError(rule.__name__)
        return {rule.new_conditions(*rule) for rule in rules}

    @staticmethod
    def build_beta_part(ruleset: set[Any], alpha_terminals: Any) -> None:
        """Join the facts of each plain rule one after the other; what must be absent is a node that forbids."""
        for rule in ruleset:
            node = alpha_terminals[rule[0]]
            for part in rule[1:]:
                absent = isinstance(part, NOT)
                joined = (_nodes.NotNode if absent else _nodes.OrdinaryMatchNode)(_SameContextCheck())
                node.add_child(joined, joined.activate_left)
                other = alpha_terminals[part[0] if absent else part]
                other.add_child(joined, joined.activate_right)
                node = joined
            end = _nodes.ConflictSetNode(rule)
            node.add_child(end, end.activate)

    def _get_conflict_set_nodes(self) -> tuple[Any, ...]:
        """Find the network's ends once; experta remembers those of one engine at a time, for all engines together."""
        if self._ends is None:
            self._ends = super()._get_conflict_set_nodes.__wrapped__(self)
        return self._ends


class SteadyEngine(KnowledgeEngine):  # type: ignore[misc,valid-type]  # experta is untyped
    """An engine with the steady agenda and plain rules that asks its network only when a fact has come or gone."""

    __matcher__ = PlainMatcher
    __strategy__ = SteadyAgenda
    _initial: list[Any] | None = None

    def get_deffacts(self) -> list[Any]:
        """Give the initial facts, found once; experta looks through every rule for them at each reset."""
        if self._initial is None:
            self._initial = super().get_deffacts()
        return self._initial

    def get_activations(self) -> tuple[Any, Any]:
        """Give the activations that were added and removed since the last time."""
        if not self.facts.added and not self.facts.removed:
            return [], []
        added, removed = super().get_activations()
        return added, removed
