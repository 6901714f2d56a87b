"""Every check of a pack: add a line here for a new one, and its page in ``templates/checks``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from hepu.checks.circles import check_circles
from hepu.checks.conclusions import check_reachable, check_used
from hepu.checks.dates import check_dates
from hepu.checks.examples import check_examples
from hepu.checks.pages import graded
from hepu.checks.prerequisites import check_prerequisites
from hepu.checks.references import check_references
from hepu.checks.reviews import check_reviews
from hepu.checks.rules import check_rules
from hepu.checks.supply import check_supply
from hepu.checks.surroundings import check_levers, check_system
from hepu.checks.texts import check_languages
from hepu.checks.trials import check_trials
from hepu.checks.unused import check_unused
from hepu.errors import Fault, PackError
from hepu.history.check import check_lock
from hepu.reasoning.findings import check_proofs

if TYPE_CHECKING:
    from hepu.pack import Pack

__all__ = ["CHECKS", "Check", "check_pack", "distinct"]

Check = Callable[["Pack"], Iterable[Fault]]

CHECKS: tuple[Check, ...] = (
    check_rules,
    check_circles,
    check_examples,
    check_languages,
    check_reachable,
    check_used,
    check_prerequisites,
    check_supply,
    check_dates,
    check_references,
    check_levers,
    check_system,
    check_unused,
    check_reviews,
    check_lock,
    check_proofs,
    check_trials,
)


def check_pack(pack: Pack) -> list[Fault]:
    """Give every finding about what could be read of a pack, graded, in the order of places; nothing stands twice."""
    found: list[Fault] = []
    for check in CHECKS:
        try:
            found.extend(check(pack))
        except PackError as error:  # a circle among conclusions stops whatever has to order them, and is told once
            found.extend(error.faults)
    return list(distinct(graded(found)))


def distinct(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Give each finding once, in the order of places and codes."""
    found: dict[tuple[object, ...], Fault] = {}
    for fault in faults:
        found.setdefault((fault.location, fault.code, tuple(sorted(fault.context.items()))), fault)
    return tuple(sorted(found.values(), key=lambda fault: (fault.location, fault.code)))
