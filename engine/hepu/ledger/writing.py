"""A ledger opened to be written to: what could not be written in the end is told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault, Location, OutputError
from hepu.ledger.opening import read_ledger

if TYPE_CHECKING:
    from hepu.ledger.store import Ledger

__all__ = ["ledger_to_write"]


def ledger_to_write(named: str) -> Ledger:
    """Open a ledger that entries are to be added to.

    Raises:
        InputError: where there is none.
        OutputError: where it is a copy, or its file or folder is kept from writing.

    """
    from hepu.ledger.places import file_of, keeps_from_writing  # noqa: PLC0415  # opens databases, as the store
    from hepu.ledger.store import Ledger  # noqa: PLC0415

    found = read_ledger(named)
    if isinstance(found, Ledger) and ((path := file_of(named)) is None or not keeps_from_writing(path)):
        return found
    raise OutputError([Fault("ledger_readonly", Location(found.name))])
