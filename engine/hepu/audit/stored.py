"""Records out of a ledger's store: found by number, digest or file, and read whole or as far as a list needs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault, InputError, Location
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.audit.log import Log, OfRecord

__all__ = ["find_record", "stored_json"]

_DIGEST = re.compile(r"[0-9a-f]{8,64}")
_BROKEN = (ValueError, RecursionError)


def find_record(log: Log, named: str) -> OfRecord:
    """Find an issued record by its number (``HP-…``), or by its digest or the beginning of one.

    Raises:
        InputError: where the ledger holds none, or several, of that name; the nearest number is told.

    """
    wanted = named.strip()
    found = [item for item in log.records.values() if item.issue.record_id.casefold() == wanted.casefold()]
    if not found and _DIGEST.fullmatch(wanted.lower()):
        found = [item for digest, item in log.records.items() if digest.startswith(wanted.lower())]
    if len(found) == 1:
        return found[0]
    place = Location(log.ledger.name)
    if found:
        digests = ", ".join(item.digest[:16] for item in found)
        raise InputError([Fault("audit_record_several", place, {"found": wanted[:80], "expected": digests})])
    close = nearest(wanted, [item.issue.record_id for item in log.records.values()])
    raise InputError([Fault("audit_record", place, {"found": wanted[:80], "nearest": close})])


def stored_json(log: Log, item: OfRecord) -> Mapping[str, Any]:
    """Read a stored record as plain JSON; that it is the one that was issued, its digest says.

    Raises:
        InputError: where it is not in the store, has been altered, or is no record.

    """
    place = Location(log.ledger.name)
    data = log.ledger.blob(item.digest)
    if data is None:
        raise InputError([Fault("audit_not_stored", place, {"found": item.issue.record_id})])
    try:
        value = json.loads(data)
    except _BROKEN:
        value = None
    if not isinstance(value, dict) or not str(value.get("schema", "")).startswith("hepu-record/"):
        raise InputError([Fault("audit_no_record", place, {"found": item.issue.record_id})])
    return value
