"""The record as a file: the same bytes beside the report and inside the PDF."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hepu.record.build import as_json

if TYPE_CHECKING:
    from hepu.record.model import Record

__all__ = ["attachment", "record_bytes"]


def _written(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def record_bytes(record: Record) -> bytes:
    """Give a record as indented JSON with sorted keys in UTF-8."""
    return _written(as_json(record))


def attachment(record: Record) -> tuple[str, bytes]:
    """Give the name and bytes of what the PDF carries.

    That is the whole record; for a profile of published figures it is the inputs alone, from which the record can be
    made again, so that no problem or measure goes out with a report that withholds them.
    """
    if record.inputs.profile["published_figures_only"]:
        return "inputs.json", _written(as_json(record)["inputs"])
    return "record.json", record_bytes(record)
