"""Records opened with the packs they were made with, ready to be put into words."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import ValidationError

from hepu.audit.stored import stored_json
from hepu.errors import Fault, InputError, Location
from hepu.pack import load_pack
from hepu.pack_sources.archive import opened_archive
from hepu.record.build import as_json, digest_of
from hepu.record.model import Record
from hepu.report.context import Context

if TYPE_CHECKING:
    from hepu.audit.log import Log, OfRecord
    from hepu.layers import Layers
    from hepu.pack import Pack

__all__ = ["Opener", "Packs"]


class Packs:
    """Packs by their digests, each loaded once: from an archive, or from layers where they are the same to the byte."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        self._known: dict[str, Pack] = {}

    def of(self, record: Record, archive: bytes | None, place: Location) -> Pack:
        """Give the pack that a record names.

        Raises:
            InputError: where the archive is none, or neither it nor the layers hold that pack.
            PackError: where the pack in it cannot be read.

        """
        wanted = record.inputs.pack.digest
        if wanted in self._known:
            return self._known[wanted]
        if archive is None:
            found = self._present
        else:
            with opened_archive(archive, place) as layers:
                found = load_pack(layers)
        if found.digest != wanted:
            raise InputError([Fault("audit_no_pack", place, {"found": record.issue.id})])
        return self._known.setdefault(wanted, found)

    @cached_property
    def _present(self) -> Pack:
        return load_pack(self.layers)


class Opener:
    """Opens the records of a ledger with the packs that it stores, or with that of some layers."""

    def __init__(self, log: Log, layers: Layers) -> None:
        self.log = log
        self.packs = Packs(layers)

    def record(self, item: OfRecord) -> Record:
        """Read a stored record whole.

        Raises:
            InputError: where it is not in the store, has been altered, or is in another form than ours.

        """
        value = stored_json(self.log, item)
        try:
            record = Record.model_validate(value)
        except ValidationError:
            record = None
        if record is None or digest_of(as_json(record)) != item.digest:
            found = {"found": item.issue.record_id}
            raise InputError([Fault("audit_no_record", Location(self.log.ledger.name), found)])
        return record

    def context(self, item: OfRecord) -> Context:
        """Open a record with its pack.

        Raises:
            InputError: as ``record``, and where the pack is neither stored nor the one of the layers.
            PackError: where a stored pack cannot be read.

        """
        return self.opened(item, self.record(item))

    def opened(self, item: OfRecord, record: Record) -> Context:
        """Open a record that was read already.

        Raises:
            InputError, PackError: as ``context``.

        """
        archive = self.log.ledger.blob(item.issue.pack_archive)
        pack = self.packs.of(record, archive, Location(self.log.ledger.name))
        return Context(record, pack, requests=True)
