"""What a DOCX says, paragraph by paragraph and cell by cell, read within bounds; nothing that it names is opened."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from defusedxml import ElementTree

from hepu.errors import Fault, InputError, Location
from hepu.intake.zip_guard import unpacked
from hepu.verification.docx_beside import MAIN, TEXT_PARTS, hidden_styles, is_main, is_on, pictures_shown, unread
from hepu.verification.saying import BROKEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

__all__ = ["Block", "DocxTexts", "Tracked", "read_docx"]

MAX_TOTAL, MAX_PARTS, MAX_BLOCKS, MAX_DEPTH = 60_000_000, 2_000, 30_000, 60
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_RELATIONS = "_rels/.rels"
_SPACE = re.compile(r"\s+")
# Where a field begins and ends; what stands between is left aside where it is a number, as of a page.
_FIELD, _FILLED = "\ue000", "\u25a1"
_NUMBER = re.compile(f"{_FIELD}[0-9\\s]*{_FIELD}")
# What stands in a text for what is no text.
_SIGNS = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
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
    """All that a DOCX says: blocks as they read with tracked changes accepted, these changes, pictures, keywords.

    ``pictures`` are told by their digests in the order in which they are shown, ``unread`` names what may show more.
    """

    blocks: tuple[Block, ...]
    tracked: tuple[Tracked, ...]
    pictures: tuple[str, ...]
    keywords: str
    unread: tuple[str, ...] = ()


def read_docx(data: bytes, name: str) -> DocxTexts:
    """Read what a DOCX says.

    Raises:
        InputError: where it is none, is damaged, or larger than any of ours.

    """
    wrong = InputError([Fault("verify_docx_unreadable", Location(name))])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = dict(_parts(archive))
        if MAIN not in parts or not is_main(parts.get(_RELATIONS, b"")):
            raise wrong
        reader = _Reader(hidden_styles(parts))
        reader.part(parts[MAIN], "body")
        for inside in sorted(parts):
            if found := TEXT_PARTS.fullmatch(inside):
                reader.part(parts[inside], found[1])
        pictures, more = pictures_shown(parts), tuple(unread(parts))
    except _BROKEN:
        raise wrong from None
    keywords = parts.get("docProps/core.xml", b"").decode("utf-8", "replace")
    return DocxTexts(tuple(reader.blocks), tuple(reader.tracked), pictures, keywords, more)


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    members = archive.infolist()
    if len(members) > MAX_PARTS or sum(member.file_size for member in members) > MAX_TOTAL:
        raise ValueError(len(members))
    # Names that differ by case alone are one, and of two parts of one name each program reads another.
    if len({member.filename.casefold() for member in members}) < len(members):
        raise ValueError("a part twice")
    for member in members:
        if member.filename.startswith("word/") or member.filename in {"docProps/core.xml", _RELATIONS}:
            content = unpacked(archive, member)
            if content is None:
                raise ValueError(member.filename)
            yield member.filename, content


class _Reader:
    """Reads parts one after the other into blocks; what is hidden is not read."""

    def __init__(self, hidden: frozenset[str]) -> None:
        self.hidden = hidden
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
            elif child.tag == _ALTERNATIVES:
                self.alternatives(child, at, depth + 1)
            else:
                self.within(child, at, depth + 1)

    def alternatives(self, node: Element, at: Block, depth: int) -> None:
        """Read what a word processor chooses from: once where all say the same, else all of it."""
        before, told = len(self.blocks), list[list[str]]()
        for child in node:
            start = len(self.blocks)
            self.within(child, at, depth)
            texts = [block.text for block in self.blocks[start:]]
            if texts in told:
                del self.blocks[start:]
            told.append(texts)
        if len(self.blocks) < before:
            raise ValueError(before)

    def table(self, node: Element, at: Block, depth: int) -> None:
        """Read the cells of a table."""
        for row, line in enumerate((item for item in node if item.tag == f"{_W}tr"), start=1):
            if is_on(line.find(f"{_W}trPr"), "hidden"):
                continue
            for column, cell in enumerate((item for item in line if item.tag == f"{_W}tc"), start=1):
                self.within(cell, Block("", at.part, self.heading, at.table, row, column), depth + 1)

    def paragraph(self, node: Element, at: Block) -> None:
        """Read one paragraph; what a word processor fills in by itself counts as one sign."""
        style = node.find(f"{_W}pPr/{_W}pStyle")
        inserted, deleted, text = list[str](), list[str](), list[str]()
        if (style.get(f"{_W}val", "") if style is not None else "") not in self.hidden:
            self.runs(node, text, inserted, deleted, 0)
        told = _SPACE.sub(" ", _NUMBER.sub(_FILLED, "".join(text)).replace(_FIELD, _FILLED)).strip()
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
            kind = child.tag.removeprefix(_W)
            if child.tag == _ALTERNATIVES:
                self.chosen(child, text, inserted, deleted, depth + 1)
            elif kind == "delText":
                deleted.append(child.text or "")
            elif kind in {"ins", "moveTo"}:
                mine = list[str]()
                self.runs(child, mine, inserted, deleted, depth + 1)
                inserted.extend(mine)
                text.extend(mine)
            elif kind in {"del", "moveFrom"}:
                self.runs(child, deleted, inserted, deleted, depth + 1)
            elif (sign := _sign(child, node)) is not None:
                text.append(sign)
            elif kind != "r" or not self.is_hidden(child):
                # Letters that are drawn along a line stand in an attribute.
                edge = _FIELD if kind == "fldSimple" else ""
                text.append(edge or child.get("string", ""))
                self.runs(child, text, inserted, deleted, depth + 1)
                text.append(edge)

    def chosen(self, node: Element, text: list[str], inserted: list[str], deleted: list[str], depth: int) -> None:
        """Gather what a word processor chooses from: once where all say the same, else all of it."""
        told = list[str]()
        for child in node:
            mine = list[str]()
            self.runs(child, mine, inserted, deleted, depth)
            if (said := "".join(mine)) not in told:
                told.append(said)
        text.extend(told)

    def is_hidden(self, run: Element) -> bool:
        """Say whether a run is not shown, by itself or by its style."""
        properties = run.find(f"{_W}rPr")
        style = None if properties is None else properties.find(f"{_W}rStyle")
        return is_on(properties, "vanish") or (style is not None and style.get(f"{_W}val", "-") in self.hidden)


def _sign(node: Element, within: Element) -> str | None:
    """Give what an element puts into a text by itself; nothing for one that holds others."""
    match node.tag.removeprefix(_W):
        case "sym":
            return f"[{node.get(f'{_W}char', '')}]"
        case "tab" | "br" | "cr" | "noBreakHyphen" as kind if within.tag != f"{_W}tabs":
            return _SIGNS[kind]
        case "fldChar" if node.get(f"{_W}fldCharType") in {"begin", "end"}:
            return _FIELD
        case _ if node.tag.rpartition("}")[2] == "t":  # of formulas and of drawings too
            return (node.text or "").replace(_FIELD, "")
        case _:
            return None
