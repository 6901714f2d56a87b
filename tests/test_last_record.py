"""The last advisory is read from a record or a PDF that carries one, and every fault is told with its remedy."""

from __future__ import annotations

import copy
import json
import zlib
from typing import TYPE_CHECKING, Any

import pytest
import weasyprint

from hepu.advising import record_of
from hepu.errors import InputError
from hepu.messages import render_faults
from hepu.profile.model import Profile
from hepu.record.build import as_json
from hepu.record.digests import record_bytes
from hepu.record.embedded import MAX_EMBEDDED, embedded_files
from hepu.record.last import last_record, read_record
from since_sample import earlier, now_order, request_now, signed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def written(folder: Path, value: Any, name: str = "last.json") -> Path:
    """Write a record that someone may have changed."""
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), "utf-8")
    return path


def value() -> dict[str, Any]:
    """Give the earlier record as JSON values that may be changed."""
    return copy.deepcopy(dict(as_json(earlier())))


def pdf(*files: bytes, packed: bool = True, mark: bytes = b"/Type /EmbeddedFile") -> bytes:
    """Give the bytes of a PDF as far as it carries files."""
    body = bytearray(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Names << /EmbeddedFiles 2 0 R >> >>\nendobj\n")
    for number, content in enumerate(files, start=3):
        data, way = (zlib.compress(content), b"/Filter /FlateDecode ") if packed else (content, b"")
        head = b"%d 0 obj\n<< %s %s/Length %d >>\nstream\n" % (number, mark, way, len(data))
        body += head + data + b"\nendstream\nendobj\n"
    return bytes(body)


def fault(path: Path) -> tuple[str, ...]:
    """Give the codes of what is wrong with a file, each of which is told in both languages."""
    with pytest.raises(InputError) as found:
        last_record(read_record(path), request_now().profile)
    for lang in ("zh", "en"):
        assert "→" in render_faults(found.value.faults, lang)
    return tuple(item.code for item in found.value.faults)


def test_a_record_is_read_back(tmp_path: Path) -> None:
    last = last_record(read_record(written(tmp_path, value())), request_now().profile)

    assert (last.id, last.data_year) == (earlier().issue.id, 2024)
    assert {item.id for item in last.strategies} == {item.id for item in earlier().advice.strategies}


@pytest.mark.parametrize("packed", [True, False])
def test_a_record_is_found_in_a_pdf_among_other_files(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "audit.pdf"
    path.write_bytes(pdf(b'{"digests": 1}', b"no json", record_bytes(earlier()), packed=packed))

    assert read_record(path).shape.issue.id == earlier().issue.id


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("variant", ["pdf/a-3a", "pdf/ua-1", None])
def test_a_record_is_found_in_what_weasyprint_writes(tmp_path: Path, variant: str | None) -> None:
    files = [weasyprint.Attachment(string=item.decode()) for item in (b'{"digests": 1}', record_bytes(earlier()))]
    path = tmp_path / "audit.pdf"
    page = weasyprint.HTML(string="<html lang=en><title>x</title><body>x")
    path.write_bytes(page.write_pdf(attachments=files, pdf_variant=variant))

    assert read_record(path).shape.issue.id == earlier().issue.id


def test_a_file_named_before_its_filter_is_found() -> None:
    data = b"%PDF-1.7\n3 0 obj\n<</Filter/FlateDecode/Type/EmbeddedFile>>\nstream\r\n" + zlib.compress(b"{}")

    assert list(embedded_files(data)) == [b"{}"]


def test_a_stream_that_swells_beyond_the_bound_is_left_out() -> None:
    assert list(embedded_files(pdf(bytes(MAX_EMBEDDED + 1)))) == []


def test_what_was_unpacked_in_vain_counts_towards_the_bound_of_all() -> None:
    assert list(embedded_files(pdf(bytes(MAX_EMBEDDED + 1), b"{}"))) == []


def test_files_are_found_until_together_they_reach_the_bound() -> None:
    half = bytes(MAX_EMBEDDED // 2)

    assert [len(found) for found in embedded_files(pdf(half, b"{}", half, b"{}"))] == [len(half), 2]


def test_a_pdf_of_many_marks_is_read_in_one_pass() -> None:
    assert list(embedded_files(b"%PDF-1.7\n" + b"/Type /EmbeddedFile " * 500_000)) == []


def diagnosis(made: dict[str, Any]) -> dict[str, Any]:
    """Say of a record that it was not issued."""
    made["issue"]["status"] = "diagnosis"
    return signed(made)


def without(made: dict[str, Any], *path: str) -> dict[str, Any]:
    """Leave something out of a record."""
    *above, last = path
    inner = made
    for name in above:
        inner = inner[name]
    del inner[last]
    return signed(made) if "issue" in made and "id" in made["issue"] else made


def with_profile(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    """Change what the profile of a record says."""

    def changed(made: dict[str, Any]) -> Any:
        made["inputs"]["profile"].update(changes)
        return signed(made)

    return changed


def other_college(made: dict[str, Any]) -> Any:
    """Make it another college's."""
    made["inputs"]["profile"]["college"]["name"]["zh"] = "廉州示范学院（虚构）"
    return signed(made)


def damaged(made: dict[str, Any]) -> Any:
    """Change a record by hand."""
    made["advice"]["strategies"][0]["rank"] = 9
    return made


def letters(made: dict[str, Any]) -> Any:
    """Give a conclusion a truth that there is not."""
    made["inference"]["conclusions"]["problem.missing_data"]["truth"] = "X"
    return signed(made)


FAULTS: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "a text": (lambda _: "no json", "found_no_record"),
    "a list": (lambda _: "[1]", "found_no_record"),
    "a profile": (lambda made: made["inputs"]["profile"], "found_no_record"),
    "a key twice": (lambda _: '{"schema": "hepu-record/2", "schema": "hepu-record/2"}', "found_no_record"),
    "no number": (lambda _: '{"schema": "hepu-record/2", "x": NaN}', "found_no_record"),
    "brackets without end": (lambda _: "[" * 100_000, "found_no_record"),
    "an older form": (lambda made: {**made, "schema": "hepu-record/0"}, "record_version"),
    "no issue": (lambda made: without(made, "issue"), "record_malformed"),
    "no advice": (lambda made: without(made, "advice"), "record_malformed"),
    "a truth that there is not": (letters, "record_malformed"),
    "a profile that is none": (with_profile(data_year="x"), "record_malformed"),
    "changed by hand": (damaged, "record_damaged"),
    "a diagnosis": (diagnosis, "last_not_issued"),
    "another college": (other_college, "last_other_college"),
    "a later day": (with_profile(as_of="2027-01-01"), "last_later_day"),
    "a later year": (with_profile(data_year=2026), "last_later_year"),
    "published figures": (with_profile(published_figures_only=True), "last_published"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_no_last_advisory_is_told(name: str, tmp_path: Path) -> None:
    change, code = FAULTS[name]

    assert fault(written(tmp_path, change(value()))) == (code,)


@pytest.mark.parametrize(
    ("files", "code"),
    [((), "found_pdf_without_files"), ((b'{"schema": "hepu-digests/1"}',), "found_pdf_without_record")],
)
def test_a_pdf_without_a_record_is_told(files: tuple[bytes, ...], code: str, tmp_path: Path) -> None:
    path = tmp_path / "round.pdf"
    path.write_bytes(pdf(*files))

    assert fault(path) == (code,)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hepu.record.found.MAX_JSON", 10)

    assert fault(written(tmp_path, value())) == ("found_too_large",)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert fault(tmp_path / "nowhere.json") == ("file_missing",)


def test_both_colleges_are_named_where_they_differ(tmp_path: Path) -> None:
    with pytest.raises(InputError) as found:
        last_record(read_record(written(tmp_path, other_college(value()))), request_now().profile)

    said = render_faults(found.value.faults, "zh")
    assert "廉州示范学院" in said
    assert "合浦湾职业技术学院" in said


@pytest.mark.parametrize(
    ("then", "now", "same"),
    [
        ({"code": "12345"}, {"code": "12345", "name": {"zh": "北湾新名学院（虚构）", "en": ""}}, True),
        ({"code": "12345"}, {"code": "54321"}, False),
        ({}, {"name": {"zh": "北湾新名学院（虚构）", "en": ""}, "former_names": ["合浦湾职业技术学院（虚构）"]}, True),
        ({}, {"name": {"zh": "北湾新名学院（虚构）", "en": ""}}, False),
    ],
)
def test_a_college_is_known_by_its_code_or_a_former_name(
    then: dict[str, Any], now: dict[str, Any], same: bool, tmp_path: Path
) -> None:
    made = value()
    made["inputs"]["profile"]["college"].update(then)
    present = request_now().profile.model_dump(mode="json")
    present["college"].update(now)
    read = read_record(written(tmp_path, signed(made)))

    if same:
        assert last_record(read, Profile.model_validate(present)).data_year == 2024
    else:
        with pytest.raises(InputError):
            last_record(read, Profile.model_validate(present))


def test_a_record_of_this_pack_that_does_not_follow_is_rejected(tmp_path: Path) -> None:
    made = value()
    made["advice"]["strengths"] = []

    with pytest.raises(InputError) as found:
        record_of(now_order(written(tmp_path, signed(made))))

    assert [item.code for item in found.value.faults] == ["last_rejected"]


def test_a_record_of_this_pack_that_an_earlier_version_wrote_otherwise_is_told(tmp_path: Path) -> None:
    made = without(value(), "issue", "signer")

    with pytest.raises(InputError) as found:
        record_of(now_order(written(tmp_path, made)))

    assert [item.code for item in found.value.faults] == ["record_other_form"]


def test_a_word_that_the_pack_no_longer_knows_is_told(tmp_path: Path) -> None:
    made = value()
    made["inputs"]["pack"]["digest"] = "0" * 64
    made["inputs"]["profile"]["college"]["town"]["value"] = "atlantis"

    with pytest.raises(InputError) as found:
        record_of(now_order(written(tmp_path, signed(made))))

    assert [item.code for item in found.value.faults] == ["last_other_words"]
