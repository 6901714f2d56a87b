"""What can be read of a ledger, wherever it is kept: in a database, or in a copy that was handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from hepu.errors import Fault, InputError, Location
from hepu.ledger.entries import Opened, read_body

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hepu.ledger.chain import Entry, Head
    from hepu.ledger.entries import Body

__all__ = ["MAX_BLOB", "Reading", "entry_of", "title_of", "whole_contents"]

MAX_BLOB = 100_000_000


class Reading(Protocol):
    """A ledger or a copy of one; ``name`` is how it was named, ``title`` what its first entry calls it."""

    @property
    def name(self) -> str: ...  # noqa: D102  # said above

    @property
    def title(self) -> str: ...  # noqa: D102

    def head(self) -> Head:
        """Give the state of the ledger."""

    def append(self, bodies: Sequence[Body], blobs: Sequence[bytes] = ()) -> tuple[Entry, ...]:
        """Add entries and what they speak of; a copy refuses."""

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Give the entries behind a number, in their order."""

    def blob(self, digest: str) -> bytes | None:
        """Give what is stored under a sha256, or nothing."""

    def blobs(self) -> tuple[str, ...]:
        """Give the digests under which something is stored, in their order."""

    def contents(self) -> Iterator[tuple[str, bytes | None]]:
        """Give all that is stored with its digest, in their order; nothing for what is not what its digest says."""

    def checkpoints(self) -> tuple[bytes, ...]:
        """Give the envelopes of the signed checkpoints that were kept."""


def whole_contents(ledger: Reading) -> Iterator[tuple[str, bytes]]:
    """Give all that is stored with its digest.

    Raises:
        InputError: where something is not what its digest says.

    """
    for digest, content in ledger.contents():
        if content is None:
            raise InputError([Fault("ledger_blob_altered", Location(ledger.name), {"found": digest[:12]})])
        yield digest, content


def title_of(entries: Iterator[Entry], name: str) -> str:
    """Give what the first entry calls its ledger.

    Raises:
        InputError: where there is no such entry.

    """
    first = next(entries, None)
    opened = None if first is None else read_body(first.body, name)
    if not isinstance(opened, Opened):
        raise InputError([Fault("ledger_entry_form", Location(name))])
    return opened.ledger


def entry_of(ledger: Reading, sequence: int) -> Entry:
    """Give the entry of a number.

    Raises:
        InputError: where there is none.

    """
    found = next(ledger.entries(sequence - 1), None) if sequence > 0 else None
    if found is None or found.sequence != sequence:
        raise InputError([Fault("ledger_no_entry", Location(ledger.name), {"found": str(sequence)})])
    return found
