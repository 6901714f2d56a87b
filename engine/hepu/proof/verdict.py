"""What the checker says about a record: how many things it verified, and what it rejects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["CheckReport", "Rejection", "Tally"]

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Rejection:
    """One thing in which a record is wrong.

    ``code`` is ``malformed``, ``missing``, ``surplus``, or what differs: ``pack``, ``profile``, ``fact``, ``list``,
    ``parameter``, ``policy``, ``gap``, ``trend``, ``rule``, ``truth``, ``leaf``, ``conclusion``, ``fired`` or
    ``status``; ``where`` is a path in the record.
    """

    code: str
    where: str
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The checker's verdict; ``steps`` counts what was verified."""

    accepted: bool
    steps: int
    rejections: tuple[Rejection, ...] = ()


@dataclass(slots=True)
class Tally:
    """Counts what was verified and keeps what was rejected."""

    steps: int = 0
    rejections: list[Rejection] = field(default_factory=list)

    def reject(self, code: str, where: str, expected: Any = "", found: Any = "") -> None:
        """Reject one thing."""
        self.rejections.append(Rejection(code, where, str(expected)[:_SHOWN], str(found)[:_SHOWN]))

    def same(self, code: str, where: str, expected: Any, found: Any) -> None:
        """Verify that two values are the same."""
        self.steps += 1
        if expected != found:
            self.reject(code, where, expected, found)

    def names(self, where: str, expected: Collection[str], found: Collection[str]) -> list[str]:
        """Verify that the same things are named, each once; give those that are named in both."""
        self.steps += 1
        counted = sorted(found)
        for name in sorted(set(expected) - set(counted)):
            self.reject("missing", f"{where}.{name}", name)
        for at, name in enumerate(counted):
            if name not in expected or name in counted[:at]:
                self.reject("surplus", f"{where}.{name}", "", name)
        return sorted(set(expected) & set(counted))

    def report(self) -> CheckReport:
        """Give the verdict."""
        return CheckReport(not self.rejections, self.steps, tuple(self.rejections))
