"""The questions and lists of the profile, read off its models; the form, the vocabulary and the docs follow them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from hepu.profile import model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo

    from hepu.knowledge.models import Indicator

__all__ = [
    "INDICATOR_SHEETS",
    "SHEETS",
    "ListSpec",
    "Question",
    "QuestionKind",
    "details",
    "indicator_question",
    "list_specs",
    "questions",
    "signatures",
]

QuestionKind = Literal["number", "flag", "choice", "text", "date"]

# The sheets of the form in order. The guide holds no answers.
SHEETS: tuple[str, ...] = (
    "guide",
    "core",
    "college",
    "resources",
    "international",
    "conditions",
    "overseas_students",
    "partnerships",
    "alliances",
    "majors",
    "mission",
    "signatures",
)
INDICATOR_SHEETS: Mapping[str, str] = MappingProxyType({"international": "international", "resource": "conditions"})

_KINDS: Mapping[type, QuestionKind] = MappingProxyType({bool: "flag", dt.date: "date"})
# Which plain values of the profile stand on which sheet; answers and lists carry theirs in the model.
_DETAIL_SHEETS: Mapping[str, str] = MappingProxyType(
    {
        "college.name.zh": "core",
        "as_of": "core",
        "data_year": "core",
        "college.name.en": "college",
        "college.former_names": "college",
        "college.code": "college",
        "fictitious": "college",
        "published_figures_only": "college",
        "contact.filled_in_by": "signatures",
        "contact.checked_by": "signatures",
        "contact.telephone": "signatures",
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that the profile asks.

    ``id`` is the name that rules use and ``path`` the place in the profile. ``unit`` is a unit of ``form.yaml``;
    ``words`` are the ids among which a choice chooses, ``of`` names the knowledge file that holds them instead.
    ``longest`` bounds a text in characters. ``core`` puts the question on the core sheet, ``required`` refuses a blank,
    ``whole`` marks a number that the profile holds as ``int``.
    """

    id: str
    path: str
    section: str
    sheet: str
    kind: QuestionKind
    unit: str = ""
    decimals: int = 0
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    words: tuple[str, ...] = ()
    of: str = ""
    core: bool = False
    required: bool = False
    whole: bool = False
    longest: int = 500


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list of the profile: ``id`` as rules name it, ``path`` its place, ``fields`` the questions of each row."""

    id: str
    path: str
    sheet: str
    row: str
    fields: tuple[Question, ...]


@cache
def questions() -> tuple[Question, ...]:
    """Give the questions that are answered with a status, a source and evidence, in the order of the model."""
    found = []
    for section in ("college", "resources"):
        info = model.Profile.model_fields[section]
        sheet = _mark(info, model.Sheet).name
        for name, field in _fields(info.annotation):
            if _is_answer(field.annotation):
                core = _mark(field, model.Core) is not None
                path = f"{section}.{name}"
                found.append(_question(name, path, section, "core" if core else sheet, field, core=core))
    return tuple(found)


@cache
def details() -> tuple[Question, ...]:
    """Give the plain values of the profile, which carry no status: names, dates, flags, and who filled the form in."""
    return tuple(
        _question(path, path, path.rpartition(".")[0].partition(".")[0], sheet, _at(path), core=sheet == "core")
        for path, sheet in _DETAIL_SHEETS.items()
    )


@cache
def signatures() -> tuple[Question, ...]:
    """Give what is asked of each sheet: who filled it in, who checked it, and where the evidence is."""
    return tuple(_question(name, name, "contact", "signatures", field) for name, field in _fields(model.Signature))


@cache
def list_specs() -> tuple[ListSpec, ...]:
    """Give the lists of the profile in the order of the form's sheets."""
    found = []
    for prefix, owner in (("", model.Profile), ("mission.", model.Mission)):
        for name, info in _fields(owner):
            row = _row_type(info.annotation)
            if row is None:
                continue
            named = _mark(info, model.ListId)
            list_id = named.name if named else name
            sheet = _mark(info, model.Sheet).name
            fields = tuple(
                _question(key, f"{list_id}.{key}", name, sheet, field)
                for key, field in _fields(row)
                if key not in model.Row.model_fields
            )
            found.append(ListSpec(list_id, f"{prefix}{name}", sheet, row.__name__, fields))
    return tuple(sorted(found, key=lambda spec: SHEETS.index(spec.sheet)))


def indicator_question(name: str, indicator: Indicator, *, core: bool = False) -> Question:
    """Give the question that an indicator asks of one year; its unit stands with the indicator."""
    return Question(
        id=name,
        path=f"indicators.{name}",
        section="indicators",
        sheet=INDICATOR_SHEETS[indicator.group],
        kind="number",
        unit="as_indicator",
        decimals=indicator.decimals,
        low=indicator.minimum,
        high=indicator.maximum,
        core=core,
    )


def _fields(owner: Any) -> Iterator[tuple[str, FieldInfo]]:
    yield from owner.model_fields.items()


def _mark(info: FieldInfo, kind: type[Any]) -> Any:
    return next((mark for mark in info.metadata if isinstance(mark, kind)), None)


def _at(path: str) -> FieldInfo:
    owner: Any = model.Profile
    *above, last = path.split(".")
    for name in above:
        owner = owner.model_fields[name].annotation
    info: FieldInfo = owner.model_fields[last]
    return info


def _is_answer(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, model.Answer)


def _row_type(annotation: Any) -> type[BaseModel] | None:
    if not (isinstance(annotation, type) and issubclass(annotation, model.Listing)):
        return None
    row: type[BaseModel] = annotation.__pydantic_generic_metadata__["args"][0]
    return row


def _value_type(annotation: Any) -> Any:
    """Give the plain type of a value, without the answer around it and the None beside it."""
    if _is_answer(annotation):
        return annotation.__pydantic_generic_metadata__["args"][0]
    if get_origin(annotation) in {Union, UnionType}:
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def _question(name: str, path: str, section: str, sheet: str, info: FieldInfo, *, core: bool = False) -> Question:
    value = _value_type(info.annotation)
    kind: QuestionKind = "text"
    if (choice := _mark(info, model.Choice)) is not None:
        kind = "choice"
    elif path == "data_year" or (quantity := _mark(info, model.Quantity)) is not None:
        kind = "number"
    elif value in _KINDS:
        kind = _KINDS[value]
    question = Question(name, path, section, sheet, kind, core=core, required=info.is_required())
    if kind == "choice":
        return replace(question, words=choice.words, of=choice.of)
    if path == "data_year":
        low, high = Decimal(_bound(info, "ge")), Decimal(_bound(info, "le"))
        return replace(question, unit="year", low=low, high=high, whole=True)
    if kind == "number":
        bounds = {"decimals": quantity.decimals, "low": quantity.low, "high": quantity.high}
        return replace(question, unit=quantity.unit, whole=value is int, **bounds)
    if kind == "text":
        lengths = [mark.max_length for mark in info.metadata if hasattr(mark, "max_length")]
        return replace(question, longest=min(lengths, default=200))
    return question


def _bound(info: FieldInfo, name: str) -> int:
    return next(int(getattr(mark, name)) for mark in info.metadata if hasattr(mark, name))
