"""Profiles as YAML files that intake reads back as they were."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

from hepu.file_writing import write_files
from hepu.profile.model import Answer, Completeness, Listing, Status
from hepu.profile.schema import list_specs, questions
from hepu.synthetic.assumptions import assumptions
from hepu.synthetic.build import generate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hepu.knowledge.load import Knowledge
    from hepu.profile.model import Profile
    from hepu.text import Lang

__all__ = ["profile_text", "write_profiles"]


def write_profiles(knowledge: Knowledge, count: int, seed: int, folder: Path, lang: Lang = "zh") -> Iterator[Path]:
    """Write the first profiles of a seed into a folder, one file each, and give their paths.

    Raises:
        OutputError: when a file cannot be written.

    """
    for number, profile in enumerate(generate(knowledge, count, seed, lang), start=1):
        path = folder / f"fictitious-{number:04}.yaml"
        write_files({path: (None, profile_text(profile).encode())})
        yield path


def profile_text(profile: Profile) -> str:
    """Write a profile as YAML: what it does not answer is left out; the contact is not written."""
    data: dict[str, Any] = {
        "schema_version": profile.schema_version,
        "as_of": profile.as_of,
        "data_year": profile.data_year,
        "fictitious": profile.fictitious,
        "published_figures_only": profile.published_figures_only,
        "college": {"name": profile.college.name.model_dump(), "code": profile.college.code},
        "mission": {},
        "resources": {},
        "indicators": {
            name: {year: _answer(answer) for year, answer in years.items()}
            for name, years in profile.indicators.items()
        },
    }
    if profile.college.former_names:
        data["college"]["former_names"] = list(profile.college.former_names)
    for question in questions():
        answer: Answer[Any] = getattr(getattr(profile, question.section), question.id)
        if not answer.blank:
            data[question.section][question.id] = _answer(answer)
    for spec in list_specs():
        section, _, name = spec.path.rpartition(".")
        listing: Listing[Any] = getattr(profile.mission if section else profile, name)
        if listing.complete is not Completeness.MISSING:
            (data[section] if section else data)[name] = _listing(listing)
    kept = {name: value for name, value in data.items() if value not in ({}, "")}
    note = assumptions().note if profile.fictitious else None
    head = f"# {note.zh}\n# {note.en}\n" if note else ""
    return head + yaml.dump(kept, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=200)


class _Dumper(yaml.SafeDumper):
    """Writes mappings of an answer or a row on one line, and each text that could be read otherwise in quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write what stands twice twice: a profile has no anchors."""
        return bool(data) or True


class _Line(dict[str, Any]):
    """A mapping that is written on one line."""


def _line(dumper: yaml.SafeDumper, data: _Line) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)


_Dumper.add_representer(_Line, _line)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _answer(answer: Answer[Any]) -> Any:
    told = {name: text for name in ("source", "evidence") if (text := getattr(answer, name))}
    if answer.value is None:
        return _Line(status=answer.status.value, **told) if told else answer.status.value
    if answer.status is Status.ACTUAL and not told:
        return _plain(answer.value)
    status = {} if answer.status is Status.ACTUAL else {"status": answer.status.value}
    return _Line(value=_plain(answer.value), **status, **told)


def _listing(listing: Listing[Any]) -> Any:
    if not listing.rows:
        return listing.complete.value
    rows = []
    for row in listing.rows:
        told = {
            name: _plain(value)
            for name, value in row.model_dump().items()
            if value not in (None, "") and name != "status"
        }
        if row.status is Status.ESTIMATE:
            told["status"] = row.status.value
        rows.append(_Line(told))
    return {"complete": listing.complete.value, "rows": rows}
