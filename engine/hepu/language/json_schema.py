"""The JSON Schema of a rule file, by which editors complete names and check conditions while they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.language.conditions import QUANTIFIERS, SUBJECTS
from hepu.language.kinds import BOOLEAN, COUNT, STAGES, Certainty, Kind
from hepu.language.model import COMPARATORS
from hepu.language.read import REQUIRED_KEYS
from hepu.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.language.kinds import Vocabulary

__all__ = ["rule_schema"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
LARGEST_NUMBER = 10**18 - 1  # what the reader takes for a number
_DATE = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_MARK = "^[0-9a-f]{16}$"
_ORDERING = ("below", "at_most", "above", "at_least", "between")
_CERTAINTIES = [level.word for level in Certainty]
Schema = dict[str, Any]


def rule_schema(vocabulary: Vocabulary) -> Schema:
    """Give the JSON Schema of a rule over a vocabulary.

    What it accepts is what the reader accepts, but for what no schema can say: that the file's name is the rule's id,
    that both languages name the same values, and that ``until`` is not before ``since``.
    """
    text = _object({lang: {"type": "string", "minLength": 1} for lang in LANGUAGES}, LANGUAGES)
    targets: dict[str, Schema] = {
        stage: _named(vocabulary.conclusions.get(stage, ())) for stage in STAGES if stage != "exclusion"
    }
    return {
        "$schema": _DRAFT,
        "title": "Hepu rule",
        **_object(
            {
                "rule": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
                "concludes": {"oneOf": [_object({stage: names}, (stage,)) for stage, names in targets.items()]},
                "excludes": _object({"strategy": targets["strategy"]}, ("strategy",)),
                "certainty": {"enum": _CERTAINTIES},
                "since": _DATE,
                "until": _DATE,
                "theory": _named(vocabulary.theories),
                "when": {"$ref": "#/$defs/condition"},
                "because": text,
                "law": {
                    "type": "array",
                    "items": _object(
                        {"policy": _named(vocabulary.policies), "article": {"type": "string"}}, ("policy", "article")
                    ),
                },
                "sources": {"type": "array", "minItems": 1, "items": _named(vocabulary.sources)},
                "review": _review(),
                "cannot_express": text,
                "examples": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/example"}},
            },
            REQUIRED_KEYS,
        ),
        "oneOf": [{"required": ["concludes"]}, {"required": ["excludes"]}],
        "$defs": {
            "condition": {"oneOf": list(_conditions(vocabulary, targets))},
            **{_operand_name(kind, vocabulary): _operands(kind, vocabulary) for kind in _kinds(vocabulary)},
            "example": _example(),
            **{f"rows_{name}": _filter(fields, vocabulary) for name, fields in vocabulary.lists.items()},
        },
    }


def _object(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    made: Schema = {"type": "object", "additionalProperties": False, "properties": dict(properties)}
    return {**made, "required": list(required)} if required else made


def _review() -> Schema:
    """Give the form of a review: nothing for what nobody reviewed, else who, when, of what and, in objecting, why."""
    words: Schema = {"type": "string", "minLength": 1}
    said: dict[str, Schema] = {
        "reason": words,
        "name": words,
        "role": words,
        "date": _DATE,
        "of": {"type": "string", "pattern": _MARK},
    }
    whole = ("status", "role", "date", "of")
    return {
        "oneOf": [
            _object({"status": {"const": "unreviewed"}}),
            _object({"status": {"const": "agreed"}, **said}, whole),
            _object({"status": {"enum": ["amended", "rejected"]}, **said}, (*whole, "reason")),
        ]
    }


def _named(names: Iterable[str]) -> Schema:
    return {"enum": sorted(names)}


def _example() -> Schema:
    properties: dict[str, Schema] = {
        "it": {"type": "string", "minLength": 1},
        "given": {"type": "object"},
        "expect": {"enum": ["fires", "silent", "unknown"]},
        "certainty": {"enum": _CERTAINTIES},
        "as_of": _DATE,
    }
    return _object(properties, ("it", "given", "expect"))


def _conditions(vocabulary: Vocabulary, targets: Mapping[str, Schema]) -> Iterable[Schema]:
    """Give every form of a condition."""
    inner: Schema = {"$ref": "#/$defs/condition"}
    for head in ("all", "any"):
        yield _object({head: {"type": "array", "minItems": 1, "items": inner}}, (head,))
    yield _object({"not": inner}, ("not",))
    yield _object({"policy": _named(vocabulary.policies)}, ("policy",))
    floor = _object({"at_least": {"enum": _CERTAINTIES}}, ("at_least",))
    for stage, names in targets.items():
        yield _object({stage: names, "certainty": floor}, (stage,))
    for subject in SUBJECTS:
        by_kind: dict[Kind, list[str]] = {}
        for key, kind in vocabulary.values.items():
            head, _, name = key.partition(".")
            if head == subject:
                by_kind.setdefault(kind, []).append(name)
        for kind, keys in by_kind.items():
            yield _compared({subject: _named(keys)}, kind, vocabulary)
    for name in vocabulary.lists:
        rows: Schema = {"$ref": f"#/$defs/rows_{name}"}
        yield _compared({"count": {"const": name}}, COUNT, vocabulary, {"where": rows})
        for word in QUANTIFIERS:
            have = {"have": rows} if word == "every" else {}
            required = (word, "have") if word == "every" else (word,)
            yield _object({word: {"const": name}, "where": rows, **have}, required)


def _filter(fields: Mapping[str, Kind], vocabulary: Vocabulary) -> Schema:
    """Give what may be asked of a list's rows: one comparator a field."""
    tests = {item: _compared({}, kind, vocabulary) for item, kind in fields.items()}
    return {**_object(tests), "minProperties": 1}


