"""A stored record opened with the pack it was made with, ready to be put into words."""

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

__all__ = ["Opener"]


class Opener:
    """Opens the records of a ledger; each pack is loaded once, from the ledger's store or from layers."""

    def __init__(self, log: Log, layers: Layers) -> None:
        self.log = log
        self.layers = layers
        self._packs: dict[str, Pack] = {}

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
        return Context(record, self.pack(item, record), requests=True)

    def pack(self, item: OfRecord, record: Record) -> Pack:
        """Give the pack that a record names: the stored one, else that of the layers if it is the same to the byte."""
        wanted = record.inputs.pack.digest
        if wanted in self._packs:
            return self._packs[wanted]
        data = self.log.ledger.blob(item.issue.pack_archive)
        if data is None:
            found = self._present
        else:
            with opened_archive(data, Location(self.log.ledger.name)) as layers:
                found = load_pack(layers)
        if found.digest != wanted:
            context = {"found": item.issue.record_id}
            raise InputError([Fault("audit_no_pack", Location(self.log.ledger.name), context)])
        self._packs[wanted] = found
        return found

    @cached_property
    def _present(self) -> Pack:
        return load_pack(self.layers)
