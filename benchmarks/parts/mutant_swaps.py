"""Whole parts stripped, appended and exchanged: signatures, receipts, records, packs, pages and attachments."""

from __future__ import annotations

import hashlib
import json
import random
import zipfile
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from hepu.pack_sources.archive import opened_archive
from hepu.pipeline import advisor
from hepu.record.digests import digests_bytes, record_bytes
from hepu.record.model import Record
from hepu.signing.pades import sign_pdf
from hepu.signing.pades.places import places, unsigned_part
from hepu.verification.inquiry import Anchors, Beside
from parts.mutant_drawing import forged
from parts.mutant_judging import Examined, anchored, pdf_case
from parts.mutant_material import AT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from parts.mutant_material import Material

__all__ = ["beside_exchanged", "bytes_appended", "packs_changed", "parts_exchanged", "stripped"]

Judged = tuple[str, str, "Callable[[], str]"]
_KINDS = ("circulation", "audit")


def _cases(made: Material) -> Iterator[tuple[str, bytes, Examined]]:
    """Give every PDF that went out, with its verification."""
    for name, data in made.pdfs.items():
        if name.partition(" ")[0] in {"unsigned", "signed"}:
            yield name, data, pdf_case(made, name)


def beside_exchanged(made: Material) -> Iterator[Judged]:
    """Put beside a record what belongs to another one, or another record in its place."""
    anchors, beside = anchored(made)
    case = Examined(record_bytes(made.signed), anchors, beside)
    kind = "record, receipt or envelope of another advisory"
    yield kind, "receipt", partial(case.outcome, receipt=made.other_receipt)
    yield kind, "envelope", partial(case.outcome, envelope=made.other_envelope)
    yield kind, "record", partial(case.outcome, record_bytes(made.other))
    yield kind, "record of the same advisory, not entered", partial(case.outcome, record_bytes(made.plain))


