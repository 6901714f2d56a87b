"""A file in its layout: what it says stays the same, and every comment is there once."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hepu.authoring.layout.comments import comments_of
from hepu.authoring.layout.forms import RULE, knowledge_form
from hepu.authoring.layout.tree import read_sheet
from hepu.authoring.layout.writing import write_sheet
from hepu.errors import Fault, InputError, Location
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from pathlib import PurePath

    from hepu.authoring.layout.forms import Form
    from hepu.yaml_source import Document

__all__ = ["form_of", "formatted"]

_RULES, _KNOWLEDGE = "rules", "knowledge"


def formatted(text: str, file: PurePath, shown: str) -> str:
    """Give the text of a rule or knowledge file in the layout of its kind; ``shown`` is its name in messages.

    Raises:
        InputError: where the text is no strict YAML, is neither a rule nor knowledge, or would lose a comment or come
            to say something else.

    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    document = read_yaml(plain, shown)
    form = form_of(document, file)
    if form is None:
        raise InputError([Fault("layout_kind", Location(shown))])
    made = write_sheet(read_sheet(plain, form))
    if made != plain:
        _hold(plain, document, made)
    return made


def form_of(document: Document, file: PurePath) -> Form | None:
    """Tell from what a file holds, or from the folder in which it lies, in which order its keys stand."""
    folders = file.parts[:-1]
    if _RULES in folders or (isinstance(document.value, dict) and "rule" in document.value):
        return RULE
    if _KNOWLEDGE not in folders:
        return None
    at = len(folders) - 1 - folders[::-1].index(_KNOWLEDGE)
    return knowledge_form(folders[at + 1] if at + 1 < len(folders) else file.stem)


def _hold(plain: str, document: Document, made: str) -> None:
    """Refuse a layout that says something else or has not every comment once."""
    kept, written = (Counter(comment.text for comment in comments_of(text)) for text in (plain, made))
    lost = (kept - written) + (written - kept)
    if lost:
        first = next((comment for comment in comments_of(plain) if comment.text in lost), None)
        line = plain.count("\n", 0, first.index) + 1 if first else 0
        place = Location(document.file, line=line, column=first.column + 1 if first else 0)
        raise InputError([Fault("layout_comment", place, {"found": next(iter(lost))})])
    try:
        same = _same(read_yaml(made, document.file).value, document.value)
    except InputError:
        same = False
    if not same:
        raise InputError([Fault("layout_changes", document.location())])


def _same(one: Any, other: Any) -> bool:
    """Say whether two values are the same in kind and in how numbers are written."""
    if type(one) is not type(other):
        return False
    match one:
        case dict():
            return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
        case list():
            return len(one) == len(other) and all(map(_same, one, other))
        case Decimal():
            return str(one) == str(other)
        case _:
            return bool(one == other)
