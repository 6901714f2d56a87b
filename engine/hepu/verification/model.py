"""What is found out about a file: one step each, the verdict that follows from all, and what the reader gave for it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.errors import Fault
    from hepu.ledger.entries import Verdict

__all__ = ["STEPS", "Report", "State", "Step", "StepName", "Vouched"]

StepName = Literal[
    "container",
    "signature",
    "record",
    "schema",
    "pack",
    "derivation",
    "chainer",
    "experta",
    "again",
    "envelope",
    "ledger",
    "before",
    "pages",
]
STEPS: tuple[StepName, ...] = get_args(StepName)
State = Literal["pass", "fail", "not_available"]
Vouched = Literal["", "record", "file"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how it came out, and in ``said`` what was compared and what was found, each a text of the catalogue.

    ``vouches`` says for what somebody whom the reader trusts stands: the whole file, or its record. ``binds`` says that
    the file was found to be what its record gives, byte for byte, so that what holds for the record holds for the file.
    ``vouches`` and ``binds`` count where the step passed and nowhere else.
    """

    name: StepName
    state: State
    said: tuple[Fault, ...]
    vouches: Vouched = ""
    binds: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What was found out about one file.

    ``file`` and ``digest`` are its name and sha256, ``record`` and ``record_id`` those of the record it was held
    against, empty without one. ``told`` is what a ledger has of the record besides, ``open`` what could not be
    established, ``given`` the places of the record that nothing implies and the checker took as given.
    """

    file: str
    digest: str
    record: str
    record_id: str
    steps: tuple[Step, ...]
    verdict: Verdict
    told: tuple[Fault, ...] = ()
    open: tuple[Fault, ...] = ()
    given: tuple[str, ...] = ()

    @property
    def states(self) -> Mapping[StepName, State]:
        """Give how each step came out, by its name."""
        return MappingProxyType({step.name: step.state for step in self.steps})
