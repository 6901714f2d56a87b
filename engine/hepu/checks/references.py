"""Whether every id that a knowledge entry names is defined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault
from hepu.knowledge.cases import HOME_TRAITS
from hepu.knowledge.models import CRITERIA
from hepu.knowledge.references import names_in
from hepu.language.kinds import STAGES
from hepu.messages import catalogue, word_for
from hepu.naming import nearest, slip_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.errors import Location
    from hepu.knowledge.load import Knowledge
    from hepu.knowledge.references import Named
    from hepu.pack import Pack

__all__ = ["check_references", "reference_fault", "references_of"]


# Which file defines what an entry may name.
_NAMED = {
    "source": "sources",
    "theory": "theories",
    "indicator": "indicators",
    "problem": "problems",
    "strategy": "strategies",
    "case": "cases",
    "policy": "policies",
    "place": "places",
    "mode": "modes",
    "province": "provinces",
    "sector": "sectors",
    "town": "towns",
}


def check_references(pack: Pack) -> list[Fault]:
    """Give a fault for every id that an entry of a pack's knowledge names and nothing defines."""
    return references_of(pack.knowledge)


def references_of(knowledge: Knowledge) -> list[Fault]:
    """Give a fault for every id that an entry names and nothing defines."""
    known = {
        **{kind: set(knowledge.names(file)) for kind, file in _NAMED.items()},
        "conclusion": {
            f"{stage}.{name}" for stage in STAGES if stage != "exclusion" for name in knowledge.conclusions(stage)
        },
        "criterion": set(CRITERIA),
        "compared mode": {
            name for entry in knowledge.likeness.values() for item in entry.items.values() for name in item.of
        },
        "flag or number": {*_trait_kinds(knowledge)},
        "trait": {name for entry in knowledge.likeness.values() if entry.reads == "traits" for name in entry.items},
    }
    faults = _design_references(knowledge)
    for file, kind, name, path in (*names_in(knowledge), *_besides(knowledge), *_of_provinces(knowledge)):
        if kind in known and name not in known[kind]:
            faults.append(reference_fault(kind, name, known[kind], knowledge.place(file, str(path[0]), *path[1:])))
    if not knowledge.unread.get("priority") and list(knowledge.priority)[-1:] != [CRITERIA[-1]]:
        # Only the id leaves no two measures equal, and nothing after it would ever be asked.
        context = {"found": ", ".join(knowledge.priority), "expected": CRITERIA[-1]}
        last = list(knowledge.priority)[-1] if knowledge.priority else CRITERIA[-1]
        faults.append(Fault("priority_last", knowledge.place("priority", last), context))
    return faults


def _design_references(knowledge: Knowledge) -> list[Fault]:
    """Find design values that are finer than the indicator they are compared with, or belong to none."""
    faults = []
    for key, parameter in knowledge.parameters.items():
        name = key.removeprefix("design_reference_")
        if name == key or name in knowledge.unread.get("indicators", ()):
            continue
        indicator = knowledge.indicators.get(name)
        if indicator is None or parameter.decimals > indicator.decimals:
            faults.append(reference_fault("indicator", name, (), knowledge.place("parameters", key)))
    return faults


def reference_fault(kind: str, name: str, known: Iterable[str], place: Location) -> Fault:
    """Say that something of a kind is named and not defined; a name that is one slip off says what mends it."""
    names = tuple(known)
    meant = slip_of(name, names)
    context = {"found": name, "expected": kind, "nearest": meant or nearest(name, names)}
    told = {"expected": word_for(kind)} if f"kind_{kind.replace(' ', '_')}" in catalogue() else {}
    return Fault("knowledge_reference", place, {**context, **({"mend": meant} if meant else {})}, words=told)


def _besides(knowledge: Knowledge) -> Iterator[Named]:
    """Give what entries name in ways that no single field says."""
    yield from (("priority", "criterion", name, (name,)) for name in knowledge.priority)
    for key, strategy in knowledge.strategies.items():
        for policy, articles in strategy.articles.items():
            known = knowledge.policies.get(policy)
            named = () if known is None else tuple(clause.article.zh for clause in known.clauses)
            path = (key, "articles", policy)
            # An article that the policy does not have, or of a policy that the measure does not name, is no reference.
            missing = [article for article in articles if article not in named]
            yield from (("strategies", "policy", f"{policy} {article}", path) for article in missing)
            if policy not in strategy.policies:
                yield "strategies", "policy", f"{policy} (policies)", path
    for key, case in knowledge.cases.items():
        yield from (("cases", "compared mode", name, (key, "modes")) for name in case.modes)
        told = (f"{name}: {_kind_of(value)}" for name, value in case.traits.items())
        yield from (("cases", "flag or number", name, (key, "traits")) for name in told)


def _of_provinces(knowledge: Knowledge) -> Iterator[Named]:
    """Give the province-level regions that entries name where other words may stand as well."""
    for key, law in knowledge.policies.items():
        if law.place != "china":
            yield "policies", "province", law.place, (key, "place")
    for key, figure in knowledge.figures.items():
        if figure.place not in {"china", "elsewhere"}:
            yield "figures", "province", figure.place, (key, "place")
    for key, entry in knowledge.likeness.items():
        if entry.reads == "home":
            names = (name for name in entry.items if name not in HOME_TRAITS)
            yield from (("likeness", "province", name, (key, "items", name)) for name in names)
    for key, case in knowledge.cases.items():
        if case.group != "outside":
            yield "cases", "province", case.group, (key, "group")


def _kind_of(value: bool | int) -> str:  # as a file gives it
    return "true or false" if isinstance(value, bool) else "a number"


def _trait_kinds(knowledge: Knowledge) -> Iterator[str]:
    """Say of each trait whether a case states it by a yes or no or by a number."""
    for entry in knowledge.likeness.values():
        for name, item in entry.items.items():
            yield f"{name}: {'true or false' if item.number is None else 'a number'}"
