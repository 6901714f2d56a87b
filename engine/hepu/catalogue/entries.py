"""What the catalogue says of each conclusion: the rules that lead to it, their kinds of evidence, their examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.language.kinds import STAGES
from hepu.language.model import Compare, Concluded, InForce, leaves_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.knowledge.models import ConclusionEntry
    from hepu.language.model import Leaf, Rule
    from hepu.pack import Pack

__all__ = ["EXPECTATIONS", "Entry", "RuleRow", "StageCount", "entries_of", "evidence_of", "stage_counts"]

EXPECTATIONS = ("fires", "silent", "unknown")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as the catalogue lists it; ``examples`` counts its examples in the order of ``EXPECTATIONS``."""

    rule: Rule
    evidence: tuple[str, ...]
    examples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One conclusion with its rules and, for a strategy, the rules that exclude it."""

    id: str
    stage: str
    known: ConclusionEntry
    rules: tuple[RuleRow, ...]
    exclusions: tuple[RuleRow, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        """Give the kinds of evidence on which the rules rest, each once."""
        return tuple(dict.fromkeys(kind for row in self.rules for kind in row.evidence))

    @property
    def examples(self) -> tuple[int, ...]:
        """Count the examples of the rules in the order of ``EXPECTATIONS``."""
        return tuple(sum(row.examples[at] for row in self.rules) for at in range(len(EXPECTATIONS)))

    @property
    def closed(self) -> bool:
        """Say whether the rules ask for policies alone, which are in force or not and never unknown."""
        return all(row.evidence == ("policy",) for row in self.rules)


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many entries, verified entries, rules and examples a stage has."""

    stage: str
    entries: int
    verified: int
    rules: int
    examples: tuple[int, ...]


def evidence_of(leaf: Leaf) -> str:
    """Name the kind of evidence that a leaf asks for, such as ``gap``, ``list`` or ``policy``."""
    match leaf:
        case Compare(key):
            return key.partition(".")[0]
        case InForce():
            return "policy"
        case Concluded():
            return "conclusion"
        case _:
            return "list"


def entries_of(pack: Pack, stage: str) -> tuple[Entry, ...]:
    """Give every conclusion of a stage in the order of the knowledge files."""
    by_key = _rows(pack)
    return tuple(
        Entry(
            name,
            stage,
            known,
            by_key.get(f"{stage}.{name}", ()),
            by_key.get(f"exclusion.{name}", ()) if stage == "strategy" else (),
        )
        for name, known in pack.knowledge.conclusions(stage).items()
    )


def _rows(pack: Pack) -> Mapping[str, tuple[RuleRow, ...]]:
    found: dict[str, list[RuleRow]] = {}
    for rule in pack.rules.values():
        counted: Counter[str] = Counter(example.expect for example in rule.examples)
        evidence = tuple(dict.fromkeys(map(evidence_of, leaves_of(rule.when))))
        row = RuleRow(rule, evidence, tuple(counted[word] for word in EXPECTATIONS))
        found.setdefault(rule.key, []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def stage_counts(pack: Pack) -> tuple[StageCount, ...]:
    """Count what the pack holds, stage by stage; exclusions are counted apart from strategies."""
    rows = _rows(pack)

    def count(stage: str) -> StageCount:
        known = pack.knowledge.conclusions(stage)
        listed = [row for key, found in rows.items() if key.partition(".")[0] == stage for row in found]
        entries = len(known) if stage != "exclusion" else sum(key.startswith("exclusion.") for key in rows)
        verified = sum(entry.verified for entry in known.values()) if stage != "exclusion" else 0
        examples = tuple(sum(row.examples[at] for row in listed) for at in range(len(EXPECTATIONS)))
        return StageCount(stage, entries, verified, len(listed), examples)

    return tuple(count(stage) for stage in STAGES)
