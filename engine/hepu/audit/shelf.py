"""Issued records ready to be opened, from a ledger or from a folder of their files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.audit.opened import Opener

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.audit.log import Log, OfRecord
    from hepu.layers import Layers
    from hepu.record.model import Record
    from hepu.report.context import Context

__all__ = ["Held", "Shelf", "shelf_of_ledger"]


@dataclass(frozen=True)
class Held:
    """A record that is held: ``told`` is what a ledger tells of it, nothing where there is none."""

    digest: str
    record: Record
    opened: Callable[[], Context]
    told: OfRecord | None = None

    @property
    def context(self) -> Context:
        """Open it with its pack."""
        return self.opened()


@dataclass(frozen=True, slots=True)
class Shelf:
    """Records in the order in which they were issued, and the name of where they are held."""

    name: str
    records: tuple[Held, ...]


def shelf_of_ledger(log: Log, layers: Layers) -> Shelf:
    """Give the issued records of a ledger, each once.

    Raises:
        InputError: where one is not in the store, has been altered, or cannot be read.

    """
    opener = Opener(log, layers)
    return Shelf(log.ledger.name, tuple(_of_ledger(opener, item) for item in log.records.values()))


def _of_ledger(opener: Opener, item: OfRecord) -> Held:
    record = opener.record(item)
    made: list[Context] = []

    def opened() -> Context:
        if not made:
            made.append(opener.opened(item, record))
        return made[0]

    return Held(item.digest, record, opened, item)
