"""A file of a pack, read as far as it can be read: what it says, what is wrong with it, and which names it holds."""

from __future__ import annotations

import errno
import os
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault, InputError, Location
from hepu.file_reading import bounded_bytes
from hepu.yaml_source import LOOSE_WORDS, MAX_CHARACTERS, Document, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as File

    from hepu.yaml_source import Path

__all__ = ["SourceFile", "file_bytes", "names_in", "parse_source", "read_source"]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# What an escape such as "\\e" can put into a text, and no reader sees.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_ENTRY = re.compile(r"^([A-Za-z][A-Za-z0-9_.-]*)[ \t]*:", re.MULTILINE)


def names_in(text: str) -> frozenset[str]:
    """Give every word of a text that may be an id."""
    return frozenset(_NAME.findall(text))


@dataclass(frozen=True)
class SourceFile:
    """A file with the document in it, which is missing where its YAML breaks off, and the faults of its YAML."""

    text: str
    document: Document | None
    faults: tuple[Fault, ...]

    @cached_property
    def entries(self) -> frozenset[str]:
        """The keys of a file whose YAML breaks off, as its lines show them."""
        return frozenset(_ENTRY.findall(self.text))


def file_bytes(path: File) -> bytes:
    """Give what a file of a pack holds.

    Raises:
        OSError: where it cannot be read, is a pipe or a device, which may have no end, or is larger than any file of a
            pack may be.

    """
    data = bounded_bytes(path, 4 * MAX_CHARACTERS)
    if len(data) > 4 * MAX_CHARACTERS:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return data


def read_source(path: File, shown: str) -> SourceFile:
    """Read a file of a pack; ``shown`` is the name by which it is told. What is wrong with it never raises."""
    try:
        size = path.stat().st_size
        if size > 4 * MAX_CHARACTERS:
            context = {"expected": str(MAX_CHARACTERS), "found": str(size)}
            return SourceFile("", None, (Fault("yaml_too_large", Location(shown), context),))
        if not path.is_file():
            return SourceFile("", None, (Fault("file_unreadable", Location(shown)),))
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        place = Location(shown, line=error.object.count(b"\n", 0, error.start) + 1)
        return SourceFile(error.object.decode("utf-8", "replace"), None, (Fault("file_encoding", place),))
    except OSError:
        return SourceFile("", None, (Fault("file_unreadable", Location(shown)),))
    return parse_source(text, shown)


def parse_source(text: str, shown: str) -> SourceFile:
    """Read the text of a file of a pack; a word such as ``yes`` is a fault and reads as the truth that it means.

    What nobody sees is a fault too, be it written by an escape.
    """
    try:
        document = parse_yaml(text, shown)
    except InputError as error:
        return SourceFile(text, None, error.faults)
    faults = list(document.faults)
    for path in document.loose:
        word = _at(document.value, path)
        if word in LOOSE_WORDS:
            mend = str(LOOSE_WORDS[word]).lower()
            faults.append(
                Fault("yaml_yes_no", document.location(path), {"found": word, "expected": mend, "mend": mend})
            )
            _put(document.value, path, LOOSE_WORDS[word])
    if "\\" in text:
        hidden = dict.fromkeys(_hidden(document.value, ()))
        faults.extend(Fault("yaml_control", document.location(path)) for path in hidden)
    return SourceFile(text, replace(document, faults=tuple(faults)), tuple(faults))


def _hidden(value: Any, path: Path) -> Iterator[Path]:
    """Give the places of the keys and texts that hold what nobody sees."""
    match value:
        case str() if _HIDDEN.search(value):
            yield path
        case dict():
            for key, inner in value.items():
                if _HIDDEN.search(str(key)):
                    yield (*path, key)
                yield from _hidden(inner, (*path, key))
        case list():
            for at, inner in enumerate(value):
                yield from _hidden(inner, (*path, at))


def _at(value: Any, path: Path) -> Any:
    """Give what stands at a path; nothing where a fault withholds it."""
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return None
    return value


def _put(value: Any, path: Path, word: bool) -> None:
    _at(value, path[:-1])[path[-1]] = word
