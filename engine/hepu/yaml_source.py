"""Strict YAML 1.2 with places: what a file says, and on which line and column it says it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml

from hepu.errors import Fault, InputError, Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["LOOSE_WORDS", "MAX_CHARACTERS", "MAX_DEPTH", "Document", "Path", "parse_yaml", "plain_scalar", "read_yaml"]

Path = tuple[str | int, ...]

MAX_CHARACTERS = 4_000_000
MAX_DEPTH = 40
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18})")
# A plain scalar that starts with anything else is text; the empty one is null.
_MAY_BE_OTHER = frozenset({"", *"~ntf-+.0123456789"})
# What no YAML may hold.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Marks that turn the way of reading, so that a line shows something else than it says.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# How the parser words what it stumbles over, and what that usually is.
_PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "tab character": "yaml_tab",
        "cannot start any token": "yaml_start",
        "mapping values are not allowed": "yaml_colon",
        "could not find expected ':'": "yaml_colon",
        "unexpected end of stream": "yaml_quote",
        "unexpected document": "yaml_quote",
        "escape": "yaml_escape",
        "hexdecimal": "yaml_escape",
        "did not find expected key": "yaml_indent",
        "'-' indicator": "yaml_indent",
        "sequence entries are not allowed": "yaml_indent",
    }
)
# What YAML 1.1 reads as true and false, and YAML 1.2 as text.
LOOSE_WORDS: Mapping[str, bool] = MappingProxyType(
    {
        written: value
        for word, value in (("yes", True), ("on", True), ("no", False), ("off", False))
        for written in (word, word.capitalize(), word.upper())
    }
)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content as plain Python values, with the place of each.

    Numbers are ``int`` or ``Decimal``; dates stay text. ``faults`` holds what does not stop the reading, such as keys
    that appear twice, of which the first is kept. ``unread`` are the paths whose values such a fault withholds.
    ``loose`` are those at which a word stands without quotes that some YAML takes for true or false. ``text`` is the
    file as it was read.
    """

    file: str
    value: Any
    marks: Mapping[Path, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))
    faults: tuple[Fault, ...] = ()
    unread: tuple[Path, ...] = ()
    loose: tuple[Path, ...] = ()
    text: str = field(default="", repr=False)

    def location(self, path: Path = ()) -> Location:
        """Give the place of a value, or of the nearest enclosing value that has one."""
        for length in range(len(path), -1, -1):
            mark = self.marks.get(path[:length])
            if mark is not None:
                return Location(self.file, line=mark[0], column=mark[1], path=".".join(map(str, path)))
        return Location(self.file, path=".".join(map(str, path)))


def read_yaml(text: str, file: str) -> Document:
    """Read one strict YAML document, refusing it at any fault.

    Raises:
        InputError: as ``parse_yaml``, and with all the faults that it keeps.

    """
    document = parse_yaml(text, file)
    if document.faults:
        raise InputError(document.faults)
    return document


def parse_yaml(text: str, file: str) -> Document:
    """Read the first document as far as it can be read, keeping as faults what does not stop the reading.

    Those are duplicate keys, anchors and aliases, tags, keys that are no plain names, and further documents.

    Raises:
        InputError: on syntax errors, or excessive size or depth.

    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            [Fault("yaml_too_large", Location(file), {"expected": str(MAX_CHARACTERS), "found": str(len(text))})]
        )
    if (turning := _TURNING.search(text)) is not None:
        raise InputError([_control(text, file, turning.start())])
    builder = _Builder(file)
    try:
        value = builder.document(_events(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(file, line=mark.line + 1, column=mark.column + 1) if mark else Location(file)
        # A file may end before what the parser misses.
        tab = mark is not None and "".join(text.split("\n")[mark.line : mark.line + 1])[mark.column :][:1] == "\t"
        raise InputError([Fault("yaml_tab" if tab else _problem(error.problem or ""), place)]) from None
    except (yaml.YAMLError, UnicodeError, RecursionError):
        found = _UNPRINTABLE.search(text)
        if found is None:
            raise InputError([Fault("yaml_syntax", Location(file))]) from None
        raise InputError([_control(text, file, found.start())]) from None
    lost, loose = tuple(builder.unread), tuple(builder.loose)
    return Document(file, value, MappingProxyType(builder.marks), tuple(builder.faults), lost, loose, text)


def _control(text: str, file: str, at: int) -> Fault:
    return Fault("yaml_control", Location(file, line=text.count("\n", 0, at) + 1))


def _problem(said: str) -> str:
    """Give the code for what the parser says in its own words."""
    return next((code for mark, code in _PROBLEMS.items() if mark in said), "yaml_syntax")


def _events(text: str) -> Iterator[Any]:
    """Give the parser's events; asked for one by one from C, which takes half the time of ``yaml.parse``."""
    return iter(_LOADER(text).get_event, None)