def packs_changed(made: Material, count: int, seed: int) -> Iterator[Judged]:
    """Change a file of the pack that is given with a record: by itself, and with the record's digests made to fit."""
    data = record_bytes(made.plain)
    case = Examined(data, Anchors(), Beside(archive=made.archive))
    names = zipfile.ZipFile(BytesIO(made.archive)).namelist()
    for name in random.Random(f"{seed} packs").sample(names, min(count, len(names))):  # noqa: S311  # as elsewhere
        yield (
            "file of the pack given with a record",
            name,
            lambda name=name: case.outcome(  # type: ignore[misc]
                archive=_with_member(made.archive, name)
            ),
        )
    for name in (names[0], names[len(names) // 3], names[-1]):
        yield "the same, the record's digests made to fit", name, partial(_under_another_pack, case, made, name)


def _under_another_pack(case: Examined, made: Material, name: str) -> str:
    archive = _with_member(made.archive, name)
    return case.outcome(_fitted(made.plain, archive), place="inputs.pack", archive=archive)


def stripped(made: Material) -> Iterator[Judged]:
    """Take the signature off, in several ways, or put that of another file in its place."""
    for name, data, case in _cases(made):
        if name.startswith("signed"):
            bare, place = unsigned_part(data), places(data)[0]
            hole = place.stop - place.start - 2
            theirs = made.pdfs[name.replace("signed", "other")]
            for what, changed in {
                "cut off": bare,
                "rendered anew": made.pdfs[name.replace("signed", "stripped")],
                "renamed": bare + data[len(bare) :].replace(b"/ByteRange", b"/ByteRangf"),
                "emptied": data[: place.start + 1] + b"0" * hole + data[place.stop - 1 :],
                "of another file": bare + sign_pdf(theirs, made.identity, AT)[len(theirs) :],
                "twice": data + data[len(bare) :],
            }.items():
                yield "signature stripped or exchanged", f"{name}, {what}", partial(case.outcome, changed)


def bytes_appended(made: Material, count: int, seed: int) -> Iterator[Judged]:
    """Append some bytes behind the end of a PDF: what is told by name, and drawn ones."""
    chance = random.Random(f"{seed} tails")  # noqa: S311  # as elsewhere
    for name, data, case in _cases(made):
        other = made.pdfs[f"other {name.partition(' ')[2]}"]
        tails = {
            "a line feed": b"\n",
            "a carriage return": b"\r",
            "a blank": b" ",
            "a nought": b"\0",
            "a remark": b"% remark\n%%EOF\n",
            "the end once more": b"%%EOF\n",
            "another PDF": other,
            "the same PDF": data,
        }
        tails |= {f"drawn {at}": chance.randbytes(chance.randrange(1, 200)) for at in range(count - len(tails))}
        for what, tail in tails.items():
            yield (
                f"bytes behind the end, {name}",
                what,
                lambda tail=tail, data=data, case=case: case.outcome(  # type: ignore[misc]
                    data + tail
                ),
            )


def parts_exchanged(made: Material) -> Iterator[Judged]:
    """Show the pages of one PDF and carry the files of another, or files that were changed."""
    changed = _with_member(made.archive, zipfile.ZipFile(BytesIO(made.archive)).namelist()[0])
    for name, data, case in _cases(made):
        sort, _, kind = name.partition(" ")
        theirs = made.pdfs[f"other {kind}"]
        record = made.plain if sort == "unsigned" else made.signed
        works: dict[str, Callable[[], bytes]] = {
            "files of another under these pages": partial(_carrying, data, _files(theirs)),
            "pages of another over these files": partial(_carrying, theirs, _files(data)),
        }
        if kind == "audit":
            forged_record = _fitted(record, changed)
            read = Record.model_validate_json(forged_record)
            files = {"record.json": forged_record, "digests.json": digests_bytes(read), "pack.zip": changed}
            works |= {
                "a changed pack": partial(_carrying, data, {**_files(data), "pack.zip": changed}),
                "a changed pack, record and digests made to fit": partial(_carrying, data, {**_files(data), **files}),
            }
        for what, work in works.items():
            yield (
                "pages or attachments exchanged",
                f"{name}, {what}",
                lambda work=work, case=case: case.outcome(  # type: ignore[misc]
                    work()
                ),
            )


def _with_member(archive: bytes, name: str) -> bytes:
    """Change one file of a pack's archive by a remark, and write the archive as such archives are written."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member, content + b"# more\n" if member.filename == name else content)
    return made.getvalue()


def _fitted(record: Record, archive: bytes) -> bytes:
    """Write a record as one that was made with a pack, whose digests it names."""
    from hepu.record.build import _pack  # what a forger does by hand

    raw = json.loads(record_bytes(record))
    with opened_archive(archive) as layers:
        raw["inputs"]["pack"] = json.loads(_pack(advisor(layers).pack).model_dump_json(by_alias=True))
    return forged(raw)


def _files(pdf: bytes) -> Mapping[str, bytes]:
    """Give the files that a PDF carries by name."""
    import pypdf  # takes a third of a second

    return {name: contents[0] for name, contents in pypdf.PdfReader(BytesIO(pdf)).attachments.items()}


def _carrying(shown: bytes, files: Mapping[str, bytes]) -> bytes:
    """Show the pages of a PDF and carry other files in the place of its own, of which nothing stays behind."""
    import pypdf  # as above
    from pypdf import generic

    writer: Any = pypdf.PdfWriter(clone_from=pypdf.PdfReader(BytesIO(shown)))
    names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]
    for specification in [item.get_object() for item in names[1::2]]:
        stream = specification["/EF"]["/F"].get_object()
        stream.clear()
        stream[generic.NameObject("/Type")] = generic.NameObject("/Gone")
        stream._data = b""  # noqa: SLF001  # a stream's content has no other name
    made = generic.ArrayObject()
    for name, content in files.items():
        stream = generic.DecodedStreamObject()
        stream.set_data(content)
        stream[generic.NameObject("/Type")] = generic.NameObject("/EmbeddedFile")
        stream = stream.flate_encode()
        specification = generic.DictionaryObject(
            {
                generic.NameObject("/Type"): generic.NameObject("/Filespec"),
                generic.NameObject("/F"): generic.TextStringObject(name),
                generic.NameObject("/UF"): generic.TextStringObject(name),
                generic.NameObject("/EF"): generic.DictionaryObject(
                    {generic.NameObject("/F"): writer._add_object(stream)}  # noqa: SLF001  # as its own methods do
                ),
            }
        )
        made += [generic.TextStringObject(name), writer._add_object(specification)]  # noqa: SLF001  # as above
    writer.root_object["/Names"]["/EmbeddedFiles"][generic.NameObject("/Names")] = made
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
