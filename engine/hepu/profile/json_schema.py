"""The JSON Schema of a profile file, by which editors complete and check YAML and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.profile.model import SCHEMA_VERSION, Completeness, Status
from hepu.profile.schema import SHEETS, details, list_specs, questions, signatures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.profile.schema import ListSpec, Question

__all__ = ["json_schema"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_YEAR = r"^20(1[2-9]|[2-9][0-9])$|^2100$"
_NO_VALUE = [Status.MISSING.value, Status.NOT_APPLICABLE.value]


def json_schema(names: Mapping[str, Iterable[str]] | None = None) -> dict[str, Any]:
    """Give the JSON Schema of a profile with its shorthands.

    ``names`` maps towns, places, sectors and indicators to their ids; where it lacks one, any id of the right shape
    passes. The schema describes the canonical writing: intake also understands what people type into a form.
    """
    ids = {name: list(items) for name, items in (names or {}).items()}
    schema: dict[str, Any] = {
        "$schema": _DRAFT,
        "title": "Hepu profile",
        "type": "object",
        "additionalProperties": False,
        "required": ["as_of", "data_year", "college"],
        "properties": {"schema_version": {"const": SCHEMA_VERSION}},
    }
    for question in details():
        _put(schema, question.path, _value(question, ids), required=question.required)
    for question in questions():
        _put(schema, question.path, _answer(_value(question, ids)))
    for spec in list_specs():
        _put(schema, spec.path, _listing(spec, ids))
    schema["properties"]["college"]["properties"]["former_names"] = {"type": "array", "items": {"type": "string"}}
    schema["properties"]["indicators"] = _indicators(ids.get("indicators"))
    texts = {question.id: {"type": "string"} for question in signatures()}
    _put(schema, "contact.sheets", _object(dict.fromkeys(SHEETS, _object(texts))))
    return schema


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _put(schema: dict[str, Any], path: str, value: dict[str, Any], *, required: bool = False) -> None:
    *above, last = path.split(".")
    for name in above:
        if required and name not in schema.setdefault("required", []):
            schema["required"].append(name)
        schema = schema["properties"].setdefault(name, _object({}))
    schema["properties"][last] = value
    if required and last not in schema.setdefault("required", []):
        schema["required"].append(last)


def _value(question: Question, ids: Mapping[str, list[str]]) -> dict[str, Any]:
    match question.kind:
        case "number" if question.unit == "as_indicator":
            return {"type": "number", "minimum": 0}
        case "number":
            kind = "number" if question.decimals else "integer"
            return {"type": kind, "minimum": _plain(question.low), "maximum": _plain(question.high)}
        case "flag":
            return {"type": "boolean"}
        case "date":
            return {"type": "string", "format": "date"}
        case "choice":
            words = list(question.words) or ids.get(question.of)
            return {"enum": words} if words else {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
        case _:
            return {"type": "string", "maxLength": question.longest}


def _plain(number: Any) -> int | float:
    return int(number) if number == int(number) else float(number)


def _answer(value: dict[str, Any]) -> dict[str, Any]:
    nothing: dict[str, Any] = {"enum": [None, *_NO_VALUE]}
    parts: dict[str, Any] = {
        "value": {"anyOf": [value, {"type": "null"}]},
        "status": {"enum": [status.value for status in Status]},
        "source": {"type": "string"},
        "evidence": {"type": "string"},
    }
    return {"anyOf": [value, nothing, _object(parts)]}


def _indicators(names: list[str] | None) -> dict[str, Any]:
    answer = _answer({"type": "number"})
    years = {"type": "object", "additionalProperties": False, "patternProperties": {_YEAR: answer}}
    if names:
        return _object(dict.fromkeys(names, years))
    return {"type": "object", "additionalProperties": years}


def _listing(spec: ListSpec, ids: Mapping[str, list[str]]) -> dict[str, Any]:
    properties: dict[str, Any] = {
        question.id: {"anyOf": [_value(question, ids), {"type": "null"}]} for question in spec.fields
    }
    properties |= {question.id: _value(question, ids) for question in spec.fields if question.required}
    properties["status"] = {"enum": [Status.ACTUAL.value, Status.ESTIMATE.value]}
    properties |= {"source": {"type": "string"}, "evidence": {"type": "string"}}
    row = _object(properties)
    row["required"] = [question.id for question in spec.fields if question.required]
    rows: dict[str, Any] = {"type": "array", "items": {"anyOf": [row, _value(spec.fields[0], ids)]}}
    whole = _object({"complete": {"enum": [word.value for word in Completeness]}, "rows": rows})
    given: dict[str, Any] = {**rows, "minItems": 1}
    nothing: dict[str, Any] = {"enum": [Completeness.NONE.value, Completeness.SOME.value, None]}
    return {"anyOf": [given, nothing, whole]}