class _Builder:
    """Builds plain values from parser events, refusing what a plain data file has no use for."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.marks: dict[Path, tuple[int, int]] = {}
        self.faults: list[Fault] = []
        self.unread: list[Path] = []
        self.loose: list[Path] = []
        self.anchored: dict[str, Any] = {}

    def document(self, events: Iterator[Any]) -> Any:
        value: Any = None
        seen = False
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    if seen:
                        self.note("yaml_many_documents", event)
                        break
                    seen = True
                    value = self.node(next(events), events, (), 0)
                case _:
                    continue
        return value

    def fault(self, code: str, event: Any, **context: str) -> Fault:
        mark = event.start_mark
        return Fault(code, Location(self.file, line=mark.line + 1, column=mark.column + 1), context)

    def note(self, code: str, event: Any, **context: str) -> None:
        self.faults.append(self.fault(code, event, **context))

    def note_marks(self, event: Any) -> None:
        """Note an anchor or a tag, which a plain data file has no use for."""
        if event.anchor is not None:
            self.note("yaml_alias", event)
        if event.tag is not None:
            self.note("yaml_tag", event, found=str(event.tag))

    def node(self, event: Any, events: Iterator[Any], path: Path, depth: int) -> Any:
        """Build one value and note its place, which for a value of a mapping is where its key stands."""
        kind = type(event)
        if path not in self.marks:
            self.mark(path, event)
        if kind is yaml.AliasEvent:
            return self.alias(event, path)
        if event.anchor is not None or event.tag is not None:
            self.note_marks(event)
        if depth > MAX_DEPTH:
            raise InputError([self.fault("yaml_too_deep", event, expected=str(MAX_DEPTH))])
        if kind is yaml.ScalarEvent:
            value = event.value if event.style else plain_scalar(event.value)
            if value in LOOSE_WORDS and not event.style:
                self.loose.append(path)
            if event.anchor is not None:
                self.anchored[event.anchor] = value
            return value
        if kind is yaml.SequenceStartEvent:
            return self.sequence(events, path, depth)
        return self.mapping(events, path, depth)

    def alias(self, event: Any, path: Path) -> Any:
        """Note an alias; one for a single value reads as that value, any other as nothing, since it may be endless."""
        self.note("yaml_alias", event)
        if event.anchor not in self.anchored:
            self.unread.append(path)
        return self.anchored.get(event.anchor)

    def mark(self, path: Path, event: Any) -> None:
        mark = event.start_mark
        self.marks[path] = (mark.line + 1, mark.column + 1)

    def sequence(self, events: Iterator[Any], path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        while type(event := next(events)) is not yaml.SequenceEndEvent:
            items.append(self.node(event, events, (*path, len(items)), depth + 1))
        return items

    def mapping(self, events: Iterator[Any], path: Path, depth: int) -> dict[Any, Any]:
        entries: dict[Any, Any] = {}
        while type(event := next(events)) is not yaml.MappingEndEvent:
            if type(event) is not yaml.ScalarEvent:
                self.note("yaml_key", event)
                aside = (*path, "?")
                self.node(event, events, aside, depth + 1)
                self.node(next(events), events, aside, depth + 1)
                continue
            if event.anchor is not None or event.tag is not None:
                self.note_marks(event)
            key = event.value if event.style else plain_scalar(event.value)
            if type(key) is not str and type(key) is not int:
                key = event.value
            if key in entries:
                self.faults.append(self.fault("yaml_duplicate_key", event, found=str(key)))
                self.node(next(events), events, (*path, key, "again"), depth + 1)
                continue
            inner = (*path, key)
            self.mark(inner, event)
            entries[key] = self.node(next(events), events, inner, depth + 1)
        return entries


def plain_scalar(text: str) -> Any:
    """Resolve a plain scalar by the YAML 1.2 core schema, with exact decimals and without octal or hexadecimal."""
    if text[:1] not in _MAY_BE_OTHER:
        return text
    if text in {"", "~", "null"}:
        return None
    if text == "true":
        return True
    if text == "false":
        return False
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    return text
