"""The files that a PDF carries, found by one bounded pass over its bytes; nothing else of the PDF is looked at.

Streams that hold a file say so (``/Type /EmbeddedFile``) and are packed by zlib or not at all, whoever wrote the PDF.
All together are unpacked up to a bound; no reference is followed, so no PDF can lead the reader round in circles.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MAX_EMBEDDED", "embedded_files", "is_pdf"]

MAX_EMBEDDED = 60_000_000
_MOST = 32
_HEAD = 1_024
# Unpacking takes a little at a time: what it has not come to is never copied.
_STEP = 65_536
# How far before and after the mark its dictionary may reach.
_REACH = 2_048
_MARK = re.compile(rb"/Type\s{0,8}/EmbeddedFile(?![A-Za-z])")
_BEGIN = re.compile(rb"stream\r?\n")
_END = b"endstream"


def is_pdf(data: bytes) -> bool:
    """Say whether some bytes are a PDF."""
    return b"%PDF-" in data[:_HEAD]


def embedded_files(data: bytes) -> Iterator[bytes]:
    """Give the contents of the embedded files of a PDF, the first few of them; what cannot be unpacked is left out."""
    left = MAX_EMBEDDED
    for count, mark in enumerate(_MARK.finditer(data)):
        if count == _MOST or left <= 0:
            return
        begin = _BEGIN.search(data, mark.end(), mark.end() + _REACH)
        if begin is None:
            continue
        start = data.rfind(b" obj", max(0, mark.start() - _REACH), mark.start())
        packed = b"/Filter" in data[max(start, 0) : begin.start()]
        content, whole = (_unpacked if packed else _plain)(data, begin.end(), left)
        left -= len(content)
        if whole:
            yield content


def _unpacked(data: bytes, at: int, most: int) -> tuple[bytes, bool]:
    """Unpack a stream up to a bound, and say whether that was all of it; one packed in another way is none of ours."""
    reader, content = zlib.decompressobj(), bytearray()
    try:
        while not reader.eof and len(content) < most and at < len(data):
            content += reader.decompress(data[at : at + _STEP], most - len(content))
            at += _STEP
    except zlib.error:
        return bytes(content), False
    return bytes(content), reader.eof


def _plain(data: bytes, at: int, most: int) -> tuple[bytes, bool]:
    end = data.find(_END, at, at + most)
    return (b"", False) if end < 0 else (data[at:end].rstrip(b"\r\n"), True)
