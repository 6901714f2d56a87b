"""Which rules fired how often and which never, counted over whole columns of outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hepu.overview.model import RuleRow
from hepu.overview.told import FIRED, NOT_APPLICABLE, SILENT, UNDETERMINED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hepu.overview.told import Told
    from hepu.pack import Pack

__all__ = ["rule_rows"]


def rule_rows(told: Sequence[Told], rules: Mapping[str, str], pack: Pack | None, least: int) -> tuple[RuleRow, ...]:
    """Count each rule of a pack, given with its digest in the order of the records' outcomes.

    Where fewer than ``least`` colleges could be judged by a rule, what it came to is kept back.
    """
    outcomes = np.frombuffer(b"".join(item.rules for item in told), np.uint8).reshape(len(told), len(rules))
    colleges = {name: at for at, name in enumerate(dict.fromkeys(item.college for item in told))}
    of = np.array([colleges[item.college] for item in told])
    counts = {code: (outcomes == code).sum(axis=0) for code in (SILENT, UNDETERMINED, FIRED)}
    applied = (outcomes != NOT_APPLICABLE).sum(axis=0)
    fired_at = _colleges(outcomes == FIRED, of, len(colleges))
    judged_at = _colleges((outcomes == FIRED) | (outcomes == SILENT), of, len(colleges))
    rows = []
    for at, (name, digest) in enumerate(rules.items()):
        rule = None if pack is None else pack.rules.get(name)
        shown = judged_at[at] >= least
        rows.append(
            RuleRow(
                rule=name,
                digest=digest,
                stage="" if rule is None else rule.stage,
                target="" if rule is None else rule.target,
                applied=int(applied[at]),
                fired=int(counts[FIRED][at]) if shown else None,
                silent=int(counts[SILENT][at]) if shown else None,
                undetermined=int(counts[UNDETERMINED][at]) if shown else None,
                colleges=int(fired_at[at]) if shown else None,
                judged=int(judged_at[at]),
            )
        )
    return tuple(rows)


def _colleges(holds: NDArray[np.bool_], of: NDArray[np.int_], size: int) -> NDArray[np.int_]:
    """Count the colleges at any record of which something holds, rule by rule."""
    found = np.zeros((size, holds.shape[1]), np.bool_)
    np.logical_or.at(found, of, holds)
    counted: NDArray[np.int_] = found.sum(axis=0)
    return counted
