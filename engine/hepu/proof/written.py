"""Facts and conclusions as a record writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.proof.answers import OFFICIAL_ROWS
from hepu.proof.given import given
from hepu.proof.values import LEVELS, Fact, Kind, scaled

if TYPE_CHECKING:
    from hepu.proof.facts import Facts
    from hepu.proof.gaps import Gap
    from hepu.proof.given import Given
    from hepu.proof.judge import Judge
    from hepu.proof.source import RawPack

__all__ = ["facts_part", "inference_part"]

_ANSWERED = ("fact", "indicator")


def facts_part(facts: Facts, pack: RawPack) -> dict[str, dict[str, Any]]:
    """Write every fact, list, parameter, policy, gap, trend and per-head form."""
    derived, indicators = pack.knowledge["derived"], pack.knowledge["indicators"]

    def place(key: str) -> str | Given:
        """Only an answer has a place in the file, which is not in the record."""
        head, _, name = key.partition(".")
        return given("facts.values.*.place") if head in _ANSWERED and name not in derived else ""

    return {
        "values": {key: _fact(fact, facts.kinds[key], place(key)) for key, fact in facts.values.items()},
        "lists": {name: _list(facts, name) for name in facts.lists},
        "parameters": {name: _parameter(facts, name, pack) for name in facts.parameters},
        "policies": dict(facts.policies),
        "gaps": {name: _gap(gap) for name, gap in facts.gaps.items()},
        "trends": {
            name: {
                "years": [year for year, _ in years],
                "values": [scaled(value, indicators[name]["decimals"]) for _, value in years],
            }
            for name, years in facts.trends.items()
        },
        "per_head": {name: scaled(value, decimals) for name, (value, decimals) in facts.per_head.items()},
    }


def inference_part(judge: Judge) -> dict[str, Any]:
    """Write what every rule and every conclusion came to."""
    rules = []
    for name, rule in sorted(judge.pack.rules.items()):
        truth, leaves = judge.rule(rule)
        applies = rule.applies(judge.day)
        rules.append({"rule": name, "digest": rule.digest, "applies": applies, "truth": truth, "leaves": leaves})
    conclusions = {}
    for key in judge.pack.conclusions:
        truth, fired = judge.conclusion(key)
        conclusions[key] = {"truth": truth, "fired": fired}
    return {"rules": rules, "conclusions": conclusions}


def _fact(fact: Fact, kind: Kind, place: str | Given) -> dict[str, Any]:
    return {
        "state": fact.state,
        "low": scaled(fact.low, kind.decimals),
        "high": scaled(fact.high, kind.decimals),
        "certainty": LEVELS[fact.level],
        "place": place,
        "source": fact.source,
        "reads": list(fact.reads),
    }


def _list(facts: Facts, name: str) -> dict[str, Any]:
    listed, kinds = facts.lists[name], facts.fields[name]
    place = "" if name == OFFICIAL_ROWS else given("facts.lists.*.rows.*.*.place")
    rows = [{item: _fact(fact, kinds[item], place) for item, fact in row.items()} for row in listed.rows]
    return {"complete": listed.complete, "rows": rows}


def _parameter(facts: Facts, name: str, pack: RawPack) -> dict[str, Any]:
    """Write the value that holds, and the dated ones that were passed over, oldest first."""
    value, since = facts.parameters[name]
    decimals = pack.knowledge["parameters"][name]["decimals"]
    dated = pack.dated(name)
    passed = [[day, scaled(other, decimals)] for day, other in dated if (day, other) != (since, value)]
    return {"value": scaled(value, decimals), "since": since, "passed_over": passed}


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "basis": gap.basis,
        "reference": scaled(gap.reference, gap.decimals),
        "shortfall_permille": gap.shortfall,
        "per_head": gap.per_head,
        "standard": gap.standard,
        "missing": list(gap.missing),
    }
