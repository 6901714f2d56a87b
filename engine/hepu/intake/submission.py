"""What was read from a file, before anything is made of it: raw values with their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from hepu.errors import Fault, Location

if TYPE_CHECKING:
    from hepu.text import Lang

__all__ = ["Raw", "RawAnswer", "RawList", "RawRow", "Submission"]


@dataclass(frozen=True, slots=True)
class Raw:
    """One raw value and its place; ``percent`` says that the cell shows it as a percentage.

    ``kind`` is ``formula`` for a formula without a result and ``error`` for an error such as a division by zero.
    """

    value: Any
    location: Location
    percent: bool = False
    kind: Literal["plain", "formula", "error"] = "plain"

    @property
    def blank(self) -> bool:
        """Say whether nothing stands there."""
        return self.kind == "plain" and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """The raw parts of an answer."""

    value: Raw
    status: Raw | None = None
    source: Raw | None = None
    evidence: Raw | None = None

    @property
    def blank(self) -> bool:
        """Say whether nothing stands in any part."""
        return all(part is None or part.blank for part in (self.value, self.status, self.source, self.evidence))


@dataclass(frozen=True, slots=True)
class RawRow:
    """The raw fields of a row, with its ``status``, ``source`` and ``evidence`` among them."""

    location: Location
    fields: dict[str, Raw]


@dataclass(frozen=True, slots=True)
class RawList:
    """The raw rows of a list and the word on its completeness; ``given`` says that rows were written, even if none."""

    complete: Raw
    rows: tuple[RawRow, ...] = ()
    given: bool = False


@dataclass(slots=True)
class Submission:
    """Everything that was read from one file; texts are kept to be searched for what must not be handed in.

    ``answers`` is keyed by the path in the profile (with the year for indicators), ``lists`` by the list's id,
    ``signatures`` by sheet and field. ``absent`` are the paths that the form no longer asks for, which is told already.
    """

    file: str
    lang: Lang = "zh"
    details: dict[str, Raw] = field(default_factory=dict)
    answers: dict[str, RawAnswer] = field(default_factory=dict)
    lists: dict[str, RawList] = field(default_factory=dict)
    signatures: dict[str, dict[str, Raw]] = field(default_factory=dict)
    texts: list[tuple[str, Location]] = field(default_factory=list)
    titles: list[tuple[str, Location]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)