def _kinds(vocabulary: Vocabulary) -> tuple[Kind, ...]:
    """Give every kind of value that is compared."""
    of_fields = (kind for fields in vocabulary.lists.values() for kind in fields.values())
    return tuple(dict.fromkeys((COUNT, *vocabulary.values.values(), *of_fields)))


def _operand_name(kind: Kind, vocabulary: Vocabulary) -> str:
    return f"operand_{_kinds(vocabulary).index(kind)}"


def _operands(kind: Kind, vocabulary: Vocabulary) -> Schema:
    """Give what may stand for a value of a kind: a literal, a parameter, or a fact of the same kind and scale."""
    forms = [_literal(kind)]
    if kind.name == "number":
        parameters = [name for name, item in vocabulary.parameters.items() if item.decimals <= kind.decimals]
        forms.append(_object({"parameter": _named(parameters)}, ("parameter",)))
    for subject in SUBJECTS:
        names = [
            key.partition(".")[2]
            for key, other in vocabulary.values.items()
            if key.startswith(f"{subject}.")
            and (other.name, other.words) == (kind.name, kind.words)
            and other.decimals <= kind.decimals
        ]
        if names:
            forms.append(_object({subject: _named(names)}, (subject,)))
    return {"oneOf": forms}


def _compared(
    subject: Mapping[str, Schema], kind: Kind, vocabulary: Vocabulary, more: Mapping[str, Schema] | None = None
) -> Schema:
    """Give a condition with exactly one comparator that suits a kind."""
    value = {"$ref": f"#/$defs/{_operand_name(kind, vocabulary)}"}
    tests: dict[str, Schema] = {}
    for word in COMPARATORS:
        if word in _ORDERING and not kind.comparable:
            continue
        if word == "known":
            tests[word] = _literal(BOOLEAN)
        elif word in {"in", "not_in"}:
            tests[word] = {"type": "array", "minItems": 1, "items": value}
        elif word == "between":
            tests[word] = {"type": "array", "minItems": 2, "maxItems": 2, "items": value}
        else:
            tests[word] = value
    made = _object({**subject, **(more or {}), **tests}, tuple(subject))
    return {**made, "oneOf": [{"required": [word]} for word in tests]}


def _literal(kind: Kind) -> Schema:
    match kind.name:
        case "number":
            scale = {"type": "number", "multipleOf": 10**-kind.decimals} if kind.decimals else {"type": "integer"}
            return {**scale, "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}
        case "boolean":
            return {"type": "boolean"}
        case "date":
            return _DATE
        case "text":
            return {"type": "string"}
        case _:
            return {"enum": list(kind.words)}
