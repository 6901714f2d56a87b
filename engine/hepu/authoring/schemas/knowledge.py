"""The JSON Schema of each knowledge file, made from the models that read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from hepu.knowledge.load import knowledge_types
from hepu.knowledge.models import CRITERIA
from hepu.knowledge.models.base import REFERS
from hepu.language.json_schema import DRAFT
from hepu.language.schema_parts import (
    DATE_SCHEMA,
    Hints,
    Schema,
    chosen,
    hinted,
    object_of,
    review_schema,
    text_schema,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.pack import Pack

__all__ = ["CONDITION", "knowledge_schema"]

# What the schema of rules holds already is referred to there: copies would be a third of all that is written.
_IN_RULES = "../rule-1.json#/$defs/"
_SHARED = frozenset({"policy", "problem", "source", "strategy"})
CONDITION = f"{_IN_RULES}condition"
# Files whose ids are not the author's to choose.
_FIXED_KEYS: Mapping[str, str] = MappingProxyType({"priority": "criterion"})
_DECIMAL = ({"type": "number"}, {"type": "string"})


def knowledge_schema(name: str, pack: Pack, hints: Hints) -> Schema:
    """Give the JSON Schema of one knowledge file, in which the names of other entries are those of the pack.

    What it accepts the models accept too; they alone say what holds between several fields of an entry.
    """
    model = knowledge_types()[name]
    raw = TypeAdapter(model).json_schema(by_alias=True)
    models = {**raw.pop("$defs", {}), model.__name__: raw}
    maker = _Maker(pack, hints)
    defs = {key: maker.model(key, schema) for key, schema in models.items()}
    entry: Schema = {"$ref": f"#/$defs/{model.__name__}"}
    if name == "pack":
        made: Schema = {**entry, "description": hints.names["file.pack"]}
    else:
        made = {"type": ["object", "null"], "additionalProperties": entry}
        continued = pack.stack[-1].about.continues if name == "parameters" and pack.stack else ()
        if continued:  # of these the pack gives later values alone
            later = defs[model.__name__]["properties"]["values"]
            made["properties"] = {key: object_of({"values": later}, ("values",)) for key in continued}
        if name in _FIXED_KEYS:
            made["propertyNames"] = maker.reference(_FIXED_KEYS[name])
        if "file.knowledge" in hints.names:
            made["description"] = hints.names["file.knowledge"].replace("{name}", name)
    return {"$schema": DRAFT, **made, "$defs": {**defs, **maker.names}}


@dataclass
class _Maker:
    """Turns the schemas that pydantic gives into those that help people; ``names`` gathers the names referred to."""

    pack: Pack
    hints: Hints
    names: dict[str, Schema] = field(default_factory=dict)

    def model(self, name: str, raw: Schema) -> Schema:
        """Give the schema of one model."""
        if name == "Text":
            return text_schema(self.hints)
        if name == "Review":
            return review_schema(self.hints)
        properties = {key: self.property(name, key, schema) for key, schema in raw["properties"].items()}
        made: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
        return {**made, "required": raw["required"]} if "required" in raw else made

    def property(self, model: str, key: str, raw: Schema) -> Schema:
        """Give the schema of one field, with what there is to say of it."""
        if key == "when":
            made: Schema = {"anyOf": [{"$ref": CONDITION}, {"type": "null"}]}
        else:
            made = self.schema(raw, (f"choice.{model}.{key}", f"choice.{key}"))
        own = f"knowledge.{model}.{key}"
        return hinted(made, own if own in self.hints.names else f"knowledge.{key}", self.hints)

    def schema(self, raw: Schema, choice: tuple[str, ...] = ()) -> Schema:
        """Give a schema without pydantic's titles and texts, with dates, numbers and names as files write them."""
        if REFERS in raw:
            return self.reference(raw[REFERS])
        if tuple(raw.get("anyOf", ())) == _DECIMAL:
            return {"type": "number"}
        if raw.get("format") == "date":
            return DATE_SCHEMA
        if "enum" in raw:
            return self.words(raw["enum"], choice)
        made = {key: value for key, value in raw.items() if key not in {"title", "description", "default"}}
        for key in ("items", "additionalProperties"):
            if isinstance(made.get(key), dict):
                made[key] = self.schema(made[key], choice)
        for key in ("anyOf", "oneOf"):
            if key in made:
                made[key] = [self.schema(item, choice) for item in made[key]]
        if "patternProperties" in made:
            ((pattern, value),) = made.pop("patternProperties").items()
            names = made.get("propertyNames", {})
            made["propertyNames"] = self.reference(names[REFERS]) if REFERS in names else {"pattern": pattern}
            made["additionalProperties"] = self.schema(value)
        return made

    def words(self, listed: list[Any], choice: tuple[str, ...]) -> Schema:
        """Give the schema of a word among few."""
        said = {
            word: self.hints.names[f"{head}.{word}"]
            for head in reversed(choice)
            for word in listed
            if f"{head}.{word}" in self.hints.names
        }
        return chosen(listed, said)

    def reference(self, kind: str) -> Schema:
        """Refer to the names of one kind of entry."""
        if kind in _SHARED:
            return {"$ref": f"{_IN_RULES}{kind}"}
        self.names.setdefault(f"{kind}_id", self._names(kind))
        return {"$ref": f"#/$defs/{kind}_id"}

    def _names(self, kind: str) -> Schema:
        listed = sorted(_known(kind, self.pack))
        head = {"rule": "rules.", "conclusion": ""}.get(kind, f"{kind}.")
        said = self.hints.names
        return chosen(listed, {name: said[f"{head}{name}"] for name in listed if f"{head}{name}" in said})


def _known(kind: str, pack: Pack) -> Iterable[str]:
    """Give the ids of one kind of entry."""
    knowledge = pack.knowledge
    plural: dict[str, Iterable[str]] = {
        "theory": knowledge.theories,
        "conclusion": [key for key in pack.conclusion_keys if not key.startswith("exclusion.")],
        "list": pack.vocabulary.lists,
        "rule": pack.rules,
        "stage": knowledge.system,
        "criterion": CRITERIA,
        "trait": tuple(
            name for entry in knowledge.likeness.values() if entry.reads == "traits" for name in entry.items
        ),
    }
    return plural[kind] if kind in plural else tuple(getattr(knowledge, f"{kind}s"))
