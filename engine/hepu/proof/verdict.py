"""What the checker says about a record: how many things it verified, and what it rejects."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    from hepu.proof.given import Given

__all__ = ["CheckReport", "Rejection", "Tally"]

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Rejection:
    """One thing in which a record is wrong.

    ``code`` is ``malformed``, ``missing``, ``surplus``, or what differs: ``pack``, ``profile``, ``input``, ``peers``,
    ``fact``, ``list``, ``parameter``, ``policy``, ``gap``, ``trend``, ``per_head``, ``rule``, ``conclusion``,
    ``advice``, ``engines`` or ``issue``; ``where`` is a path in the record.
    """

    code: str
    where: str
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The checker's verdict; ``steps`` counts what was verified of the derivation, from the inputs to the advice.

    ``unverified`` names what the record says and the checker took as given: see ``hepu.proof.given``.
    """

    accepted: bool
    steps: int
    rejections: tuple[Rejection, ...] = ()
    unverified: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """Counts what was verified and keeps what was rejected."""

    steps: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def reject(self, code: str, where: str, expected: Any = "", found: Any = "") -> None:
        """Reject one thing."""
        self.rejections.append(Rejection(code, where, str(expected)[:_SHOWN], str(found)[:_SHOWN]))

    def same(self, code: str, where: str, expected: Any, found: Any) -> None:
        """Verify that two values are the same and of one type."""
        self.steps += 1
        if type(expected) is not type(found) or expected != found:
            self.reject(code, where, expected, found)

    def holds(self, code: str, where: str, expected: str, found: Any, *, fits: bool) -> None:
        """Verify that a value is as it must be."""
        self.steps += 1
        if not fits:
            self.reject(code, where, expected, found)

    def take(self, code: str, where: str, value: Given, found: Any) -> None:
        """Take a value as given, if it looks as it must."""
        self.taken.add(value.name)
        if not value.fits(found):
            self.reject(code, where, value.name, found)

    def names(self, where: str, expected: Collection[str], found: Collection[str]) -> list[str]:
        """Verify that the same things are named, each once; give those that are named in both."""
        self.steps += 1
        wanted, counted = set(expected), Counter([*found])
        start = f"{where}." if where else ""
        for name in sorted(wanted - counted.keys()):
            self.reject("missing", f"{start}{name}", name)
        for name, times in sorted(counted.items()):
            if name not in wanted or times > 1:
                self.reject("surplus", f"{start}{name}", "", name)
        return sorted(wanted & counted.keys())

    def report(self, steps: int | None = None) -> CheckReport:
        """Give the verdict, perhaps with the number of steps up to somewhere."""
        counted = self.steps if steps is None else steps
        return CheckReport(not self.rejections, counted, tuple(self.rejections), tuple(sorted(self.taken)))
