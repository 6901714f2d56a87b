"""The words in which the form asks: labels, guidance, units, choices, and what people type in their place."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hepu.errors import Fault, PackError
from hepu.profile.schema import SHEETS, details, list_specs, questions, signatures
from hepu.resources import knowledge_dir
from hepu.text import Text
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.profile.schema import ListSpec, Question

__all__ = [
    "FormWords",
    "Label",
    "ListLabel",
    "Refused",
    "SheetLabel",
    "Typed",
    "UnitWords",
    "load_form_words",
    "uncovered",
]


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(_Words):
    """What a question is called, and what to count and where the office finds it."""

    label: Text
    help: Text


class ListLabel(Label):
    """What a list is called, with the labels of its fields."""

    fields: dict[str, Label]


class SheetLabel(_Words):
    """The title of a sheet of the form and the note under it."""

    title: Text
    note: Text


class UnitWords(_Words):
    """A unit in both languages, other ways of writing it, and the factors that turn other units into it."""

    zh: str
    en: str
    also: tuple[str, ...] = ()
    factors: dict[str, Decimal] = {}
    percent: bool = False


class Typed(_Words):
    """What people type in place of the form's own words; ``endings`` are left out of names, such as 市."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    zero: tuple[str, ...]
    missing: tuple[str, ...]
    not_applicable: tuple[str, ...]
    about: tuple[str, ...]
    about_after: tuple[str, ...]
    thousands: dict[str, Decimal]
    currency: tuple[str, ...]
    all: tuple[str, ...]
    some: tuple[str, ...]
    none: tuple[str, ...]
    endings: tuple[str, ...]


class Refused(_Words):
    """Words by which secret or internal papers and lists of single persons are recognised."""

    marks: tuple[str, ...]
    titles: tuple[str, ...]
    grades: tuple[str, ...]
    grade_labels: tuple[str, ...]
    roster: tuple[str, ...]
    passport_words: tuple[str, ...]


class FormWords(_Words):
    """Everything that ``knowledge/form.yaml`` says."""

    title: Text
    guide: tuple[Text, ...] = Field(min_length=1)
    guide_core: Text
    guide_sheets: Text
    sheets: dict[str, SheetLabel]
    columns: dict[str, Text]
    complete_help: Text
    on_core_sheet: Text
    status_help: Text
    year_help: Text
    status: dict[str, Text]
    completeness: dict[str, Text]
    flag: dict[str, Text]
    units: dict[str, UnitWords]
    validation: dict[str, Text]
    core_indicators: tuple[str, ...]
    typed: Typed
    refused: Refused
    questions: dict[str, Label]
    signatures: dict[str, Label]
    row: dict[str, Label]
    lists: dict[str, ListLabel]
    choices: dict[str, dict[str, Text]]

    def label(self, question: Question) -> Label:
        """Give the label of a question of the form that is neither a list's field nor an indicator."""
        return self.questions[question.path]

    def field(self, spec: ListSpec, question: Question) -> Label:
        """Give the label of a field of a list."""
        return self.lists[spec.id].fields[question.id]


@cache
def load_form_words(path: Path | None = None) -> FormWords:
    """Read the words of the form from ``knowledge/form.yaml``, or from another file.

    Raises:
        PackError: with the place of each fault.

    """
    path = path or knowledge_dir() / "form.yaml"
    document = read_yaml(path.read_text("utf-8"), path.name)
    try:
        return FormWords.model_validate(document.value)
    except ValidationError as error:
        faults = [
            Fault("knowledge_entry", document.location(item["loc"]), {"expected": item["msg"]})
            for item in error.errors()
        ]
        raise PackError(faults) from None


def uncovered(words: FormWords) -> tuple[str, ...]:
    """Name what the schema asks without words, and the words that nothing asks for; empty when they agree."""
    pairs = [
        ("sheets", set(SHEETS), set(words.sheets)),
        ("questions", {item.path for item in (*details(), *questions())}, set(words.questions)),
        ("signatures", {item.id for item in signatures()}, set(words.signatures)),
        ("lists", {spec.id for spec in list_specs()}, set(words.lists)),
    ]
    choices = {item.path: set(item.words) for item in questions() if item.words}
    units = {item.unit for item in (*details(), *questions()) if item.unit}
    for spec in list_specs():
        if spec.id in words.lists:
            pairs.append((f"lists.{spec.id}", {item.id for item in spec.fields}, set(words.lists[spec.id].fields)))
        choices |= {item.path: set(item.words) for item in spec.fields if item.words}
        units |= {item.unit for item in spec.fields if item.unit}
    pairs.append(("choices", set(choices), set(words.choices)))
    pairs.extend((f"choices.{name}", asked, set(words.choices.get(name, {}))) for name, asked in choices.items())
    odd = [f"{place}.{name}" for place, asked, named in pairs for name in sorted(asked ^ named)]
    return (*odd, *(f"units.{name}" for name in sorted(units - set(words.units))))
