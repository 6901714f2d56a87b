"""Ledgers for the tests: entries of every kind, as short as they may be, and keys that are the same each time."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hepu.ledger.chain import GENESIS, Entry, chained
from hepu.ledger.entries import Body, Decided, Issued, Opened, body_bytes
from hepu.signing.keys import SigningKey, private_key

__all__ = ["AT", "TITLE", "chain", "decided", "digest", "issued", "key", "opened"]

AT = "2026-11-26T08:00:00+00:00"
TITLE = "广西高职国际交流咨询台账"


def digest(text: str) -> str:
    """Give the sha256 of a text, for wherever one is needed."""
    return hashlib.sha256(text.encode()).hexdigest()


def opened() -> Opened:
    """Give the entry that a ledger begins with."""
    return Opened(at=AT, by="自治区教育厅", ledger=TITLE)


def issued(number: int) -> Issued:
    """Give the entry of an advisory."""
    name = f"HP-{number:016x}"
    return Issued(
        at=AT,
        record=digest(name),
        record_id=name,
        pack=digest("pack"),
        pack_archive=digest("archive"),
        editions={f"{name}.zh.pdf": digest(f"{name} zh"), f"{name}.json": digest(name)},
    )


def decided(number: int, reason: str = "与学校实际相符") -> Decided:
    """Give a decision on a piece of an advisory."""
    name = f"HP-{number:016x}"
    piece = "strategy.overseas_practice"
    return Decided(
        at=AT, by="审核处", record=digest(name), record_id=name, piece=piece, decision="adopted", reason=reason
    )


def chain(bodies: list[Body]) -> list[Entry]:
    """Chain bodies from the beginning."""
    found: list[Entry] = []
    before = GENESIS
    for body in bodies:
        found.append(chained(before, body_bytes(body)))
        before = found[-1].head
    return found


def key(seed: int = 1) -> SigningKey:
    """Give the key that belongs to a number."""
    return private_key(Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))
