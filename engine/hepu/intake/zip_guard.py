"""A look at a workbook's container before anything in it is opened: sizes, macros, encryption and entities.

No size that the container declares is believed: each part is unpacked piece by piece, up to what it declares.
"""

from __future__ import annotations

import copy
import html
import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from hepu.errors import Fault, Location

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_container", "hidden_texts", "property_texts", "unpacked"]

MAX_FILE = 20_000_000
MAX_TOTAL = 50_000_000
MAX_RATIO = 200
# Small members of plain XML shrink a lot and do no harm.
RATIO_FROM = 1_000_000
MAX_MEMBERS = 2_000
# The two ways of packing that a workbook may use; others unpack without a bound.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_PIECE = 65_536
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 0x1
_TYPES = "[Content_Types].xml"
_ENTITIES = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)
_HEADERS = re.compile(rb"<(?:\w+:)?((?:odd|even|first)(?:Header|Footer))[^>]*>(.*?)</", re.DOTALL)
_HEADER_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|[0-9]{1,3}|[A-Z])')


def check_container(data: bytes, file: str) -> list[Fault]:
    """Name what speaks against opening a workbook; an empty list means that it may be opened."""
    place = Location(file)
    if data.startswith(_OLE):
        code = "encrypted_file" if _ENCRYPTED_STREAM in data else "old_workbook"
        return [Fault(code, place)]
    if len(data) > MAX_FILE:
        return [Fault("file_too_large", place, {"expected": _megabytes(MAX_FILE), "found": _megabytes(len(data))})]
    if not data.startswith(b"PK"):
        return [Fault("not_a_workbook", place)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _check_members(archive, place)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        return [Fault("truncated_file", place)]


def _check_members(archive: zipfile.ZipFile, place: Location) -> list[Fault]:
    members = archive.infolist()
    if fault := _sizes(members, place):
        return [fault]
    names = {member.filename for member in members}
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        return [Fault("encrypted_file", place)]
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        return [Fault("macros", place)]
    if _TYPES not in names or not any(name.casefold().endswith("xl/workbook.xml") for name in names):
        return [Fault("not_a_workbook", place)]
    # Reading every member also finds those that are damaged.
    for member in sorted(members, key=lambda member: member.filename):
        content = unpacked(archive, member)
        if content is None:
            return [Fault("zip_size", place, {"found": member.filename})]
        if fault := _content(member.filename, content, place):
            return [fault]
    return []


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | None:
    """Unpack a member as far as it says that it goes; nothing where it goes further."""
    unbounded = copy.copy(member)
    # What is declared would end the reading there, whatever follows.
    unbounded.file_size = MAX_TOTAL + _PIECE
    content = bytearray()
    with archive.open(unbounded) as packed:
        while piece := packed.read(_PIECE):
            content += piece
            if len(content) > member.file_size:
                return None
    return bytes(content) if len(content) == member.file_size else None


def _sizes(members: list[zipfile.ZipInfo], place: Location) -> Fault | None:
    """Look at the declared sizes, to which each member is held when it is read."""
    total = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS:
        return Fault("zip_members", place, {"expected": str(MAX_MEMBERS), "found": str(len(members))})
    if total > MAX_TOTAL:
        return Fault("zip_too_large", place, {"expected": _megabytes(MAX_TOTAL), "found": _megabytes(total)})
    for member in members:
        if member.compress_type not in _METHODS:
            return Fault("zip_method", place, {"found": member.filename})
        if member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            return Fault("zip_ratio", place, {"found": member.filename, "expected": str(MAX_RATIO)})
    return None


def _content(name: str, content: bytes, place: Location) -> Fault | None:
    if name.casefold().endswith((".xml", ".rels", ".vml")) and any(mark in content for mark in _ENTITIES):
        return Fault("xml_entities", place, {"found": name})
    if name == _TYPES and b"macroEnabled" in content:
        return Fault("macros", place)
    return None


def hidden_texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Give the texts outside the cells, in comments, drawings, headers and footers, each with the part it stands in."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in sorted(archive.namelist()):
            folded = name.casefold()
            if not folded.endswith(".xml"):
                continue
            if "comment" in folded or "/drawings/" in folded:
                yield from ((text, name) for text in _paragraphs(archive.read(name)))
            elif "/worksheets/" in folded:
                for found in _HEADERS.finditer(archive.read(name)):
                    plain = html.unescape(found[2].decode("utf-8", "replace"))
                    yield from ((part.strip(), name) for part in _HEADER_CODES.split(plain) if part.strip())


def property_texts(data: bytes) -> Iterator[str]:
    """Give the texts of the document's properties: title, subject, category, keywords and the like."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in sorted(archive.namelist()):
            if name.casefold() in {"docprops/core.xml", "docprops/custom.xml"}:
                yield from (text.strip() for text in _texts(archive.read(name)))


def _paragraphs(content: bytes) -> Iterator[str]:
    """Give the text of each paragraph or comment, whose runs may split a word."""
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        return
    for node in root.iter():
        if str(node.tag).rpartition("}")[2] in {"text", "p", "comment", "threadedComment"}:
            text = "".join(node.itertext()).strip()
            if text:
                yield text


def _texts(content: bytes) -> Iterator[str]:
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        return
    yield from (text for text in root.itertext() if text.strip())


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
