"""Where the signatures of a PDF stand in its bytes.

A signature covers two ranges: all before the hole in which it stands itself, and what comes behind. Both are read from
the bytes, in one pass that a hostile file cannot prolong, and not through the objects of the PDF: whichever way a
reader takes a file, what was signed is these bytes, and the hole holds nothing but digits.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

__all__ = ["MAX_SIGNATURES", "STAMPED", "Place", "places", "unsigned_part"]

MAX_SIGNATURES = 8
# What the signature says of itself where it is to hold a timestamp: one that was taken off is found by it.
STAMPED = "timestamp"
_MAX_HOLE = 500_000
_RANGE = re.compile(rb"/ByteRange\s*(?:\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\])?")
_MADE = re.compile(rb"/M\s*\(D:(\d{14})(?:Z|([+-])(\d\d)'?(\d\d)?)?")
_WRITER = re.compile(rb"/App\s*<<\s*/Name\s*/Hepu\s*/REx\s*\(([^()]{1,60})\)")
_NUMBERED = re.compile(rb"\\([0-3][0-7]{2})")
_END = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")
# How far around the hole the dictionary of a signature is looked for.
_AROUND = 4_000


@dataclass(frozen=True, slots=True)
class Place:
    """A signature: its hole (from ``<`` to behind ``>``), and where what it covers ends.

    ``container`` is what stands in the hole, ``claimed`` when the signature says it was made, ``writer`` what wrote it
    by its own word, ``stamped`` whether that says it holds a timestamp. ``container`` is empty where the ranges are
    none, or the hole holds anything but digits and the zeros behind them.
    """

    start: int
    stop: int
    end: int
    container: bytes
    claimed: dt.datetime | None
    writer: str
    stamped: bool

    def covered(self, pdf: bytes) -> tuple[memoryview, memoryview]:
        """Give the two ranges that the signature covers."""
        view = memoryview(pdf)
        return view[: self.start], view[self.stop : self.end]


def places(pdf: bytes) -> tuple[Place, ...]:
    """Give the signatures of a PDF in the order in which they stand, at most one more than ``MAX_SIGNATURES``."""
    found: list[Place] = []
    for match in _RANGE.finditer(pdf):
        found.append(_place(pdf, match))
        if len(found) > MAX_SIGNATURES:
            break
    return tuple(found)


def _place(pdf: bytes, match: re.Match[bytes]) -> Place:
    none = Place(match.start(), match.end(), match.end(), b"", None, "", stamped=False)
    if match[1] is None:
        return none
    first, start, stop, length = (int(number) for number in match.groups())
    end = stop + length
    within = match.end() <= start or stop <= match.start()
    if first != 0 or not start < stop <= end <= len(pdf) or stop - start > _MAX_HOLE or not within or match.end() > end:
        return none
    around = pdf[max(0, start - _AROUND) : start] + pdf[stop : min(end, stop + _AROUND)]
    # Characters told by their numbers: not all writers put a colon into a string as it is.
    around = _NUMBERED.sub(lambda told: bytes([int(told[1], 8)]), around)
    named = _WRITER.search(around)
    writer, _, more = (named[1].decode("ascii", "replace") if named else "").partition("; ")
    return Place(start, stop, end, _container(pdf[start:stop]), _claimed(around), writer, stamped=more == STAMPED)


def _container(hole: bytes) -> bytes:
    """Read what stands in the hole: digits of one case, and behind the DER that they spell only zeros."""
    if hole[:1] != b"<" or hole[-1:] != b">":
        return b""
    digits = hole[1:-1]
    if not re.fullmatch(rb"(?:[0-9A-F]{2})+|(?:[0-9a-f]{2})+", digits):
        return b""
    data = bytes.fromhex(digits.decode("ascii"))
    size = _der_size(data)
    return data[:size] if 0 < size <= len(data) and not any(data[size:]) else b""


def _der_size(data: bytes) -> int:
    """Give the size of the sequence with which some DER begins, its head included; zero where it is none."""
    if len(data) < 2 or data[0] != 0x30:  # noqa: PLR2004  # the tag of a sequence behind which its length stands
        return 0
    if data[1] < 0x80:  # noqa: PLR2004  # a short length is told in this byte
        return 2 + data[1]
    width = data[1] & 0x7F
    return 2 + width + int.from_bytes(data[2 : 2 + width], "big") if 1 <= width <= 4 <= len(data) else 0  # noqa: PLR2004


def _claimed(around: bytes) -> dt.datetime | None:
    """Read when the signer says the signature was made; the last that is told within what surrounds the hole."""
    found = None
    for match in _MADE.finditer(around):
        found = match
    if found is None:
        return None
    try:
        plain = dt.datetime.strptime(found[1].decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
        ahead = dt.timedelta(hours=int(found[3] or 0), minutes=int(found[4] or 0))
        return plain + ahead if found[2] == b"-" else plain - ahead
    except (ValueError, OverflowError):
        return None


def unsigned_part(pdf: bytes) -> bytes:
    """Give the bytes before the first signature was appended: the unsigned PDF, or all where nothing is signed."""
    signed = places(pdf)
    if not signed:
        return pdf
    last = pdf.rfind(b"%%EOF", 0, min(place.start for place in signed))
    match = _END.match(pdf, last) if last >= 0 else None
    return pdf[: match.end()] if match else b""
