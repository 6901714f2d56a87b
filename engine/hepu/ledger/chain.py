"""The chain of entries: each holds the digest of the one before it, so that none can be changed, moved or left out.

The digest of an entry is the sha256 of ``hepu-ledger-entry/1``, a zero byte, its number as eight bytes (the highest
first), the digest before it and the sha256 of its body. A chain proves order and wholeness up to a head; who vouches
for the head is told by a checkpoint.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["GENESIS", "Entry", "Head", "broken_at", "chained", "link"]

_DOMAIN = b"hepu-ledger-entry/1\x00"


@dataclass(frozen=True, slots=True)
class Head:
    """The state of a ledger: the number of its last entry and that entry's digest."""

    sequence: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is stored."""

    sequence: int
    previous: bytes
    body: bytes
    digest: bytes

    @property
    def head(self) -> Head:
        """The state of the ledger right after this entry."""
        return Head(self.sequence, self.digest)


GENESIS = Head(0, bytes(32))


def link(before: Head, body_digest: bytes) -> bytes:
    """Give the digest of the entry that follows some state, from the sha256 of its body."""
    number = (before.sequence + 1).to_bytes(8, "big")
    return hashlib.sha256(_DOMAIN + number + before.digest + body_digest).digest()


def chained(before: Head, body: bytes) -> Entry:
    """Put a body behind some state."""
    digest = link(before, hashlib.sha256(body).digest())
    return Entry(before.sequence + 1, before.digest, body, digest)


def broken_at(entries: Iterable[Entry], before: Head = GENESIS) -> int | None:
    """Give the number at which entries in the order of their numbers do not follow from a state; else nothing."""
    for entry in entries:
        if entry != chained(before, entry.body):
            return before.sequence + 1
        before = entry.head
    return None
