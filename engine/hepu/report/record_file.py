"""What a PDF carries: digests where it goes round, and what an auditor needs in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.pack_sources.archive import ARCHIVE_NAME, pack_archive
from hepu.record.digests import digests_bytes, record_bytes
from hepu.record.inputs_file import inputs_bytes

if TYPE_CHECKING:
    from hepu.pack import Pack
    from hepu.record.model import Record

__all__ = ["INPUTS", "RECORD", "Attached", "attached_names", "attachments"]

DIGESTS, RECORD, INPUTS = "digests.json", "record.json", "inputs.json"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a PDF."""

    name: str
    data: bytes


def attached_names(record: Record, *, full: bool) -> tuple[str, ...]:
    """Name the files that go with a PDF.

    Digests go with every one. In full there are also the record and the pack, with which it can be derived again. For a
    profile of published figures the inputs stand in the record's place, from which it can be made again, so that no
    problem or measure goes out with a report that withholds them.
    """
    if not full:
        return (DIGESTS,)
    return (DIGESTS, INPUTS if record.inputs.profile["published_figures_only"] else RECORD, ARCHIVE_NAME)


def attachments(record: Record, pack: Pack, *, full: bool) -> tuple[Attached, ...]:
    """Give the files that go with a PDF.

    Raises:
        PackError: where a file of the pack is no longer what it was when the pack was loaded.

    """
    return tuple(Attached(name, _content(name, record, pack)) for name in attached_names(record, full=full))


def _content(name: str, record: Record, pack: Pack) -> bytes:
    match name:
        case "digests.json":
            return digests_bytes(record)
        case "record.json":
            return record_bytes(record)
        case "inputs.json":
            return inputs_bytes(record)
        case _:
            return pack_archive(pack)
