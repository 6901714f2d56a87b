"""Strict JSON with places: what a file says, and on which line and column it says it."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

from hepu.errors import Fault, InputError, Location
from hepu.yaml_source import MAX_CHARACTERS, MAX_DEPTH, Document, plain_scalar

if TYPE_CHECKING:
    from hepu.yaml_source import Path

__all__ = ["parse_json"]

_SPACE = re.compile(r"[ \t\r\n]*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+)("?)')
_SURROGATE = re.compile("[\ud800-\udfff]")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[^\s,:\[\]{}\"]+|.", re.DOTALL)
_WORDS = ("true", "false", "null")


def parse_json(text: str, file: str) -> Document:
    """Read JSON as far as it can be read, keeping duplicate keys as faults.

    Numbers are read as in YAML: exact, and left as text where they have an exponent or more digits than any figure.

    Raises:
        InputError: at the first place where the text is no JSON, and on excessive size or depth.

    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            [Fault("yaml_too_large", Location(file), {"expected": str(MAX_CHARACTERS), "found": str(len(text))})]
        )
    reader = _Reader(text, file)
    value = reader.document()
    return Document(file, value, MappingProxyType(reader.marks), tuple(reader.faults))


class _Reader:
    """Reads one value after the other, from where the last one ended."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.at = 0
        self.lines = [0, *(found.end() for found in _LINE_END.finditer(text))]
        self.marks: dict[Path, tuple[int, int]] = {}
        self.faults: list[Fault] = []

    def document(self) -> Any:
        self.space()
        value = self.value((), 0)
        self.space()
        if self.at < len(self.text):
            self.refuse("json_more")
        return value

    def value(self, path: Path, depth: int) -> Any:
        """Read one value and note its place, which for a value of a mapping is where its key stands."""
        if depth > MAX_DEPTH:
            self.refuse("yaml_too_deep", expected=str(MAX_DEPTH))
        self.marks.setdefault(path, self.mark())
        match self.text[self.at : self.at + 1]:
            case "{":
                return self.mapping(path, depth)
            case "[":
                return self.sequence(path, depth)
            case '"':
                return self.string()
            case _:
                return self.plain()

    def mapping(self, path: Path, depth: int) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        self.at += 1
        more = not self.next("}")
        while more:
            self.space()
            if self.text[self.at : self.at + 1] != '"':
                self.refuse("json_key")
            mark = self.mark()
            key = self.string()
            if not self.next(":"):
                self.refuse("json_colon")
            inner: Path = (*path, key)
            if key in entries:
                place = Location(self.file, line=mark[0], column=mark[1])
                self.faults.append(Fault("yaml_duplicate_key", place, {"found": key}))
                inner = (*inner, "again")
            self.marks[inner] = mark
            self.space()
            value = self.value(inner, depth + 1)
            entries.setdefault(key, value)
            more = self.goes_on("}")
        return entries

    def sequence(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        self.at += 1
        more = not self.next("]")
        while more:
            self.space()
            items.append(self.value((*path, len(items)), depth + 1))
            more = self.goes_on("]")
        return items

    def string(self) -> str:
        found = _STRING.match(self.text, self.at)
        if found is None or not found[2]:
            # Where the file ends within the text, that is what is wrong.
            ends = found is None or found.end() < len(self.text)
            self.refuse("json_string" if ends else "json_cut")
        value = str(json.loads(found[0]))
        if _SURROGATE.search(value):
            self.refuse("json_string")
        self.at = found.end()
        return value

    def plain(self) -> Any:
        """Read a number or one of the three words."""
        found = _WORD.match(self.text, self.at)
        if found is None or not (found[0] in _WORDS or _NUMBER.fullmatch(found[0])):
            self.refuse("json_value")
        self.at = found.end()
        return plain_scalar(found[0])

    def goes_on(self, close: str) -> bool:
        """Pass the comma before another entry, or the bracket after the last."""
        if self.next(","):
            return True
        if not self.next(close):
            self.refuse("json_comma", expected=close)
        return False

    def next(self, sign: str) -> bool:
        """Pass a sign if it comes next."""
        self.space()
        if not self.text.startswith(sign, self.at):
            return False
        self.at += 1
        return True

    def space(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def mark(self) -> tuple[int, int]:
        line = bisect_right(self.lines, self.at)
        return line, self.at - self.lines[line - 1] + 1

    def refuse(self, code: str, **context: str) -> NoReturn:
        """Stop reading here; a file that ends too early is told as such, whatever should have followed."""
        line, column = self.mark()
        found = _WORD.match(self.text, self.at)
        said = {"found": found[0][:20] if found else "", **context}
        raise InputError([Fault(code if found else "json_cut", Location(self.file, line=line, column=column), said)])
