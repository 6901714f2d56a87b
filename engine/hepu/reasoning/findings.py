"""What proofs find wrong with a pack: rules that never fire, add nothing, say nothing, or contradict one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault
from hepu.knowledge.load import DEFINED_IN
from hepu.language.model import InForce, leaves_of
from hepu.messages import word_for
from hepu.reasoning.claims import (
    asks_no_more,
    idle_parts,
    never_fires,
    never_together,
    pairs_of,
    subsumed,
    together,
    withheld,
)
from hepu.reasoning.proofs import decide, proved, reason
from hepu.reasoning.witness import reasoner_of
from hepu.reasoning.words import given_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.errors import Location
    from hepu.language.model import Rule
    from hepu.pack import Pack
    from hepu.reasoning.claims import Claim

__all__ = ["check_proofs", "conflicts_of", "of_rules", "opposites_of", "tells_facts"]

# The stages whose conclusions may be declared to exclude others.
_STAGES = ("strength", "problem", "cause")


def check_proofs(pack: Pack) -> Iterator[Fault]:
    """Give what is proved to be wrong with the rules of a pack taken together, and what could not be decided.

    Nothing is proved of a pack that could not be read whole: what was left out may be what a conclusion needs.
    """
    if pack.unread:
        return
    yield from of_rules(pack, pack.rules.values())
    yield from _opposed(pack)
    yield from _conflicts(pack)


def of_rules(pack: Pack, rules: Iterable[Rule]) -> Iterator[Fault]:
    """Give what is proved to be wrong with some rules of a pack, each alone or beside another of them."""
    alive = []
    for rule in rules:
        dead = _dead(pack, rule)
        if dead is None:
            alive.append(rule)
        else:
            yield dead
    yield from _subsumed(pack, alive)
    for rule in alive:
        yield from _withheld(pack, rule)
        yield from _idle(pack, rule)


def opposites_of(pack: Pack) -> tuple[tuple[str, str], ...]:
    """Give the conclusions that knowledge declares to exclude one another, by key, each pair once."""
    known = set(pack.conclusion_keys)
    found: dict[frozenset[str], tuple[str, str]] = {}
    for stage in _STAGES:
        for name, entry in sorted(pack.knowledge.conclusions(stage).items()):
            for other in getattr(entry, "opposes", ()):
                pair = (f"{stage}.{name}", other)
                if other in known:
                    found.setdefault(frozenset(pair), pair)
    return tuple(found.values())


def conflicts_of(pack: Pack) -> tuple[tuple[str, str], ...]:
    """Give the strategies that conflict, by key, each pair once."""
    strategies = pack.knowledge.strategies
    found: dict[frozenset[str], tuple[str, str]] = {}
    for name, entry in sorted(strategies.items()):
        for other in entry.conflicts:
            if other in strategies:
                found.setdefault(frozenset((name, other)), (f"strategy.{name}", f"strategy.{other}"))
    return tuple(found.values())


def tells_facts(rule: Rule) -> bool:
    """Say whether a rule tells anything of the college: one that asks for policies alone tells news with its source."""
    return any(not isinstance(leaf, InForce) for leaf in leaves_of(rule.when))


def _why(pack: Pack, claim: Claim) -> str:
    return "; ".join(reason(reasoner_of(pack), claim))


def _undecided(pack: Pack, place: Location, claim: Claim) -> Fault:
    context = {"found": " / ".join(claim.about), "expected": claim.kind, "steps": str(reasoner_of(pack).steps)}
    return Fault("proof_undecided", place, context, words={"expected": word_for(claim.kind)})


def _dead(pack: Pack, rule: Rule) -> Fault | None:
    claim = never_fires(rule)
    verdict = proved(reasoner_of(pack), claim)
    if verdict is None:
        return _undecided(pack, rule.place(("when",)), claim)
    if verdict:
        return Fault("rule_never_fires", rule.place(("when",)), {"found": rule.id, "expected": _why(pack, claim)})
    return None


def _subsumed(pack: Pack, rules: list[Rule]) -> Iterator[Fault]:
    """Find rules beside which another says the same; of two that say the same of each other only the later one."""
    found: set[tuple[str, str]] = set()
    for rule, other in pairs_of(rules):
        claim = subsumed(rule, other)
        if claim is None or not asks_no_more(rule, other) or not tells_facts(rule) or (other.id, rule.id) in found:
            continue
        verdict = proved(reasoner_of(pack), claim)
        place = rule.place(("when",))
        if verdict is None:
            yield _undecided(pack, place, claim)
        elif verdict:
            found.add((rule.id, other.id))
            yield Fault("rule_subsumed", place, {"found": rule.id, "nearest": other.id, "expected": _why(pack, claim)})


def _withheld(pack: Pack, rule: Rule) -> Iterator[Fault]:
    if rule.stage != "strategy" or not reasoner_of(pack).by_key.get(f"exclusion.{rule.target}"):
        return
    claim = withheld(rule)
    verdict = proved(reasoner_of(pack), claim)
    place = rule.place(("when",))
    if verdict is None:
        yield _undecided(pack, place, claim)
    elif verdict:
        context = {"found": rule.id, "nearest": rule.target, "expected": _why(pack, claim)}
        yield Fault("rule_always_withheld", place, context)


def _idle(pack: Pack, rule: Rule) -> Iterator[Fault]:
    """Find parts of a condition that change nothing; of parts that say the same only the last one."""
    for claim in idle_parts(rule):
        verdict = proved(reasoner_of(pack), claim)
        place = rule.place(claim.path)
        if verdict is None:
            yield _undecided(pack, place, claim)
        elif verdict:
            yield Fault("part_idle", place, {"found": rule.id, "expected": _why(pack, claim)})


def _opposed(pack: Pack) -> Iterator[Fault]:
    """Find conclusions that are declared to exclude one another, and a college that has both."""
    for one, other in opposites_of(pack):
        claim = never_together("opposed", one, other)
        stage, _, name = one.partition(".")
        place = pack.knowledge.place(DEFINED_IN[stage], name, "opposes")
        verdict = decide(pack, claim)
        if verdict.word == "undecided":
            yield _undecided(pack, place, claim)
        elif verdict.case is not None:
            told = given_in_words(verdict.case.given)
            yield Fault("opposites_meet", place, {"found": one, "nearest": other, "expected": told})


def _conflicts(pack: Pack) -> Iterator[Fault]:
    """Find conflicting strategies of which no college has both, or every college that has one."""
    for one, other in conflicts_of(pack):
        place = pack.knowledge.place("strategies", one.partition(".")[2], "conflicts")
        context = {"found": one.partition(".")[2], "nearest": other.partition(".")[2]}
        for code, claim in (
            ("conflict_never", never_together("conflict_never", one, other)),
            ("conflict_always", together(one, other)),
        ):
            verdict = proved(reasoner_of(pack), claim)
            if verdict is None:
                yield _undecided(pack, place, claim)
            elif verdict:
                yield Fault(code, place, context | {"expected": _why(pack, claim)})
