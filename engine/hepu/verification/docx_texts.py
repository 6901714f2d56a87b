"""What a DOCX says, paragraph by paragraph and cell by cell, read within bounds; nothing that it names is opened."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from defusedxml import ElementTree

from hepu.errors import Fault, InputError, Location
from hepu.intake.zip_guard import unpacked
from hepu.verification.saying import BROKEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

__all__ = ["Block", "DocxTexts", "Tracked", "read_docx"]

MAX_TOTAL, MAX_PARTS, MAX_BLOCKS, MAX_DEPTH = 60_000_000, 2_000, 30_000, 60
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SPACE = re.compile(r"\s+")
_PARTS = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml")
_FIELD = "\u25a1"
# What stands in a text for what is no text.
_SIGNS = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-", "fldSimple": f"{_FIELD}{_FIELD}"}
_BROKEN = (*BROKEN, zipfile.BadZipFile, EOFError, ElementTree.ParseError)
_HEADING = re.compile(r"Heading\s?\d|Title|\d")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: in which part of the file, below which heading, or in which cell of which table, from one on."""

    text: str
    part: str = "body"
    heading: str = ""
    table: int = 0
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Tracked:
    """A change that a word processor keeps as one: which text was put in or taken out, and where."""

    kind: Literal["inserted", "deleted"]
    text: str
    block: Block


@dataclass(frozen=True, slots=True)
class DocxTexts:
    """All that a DOCX says: blocks as they read with tracked changes accepted, these changes, pictures, keywords."""

    blocks: tuple[Block, ...]
    tracked: tuple[Tracked, ...]
    pictures: tuple[str, ...]
    keywords: str


def read_docx(data: bytes, name: str) -> DocxTexts:
    """Read what a DOCX says.

    Raises:
        InputError: where it is none, is damaged, or larger than any of ours.

    """
    wrong = InputError([Fault("verify_docx_unreadable", Location(name))])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = dict(_parts(archive))
        if "word/document.xml" not in parts:
            raise wrong
        reader = _Reader()
        reader.part(parts["word/document.xml"], "body")
        for inside in sorted(parts):
            if found := _PARTS.fullmatch(inside):
                reader.part(parts[inside], found[1])
    except _BROKEN:
        raise wrong from None
    pictures = tuple(
        hashlib.sha256(parts[inside]).hexdigest() for inside in sorted(parts) if inside.startswith("word/media/")
    )
    keywords = parts.get("docProps/core.xml", b"").decode("utf-8", "replace")
    return DocxTexts(tuple(reader.blocks), tuple(reader.tracked), pictures, keywords)


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    members = archive.infolist()
    if len(members) > MAX_PARTS or sum(member.file_size for member in members) > MAX_TOTAL:
        raise ValueError(len(members))
    for member in members:
        if member.filename.startswith("word/") or member.filename == "docProps/core.xml":
            content = unpacked(archive, member)
            if content is None:
                raise ValueError(member.filename)
            yield member.filename, content


class _Reader:
    """Reads parts one after the other into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.tracked: list[Tracked] = []
        self.heading = ""
        self.tables = 0

    def part(self, content: bytes, part: str) -> None:
        """Read all paragraphs of a part."""
        self.within(ElementTree.fromstring(content), Block("", part), 0)

    def within(self, node: Element, at: Block, depth: int) -> None:
        """Read the paragraphs within an element, in their order; ``at`` is where it stands."""
        if depth > MAX_DEPTH or len(self.blocks) > MAX_BLOCKS:
            raise ValueError(depth)
        for child in node:
            if child.tag == f"{_W}p":
                self.paragraph(child, at)
            elif child.tag == f"{_W}tbl":
                self.tables += 1
                self.table(child, Block("", at.part, at.heading, self.tables), depth)
            elif child.tag != _FALLBACK:
                self.within(child, at, depth + 1)

    def table(self, node: Element, at: Block, depth: int) -> None:
        """Read the cells of a table."""
        for row, line in enumerate((item for item in node if item.tag == f"{_W}tr"), start=1):
            for column, cell in enumerate((item for item in line if item.tag == f"{_W}tc"), start=1):
                self.within(cell, Block("", at.part, self.heading, at.table, row, column), depth + 1)

    def paragraph(self, node: Element, at: Block) -> None:
        """Read one paragraph; what a word processor fills in by itself counts as one sign."""
        style = node.find(f"{_W}pPr/{_W}pStyle")
        inserted, deleted, text = list[str](), list[str](), list[str]()
        self.runs(node, text, inserted, deleted, 0)
        told = _SPACE.sub(" ", re.sub(f"{_FIELD}[^{_FIELD}]*{_FIELD}", _FIELD, "".join(text))).strip()
        block = Block(told, at.part, self.heading, at.table, at.row, at.column)
        if told:
            self.blocks.append(block)
        if inserted:
            self.tracked.append(Tracked("inserted", "".join(inserted), block))
        if deleted:
            self.tracked.append(Tracked("deleted", "".join(deleted), block))
        if style is not None and told and not at.table and _HEADING.match(style.get(f"{_W}val", "")):
            self.heading = told

    def runs(self, node: Element, text: list[str], inserted: list[str], deleted: list[str], depth: int) -> None:
        """Gather the text of runs; a field begins and ends with one sign, between which its text is left aside."""
        if depth > MAX_DEPTH:
            raise ValueError(depth)
        for child in node:
            match child.tag.removeprefix(_W):
                case "t":
                    text.append(child.text or "")
                case "delText":
                    deleted.append(child.text or "")
                case "tab" | "br" | "cr" | "noBreakHyphen" | "fldSimple" as sign if node.tag != f"{_W}tabs":
                    text.append(_SIGNS[sign])
                case "fldChar" if child.get(f"{_W}fldCharType") in {"begin", "end"}:
                    text.append(_FIELD)
                case "ins" | "moveTo":
                    mine = list[str]()
                    self.runs(child, mine, inserted, deleted, depth + 1)
                    inserted.extend(mine)
                    text.extend(mine)
                case "del" | "moveFrom":
                    self.runs(child, deleted, inserted, deleted, depth + 1)
                case _ if child.tag != _FALLBACK:
                    self.runs(child, text, inserted, deleted, depth + 1)
