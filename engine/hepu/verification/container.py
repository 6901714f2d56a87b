"""Whether a file is whole and one of ours: bounded before it is read, and refused in one line where it is neither."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from hepu.errors import InputError
from hepu.record.found import found_in
from hepu.verification.model import Step
from hepu.verification.saying import BROKEN, failed, missing, named, passed, said, what

if TYPE_CHECKING:
    from hepu.record.found import Found

__all__ = ["MAX_RECORD", "contained"]

# Several times what any college's record or any pack of ours holds; more would only keep the reader waiting.
MAX_RECORD, MAX_PACK = 3_000_000, 10_000_000
_START, _END = b"%PDF-1.", b"%%EOF"
# Editions that carry nothing: there is nothing in them that could fail.
_EMPTY = {b"pk\x03\x04": "container_zip", b"<!doctype html": "container_html"}
_PARTS = {"record": "record.json", "digests": "digests.json", "inputs": "inputs.json", "pack": "pack.zip"}


def contained(data: bytes, name: str) -> tuple[Step, Found | None]:
    """Say what a file carries; nothing more is asked of one that is damaged or carries nothing of ours.

    A DOCX, XLSX or HTML edition carries nothing by its kind, and is not at fault for that.
    """
    if empty := next((code for start, code in _EMPTY.items() if data[: len(start)].lower() == start), None):
        return missing("container", said(empty)), None
    found = _found(data, name)
    if isinstance(found, Step):
        return found, None
    carried = [part for part in _PARTS if getattr(found, part) is not None]
    if not {"record", "digests", "inputs"} & {*carried}:
        return failed("container", said("container_nothing")), None
    sizes = [(len(part.data), MAX_RECORD) for part in (found.record, found.digests, found.inputs) if part is not None]
    for size, most in (*sizes, (len(found.pack or b""), MAX_PACK)):
        if size > most:
            told = {"found": f"{size / 1_000_000:.1f} MB", "expected": f"{most / 1_000_000:.1f} MB"}
            return failed("container", said("container_large", **told)), None
    listed = named(_PARTS[part] for part in carried)
    if not found.pdf:
        if found.inputs is not None:
            return failed("container", said("container_nothing")), None
        kind = "container_record" if found.record else "container_part"
        return passed("container", said(kind, size=f"{len(data):,}", found=listed)), found
    if wrong := _unsound(data):
        return failed("container", said("container_pdf", found=wrong)), None
    return passed("container", said("container_pdf_pass", size=f"{len(data):,}", found=listed)), found


def _found(data: bytes, name: str) -> Found | Step:
    """Read what a file carries, or say in a step that failed why it cannot be read."""
    try:
        return found_in(data, name)
    except InputError as error:
        return failed("container", *error.faults)
    except BROKEN as error:
        return failed("container", said("container_broken", found=what(error)))


def _unsound(data: bytes) -> str:
    """Say what makes a PDF one that is cut off or damaged; an empty text for a whole one."""
    import pypdf  # noqa: PLC0415  # takes a third of a second

    if not data.startswith(_START):
        return "%PDF"
    if data.rstrip(b"\r\n")[-len(_END) :] != _END:
        return "%%EOF"
    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
        return "" if len(reader.pages) else "/Pages"
    except (*BROKEN, pypdf.errors.PyPdfError) as error:
        return what(error)
    finally:
        log.setLevel(level)
