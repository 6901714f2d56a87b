"""A pack travels as one archive: the same bytes for the same pack, all that a record names of it, and nothing else."""

from __future__ import annotations

import io
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import report_sample as sample
from hepu.errors import InputError, Location, PackError
from hepu.layers import Layer
from hepu.messages import render_faults
from hepu.pack import load_pack
from hepu.pack_sources.archive import opened_archive, pack_archive, read_archive
from hepu.pipeline import Request, advisor
from hepu.profile.model import Profile
from hepu.record.digests import record_digest
from hepu.report.html import render
from own_packs import yunjiang_layers
from small_packs import SMALL, small_pack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hepu.layers import Layers
    from hepu.report.html import EditionKind

PLACE = Location("pack.zip")
SMALL_PACK = load_pack((Layer.at(SMALL),))
ARCHIVE = pack_archive(SMALL_PACK)


def refusal(data: bytes) -> str:
    """Give the code of the one fault of an archive, which is told in both languages."""
    with pytest.raises(InputError) as found:
        read_archive(data, PLACE)
    assert all("→" in render_faults(found.value.faults, lang) for lang in ("zh", "en"))
    (fault,) = found.value.faults
    return fault.code


def zipped(change: Callable[[dict[str, bytes]], None], method: int = zipfile.ZIP_STORED) -> bytes:
    """Write the files of the archive again, after a change."""
    with zipfile.ZipFile(io.BytesIO(ARCHIVE)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type, member.create_system, member.external_attr = method, 3, 0o100644 << 16
            archive.writestr(member, content)
    return made.getvalue()


@pytest.mark.parametrize("layers", [None, yunjiang_layers()])
def test_an_archive_holds_each_file_that_a_record_names_and_no_other(layers: Layers | None) -> None:
    pack = load_pack(layers)
    packs = read_archive(pack_archive(pack), PLACE)

    assert [item.name for item in packs] == [level.about.name for level in pack.stack]
    assert [item.digests for item in packs] == [dict(pack.files(level)) for level in pack.stack]


@pytest.mark.parametrize("layers", [None, yunjiang_layers()])
def test_a_pack_loaded_from_its_archive_is_the_same_and_gives_the_same_archive(layers: Layers | None) -> None:
    pack = load_pack(layers)
    data = pack_archive(pack)
    with opened_archive(data) as laid_out:
        again = load_pack(laid_out)

        assert (again.digest, pack_archive(again)) == (pack.digest, data)
    assert not laid_out[0].rules.exists()


def test_where_a_pack_lies_and_how_its_lines_end_changes_no_byte_of_its_archive(tmp_path: Path) -> None:
    root = tmp_path / "elsewhere with blanks"
    shutil.copytree(SMALL, root)
    for path in root.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert pack_archive(load_pack((Layer.at(root),))) == ARCHIVE


def test_nothing_in_an_archive_depends_on_where_or_when_it_was_written() -> None:
    with zipfile.ZipFile(io.BytesIO(ARCHIVE)) as archive:
        members = archive.infolist()
    told = {
        (item.compress_type, item.date_time, item.create_system, item.external_attr, item.extra) for item in members
    }

    assert told == {(zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0), 3, 0o100644 << 16, b"")}
    assert [item.filename for item in members] == sorted(item.filename for item in members)


def test_a_file_changed_after_the_pack_was_loaded_is_not_archived(tmp_path: Path) -> None:
    root = small_pack(tmp_path)
    pack = load_pack((Layer.at(root),))
    (root / "knowledge" / "pack.yaml").write_text("other: 1\n", "utf-8")
    with pytest.raises(PackError) as found:
        pack_archive(pack)

    assert [fault.code for fault in found.value.faults] == ["pack_changed_since"]
    assert "knowledge/pack.yaml" in render_faults(found.value.faults, "en")


@pytest.mark.parametrize("kind", ["circulation", "audit"])
def test_record_and_archive_are_enough_to_derive_and_render_it_again(kind: EditionKind) -> None:
    record, pack = sample.record_of(sample.core(), with_peers=False)
    inputs, issue = record.inputs, record.issue
    profile = Profile.model_validate(inputs.profile)
    again_from = Request(profile, issue.issued_at, source_name=inputs.source_name, engine=inputs.engine)
    with opened_archive(pack_archive(pack)) as layers:
        used = advisor(layers)
        again = used.advise(again_from)
        page = render(again, used.pack, "zh", kind=kind)

    assert record_digest(again) == record_digest(record)
    assert page == render(record, pack, "zh", kind=kind)


def added(name: str) -> Callable[[dict[str, bytes]], None]:
    """Add a file of some name."""
    return lambda files: files.update({name: b"x: 1\n"})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "archive_form"),
        (b"no archive", "archive_form"),
        (ARCHIVE[:-30], "archive_form"),
        (ARCHIVE + b"\n", "archive_form"),
        (b"%PDF-" + ARCHIVE, "archive_form"),
        (zipped(lambda _: None, zipfile.ZIP_DEFLATED), "archive_form"),
        (zipped(added("00-sample/notes.txt")), "archive_form"),
        (zipped(added("02-other/knowledge/pack.yaml")), "archive_form"),
        (zipped(added("00-other/knowledge/pack.yaml")), "archive_form"),
        (zipped(added("00-sample/knowledge/../../../x.yaml")), "source_path"),
        (zipped(added("/etc/x.yaml")), "source_path"),
        (zipped(added("00-sample/knowledge/a.yaml")), "archive_form"),  # behind the names that come after it
        (zipped(lambda files: files.clear()), "archive_form"),
    ],
)
def test_what_is_not_written_exactly_as_an_archive_is_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_an_archive_that_declares_more_than_it_is_long_is_refused_unread() -> None:
    at = ARCHIVE.index(b"PK\x01\x02")
    data = ARCHIVE[: at + 20] + (90_000_000).to_bytes(4, "little") * 2 + ARCHIVE[at + 28 :]

    assert refusal(data) in {"archive_form", "source_too_large"}


@given(st.integers(0, len(ARCHIVE) - 1), st.integers(1, 255))
def test_no_byte_of_an_archive_can_be_changed_and_the_files_stay_what_they_were(at: int, by: int) -> None:
    changed = bytearray(ARCHIVE)
    changed[at] ^= by
    try:
        packs = read_archive(bytes(changed), PLACE)
    except InputError:
        return

    assert packs != read_archive(ARCHIVE, PLACE)
