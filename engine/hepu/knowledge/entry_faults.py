"""What is wrong with an entry of a knowledge file, told part by part with its place and what may stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from hepu.errors import Fault
from hepu.messages import word_for
from hepu.naming import nearest, slip_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from hepu.layering.written import Written
    from hepu.yaml_source import Path

__all__ = ["entry_faults"]

_LANGUAGES = ("zh", "en")
# What pydantic calls a value of another kind, and the word of the messages for what belongs there.
_KINDS = {
    "string": "text",
    "bool": "boolean",
    "int": "number",
    "decimal": "number",
    "float": "number",
    "date": "date",
    "list": "list",
    "tuple": "list",
    "dict": "mapping",
    "model": "mapping",
}


def entry_faults(entry: Written, model: type[BaseModel], error: ValidationError) -> list[Fault]:
    """Tell each part of an entry that does not fit its model; what a fault of the YAML withholds is passed over."""
    found: dict[tuple[object, ...], Fault] = {}
    for item in error.errors(include_url=False):
        if item["type"] == "too_short" and item["input"]:
            continue  # its parts are at fault, and are told themselves
        fault = _fault(entry, model, item)
        if any(_begins((entry.key, *item["loc"]), lost) for lost in entry.document.unread):
            continue
        found.setdefault((fault.code, fault.location), fault)
    return list(found.values())


def _begins(path: Sequence[Any], lost: Path) -> bool:
    return tuple(path[: len(lost)]) == lost


def _fault(entry: Written, model: type[BaseModel], item: ErrorDetails) -> Fault:
    path = tuple(step for step in item["loc"] if not str(step).startswith("function-"))
    place, last, found = entry.location(path), str(item["loc"][-1]) if item["loc"] else "", _shown(item["input"])
    kind = item["type"]
    match kind:
        case "missing" if last in _LANGUAGES:
            return Fault("text_languages", entry.location(path[:-1]))
        case "string_too_short" if last in _LANGUAGES:
            return Fault("text_languages", place)
        case "missing":
            return Fault("knowledge_missing", entry.location(path[:-1]), {"expected": last})
        case "extra_forbidden":
            known = _fields(model, item["loc"][:-1])
            meant = slip_of(last, known)
            mend = {"mend": meant} if meant else {}
            return Fault("key_unknown", place, {"found": last, "nearest": meant or nearest(last, known), **mend})
        case "literal_error":
            words = [word.strip("' ") for word in str(item["ctx"]["expected"]).replace(" or ", ", ").split(",")]
            context = {"found": found, "expected": ", ".join(words), "nearest": nearest(found, words)}
            return Fault("operand_value", place, context)
        case "too_short" if last == "sources":
            return Fault("sources_missing", place)
        case "string_pattern_mismatch":
            return Fault("knowledge_id", place, {"found": found})
        case _:
            wanted = _KINDS.get(kind.partition("_")[0])
            if wanted == "date" and isinstance(item["input"], str):
                return Fault("date_impossible", place, {"found": found})
            if wanted is not None and kind.endswith(("_type", "_parsing", "_from_float", "_from_date_parsing")):
                return Fault("knowledge_kind", place, {"found": found}, words={"expected": word_for(wanted)})
            return Fault("knowledge_entry", place, {"expected": str(item["msg"]), "found": found})


def _shown(value: object) -> str:
    return (str(value).lower() if isinstance(value, bool) else str(value))[:80]


def _fields(model: Any, steps: Sequence[str | int]) -> list[str]:
    """Name what may stand in the part of an entry to which some steps lead."""
    for step in steps:
        if isinstance(step, str) and (fields := getattr(model, "model_fields", None)) and step in fields:
            model = fields[step].annotation
        model = _model(model)
    fields = getattr(_model(model), "model_fields", {})
    return [info.alias or name for name, info in fields.items()]


def _model(annotation: Any) -> Any:
    """Give the model within an annotation such as ``tuple[Moves, ...]`` or ``Cost | None``."""
    if isinstance(annotation, type) and not get_args(annotation) and issubclass(annotation, BaseModel):
        return annotation
    found = [_model(item) for item in get_args(annotation)]
    return next((item for item in found if isinstance(item, type) and issubclass(item, BaseModel)), None)
