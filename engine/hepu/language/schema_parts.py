"""Parts of JSON Schemas: objects, dates, names among which one is chosen, and what an editor says of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hepu.language.kinds import Certainty
from hepu.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "CERTAINTIES",
    "DATE_SCHEMA",
    "NO_HINTS",
    "Hints",
    "Schema",
    "chosen",
    "hinted",
    "object_of",
    "review_schema",
    "text_schema",
    "titled",
]

Schema = dict[str, Any]
CERTAINTIES = tuple(level.word for level in Certainty)
DATE_SCHEMA: Schema = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_MARK = "^[0-9a-f]{16}$"


@dataclass(frozen=True)
class Hints:
    """What an editor says of names and keys, in both languages.

    ``names`` holds it by key, such as ``parameter.min_office_staff`` or ``rule.when``, and ``titles`` the name alone;
    ``words`` by the words among which a choice or an ordered value chooses, then by word.
    """

    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    titles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    words: Mapping[tuple[str, ...], Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))


NO_HINTS = Hints()


def object_of(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    """Give the schema of an object with these keys and no others."""
    made: Schema = {"type": "object", "additionalProperties": False, "properties": dict(properties)}
    return {**made, "required": list(required)} if required else made


def hinted(schema: Schema, key: str, hints: Hints) -> Schema:
    """Give a schema with what there is to say of its key."""
    text = hints.names.get(key)
    return {**schema, "description": text} if text else schema


def titled(schema: Schema, key: str, hints: Hints) -> Schema:
    """Give a schema with the name alone of what its key stands for."""
    text = hints.titles.get(key)
    return {**schema, "description": text} if text else schema


def chosen(names: Iterable[str], told: Mapping[str, str]) -> Schema:
    """Give the schema of one name among several.

    Editors show for a name of an ``enum`` all the others too; one alternative a name shows what is said of it alone.
    """
    listed = list(names)
    if not listed or not all(name in told for name in listed):
        return {"enum": listed}
    alternatives = [{"const": name, "type": "string", "description": told[name]} for name in listed]
    return {"type": "string", "oneOf": alternatives}


def text_schema(hints: Hints = NO_HINTS) -> Schema:
    """Give the schema of a text in both languages."""
    return object_of(
        {lang: hinted({"type": "string", "minLength": 1}, f"text.{lang}", hints) for lang in LANGUAGES}, LANGUAGES
    )


def review_schema(hints: Hints = NO_HINTS) -> Schema:
    """Give the schema of a review: nothing for what nobody reviewed, else who, when, of what and, in objecting, why."""
    words: Schema = {"type": "string", "minLength": 1}
    said: dict[str, Schema] = {
        "reason": words,
        "name": words,
        "role": words,
        "date": DATE_SCHEMA,
        "of": {"type": "string", "pattern": _MARK},
    }
    said = {name: hinted(schema, f"review.{name}", hints) for name, schema in said.items()}
    whole = ("status", "role", "date", "of")

    def status(schema: Schema) -> Schema:
        return hinted(schema, "review.status", hints)

    return {
        "oneOf": [
            object_of({"status": status({"const": "unreviewed"})}),
            object_of({"status": status({"const": "agreed"}), **said}, whole),
            object_of({"status": status({"enum": ["amended", "rejected"]}), **said}, (*whole, "reason")),
        ]
    }
