"""Reading conditions: from mappings to the parsed form, every fault with its line, column and nearest valid name."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, cast
from typing import Any as Any_

from hepu.errors import Fault
from hepu.language.kinds import BOOLEAN, COUNT, STAGES, Certainty, Kind, Vocabulary, encode
from hepu.language.model import (
    COMPARATORS,
    All,
    Any,
    Compare,
    Concluded,
    Condition,
    Count,
    FieldTest,
    InForce,
    Not,
    ParameterRef,
    Quantified,
    Test,
    ValueRef,
)
from hepu.naming import nearest, slip_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hepu.language.kinds import Scalar, Stage
    from hepu.language.model import Comparator
    from hepu.yaml_source import Document, Path

__all__ = ["HEADS", "NEVER", "QUANTIFIERS", "SUBJECTS", "ConditionReader"]

SUBJECTS = ("fact", "indicator", "gap", "trend", "participation", "standing", "advantage")
QUANTIFIERS = ("some", "none", "every")
_LOGIC = ("all", "any", "not")
HEADS = (*_LOGIC, *SUBJECTS, "count", *QUANTIFIERS, "policy", *(stage for stage in STAGES if stage != "exclusion"))
_ORDER_COMPARATORS = frozenset({"below", "at_most", "above", "at_least", "between"})
NEVER: Condition = Not(All(()))


@dataclass(slots=True)
class ConditionReader:
    """Reads the conditions of one document and gathers what is wrong with them in ``faults``.

    ``waits`` says that something read here rests on knowledge that could not be read itself.
    """

    document: Document
    vocabulary: Vocabulary
    faults: list[Fault] = field(default_factory=list)
    waits: bool = False

    def fault(self, code: str, path: Path, **context: object) -> None:
        """Note one fault at a place of the document."""
        if any(path[: len(lost)] == lost for lost in self.document.unread):
            return  # what stands there was not read, and why has been said
        words = {key: str(value) for key, value in context.items()}
        self.faults.append(Fault(code, self.document.location(path), words))

    def unknown(self, code: str, path: Path, word: object, known: Iterable[str]) -> None:
        """Note a name that nothing defines, with the nearest one that is defined."""
        names = (*known, *(key.partition(".")[2] for key in self.vocabulary.unread))
        meant = slip_of(str(word), names)
        mend = {"mend": meant} if meant else {}
        self.fault(code, path, found=word, nearest=meant or nearest(str(word), names), **mend)

    def unread(self, key: str) -> bool:
        """Say whether a name belongs to knowledge that could not be read, and note that this rests on it."""
        found = key in self.vocabulary.unread
        self.waits |= found
        return found

    def read(self, raw: object, path: Path) -> Condition:
        """Read one condition; after a fault the result is a condition that never holds."""
        if not isinstance(raw, dict) or not raw:
            self.fault("condition_not_mapping", path, found=type(raw).__name__)
            return NEVER
        heads = [key for key in raw if key in HEADS]
        if len(heads) != 1:
            stray = next(iter(key for key in raw if key not in HEADS), "")
            self.fault("condition_head", path, found=", ".join(map(str, raw)), nearest=nearest(str(stray), HEADS))
            return NEVER
        head = heads[0]
        if head in _LOGIC:
            return self._logic(head, raw, path)
        if head == "policy":
            self._only(raw, {"policy"}, path)
            if not self.unread(f"policy.{raw[head]}") and str(raw[head]) not in self.vocabulary.policies:
                self.unknown("policy_unknown", (*path, head), raw["policy"], self.vocabulary.policies)
            return InForce(str(raw["policy"]))
        if head in STAGES:
            return self._concluded(cast("Stage", head), raw, path)
        if head == "count":
            return self._count(raw, path)
        if head in QUANTIFIERS:
            return self._quantified(head, raw, path)
        return self._compare(head, raw, path)

    def _only(self, raw: Mapping[Any_, object], allowed: Iterable[str], path: Path) -> None:
        names = set(allowed)
        for key in raw:
            if key not in names:
                self.unknown("key_unknown", (*path, cast("str", key)), key, names)

    def _logic(self, head: str, raw: Mapping[str, object], path: Path) -> Condition:
        self._only(raw, {head}, path)
        if head == "not":
            return Not(self.read(raw[head], (*path, head)))
        parts = raw[head]
        if not isinstance(parts, list) or not parts:
            self.fault("condition_parts", (*path, head), expected=head)
            return NEVER
        read = tuple(self.read(part, (*path, head, index)) for index, part in enumerate(parts))
        return All(read) if head == "all" else Any(read)

    def _concluded(self, stage: Stage, raw: Mapping[str, object], path: Path) -> Condition:
        self._only(raw, {stage, "certainty"}, path)
        known = self.vocabulary.conclusions.get(stage, frozenset())
        if not self.unread(f"{stage}.{raw[stage]}") and str(raw[stage]) not in known:
            self.unknown("conclusion_unknown", (*path, stage), raw[stage], known)
        floor = Certainty.POSSIBLE
        if "certainty" in raw:
            asked = raw["certainty"]
            word = asked.get("at_least") if isinstance(asked, dict) and len(asked) == 1 else None
            words = [level.word for level in Certainty]
            if str(word) in words:
                floor = Certainty[str(word).upper()]
            else:
                self.fault("certainty_word", (*path, "certainty"), expected=", ".join(words), found=asked)
        return Concluded(stage, str(raw[stage]), floor, self.document.location((*path, stage)))

    def _fields(self, name: str) -> Mapping[str, Kind]:
        return self.vocabulary.lists.get(name, {})

    def _list(self, head: str, raw: Mapping[str, object], path: Path) -> str:
        name = str(raw[head])
        if name not in self.vocabulary.lists:
            self.unknown("list_unknown", (*path, head), name, self.vocabulary.lists)
        return name

    def _filter(self, name: str, raw: object, path: Path) -> tuple[FieldTest, ...]:
        if raw is None or name not in self.vocabulary.lists:
            return ()
        if not isinstance(raw, dict) or not raw:
            self.fault("filter_not_mapping", path)
            return ()
        tests = []
        fields = self._fields(name)
        for field_name, test in raw.items():
            inner = (*path, field_name)
            if field_name not in fields:
                self.unknown("field_unknown", inner, field_name, fields)
                continue
            kind = fields[field_name]
            if not isinstance(test, dict):
                self.fault("comparator_missing", inner, found=test, expected=", ".join(COMPARATORS))
                continue
            read = self._test(test, kind, inner)
            if read is not None:
                tests.append(FieldTest(field_name, kind, read))
        return tuple(tests)

    def _count(self, raw: Mapping[str, object], path: Path) -> Condition:
        name = self._list("count", raw, path)
        where = self._filter(name, raw.get("where"), (*path, "where"))
        rest = {key: value for key, value in raw.items() if key not in {"count", "where"}}
        test = self._test(rest, COUNT, path)
        return Count(name, where, test) if test else NEVER

    def _quantified(self, head: str, raw: Mapping[str, object], path: Path) -> Condition:
        self._only(raw, {head, "where", "have"} if head == "every" else {head, "where"}, path)
        name = self._list(head, raw, path)
        where = self._filter(name, raw.get("where"), (*path, "where"))
        have = self._filter(name, raw.get("have"), (*path, "have"))
        if head == "every" and raw.get("have") is None:
            self.fault("have_missing", path)
        return Quantified(head, name, where, have)  # type: ignore[arg-type]  # head is one of QUANTIFIERS

    def _compare(self, head: str, raw: Mapping[str, object], path: Path) -> Condition:
        key = f"{head}.{raw[head]}"
        rest = {name: value for name, value in raw.items() if name != head}
        kind = self.vocabulary.values.get(key)
        if kind is None and self.unread(key):
            return NEVER
        if kind is None:
            known = [name.partition(".")[2] for name in self.vocabulary.values if name.startswith(f"{head}.")]
            self.unknown("value_unknown", (*path, head), raw[head], known)
            for word in (word for word in rest if word not in COMPARATORS):
                self.unknown("comparator_unknown", (*path, word), word, COMPARATORS)
            return NEVER
        test = self._test(rest, kind, path)
        return Compare(key, kind, test) if test else NEVER

    def _test(self, raw: Mapping[str, object], kind: Kind, path: Path) -> Test | None:
        if len(raw) != 1:
            self.fault("comparator_one", path, found=", ".join(map(str, raw)), expected=", ".join(COMPARATORS))
            return None
        ((word, operand),) = raw.items()
        inner = (*path, word)
        if word not in COMPARATORS:
            self.unknown("comparator_unknown", inner, word, COMPARATORS)
            return None
        comparator: Comparator = word
        if comparator in _ORDER_COMPARATORS and not kind.comparable:
            self.fault("comparator_kind", inner, found=word, expected="is, is_not, in, not_in, known")
            return None
        if comparator == "known":
            return Test(comparator, (self._literal(operand, BOOLEAN, inner),))
        if comparator in {"in", "not_in", "between"}:
            items = operand if isinstance(operand, list) else None
            if not items or (comparator == "between" and len(items) != len(("low", "high"))):
                self.fault("operand_list", inner, expected=word)
                return None
            return Test(comparator, tuple(self._operand(item, kind, (*inner, at)) for at, item in enumerate(items)))
        return Test(comparator, (self._operand(operand, kind, inner),))

    def _operand(self, raw: object, kind: Kind, path: Path) -> Scalar | ParameterRef | ValueRef:
        if not isinstance(raw, dict):
            return self._literal(raw, kind, path)
        if len(raw) == 1:
            ((head, name),) = raw.items()
            if head == "parameter":
                parameter = self.vocabulary.parameters.get(str(name))
                if parameter is None and self.unread(f"parameter.{name}"):
                    return 0
                if parameter is None:
                    self.unknown("parameter_unknown", (*path, head), name, self.vocabulary.parameters)
                    return 0
                if kind.name != "number" or parameter.decimals > kind.decimals:
                    self.fault("parameter_kind", path, found=name, expected=kind.decimals)
                    return 0
                return ParameterRef(str(name), kind.decimals - parameter.decimals)
            other = self.vocabulary.values.get(f"{head}.{name}")
            if other is None and self.unread(f"{head}.{name}"):
                return 0
            if other is not None and head in SUBJECTS:
                if (other.name, other.words) != (kind.name, kind.words) or other.decimals > kind.decimals:
                    self.fault("operand_kind", path, found=name, expected=kind.name)
                    return 0
                return ValueRef(f"{head}.{name}", kind.decimals - other.decimals)
        self.fault("operand_unknown", path, found=", ".join(f"{key}: {value}" for key, value in raw.items()))
        return 0

    def _literal(self, raw: object, kind: Kind, path: Path) -> Scalar:
        try:
            return encode(raw, kind)
        except ValueError:
            expected: Sequence[str] = kind.words or (kind.name,)
            found = str(raw).lower() if isinstance(raw, bool) else raw
            if isinstance(raw, Decimal | int) and not isinstance(raw, bool) and kind.name == "number":
                self.fault("operand_decimals", path, found=found, expected=kind.decimals)
            else:
                meant = slip_of(str(raw), kind.words)
                self.fault(
                    "operand_value",
                    path,
                    found=found,
                    expected=", ".join(expected),
                    nearest=meant or nearest(str(raw), kind.words),
                    **({"mend": meant} if meant else {}),
                )
            return 0
