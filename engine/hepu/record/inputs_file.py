"""The inputs of a record as a file of their own, from which the record can be made again.

A report on published figures withholds problems and measures, and so does what its PDF carries. The inputs, the issue
block and the versions in the digests, and the pack give the whole record again, to the byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import ConfigDict, Field

from hepu.profile.schema import list_specs, questions
from hepu.record.build import canonical
from hepu.record.model import Inputs, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.record.model import Record

__all__ = ["INPUTS_SCHEMA", "InputsFile", "inputs_bytes", "places_of"]

INPUTS_SCHEMA = "hepu-inputs/1"


class InputsFile(Part):
    """The inputs of a record, and where in the file that was handed in each answer stands, by its path."""

    schema_: Literal["hepu-inputs/1"] = Field(default="hepu-inputs/1", alias="schema")
    inputs: Inputs
    places: dict[str, str]

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def places_of(record: Record) -> dict[str, str]:
    """Give where each answer of a record stands in the file that was handed in, by its path in the profile."""
    return dict(sorted(_places(record)))


def _places(record: Record) -> Iterator[tuple[str, str]]:
    values, year = record.facts.values, record.inputs.data_year
    paths = {f"fact.{item.id}": item.path for item in questions()}
    for key, fact in values.items():
        kind, _, name = key.partition(".")
        path = f"indicators.{name}.{year}" if kind == "indicator" else paths.get(key, "")
        if path and fact.place:
            yield path, fact.place
    for spec in list_specs():
        rows = record.facts.lists[spec.id].rows if spec.id in record.facts.lists else ()
        for at, row in enumerate(rows):
            yield from ((f"{spec.path}.{at}.{name}", fact.place) for name, fact in row.items() if fact.place)


def inputs_bytes(record: Record) -> bytes:
    """Give the inputs of a record as canonical JSON (RFC 8785)."""
    file = InputsFile(inputs=record.inputs, places=places_of(record))
    return canonical(file.model_dump(mode="json", by_alias=True))
