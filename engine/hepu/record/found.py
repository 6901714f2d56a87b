"""What a file carries: the record, its digests, its inputs and the pack, in a PDF or a JSON file by itself.

Nothing that is found is believed: sizes are bounded, JSON is read strictly, and whatever stands twice is refused.
Whether the parts fit each other, and who vouches for them, are other questions.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from pydantic import ValidationError

from hepu.errors import Fault, InputError, Location
from hepu.record.build import as_json, canonical, digest_of
from hepu.record.digests import DIGESTS_SCHEMA, Digests
from hepu.record.embedded import embedded_files, is_pdf
from hepu.record.inputs_file import INPUTS_SCHEMA, InputsFile
from hepu.record.model import RECORD_SCHEMA, Part, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

__all__ = [
    "Carried",
    "Found",
    "digests_in",
    "found_at",
    "found_in",
    "inputs_in",
    "record_in",
    "record_value",
    "strict_record",
]

MAX_FILE = 60_000_000
MAX_JSON = 20_000_000
_ZIP = b"PK\x03\x04"
_BROKEN = (ValueError, TypeError, RecursionError, OverflowError)
Read = TypeVar("Read", bound=Part)
_SCHEMAS = {"record": RECORD_SCHEMA, "digests": DIGESTS_SCHEMA, "inputs": INPUTS_SCHEMA}


@dataclass(frozen=True)
class Carried:
    """A JSON object as a file carries it: its very bytes and its values, of which no key stands twice."""

    file: str
    data: bytes
    value: Mapping[str, Any]

    @cached_property
    def digest(self) -> str:
        """The sha256 of its very bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def canonical(self) -> bool:
        """Whether its bytes are the canonical ones (RFC 8785) of its values."""
        return _canonical(self.value) == self.data


@dataclass(frozen=True)
class Found:
    """What a file carries; ``pack`` is the archive of the pack, as bytes that nobody has read yet."""

    file: str
    pdf: bool
    record: Carried | None = None
    digests: Carried | None = None
    inputs: Carried | None = None
    pack: bytes | None = None


def found_at(path: Path) -> Found:
    """Say what a file carries.

    Raises:
        InputError: where it cannot be read, is too large, carries nothing of ours, or one thing twice.

    """
    place = Location(path.name)
    data = None
    try:
        there = path.exists()
        if path.is_file():  # a device or a pipe may have no end
            with path.open("rb") as file:
                data = file.read(MAX_FILE + 1)
    except (OSError, ValueError):
        there = True
    if data is None:
        _refuse("file_unreadable" if there else "file_missing", place)
    return found_in(data, path.name)


def found_in(data: bytes, name: str) -> Found:
    """Say what the bytes of a file of some name carry.

    Raises:
        InputError: as ``found_at``.

    """
    place, pdf = Location(name), is_pdf(data)
    most = MAX_FILE if pdf else MAX_JSON
    if len(data) > most:
        _refuse("found_too_large", place, found=_megabytes(len(data)), expected=_megabytes(most))
    parts: dict[str, Any] = {}
    for kind, part in _parts(embedded_files(data) if pdf else [data], name):
        if kind in parts:
            _refuse("found_twice", place, found=kind)
        parts[kind] = part
    if not pdf and set(parts) <= {"pack", "other"}:
        _refuse("found_no_record", place)
    if not parts:
        _refuse("found_pdf_without_files", place)
    return Found(name, pdf, **{kind: part for kind, part in parts.items() if kind != "other"})


def _parts(files: Iterable[bytes], name: str) -> Iterable[tuple[str, Any]]:
    """Name what each of the files of a file is; those of others count as one."""
    other = False
    for data in files:
        value = None if data.startswith(_ZIP) else _object_in(data)
        schema = "" if value is None else str(value.get("schema", ""))
        kind = next((kind for kind, known in _SCHEMAS.items() if schema.startswith(_family(known))), "")
        if data.startswith(_ZIP):
            yield "pack", data
        elif kind and value is not None:
            yield kind, Carried(name, data, value)
        elif not other:
            other = True
            yield "other", data


def record_value(found: Found) -> Mapping[str, Any]:
    """Give the record that a file carries as plain values, of the present form and with the id that follows from it.

    Raises:
        InputError: where there is none, it is damaged, or of another form.

    """
    place, carried = Location(found.file), found.record
    if carried is None:
        _refuse("found_pdf_without_record" if found.pdf else "found_no_record", place)
    value = carried.value
    _of_form(value, RECORD_SCHEMA, place)
    try:
        expected = f"HP-{digest_of({**value, 'issue': {**value['issue'], 'id': ''}})[:16]}"
        named = str(value["issue"]["id"])
    except (*_BROKEN, LookupError):
        _refuse("record_malformed", place, found="issue")
    if named != expected:
        _refuse("record_damaged", place, found=named[:40], expected=expected)
    return value


def record_in(found: Found) -> Record:
    """Give the record that a file carries, strictly read: it is all that the file says and says nothing else.

    Raises:
        InputError: as ``record_value``; also where anything in it is missing, left over or of another type.

    """
    return strict_record(record_value(found), found.file)


def strict_record(value: Mapping[str, Any], file: str) -> Record:
    """Read a record from plain values out of a file of some name: they are all that it says, in the types of its form.

    Raises:
        InputError: where they are not; it tells which version made the record.

    """
    try:
        record = Record.model_validate(value)
        where = "" if _canonical(as_json(record)) == _canonical(value) else RECORD_SCHEMA
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))[:80]
    if where:
        engines = value.get("engines")
        version = engines.get("hepu") if isinstance(engines, dict) else None
        _refuse("record_other_form", Location(file), found=where, expected=str(version)[:40])
    return record


def digests_in(found: Found) -> Digests | None:
    """Give the digests that a file carries, strictly read, or nothing where it carries none.

    Raises:
        InputError: where they are of another form, or not in canonical form.

    """
    return _strict(found.digests, DIGESTS_SCHEMA, Digests.model_validate)


def inputs_in(found: Found) -> InputsFile | None:
    """Give the inputs that a file carries, strictly read, or nothing where it carries none.

    Raises:
        InputError: as ``digests_in``.

    """
    return _strict(found.inputs, INPUTS_SCHEMA, InputsFile.model_validate)


def _strict(carried: Carried | None, form: str, read: Callable[[Any], Read]) -> Read | None:
    if carried is None:
        return None
    place = Location(carried.file)
    _of_form(carried.value, form, place)
    try:
        made = read(carried.value)
    except ValidationError as error:
        _refuse("record_malformed", place, found=".".join(map(str, error.errors()[0]["loc"]))[:80])
    if _canonical(made.model_dump(mode="json", by_alias=True)) != carried.data:
        _refuse("record_malformed", place, found=form)
    return made


def _of_form(value: Mapping[str, Any], form: str, place: Location) -> None:
    if value.get("schema") != form:
        _refuse("record_version", place, found=str(value.get("schema"))[:40], expected=form)


def _family(schema: str) -> str:
    return schema.rpartition("/")[0] + "/"


def _canonical(value: Any) -> bytes | None:
    """Give the canonical bytes of a value, or nothing where it has none."""
    try:
        return canonical(value)
    except _BROKEN:
        return None


def _object_in(data: bytes) -> dict[str, Any] | None:
    """Read a JSON object without duplicate keys, or give nothing."""
    if len(data) > MAX_JSON:
        return None
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant)
    except _BROKEN:
        return None
    return value if isinstance(value, dict) else None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse(code: str, place: Location, **context: str) -> NoReturn:
    raise InputError([Fault(code, place, context)]) from None


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
