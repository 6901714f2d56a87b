"""Whether a file is whole and one of ours: bounded before it is read, and refused in one line where it is neither."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from hepu.errors import InputError
from hepu.record.found import found_in
from hepu.verification.saying import BROKEN, failed, named, passed, said, what

if TYPE_CHECKING:
    from hepu.record.found import Found
    from hepu.verification.model import Step

__all__ = ["MAX_RECORD", "contained"]

# Some ten times the largest record of a college; more would only keep the reader waiting.
MAX_RECORD = 5_000_000
_START, _END = b"%PDF-1.", b"%%EOF"
_ZIP = b"PK\x03\x04"
_PARTS = ("record", "digests", "inputs", "pack")


def contained(data: bytes, name: str) -> tuple[Step, Found | None]:
    """Say what a file carries; nothing more is asked of one that is damaged or carries nothing of ours."""
    if data.startswith(_ZIP):
        return failed("container", said("container_zip")), None
    try:
        found = found_in(data, name)
    except InputError as error:
        return failed("container", *error.faults), None
    except BROKEN as error:
        return failed("container", said("container_broken", found=what(error))), None
    carried = [part for part in _PARTS if getattr(found, part) is not None]
    if not {"record", "digests", "inputs"} & {*carried}:
        return failed("container", said("container_nothing")), None
    for part in (found.record, found.digests, found.inputs):
        if part is not None and len(part.data) > MAX_RECORD:
            size, most = (f"{number / 1_000_000:.1f} MB" for number in (len(part.data), MAX_RECORD))
            return failed("container", said("container_large", found=size, expected=most)), None
    if not found.pdf:
        kind = "container_record" if found.record else "container_part"
        return passed("container", said(kind, size=f"{len(data):,}", found=named(carried))), found
    if wrong := _unsound(data):
        return failed("container", said("container_pdf", found=wrong)), None
    return passed("container", said("container_pdf_pass", size=f"{len(data):,}", found=named(carried))), found


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
