"""The signed statement about a record: which advisory it is, who issued it when, and what it was made with.

An in-toto Statement, version 1, whose one subject is the record by the sha256 of its canonical bytes. It repeats of the
record what identifies it and tells nothing of the profile, so it may go where the record may not. Here alone is it
written and read; an envelope of ``hepu.signing.dsse`` carries it.

Source: https://github.com/in-toto/attestation (spec/v1: statement, envelope, field types).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, ValidationError

from hepu.canonical import canonical
from hepu.errors import Fault, InputError, Location
from hepu.json_source import parse_json
from hepu.record.digests import digests_of
from hepu.record.model import Engines, Issue, Part
from hepu.signing.dsse import seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.record.model import Record
    from hepu.signing.dsse import Envelope
    from hepu.signing.keys import SigningKey

__all__ = [
    "PAYLOAD_TYPE",
    "PREDICATE_TYPE",
    "Predicate",
    "Statement",
    "mismatches",
    "read_statement",
    "sealed_statement",
    "statement_bytes",
    "statement_of",
]

PAYLOAD_TYPE = "application/vnd.in-toto+json"
PREDICATE_TYPE = "urn:hepu:advisory:1"
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class DigestSet(Part):
    """The digest by which a subject is matched."""

    sha256: Sha256


class Subject(Part):
    """What the statement is about: the file of a record, by name and digest."""

    name: str
    digest: DigestSet


class StatedPack(Part):
    """A pack by name, version and digest; which files it has stands in the record."""

    name: str
    version: str
    digest: str


class Predicate(Part):
    """What is stated of a record: its issue block, the digests of its inputs, and what computed and checked it.

    ``pack`` is the pack itself with the digest over all that lay over it, ``overlays`` are those, lowest first.
    """

    issue: Issue
    profile: str
    source: str
    peers: str | None
    last: str | None
    pack: StatedPack
    overlays: tuple[StatedPack, ...]
    engines: Engines


class Statement(Part):
    """An in-toto Statement, version 1, about one record."""

    type_: Literal["https://in-toto.io/Statement/v1"] = Field(default="https://in-toto.io/Statement/v1", alias="_type")
    subject: tuple[Subject]
    predicate_type: Literal["urn:hepu:advisory:1"] = Field(default="urn:hepu:advisory:1", alias="predicateType")
    predicate: Predicate


def statement_of(record: Record) -> Statement:
    """Give the statement about a record; it follows from the record alone."""
    found = digests_of(record)
    lowest, upper = found.pack, found.pack.overlays
    return Statement(
        subject=(Subject(name=f"{record.issue.id}.record.json", digest=DigestSet(sha256=found.record.sha256)),),
        predicate=Predicate(
            issue=found.issue,
            profile=found.profile,
            source=found.source,
            peers=found.peers,
            last=found.last,
            pack=StatedPack(name=lowest.name, version=lowest.version, digest=lowest.digest),
            overlays=tuple(StatedPack(name=item.name, version=item.version, digest=item.digest) for item in upper),
            engines=found.engines,
        ),
    )


def statement_bytes(statement: Statement) -> bytes:
    """Give a statement as canonical JSON (RFC 8785): the payload that is signed."""
    return canonical(_plain(statement))


def sealed_statement(record: Record, keys: Iterable[SigningKey]) -> Envelope:
    """Sign the statement about a record with each of some keys."""
    return seal(PAYLOAD_TYPE, statement_bytes(statement_of(record)), keys)


def read_statement(envelope: Envelope, name: str) -> Statement:
    """Read the statement in an envelope from a file of some name; who signed it is another question.

    Raises:
        InputError: where the payload is none of ours, or not in canonical form.

    """
    place = Location(name)
    if envelope.payload_type != PAYLOAD_TYPE:
        raise InputError([Fault("statement_type", place, {"found": envelope.payload_type[:80]})])
    try:
        document = parse_json(envelope.payload.decode("utf-8"), name)
        statement = Statement.model_validate(document.value)
    except UnicodeDecodeError:
        raise InputError([Fault("statement_form", place, {"found": "UTF-8"})]) from None
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))[:80]
        raise InputError([Fault("statement_form", place, {"found": where})]) from None
    if document.faults or statement_bytes(statement) != envelope.payload:
        raise InputError([Fault("statement_form", place, {"found": "RFC 8785"})])
    return statement


def mismatches(statement: Statement, record: Record) -> tuple[str, ...]:
    """Name each place in a statement that is not as the record has it; nothing where it is about that record."""
    told, expected = dict(_leaves(_plain(statement))), dict(_leaves(_plain(statement_of(record))))
    return tuple(place for place in sorted({*told, *expected}) if told.get(place) != expected.get(place))


def _plain(statement: Statement) -> Any:
    return statement.model_dump(mode="json", by_alias=True)


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, tuple[type, Any]]]:
    """Give every value with its place; one of another type is another value."""
    match value:
        case dict():
            inner = [(str(name), item) for name, item in value.items()]
        case list():
            inner = [(str(at), item) for at, item in enumerate(value)]
        case _:
            inner = []
    if not inner:
        yield place, (type(value), value)
    for name, item in inner:
        yield from _leaves(item, f"{place}.{name}" if place else name)
