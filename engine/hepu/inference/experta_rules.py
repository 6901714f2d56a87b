"""Rules written for experta: the facts they match, the two copies of each, and the networks that run them.

How one copy of a condition becomes experta rules: negation is pushed to the leaves; an "and" is a list of patterns that
share a certainty; each alternative of an "or" is a rule. Where "or" under "and" would multiply to more than a few, each
"or" becomes a fact of its own that its alternatives declare.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, product
from math import prod
from typing import TYPE_CHECKING, Any

from hepu.inference.experta_port import MATCH, NOT, Fact, Rule, SteadyAgenda, SteadyEngine
from hepu.language.model import All, Condition, Leaf, Not
from hepu.language.model import Any as AnyOf

if TYPE_CHECKING:
    from hepu.language.model import Rule as HepuRule

__all__ = ["YES", "Either", "Measured", "Network", "RuleWriter", "Settled"]

YES = 1
MOST_ALTERNATIVES = 8
# A pattern to be: what must be present or absent, by slot, or which "or" must hold, by number.
_Part = tuple[str, str | int]
_Parts = tuple[_Part, ...]


class Measured(Fact):  # type: ignore[misc]  # experta is untyped
    """What is read at one certainty: a slot for each distinct thing that leaves ask about."""


class Settled(Fact):  # type: ignore[misc]  # experta is untyped
    """What is settled before a level: a slot for each leaf that holds or may hold, and for each rule that applies."""


class Either(Fact):  # type: ignore[misc]  # experta is untyped
    """An "or" of which some alternative holds at a certainty."""


class _Engine(SteadyEngine):
    """Notes what fires: a mark and a certainty."""

    def infer(self, facts: Iterable[Any]) -> set[tuple[Any, int]]:
        """Declare facts, let the network decide, and give all that fired."""
        self.fired: set[tuple[Any, int]] = set()
        self.reset()
        self.declare(*facts)
        self.run()
        return self.fired


@dataclass(slots=True)
class Network:
    """Gathers experta rules by position, makes engines of them, and runs them."""

    rules: dict[str, Any] = field(default_factory=dict)
    idle: list[_Engine] = field(default_factory=list)

    def add(self, patterns: Iterable[Any], effect: Callable[..., None]) -> None:
        """Add a rule; its position is its name."""
        effect.__name__ = f"r{len(self.rules):06d}"
        self.rules[effect.__name__] = Rule(*patterns)(effect)

    def add_mark(self, patterns: Iterable[Any], mark: object) -> None:
        """Add a rule that notes a mark, with the certainty at which it fires."""

        def effect(engine: Any, at: int) -> None:
            engine.fired.add((mark, at))

        self.add(patterns, effect)

    def add_fact(self, patterns: Iterable[Any], node: int) -> None:
        """Add a rule that declares that an "or" holds at the certainty at which it fires."""

        def effect(engine: Any, at: int) -> None:
            engine.declare(Either(node=node, at=at))

        self.add(patterns, effect)

    def fired(self, facts: Iterable[Any]) -> set[tuple[Any, int]]:
        """Run an engine over facts, and keep it for the next time if nothing went wrong: a failure leaves it torn."""
        try:
            engine = self.idle.pop()
        except IndexError:
            engine = self._engine()
        found = engine.infer(facts)
        self.idle.append(engine)
        return found

    def _engine(self) -> _Engine:
        """Make an engine; building its network is the slow part."""
        agenda = type("Agenda", (SteadyAgenda,), {"positions": {name: at for at, name in enumerate(self.rules)}})
        made: _Engine = type("Engine", (_Engine,), {"__strategy__": agenda, **self.rules})()
        return made


@dataclass(slots=True)
class RuleWriter:
    """Writes rules as experta rules over ``Settled`` and ``Either``."""

    slots: Mapping[Leaf, str]
    network: Network = field(default_factory=Network)
    eithers: int = 0

    def write(self, rule: HepuRule, applies: str) -> None:
        """Write both copies of a rule; ``applies`` is the slot that says whether it applies on the day."""
        for may in (False, True):
            for parts in self._alternatives(rule.when, applies, may=may, negated=False):
                self.network.add_mark(self._patterns(parts, applies), (rule.id, may))

    def _patterns(self, parts: Sequence[_Part], applies: str) -> list[Any]:
        """Turn the parts of an "and" into patterns that share the certainty; what must be absent comes last."""
        present = {str(value): YES for word, value in parts if word == "present"}
        return [
            Settled(at=MATCH.at, **{applies: YES, **present}),
            *(Either(node=value, at=MATCH.at) for word, value in parts if word == "either"),
            *(NOT(Settled(at=MATCH.at, **{str(value): YES})) for word, value in parts if word == "absent"),
        ]

    def _alternatives(self, condition: Condition, applies: str, *, may: bool, negated: bool) -> list[_Parts]:
        """Give the ways in which one copy of a condition can hold, each as an "and" of parts."""
        match condition:
            case Not(part):
                return self._alternatives(part, applies, may=may, negated=not negated)
            case All(parts) | AnyOf(parts):
                each = [self._alternatives(part, applies, may=may, negated=negated) for part in parts]
                if isinstance(condition, All) is negated:
                    return [parts for alternatives in each for parts in alternatives]
                if prod(map(len, each)) > MOST_ALTERNATIVES:
                    each = [ways if len(ways) == 1 else [(self._either(ways, applies),)] for ways in each]
                return [tuple(dict.fromkeys(chain.from_iterable(ways))) for ways in product(*each)]
            case leaf:
                copy = "may" if may is not negated else "holds"
                return [(("absent" if negated else "present", f"{self.slots[leaf]}_{copy}"),)]

    def _either(self, alternatives: Iterable[_Parts], applies: str) -> _Part:
        """Write a rule for each alternative of an "or"; each declares that the "or" holds."""
        self.eithers += 1
        node = self.eithers
        for parts in alternatives:
            self.network.add_fact(self._patterns(parts, applies), node)
        return "either", node
