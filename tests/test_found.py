"""What a file carries is found whole and read strictly; what is wrong with it is told as one thing with its remedy."""

from __future__ import annotations

import copy
import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import report_sample as sample
from hepu.errors import InputError
from hepu.messages import render_faults
from hepu.pack_sources.archive import pack_archive
from hepu.profile.schema import list_specs
from hepu.record.build import as_json, canonical
from hepu.record.digests import digests_bytes, digests_of, record_bytes
from hepu.record.found import Found, digests_in, found_at, found_in, inputs_in, record_in
from hepu.record.inputs_file import inputs_bytes, places_of
from since_sample import earlier, signed
from test_last_record import pdf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@cache
def whole() -> bytes:
    """Give the canonical bytes of a record."""
    return record_bytes(earlier())


def changed(path: str, change: Callable[[Any], Any], *, sign: bool = True) -> bytes:
    """Change one value of the record, which may get the id that follows from it."""
    value = copy.deepcopy(dict(as_json(earlier())))
    inner: Any = value
    *above, last = path.split(".")
    for name in above:
        inner = inner[name]
    made = change(inner.get(last))
    if made is None:
        del inner[last]
    else:
        inner[last] = made
    return canonical(signed(value) if sign else value)


def fault(act: Callable[[], object]) -> str:
    """Give the code of the one fault, which is told in both languages."""
    with pytest.raises(InputError) as found:
        act()
    assert all("→" in render_faults(found.value.faults, lang) for lang in ("zh", "en"))
    (one,) = found.value.faults
    return one.code


def test_a_record_by_itself_is_read_as_it_was_written() -> None:
    found = found_in(whole(), "a.json")

    assert record_in(found) == earlier()
    assert found.record is not None
    assert (found.record.canonical, found.record.digest) == (True, hashlib.sha256(whole()).hexdigest())


def test_a_record_written_otherwise_is_the_same_record_and_said_not_to_be_canonical() -> None:
    found = found_in(json.dumps(json.loads(whole()), indent=1).encode(), "a.json")

    assert record_in(found) == earlier()
    assert found.record is not None
    assert not found.record.canonical


def test_all_that_a_pdf_carries_is_found() -> None:
    archive = b"PK\x03\x04 whatever"
    found = found_in(pdf(digests_bytes(earlier()), whole(), archive, b"the file of another"), "a.pdf")

    assert found.pdf
    assert record_in(found) == earlier()
    assert digests_in(found) == digests_of(earlier())
    assert (found.pack, found.inputs) == (archive, None)


def test_the_inputs_of_a_report_on_published_figures_are_found() -> None:
    found = found_in(pdf(inputs_bytes(earlier())), "a.pdf")
    inputs = inputs_in(found)

    assert inputs is not None
    assert inputs.inputs == earlier().inputs
    assert inputs.places == places_of(earlier())


def test_each_place_of_a_record_is_told_once_by_the_path_of_its_answer() -> None:
    record = earlier()
    told = sum(1 for fact in record.facts.values.values() if fact.place)
    told += sum(1 for rows in record.facts.lists.values() for row in rows.rows for fact in row.values() if fact.place)
    places = places_of(record)

    assert told
    assert len(places) == told
    assert {spec.path for spec in list_specs() if any(path.startswith(f"{spec.path}.") for path in places)}


FAULTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "found_no_record"),
    "a text": (lambda: b"hello", "found_no_record"),
    "an archive": (lambda: b"PK\x03\x04", "found_no_record"),
    "another encoding": (lambda: whole().decode().encode("utf-16"), "found_no_record"),
    "a mark before it": (lambda: b"\xef\xbb\xbf" + whole(), "found_no_record"),
    "a key twice": (lambda: b'{"schema":"hepu-record/2",' + whole()[1:], "found_no_record"),
    "brackets without end": (lambda: b'{"schema":"hepu-record/2","a":' + b"[" * 100_000, "found_no_record"),
    "a form to come": (lambda: changed("schema", lambda _: "hepu-record/3"), "record_version"),
    "a value changed": (lambda: changed("engines.hepu", lambda _: "9", sign=False), "record_damaged"),
    "no issue": (lambda: changed("issue", lambda _: None, sign=False), "record_malformed"),
    "something left out": (lambda: changed("advice.plan", lambda _: None), "record_other_form"),
    "something more": (lambda: changed("engines.more", lambda _: "x"), "record_other_form"),
    "another type": (lambda: changed("engines.checked_steps", str), "record_other_form"),
    "a number for a truth": (lambda: changed("inputs.as_of_overridden", int), "record_other_form"),
    "a fraction": (lambda: changed("inputs.data_year", lambda year: year + 0.5), "record_other_form"),
    "of before signers were told": (lambda: changed("issue.signer", lambda _: None), "record_other_form"),
    "of before renderers were told": (lambda: changed("engines.renderer", lambda _: None), "record_other_form"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_no_record_of_the_present_form_is_told_as_one_thing(name: str) -> None:
    data, code = FAULTS[name]

    assert fault(lambda: record_in(found_in(data(), "a.json"))) == code


def test_a_record_of_another_form_names_the_version_that_made_it() -> None:
    data = changed("issue.previous", lambda _: None)
    with pytest.raises(InputError) as found:
        record_in(found_in(data, "a.json"))

    assert f"hepu {earlier().engines.hepu}" in render_faults(found.value.faults, "en")


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ((), "found_pdf_without_files"),
        ((b"x",), "found_pdf_without_record"),
        (("digests",), "found_pdf_without_record"),
        (("record", "record"), "found_twice"),
        ((b"PK\x03\x04", b"PK\x03\x04"), "found_twice"),
    ],
)
def test_a_pdf_that_carries_too_little_or_one_thing_twice_is_told(files: tuple[bytes | str, ...], code: str) -> None:
    made = {"digests": digests_bytes, "record": record_bytes}
    data = pdf(*(made[item](earlier()) if isinstance(item, str) else item for item in files))

    assert fault(lambda: record_in(found_in(data, "a.pdf"))) == code


@pytest.mark.parametrize("read", [digests_in, inputs_in])
def test_what_a_file_does_not_carry_is_nothing(read: Callable[[Found], object]) -> None:
    assert read(found_in(whole(), "a.json")) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b'"last":null,', b""),
        lambda text: text + b"\n",
        lambda text: text.replace(b"/1", b"/2"),
    ],
)
def test_digests_that_are_not_written_as_such_are_refused(change: Callable[[bytes], bytes]) -> None:
    data = change(digests_bytes(earlier()))

    assert fault(lambda: digests_in(found_in(data, "a.json"))) in {"record_malformed", "record_version"}


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()

    assert fault(lambda: found_at(tmp_path / "nowhere.json")) == "file_missing"
    assert fault(lambda: found_at(tmp_path / "folder.json")) == "file_unreadable"


def test_more_than_can_be_a_record_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hepu.record.found.MAX_JSON", 10)

    assert fault(lambda: found_in(whole(), "a.json")) == "found_too_large"


@given(st.integers(0, 2**31), st.integers(1, 255))
@example(0, 1)
def test_a_record_with_one_byte_changed_is_refused_or_tells_the_same(at: int, by: int) -> None:
    data = bytearray(whole())
    data[at % len(data)] ^= by
    try:
        record = record_in(found_in(bytes(data), "a.json"))
    except InputError:
        return

    assert record == earlier()


def test_the_pack_that_a_record_names_is_that_of_the_archive_beside_it() -> None:
    record, pack = sample.record_of(sample.rich())

    assert dict(pack.files(pack.stack[0])) == record.inputs.pack.files
    assert pack_archive(pack).startswith(b"PK\x03\x04")
