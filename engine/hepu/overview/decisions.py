"""How auditors decided on pieces of advice: what was adopted, by piece and by what it rests on."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, get_args

from hepu.knowledge.load import DEFINED_IN
from hepu.ledger.entries import Decision
from hepu.overview.model import DecisionRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.knowledge.models import Basis
    from hepu.overview.told import Told
    from hepu.pack import Pack

__all__ = ["Decisions", "decision_rows", "rows_by_basis"]

# The last decision on each piece of each record, by the record's digest.
Decisions = dict[str, dict[str, Decision]]
_ADOPTED: tuple[Decision, ...] = ("adopted", "partly_adopted")
_ORDER: tuple[Decision, ...] = get_args(Decision)
_THOUSAND = 1_000


def decision_rows(
    told: Sequence[Told], decisions: Mapping[str, Mapping[str, Decision]], pack: Pack | None, least: int, *, named: bool
) -> tuple[DecisionRow, ...]:
    """Count the decisions on each piece, the most decided first; on fewer than ``least`` there is no rate."""
    found: dict[str, list[tuple[str, Decision]]] = defaultdict(list)
    for record in told:
        for piece, decision in decisions.get(record.digest, {}).items():
            found[piece].append((record.college, decision))
    rows = [_row(piece, _basis(piece, pack), items, least, named=named) for piece, items in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.records, row.piece)))


def rows_by_basis(
    told: Sequence[Told], decisions: Mapping[str, Mapping[str, Decision]], pack: Pack | None, least: int, *, named: bool
) -> tuple[DecisionRow, ...]:
    """Count the decisions by what the piece's entry rests on."""
    found: dict[Basis | str, list[tuple[str, Decision]]] = defaultdict(list)
    for record in told:
        for piece, decision in decisions.get(record.digest, {}).items():
            found[_basis(piece, pack)].append((record.college, decision))
    return tuple(_row("", basis, found[basis], least, named=named) for basis in sorted(found))


def _row(
    piece: str, basis: Basis | str, items: Sequence[tuple[str, Decision]], least: int, *, named: bool
) -> DecisionRow:
    counts = Counter(decision for _, decision in items)
    colleges = len({college for college, _ in items})
    adopted = sum(counts[word] for word in _ADOPTED)
    return DecisionRow(
        piece=piece,
        basis=basis,  # type: ignore[arg-type]  # as the entry has it
        records=len(items),
        colleges=colleges,
        decided={word: counts[word] for word in _ORDER} if named or colleges >= least else None,
        rate=_THOUSAND * adopted // len(items) if colleges >= least else None,
    )


def _basis(piece: str, pack: Pack | None) -> Basis | str:
    stage, _, name = piece.rpartition(".")
    stage = stage or "strategy"
    if pack is None or stage not in DEFINED_IN:
        return ""
    entry = pack.knowledge.conclusions(stage).get(name)
    return "" if entry is None else entry.basis
