"""What is asked: a file, what lies beside it, and whom the reader trusts; trust is only ever what is named here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

    from hepu.layers import Layers
    from hepu.ledger.checkpoints import Checkpoint, SignedCheckpoint
    from hepu.ledger.reading import Reading
    from hepu.signing.keys import VerifyingKey
    from hepu.verification.model import StepName

__all__ = ["Anchors", "Beside", "Options"]


@dataclass(frozen=True, slots=True)
class Anchors:
    """Whom and what the reader trusts: nothing is trusted that is not here.

    ``certificates`` are those of issuers or of authorities that vouch for them, ``revoked`` revocation lists (CRLs in
    DER); ``keys`` sign the checkpoints of ledgers. ``states`` are states of a ledger of which the reader has a copy
    that was kept elsewhere; ``checkpoints`` are signed ones, which count if a trusted key signed them.
    """

    certificates: tuple[Certificate, ...] = ()
    revoked: tuple[bytes, ...] = ()
    keys: tuple[VerifyingKey, ...] = ()
    states: tuple[Checkpoint, ...] = ()
    checkpoints: tuple[SignedCheckpoint, ...] = ()

    def vouched(self, more: Sequence[SignedCheckpoint] = ()) -> tuple[Checkpoint, ...]:
        """Give every state that the reader has a copy of or that a trusted key signed, of ``more`` too."""
        signed = (item.checkpoint for item in (*self.checkpoints, *more) if item.signers(self.keys))
        return (*self.states, *signed)


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside the file, each nothing where it was not given.

    ``record`` is the record as a file, ``archive`` the pack in one file, ``layers`` the pack in folders; ``receipt``
    and ``envelope`` are the files that were written beside the record.
    """

    record: bytes | None = None
    archive: bytes | None = None
    layers: Layers | None = None
    ledger: Reading | None = None
    receipt: bytes | None = None
    envelope: bytes | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """At which moment (ISO 8601) the file is looked at, and which steps are left out."""

    at: str
    without: frozenset[StepName] = field(default_factory=frozenset)
