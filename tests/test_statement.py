"""The statement about a record follows from it alone, and each way in which the two do not fit is named."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from hepu.errors import InputError
from hepu.messages import render_faults
from hepu.record.build import as_json, canonical
from hepu.record.digests import record_digest
from hepu.record.model import CheckpointRecord, SignerRecord
from hepu.signing.dsse import Envelope, envelope_bytes, read_envelope, seal, signers_of
from hepu.signing.keys import private_key
from hepu.signing.statement import (
    PAYLOAD_TYPE,
    mismatches,
    read_statement,
    sealed_statement,
    statement_bytes,
    statement_of,
)
from since_sample import earlier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.record.model import Record

KEY = private_key(Ed25519PrivateKey.from_private_bytes(bytes(32)))


@cache
def told() -> dict[str, Any]:
    """Give the statement about the record as plain values."""
    return dict(json.loads(statement_bytes(statement_of(earlier()))))


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Give the paths of all values that hold no others."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not value or not isinstance(value, (dict, list)):
        yield path
    for name, item in inner:
        yield from leaves(item, (*path, name))


def changed(path: tuple[str | int, ...], value: Any) -> bytes:
    """Give the statement with one value changed."""
    made = copy.deepcopy(told())
    inner: Any = made
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return rfc8785.dumps(made)


def refusal(payload: bytes, kind: str = PAYLOAD_TYPE) -> str:
    """Give the code of the one fault of a payload, which is told in both languages."""
    with pytest.raises(InputError) as found:
        read_statement(Envelope(kind, payload, ()), "a.dsse.json")
    assert all("→" in render_faults(found.value.faults, lang) for lang in ("zh", "en"))
    (fault,) = found.value.faults
    return fault.code


def test_the_subject_is_the_record_by_the_digest_that_tells_of_it_everywhere() -> None:
    record = earlier()

    assert told()["_type"] == "https://in-toto.io/Statement/v1"
    assert told()["predicateType"] == "urn:hepu:advisory:1"
    assert told()["subject"] == [
        {"name": f"{record.issue.id}.record.json", "digest": {"sha256": record_digest(record)}}
    ]


def test_it_tells_issuer_time_standing_inputs_pack_and_engines_and_nothing_of_the_profile() -> None:
    record = earlier()
    value: Any = as_json(record)

    assert told()["predicate"] == {
        "issue": value["issue"],
        "profile": record.inputs.profile_digest,
        "source": record.inputs.source_digest,
        "peers": value["inputs"]["peers"]["digest"],
        "last": None,
        "pack": {name: value["inputs"]["pack"][name] for name in ("name", "version", "digest")},
        "overlays": [],
        "engines": value["engines"],
    }
    assert record.inputs.profile["college"]["name"]["zh"].encode() not in canonical(told())


def test_a_sealed_statement_comes_back_from_its_file_and_fits_its_record() -> None:
    data = envelope_bytes(sealed_statement(earlier(), [KEY]))
    envelope = read_envelope(data, "a.dsse.json")
    statement = read_statement(envelope, "a.dsse.json")

    assert signers_of(envelope, [KEY.public]) == (KEY.public.name,)
    assert mismatches(statement, earlier()) == ()
    assert envelope_bytes(sealed_statement(earlier(), [KEY])) == data


def other(record: Record, **changes: Any) -> Record:
    """Give a record with another issue block."""
    return record.model_copy(update={"issue": record.issue.model_copy(update=changes)})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"issuer": "省教育厅"}, {"predicate.issue.issuer"}),
        ({"issued_at": "2026-01-01T00:00:00Z"}, {"predicate.issue.issued_at"}),
        ({"status": "diagnosis"}, {"predicate.issue.status"}),
        ({"id": "HP-0"}, {"predicate.issue.id", "subject.0.name"}),
        (
            {"signer": SignerRecord(subject="x", certificate="0" * 64, demonstration=True)},
            {
                "predicate.issue.signer",
                *(f"predicate.issue.signer.{name}" for name in ("certificate", "demonstration", "subject")),
            },
        ),
        (
            {"previous": CheckpointRecord(ledger="x", sequence=0, digest="0" * 64)},
            {
                "predicate.issue.previous",
                *(f"predicate.issue.previous.{name}" for name in ("digest", "ledger", "sequence")),
            },
        ),
    ],
)
def test_each_way_in_which_a_record_is_another_is_named(changes: dict[str, Any], expected: set[str]) -> None:
    found = mismatches(statement_of(earlier()), other(earlier(), **changes))

    assert set(found) == {*expected, "subject.0.digest.sha256"}


def test_a_record_that_differs_where_the_statement_tells_nothing_is_still_another() -> None:
    record = earlier()
    advice = record.advice.model_copy(update={"strengths": ()})

    assert mismatches(statement_of(record), record.model_copy(update={"advice": advice})) == (
        "subject.0.digest.sha256",
    )


@given(st.data())
def test_every_value_of_a_statement_that_is_changed_is_named_or_refused(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(leaves(told()), key=str)))
    new = data.draw(st.text(max_size=3) | st.integers(-9, 9) | st.booleans() | st.none() | st.just("0" * 64))
    payload = changed(path, new)
    if payload == statement_bytes(statement_of(earlier())):
        return
    place = ".".join(map(str, path))
    try:
        named = mismatches(read_statement(seal(PAYLOAD_TYPE, payload, [KEY]), "a.dsse.json"), earlier())
    except InputError:
        return

    # Where something stands in the place of nothing, its parts are named.
    assert any(item.startswith(place) or place.startswith(item) for item in named)


@pytest.mark.parametrize(
    ("payload", "kind", "code"),
    [
        (statement_bytes(statement_of(earlier())), "application/json", "statement_type"),
        (b"\xff", PAYLOAD_TYPE, "statement_form"),
        (b"{}", PAYLOAD_TYPE, "statement_form"),
        (b"[]", PAYLOAD_TYPE, "statement_form"),
        (statement_bytes(statement_of(earlier())) + b"\n", PAYLOAD_TYPE, "statement_form"),
        (json.dumps(told()).encode(), PAYLOAD_TYPE, "statement_form"),
        (changed(("more",), 1), PAYLOAD_TYPE, "statement_form"),
        (changed(("subject",), []), PAYLOAD_TYPE, "statement_form"),
        (changed(("subject",), told()["subject"] * 2), PAYLOAD_TYPE, "statement_form"),
        (changed(("_type",), "https://in-toto.io/Statement/v0.1"), PAYLOAD_TYPE, "statement_form"),
    ],
)
def test_what_is_not_written_as_such_a_statement_is_refused(payload: bytes, kind: str, code: str) -> None:
    assert refusal(payload, kind) == code
