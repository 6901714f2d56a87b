"""The JSON Schema of a rule file, by which editors complete names and check conditions while they are written."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.language.condition_schema import ConditionSchema
from hepu.language.kinds import STAGES
from hepu.language.read import REQUIRED_KEYS
from hepu.language.schema_parts import (
    DATE_SCHEMA,
    NO_HINTS,
    Hints,
    Schema,
    chosen,
    hinted,
    object_of,
    review_schema,
    text_schema,
    titled,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.language.kinds import Kind, Vocabulary

__all__ = ["DRAFT", "rule_schema"]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_EXPECT = ("fires", "silent", "unknown")
_SPECIAL = ("not_applicable", "not_asked")
_NONE: Mapping[str, Mapping[str, str]] = MappingProxyType({})


def rule_schema(
    vocabulary: Vocabulary, hints: Hints = NO_HINTS, articles: Mapping[str, Mapping[str, str]] = _NONE
) -> Schema:
    """Give the JSON Schema of a rule over a vocabulary, with what an editor says of keys and names.

    ``articles`` tells by policy which articles it has and what each says. What the schema accepts is what the reader
    accepts, the run of examples can read and a policy has, but for what no schema can say: that the file's name is the
    rule's id, that both languages name the same values, that ``until`` is not before ``since``, and how many decimals
    a number has.
    """
    conditions = ConditionSchema(vocabulary, hints)
    defs = conditions.defs

    def target(stages: tuple[str, ...]) -> list[Schema]:
        return [
            object_of({stage: hinted({"$ref": f"#/$defs/{stage}"}, f"stage.{stage}", hints)}, (stage,))
            for stage in stages
        ]

    properties: dict[str, Schema] = {
        "rule": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
        "concludes": {"type": "object", "oneOf": target(tuple(stage for stage in STAGES if stage != "exclusion"))},
        "excludes": target(("strategy",))[0],
        "certainty": {"$ref": "#/$defs/certainty"},
        "since": DATE_SCHEMA,
        "until": DATE_SCHEMA,
        "theory": conditions.named("theory", vocabulary.theories),
        "when": {"$ref": "#/$defs/condition"},
        "because": {"$ref": "#/$defs/text"},
        "law": {"type": "array", "items": _ground(hints, articles)},
        "sources": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/source"}},
        "review": {"$ref": "#/$defs/review"},
        "cannot_express": {"$ref": "#/$defs/text"},
        "examples": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/example"}},
    }
    made = {
        "$schema": DRAFT,
        **object_of(_hinted("rule", properties, hints), REQUIRED_KEYS),
        "oneOf": [{"required": ["concludes"]}, {"required": ["excludes"]}],
        "$defs": {
            **defs,
            "text": text_schema(hints),
            "source": conditions.named("source", vocabulary.sources),
            "review": review_schema(hints),
            "example": _example(hints),
            **_given(conditions),
        },
    }
    return hinted(made, "file.rule", hints)


def _hinted(head: str, properties: Mapping[str, Schema], hints: Hints) -> dict[str, Schema]:
    return {key: hinted(schema, f"{head}.{key}", hints) for key, schema in properties.items()}


def _ground(hints: Hints, articles: Mapping[str, Mapping[str, str]]) -> Schema:
    """Give the schema of an article that a rule applies, one that its policy has."""
    parts: dict[str, Schema] = {"policy": {"$ref": "#/$defs/policy"}, "article": {"type": "string"}}
    hinting = _hinted("law", parts, hints)
    if not articles:
        return object_of(hinting, tuple(parts))
    of_policies = [
        {
            "if": {"properties": {"policy": {"const": policy}}, "required": ["policy"]},
            "then": {"properties": {"article": hinted(chosen(told, told), "law.article", hints)}},
        }
        for policy, told in articles.items()
    ]
    # What the key means is said with the articles: said here, it would hide what each of them says.
    return {**object_of({**hinting, "article": parts["article"]}, tuple(parts)), "allOf": of_policies}


def _example(hints: Hints) -> Schema:
    said = {word: hints.names[f"expect.{word}"] for word in _EXPECT if f"expect.{word}" in hints.names}
    properties: dict[str, Schema] = {
        "it": {"type": "string", "minLength": 1},
        "given": {"$ref": "#/$defs/given"},
        "expect": chosen(_EXPECT, said),
        "certainty": {"$ref": "#/$defs/certainty"},
        "as_of": DATE_SCHEMA,
    }
    return object_of(_hinted("example", properties, hints), ("it", "given", "expect"))


def _given(conditions: ConditionSchema) -> dict[str, Schema]:
    """Give the schemas of what examples may give: facts, lists, policies and earlier conclusions by their keys."""
    vocabulary, hints = conditions.vocabulary, conditions.hints
    kinds: dict[Kind, str] = {}

    def value(kind: Kind) -> Schema:
        return {"$ref": f"#/$defs/given_{kinds.setdefault(kind, str(len(kinds)))}"}

    keys: dict[str, Schema] = {}
    whole: dict[Kind, list[str]] = {}
    for key, kind in vocabulary.values.items():
        bare = key.removeprefix("fact.")
        keys[bare] = titled(value(kind), f"value.{key}", hints)
        if bare != key:
            whole.setdefault(kind, []).append(bare)
    rows: dict[str, Schema] = {}
    for name, fields in vocabulary.lists.items():
        items = {item: titled(value(kind), f"field.{name}.{item}", hints) for item, kind in fields.items()}
        rows[f"given_{name}"] = _given_list(object_of(items), hints)
        keys[name] = titled({"$ref": f"#/$defs/given_{name}"}, f"list.{name}", hints)
    for name in sorted(vocabulary.policies):
        keys[f"policy.{name}"] = titled({"$ref": "#/$defs/given_policy"}, f"policy.{name}", hints)
    for stage in STAGES:
        for name in sorted(vocabulary.conclusions.get(stage, ())):
            said = f"{'strategy' if stage == 'exclusion' else stage}.{name}"
            keys[f"{stage}.{name}"] = titled({"$ref": "#/$defs/given_conclusion"}, said, hints)
    return {
        # A fact may be written with its head too; as a pattern, so that editors offer each once.
        "given": {
            **object_of(keys),
            "patternProperties": {rf"^fact\.({'|'.join(names)})$": value(kind) for kind, names in whole.items()},
        },
        "given_policy": {"anyOf": [hinted({"const": "in_force"}, "given.in_force", hints), {}]},
        "given_conclusion": {"oneOf": [{"type": "boolean"}, {"$ref": "#/$defs/certainty"}]},
        **{f"given_{at}": _given_value(conditions.literal(kind), hints) for kind, at in kinds.items()},
        **rows,
    }


def _given_value(literal: Schema, hints: Hints) -> Schema:
    special = [hinted({"const": word}, f"given.{word}", hints) for word in _SPECIAL]
    plain: Schema = {"anyOf": [literal, *special]}
    marked = {
        "value": hinted(plain, "given.value", hints),
        "certainty": hinted({"$ref": "#/$defs/certainty"}, "given.value_certainty", hints),
    }
    return {"anyOf": [literal, *special, object_of(marked, tuple(marked))]}


def _given_list(row: Schema, hints: Hints) -> Schema:
    listed: Schema = {"type": "array", "items": row}
    complete = [hinted({"const": word}, f"given.{word}", hints) for word in ("all", "some")]
    partly = {
        "complete": hinted({"oneOf": complete}, "given.complete", hints),
        "rows": hinted(listed, "given.rows", hints),
    }
    return {"anyOf": [hinted({"const": "none"}, "given.none", hints), listed, object_of(partly, ("complete",))]}
