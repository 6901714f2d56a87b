"""The digest that tells which file was handed in: over all answers as they were read, but for who may be asked.

Contacts are left out, so that they can be erased from the file and it still is the one that the digest names, and so
that nobody who knows the answers can try telephone numbers against it. Where an answer stands bears on it no more than
what cannot be read does.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import rfc8785

if TYPE_CHECKING:
    from hepu.intake.submission import Raw, RawAnswer, RawList, Submission

__all__ = ["CONTACT", "submission_digest"]

CONTACT = "contact."
_PARTS = ("value", "status", "source", "evidence")


def submission_digest(submission: Submission) -> str:
    """Give the sha256 of what was read, without contacts, in the canonical form of RFC 8785.

    An object with ``details``, ``answers`` and ``lists``; each answer, by its path, and each row with its parts by
    name. A value is ``[kind, text]``: ``text``, ``number``, ``flag``, ``date``, ``formula`` or ``error``; blanks and
    what holds nothing but blanks are left out.
    """
    details = {
        path: _value(raw) for path, raw in submission.details.items() if not path.startswith(CONTACT) and not raw.blank
    }
    answers = {path: _answer(raw) for path, raw in submission.answers.items() if not raw.blank}
    lists = {name: found for name, raw in submission.lists.items() if (found := _list(raw))}
    read: dict[str, Any] = {"answers": answers, "details": details, "lists": lists}
    return hashlib.sha256(rfc8785.dumps(read)).hexdigest()


def _answer(raw: RawAnswer) -> dict[str, list[Any]]:
    parts = {name: getattr(raw, name) for name in _PARTS}
    return {name: _value(part) for name, part in parts.items() if part is not None and not part.blank}


def _list(raw: RawList) -> dict[str, Any]:
    rows = [{name: _value(part) for name, part in row.fields.items() if not part.blank} for row in raw.rows]
    found: dict[str, Any] = {"rows": rows} if rows or raw.given else {}
    return found if raw.complete.blank else {**found, "complete": _value(raw.complete)}


def _value(raw: Raw) -> list[Any]:
    """Write a raw value with its kind, since 1, "1" and true are three answers."""
    if raw.kind != "plain":
        return [raw.kind, _text(raw.value)]
    match raw.value:
        case bool():
            return ["flag", str(raw.value).lower()]
        case int() | float() | Decimal():
            return ["number", f"{raw.value}%" if raw.percent else str(raw.value)]
        case list():
            return ["list", [_value(type(raw)(item, raw.location)) for item in raw.value]]
        case str():
            return ["text", _text(raw.value)]
        case _:
            return ["date", _text(raw.value)]


def _text(value: Any) -> str:
    """Give a text that can be written in UTF-8, whatever a damaged file put into it."""
    return str(value).encode("utf-8", "backslashreplace").decode("utf-8")
