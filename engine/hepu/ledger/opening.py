"""Open a ledger to be read, whatever it is kept in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hepu.ledger.reading import Reading

__all__ = ["read_ledger"]


def read_ledger(named: str) -> Reading:
    """Open a ledger for reading: one in a database, or a copy (``.zip``).

    Raises:
        InputError: where there is none.

    """
    if "://" not in named and named.lower().endswith(".zip"):
        from hepu.ledger.copies import open_copy  # noqa: PLC0415  # a copy is read without any database

        return open_copy(named)
    from hepu.ledger.store import open_ledger  # noqa: PLC0415

    return open_ledger(named)
