"""Every check of a pack: add a line here for a new one, and its page in ``templates/checks``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from hepu.checks.conclusions import check_reachable
from hepu.checks.pages import graded
from hepu.checks.references import check_references
from hepu.checks.rules import check_rules
from hepu.checks.surroundings import check_levers, check_system
from hepu.errors import Fault

if TYPE_CHECKING:
    from hepu.pack import Pack

__all__ = ["CHECKS", "Check", "check_pack"]

Check = Callable[["Pack"], Iterable[Fault]]

CHECKS: tuple[Check, ...] = (
    check_rules,
    check_reachable,
    check_references,
    check_levers,
    check_system,
)


def check_pack(pack: Pack) -> list[Fault]:
    """Give every finding about a pack that could be read, graded, in the order of places; nothing stands twice."""
    found: dict[tuple[object, ...], Fault] = {}
    for check in CHECKS:
        for fault in graded(check(pack)):
            found.setdefault((fault.location, fault.code, tuple(sorted(fault.context.items()))), fault)
    return sorted(found.values(), key=lambda fault: (fault.location, fault.code))
