"""Faults and errors: each says where it is and, through the message catalogue, what to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.text import Text

__all__ = [
    "DisagreementError",
    "Fault",
    "HepuError",
    "InputError",
    "Location",
    "OutputError",
    "PackError",
    "ProofError",
]

_PRINTED = re.compile(
    r"([^:]*)"  # file
    r"(?::(?:([0-9]+)(?::([0-9]+))?|([^:!]+)!([^:]+)))?"  # line and column, or sheet and cell
    r"(?::([^:]+))?"  # path
)


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Where something stands in a file: a sheet and cell of a workbook, or a line and column of a text."""

    file: str = ""
    sheet: str = ""
    cell: str = ""
    line: int = 0
    column: int = 0
    path: str = ""

    def __str__(self) -> str:
        """Give the location in the form that editors and spreadsheet users know."""
        parts = [self.file]
        if self.sheet:
            parts.append(f"{self.sheet}!{self.cell}" if self.cell else self.sheet)
        elif self.line:
            parts.append(f"{self.line}:{self.column}" if self.column else str(self.line))
        if self.path:
            parts.append(self.path)
        return ":".join(part for part in parts if part)

    @classmethod
    def read(cls, text: str) -> Location:
        """Read a location from the form in which it is printed; a colon or mark in the file's own name may mislead."""
        found = _PRINTED.fullmatch(text)
        if found is None:
            return cls(text)
        file, line, column, sheet, cell, path = (part or "" for part in found.groups())
        return cls(file, sheet, cell, int(line or 0), int(column or 0), path)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a code of the message catalogue, its place, and the words that fill the message.

    ``context`` holds plain strings; the keys ``expected``, ``found`` and ``nearest`` are the usual ones. ``words``
    holds what has a name in each language, of which the reader sees one.
    """

    code: str
    location: Location = field(default_factory=Location)
    context: Mapping[str, str] = field(default_factory=dict)
    severity: str = "error"
    words: Mapping[str, Text] = field(default_factory=dict)


class HepuError(Exception):
    """The work could not be done; ``faults`` says what is wrong and where."""

    exit_code = 70

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults in the order in which they were found."""
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.location}: {fault.code}" for fault in self.faults))

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes whole."""
        more = (vars(self)["traces"],) if "traces" in vars(self) else ()
        return type(self), (self.faults, *more)


class InputError(HepuError, ValueError):
    """Your profile, form or peer file has faults and no advisory was written."""

    exit_code = 1


class PackError(HepuError, ValueError):
    """The rule pack or its knowledge has faults and cannot be used."""

    exit_code = 1


class DisagreementError(HepuError, RuntimeError):
    """The two engines came to different conclusions, so nothing was issued; ``traces`` holds what each came to."""

    exit_code = 4

    def __init__(self, faults: Sequence[Fault], traces: Mapping[str, object]) -> None:
        """Keep the faults and, by engine, its inference as JSON values."""
        super().__init__(faults)
        self.traces = traces


class ProofError(HepuError, RuntimeError):
    """The independent checker rejected the derivation, so nothing was issued."""

    exit_code = 4


class OutputError(HepuError, OSError):
    """The advisory could not be rendered or written."""

    exit_code = 5
