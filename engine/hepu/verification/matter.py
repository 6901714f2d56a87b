"""What of a record is at hand: in the file, beside it, in the ledger, or to be made again from its inputs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from hepu.errors import Fault, HepuError, InputError, Location
from hepu.record.build import as_json
from hepu.record.digests import record_bytes
from hepu.record.found import Carried, digests_in, found_in, inputs_in
from hepu.verification import ledgered
from hepu.verification import record as held
from hepu.verification.derivation import made_from
from hepu.verification.saying import BROKEN, failed, missing, said, what

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.pipeline import Advisor
    from hepu.record.digests import Digests
    from hepu.record.found import Found
    from hepu.record.inputs_file import InputsFile
    from hepu.record.model import Issue, PackRecord, Record
    from hepu.verification.inquiry import Beside
    from hepu.verification.ledgered import Told
    from hepu.verification.model import Step

__all__ = ["Matter", "gathered", "remade", "stored"]


@dataclass(frozen=True, slots=True)
class Matter:
    """A record's bytes and values, what they were read as, what the file says of it, and what the ledger does.

    ``steps`` are those on the record's digests and form, as far as they were gone. ``ledger_faults`` say why a ledger
    could not be read. ``inputs`` are there where the record has to be made again from them.
    """

    carried: Carried | None = None
    record: Record | None = None
    digests: Digests | None = None
    inputs: InputsFile | None = None
    told: Told | None = None
    ledger_faults: tuple[Fault, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def issue(self) -> Issue | None:
        """Give the issue block, of the record or else of the digests."""
        if self.record is not None:
            return self.record.issue
        return self.digests.issue if self.digests else None

    @property
    def pack(self) -> PackRecord | None:
        """Give which pack the record names."""
        if self.record is not None:
            return self.record.inputs.pack
        if self.inputs is not None:
            return self.inputs.inputs.pack
        return self.digests.pack if self.digests else None

    @property
    def digest(self) -> str:
        """Give the record's digest, empty where nothing tells it."""
        if self.carried is not None:
            return self.carried.digest
        return self.digests.record.sha256 if self.digests else ""


def gathered(found: Found, beside: Beside) -> Matter:
    """Bring together what there is of a file's record; a ledger is read through on the way.

    Raises:
        InputError: where what was given as the record is none.

    """
    digests, inputs, broken = _carried_with(found)
    given = _given(beside)
    wanted = next(
        (item for item in (_digest(found.record), digests and digests.record.sha256, _digest(given)) if item), ""
    )
    told, faults = _told(beside, wanted)
    sources: Mapping[str, Carried | None] = {"file": found.record, "given": given}
    source, carried = next(((name, item) for name, item in sources.items() if item), ("stored", None))
    carried = carried or _kept(beside, told, wanted)
    matter = Matter(digests=digests, told=told, ledger_faults=faults, steps=(broken,) if broken else ())
    if carried is None and inputs is not None and digests is not None:
        return replace(matter, inputs=inputs)
    if carried is None:
        absent = missing("record", said("record_absent", digest=wanted))
        return replace(matter, steps=matter.steps or (absent,))
    schema, record = held.strict(carried.value)
    matter = replace(matter, carried=carried, record=record)
    if broken is not None:
        return replace(matter, steps=(broken, schema))
    step = held.held(carried, record, found.digests, found.inputs, is_file=not found.pdf)
    if given is not None and given.digest != carried.digest:
        step = failed("record", said("record_two", digest=carried.digest, found=given.digest))
    elif source != "file" and step.state == "pass":
        step = replace(step, said=(*step.said, said(f"record_{source}")))
    return replace(matter, steps=(step, schema))


def remade(matter: Matter, name: str, used: Advisor | None) -> Matter:
    """Make the record again from the inputs that a file carries in its place, and hold it against the digests."""
    inputs, digests = matter.inputs, matter.digests
    if inputs is None or digests is None:
        return matter
    if used is None:
        absent = said("record_needs_pack")
        return replace(matter, steps=(missing("record", absent), missing("schema", absent)))
    try:
        made = made_from(inputs.inputs, inputs.places, digests.engines, digests.issue, used)
        value: Mapping[str, Any] = as_json(made)
        schema, _ = held.strict(value)
    except BROKEN as error:
        broken = said("again_broken", found=what(error))
        return replace(matter, steps=(failed("record", broken), missing("schema", broken)))
    carried = Carried(name, record_bytes(made), value)
    return replace(matter, carried=carried, record=made, steps=(held.remade(made, digests), schema))


def stored(beside: Beside, told: Told | None, part: Literal["pack_archive", "envelope"]) -> bytes | None:
    """Give what the ledger keeps of the record's issue."""
    if beside.ledger is None or told is None or not told.issued:
        return None
    issued = told.issued[0][1]
    digest = issued.pack_archive if part == "pack_archive" else issued.envelope
    try:
        return beside.ledger.blob(digest) if digest else None
    except HepuError:
        return None


def _given(beside: Beside) -> Carried | None:
    """Give the record that lies beside a file."""
    if beside.record is None:
        return None
    found = found_in(beside.record, "--record")
    if found.record is None:
        raise InputError([Fault("found_no_record", Location("--record"))])
    return found.record


def _carried_with(found: Found) -> tuple[Digests | None, InputsFile | None, Step | None]:
    """Read strictly what a file carries beside the record, or give the step that this fails."""
    try:
        return digests_in(found), inputs_in(found), None
    except InputError as error:
        return None, None, failed("record", *error.faults)


def _digest(carried: Carried | None) -> str:
    return carried.digest if carried else ""


def _told(beside: Beside, digest: str) -> tuple[Told | None, tuple[Fault, ...]]:
    """Read the ledger through, if there is one and something to look for."""
    if beside.ledger is None or not digest:
        return None, ()
    try:
        return ledgered.told_by(beside.ledger, digest), ()
    except HepuError as error:
        return None, error.faults


def _kept(beside: Beside, told: Told | None, digest: str) -> Carried | None:
    """Give the record as the ledger keeps it."""
    if beside.ledger is None or told is None or not told.issued:
        return None
    try:
        data = beside.ledger.blob(digest)
        return None if data is None else found_in(data, beside.ledger.name).record
    except HepuError:
        return None
