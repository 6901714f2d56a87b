"""The JSON Schema of conditions over a vocabulary, and of the values that stand in them and in examples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hepu.language.conditions import QUANTIFIERS, SUBJECTS
from hepu.language.kinds import BOOLEAN, COUNT, STAGES, Kind
from hepu.language.model import COMPARATORS
from hepu.language.schema_parts import CERTAINTIES, DATE_SCHEMA, NO_HINTS, Hints, Schema, chosen, hinted, object_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.language.kinds import Vocabulary

__all__ = ["LARGEST_NUMBER", "ConditionSchema"]

LARGEST_NUMBER = 10**18 - 1  # what the reader takes for a number
_ORDERING = ("below", "at_most", "above", "at_least", "between")


@dataclass(frozen=True)
class ConditionSchema:
    """Makes the schemas of conditions and their parts; ``defs`` holds all that the others refer to."""

    vocabulary: Vocabulary
    hints: Hints = NO_HINTS

    @cached_property
    def defs(self) -> dict[str, Schema]:
        """The named parts: conditions, sets of names, operands by kind, and the fields of each list."""
        vocabulary = self.vocabulary
        made: dict[str, Schema] = {"condition": {"type": "object", "oneOf": list(self._conditions())}}
        for stage in STAGES:
            if stage != "exclusion":
                made[stage] = self.named(stage, vocabulary.conclusions.get(stage, ()))
        made["policy"] = self.named("policy", vocabulary.policies)
        made["certainty"] = chosen(CERTAINTIES, self.told("certainty", CERTAINTIES))
        for subject, kind, keys in self._subjects():
            made[self._set_of(subject, kind)] = chosen(keys, self.told(f"value.{subject}", keys))
        for decimals in sorted({kind.decimals for kind in vocabulary.parameters.values()}):
            names = sorted(name for name, item in vocabulary.parameters.items() if item.decimals == decimals)
            made[f"parameter_{decimals}"] = chosen(names, self.told("parameter", names))
        for kind in self._kinds:
            made[self._operand(kind)] = self._operands(kind)
        made |= {f"rows_{name}": self._filter(name, fields) for name, fields in vocabulary.lists.items()}
        return made

    def told(self, head: str, names: tuple[str, ...] | list[str]) -> Mapping[str, str]:
        """Give what is said of some names of one sort, by name."""
        said = self.hints.names
        return {name: said[f"{head}.{name}"] for name in names if f"{head}.{name}" in said}

    def named(self, head: str, names: frozenset[str] | tuple[str, ...]) -> Schema:
        """Give the schema of one name of a sort."""
        listed = sorted(names)
        return chosen(listed, self.told(head, listed))

    def literal(self, kind: Kind) -> Schema:
        """Give the schema of a plain value of a kind."""
        match kind.name:
            case "number":
                # How many decimals a number may have is left to the reader: validators differ in what 24.9 is a
                # multiple of.
                name = "number" if kind.decimals else "integer"
                return {"type": name, "minimum": -LARGEST_NUMBER, "maximum": LARGEST_NUMBER}
            case "boolean":
                return {"type": "boolean"}
            case "date":
                return DATE_SCHEMA
            case "text":
                return {"type": "string"}
            case _:
                return chosen(kind.words, self.hints.words.get(kind.words, {}))

    def _hint(self, schema: Schema, key: str) -> Schema:
        return hinted(schema, f"condition.{key}", self.hints)

    def _conditions(self) -> Iterator[Schema]:
        """Give every form of a condition."""
        inner: Schema = {"$ref": "#/$defs/condition"}
        for head in ("all", "any"):
            yield object_of({head: self._hint({"type": "array", "minItems": 1, "items": inner}, head)}, (head,))
        yield object_of({"not": self._hint(inner, "not")}, ("not",))
        yield object_of({"policy": self._hint({"$ref": "#/$defs/policy"}, "policy")}, ("policy",))
        least = hinted({"$ref": "#/$defs/certainty"}, "comparator.at_least", self.hints)
        floor = object_of({"at_least": least}, ("at_least",))
        for stage in STAGES:
            if stage != "exclusion":
                concluded = hinted({"$ref": f"#/$defs/{stage}"}, f"stage.{stage}", self.hints)
                yield object_of({stage: concluded, "certainty": self._hint(floor, "certainty")}, (stage,))
        for subject, kind, _ in self._subjects():
            named = self._hint({"$ref": f"#/$defs/{self._set_of(subject, kind)}"}, subject)
            yield self._compared({subject: named}, kind)
        for name in self.vocabulary.lists:
            yield from self._of_list(name)

    def _of_list(self, name: str) -> Iterator[Schema]:
        rows: Schema = {"$ref": f"#/$defs/rows_{name}"}
        listed = hinted({"const": name}, f"list.{name}", self.hints)
        where = self._hint(rows, "where")
        yield self._compared({"count": listed}, COUNT, {"where": where})
        for word in QUANTIFIERS:
            have = {"have": self._hint(rows, "have")} if word == "every" else {}
            required = (word, "have") if word == "every" else (word,)
            yield object_of({word: listed, "where": where, **have}, required)

    def _subjects(self) -> Iterator[tuple[str, Kind, list[str]]]:
        """Give the names of each subject that have one kind of value."""
        for subject in SUBJECTS:
            by_kind: dict[Kind, list[str]] = {}
            for key, kind in self.vocabulary.values.items():
                head, _, name = key.partition(".")
                if head == subject:
                    by_kind.setdefault(kind, []).append(name)
            yield from ((subject, kind, sorted(keys)) for kind, keys in by_kind.items())

    @cached_property
    def _kinds(self) -> tuple[Kind, ...]:
        """Every kind of value that is compared."""
        of_fields = (kind for fields in self.vocabulary.lists.values() for kind in fields.values())
        return tuple(dict.fromkeys((COUNT, *self.vocabulary.values.values(), *of_fields)))

    def _set_of(self, subject: str, kind: Kind) -> str:
        return f"{subject}_{self._kinds.index(kind)}"

    def _operand(self, kind: Kind) -> str:
        return f"operand_{self._kinds.index(kind)}"

    def _operands(self, kind: Kind) -> Schema:
        """Give what may stand for a value of a kind: a literal, a parameter, or a fact of the same kind and scale."""
        forms = [self.literal(kind)]
        if kind.name == "number":
            finest = sorted({item.decimals for item in self.vocabulary.parameters.values()})
            sets = [{"$ref": f"#/$defs/parameter_{decimals}"} for decimals in finest if decimals <= kind.decimals]
            forms.append(object_of({"parameter": self._hint(_one_of(sets), "parameter")}, ("parameter",)))
        for subject in SUBJECTS:
            alike = [
                {"$ref": f"#/$defs/{self._set_of(subject, other)}"}
                for head, other, _ in self._subjects()
                if head == subject
                and (other.name, other.words) == (kind.name, kind.words)
                and other.decimals <= kind.decimals
            ]
            if alike:
                forms.append(object_of({subject: self._hint(_one_of(alike), subject)}, (subject,)))
        # No value is of two forms; editors put a colon behind a key only where its value is "any of" several.
        return {"anyOf": forms}

    def _filter(self, name: str, fields: Mapping[str, Kind]) -> Schema:
        """Give what may be asked of a list's rows: one comparator a field."""
        tests = {
            item: hinted(self._compared({}, kind), f"field.{name}.{item}", self.hints) for item, kind in fields.items()
        }
        return {**object_of(tests), "minProperties": 1}

    def _compared(self, subject: Mapping[str, Schema], kind: Kind, more: Mapping[str, Schema] | None = None) -> Schema:
        """Give a condition with exactly one comparator that suits a kind."""
        value = {"$ref": f"#/$defs/{self._operand(kind)}"}
        tests: dict[str, Schema] = {}
        for word in COMPARATORS:
            if word in _ORDERING and not kind.comparable:
                continue
            if word == "known":
                test = self.literal(BOOLEAN)
            elif word in {"in", "not_in"}:
                test = {"type": "array", "minItems": 1, "items": value}
            elif word == "between":
                test = {"type": "array", "minItems": 2, "maxItems": 2, "items": value}
            else:
                test = value
            tests[word] = hinted(test, f"comparator.{word}", self.hints)
        made = object_of({**subject, **(more or {}), **tests}, tuple(subject))
        return {**made, "oneOf": [{"required": [word]} for word in tests]}


def _one_of(sets: list[Schema]) -> Schema:
    """Give the schema of a name of one of several sets, no name being in two; of none, one that nothing satisfies."""
    return sets[0] if len(sets) == 1 else {"oneOf": sets} if sets else {"enum": []}
