"""Ids that knowledge defines and nothing names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.errors import Fault
from hepu.facts.parameters import ALWAYS_NEEDED
from hepu.language.model import InForce, leaves_of, parameters_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.pack import Pack

__all__ = ["check_unused"]

# Parameters that facts and advice read by their names, and the references of indicators.
_NEEDED = (*ALWAYS_NEEDED, "design_reference_")
_CODES = {
    "sources": "source_unused",
    "parameters": "parameter_unused",
    "policies": "policy_unused",
    "theories": "theory_unused",
}


def check_unused(pack: Pack) -> Iterator[Fault]:
    """Give each source, parameter, policy and theory that no rule and no entry of knowledge names."""
    named = {*_of_rules(pack), *_of_knowledge(pack), *pack.unread}
    knowledge = pack.knowledge
    for kind, code in _CODES.items():
        for name, entry in getattr(knowledge, kind).items():
            needed = (kind == "parameters" and name.startswith(_NEEDED)) or getattr(entry, "kind", "") == "concept"
            if name not in named and not needed:
                yield Fault(code, knowledge.place(kind, name), {"found": name})


def _of_rules(pack: Pack) -> Iterator[str]:
    for rule in pack.rules.values():
        yield from (rule.theory, *rule.sources, *parameters_of(rule.when), *(ground.policy for ground in rule.law))
        yield from (leaf.policy for leaf in leaves_of(rule.when) if isinstance(leaf, InForce))


def _of_knowledge(pack: Pack) -> Iterator[str]:
    """Give every text of every entry, but not the ids of the entries themselves."""
    for entries in pack.knowledge.written.values():
        for entry in entries.values():
            yield from _texts(entry.value)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _texts(item)
        case dict():
            for key, item in value.items():
                yield str(key)
                yield from _texts(item)
