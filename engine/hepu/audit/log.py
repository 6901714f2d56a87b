"""A ledger as the desk reads it: entries in their order, their chain followed, and those of one record together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.ledger.chain import GENESIS, chained
from hepu.ledger.entries import Decided, Issued, Opened, Replayed, Verified, read_body
from hepu.ledger.opening import read_ledger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.ledger.chain import Head
    from hepu.ledger.reading import Reading

__all__ = ["Log", "OfRecord", "opened_log", "read_log"]


@dataclass(frozen=True, slots=True)
class OfRecord:
    """What a ledger tells of one record, each entry with its number, in the order of the numbers.

    The first entry is the one under which it was issued; a record that was issued again has more than one.
    """

    digest: str
    issued: list[tuple[int, Issued]] = field(default_factory=list)
    decided: list[tuple[int, Decided]] = field(default_factory=list)
    verified: list[tuple[int, Verified]] = field(default_factory=list)
    replayed: list[tuple[int, Replayed]] = field(default_factory=list)

    @property
    def issue(self) -> Issued:
        """Give the entry under which the record was first issued."""
        return self.issued[0][1]

    def history(self, piece: str) -> tuple[tuple[int, Decided], ...]:
        """Give every decision on one piece of advice, the last of which stands."""
        return tuple((number, item) for number, item in self.decided if item.piece == piece)

    @property
    def standing(self) -> Mapping[str, Decided]:
        """Give for each piece the decision that stands."""
        return {item.piece: item for _, item in self.decided}


@dataclass(frozen=True, slots=True)
class Log:
    """The issued records of a ledger by their digests, in the order in which they were issued.

    ``title`` is the name under which the ledger was opened, ``head`` its state when it was read.
    """

    ledger: Reading
    title: str
    head: Head
    records: Mapping[str, OfRecord]


def opened_log(named: str | None) -> Log:
    """Open a ledger by its name and read it.

    Raises:
        InputError: where none is named, there is none, or it cannot be read.

    """
    if not named:
        raise InputError([Fault("audit_no_ledger")])
    return read_log(read_ledger(named))


def read_log(ledger: Reading) -> Log:
    """Read a ledger from its first entry to its last, and follow its chain.

    Raises:
        InputError: where it cannot be read, or an entry does not follow from the one before it.

    """
    found: dict[str, OfRecord] = {}
    before, title = GENESIS, ""
    for entry in ledger.entries():
        number = before.sequence + 1
        if entry != chained(before, entry.body):
            raise InputError([Fault("audit_chain", Location(ledger.name), {"found": str(number)})])
        before = entry.head
        match read_body(entry.body, ledger.name):
            case Opened() as body:
                title = title or body.ledger
            case Issued() as body:
                _of(found, body.record).issued.append((number, body))
            case Decided() as body:
                _of(found, body.record).decided.append((number, body))
            case Verified() as body if body.record:
                _of(found, body.record).verified.append((number, body))
            case Replayed() as body:
                _of(found, body.record).replayed.append((number, body))
            case _:
                pass
    return Log(ledger, title, before, {digest: item for digest, item in found.items() if item.issued})


def _of(found: dict[str, OfRecord], digest: str) -> OfRecord:
    return found.setdefault(digest, OfRecord(digest))
