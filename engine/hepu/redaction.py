"""A copy of a record for outsiders: who the college and its partners are is left out, what follows from what stays.

Only what is known to name nobody stays: numbers, truths, days, versions, and ids of the pack. Every other text gives
way to a stand-in, the same one wherever the same text stood; a town gives way to its province. Digests over what was
left out go as well, since names could be tried against them, and so does the id, which is such a digest. Figures stay:
whoever knows a college's published figures can recognise it by them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault, Location, OutputError
from hepu.file_writing import present, write_files
from hepu.knowledge.load import load_kind
from hepu.layering.stack import read_stack
from hepu.profile.schema import details, list_specs, questions
from hepu.record.build import as_json, canonical
from hepu.record.found import found_at, record_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hepu.layers import Layers
    from hepu.record.model import Record

__all__ = ["REDACTED_SCHEMA", "redact_file", "redacted"]

REDACTED_SCHEMA = "hepu-redacted/1"
# An id, a path of ids, a number, a day or moment, truths of a conclusion, a digest, a version.
_NAMELESS = re.compile(
    r"[a-z0-9][a-z0-9_./@+:-]*|[TFU]{3}|-?[0-9.]+|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9:]+)"
)
# What the college writes beside an answer.
_LEFT_OUT = frozenset({"source", "evidence"})
# What could be tried against the names that were left out, from the top of the record.
_DIGESTS = (
    ("inputs", "profile_digest"),
    ("inputs", "source_digest"),
    ("inputs", "source_name"),
    ("inputs", "last", "id"),
    ("inputs", "last", "digest"),
    ("inputs", "last", "profile_digest"),
    ("inputs", "last", "tasks_digest"),
    ("issue", "id"),
)
_KINDS = {"partner": "partner", "enterprise": "enterprise", "outcome": "text", "approval_number": "text"}


def redact_file(source: Path, layers: Layers, output: Path, *, overwrite: bool = False) -> Mapping[str, int]:
    """Write the copy of the record that a file carries, and give how many texts of each kind gave way.

    It is canonical JSON (RFC 8785): whoever has the record can make the very same bytes again.

    Raises:
        InputError: where the file carries no record.
        OutputError: where the copy cannot be written, or would take the place of a file.

    """
    towns = load_kind(read_stack(layers), "towns").entries
    made = redacted(record_in(found_at(source)), {name: town.province for name, town in towns.items()})
    before = present(output)
    if before is not None and (not overwrite or output.samefile(source)):
        raise OutputError([Fault("output_exists", Location(str(output)))])
    write_files({output: (before, canonical(made))})
    counts: Mapping[str, int] = made["replaced"]
    return counts


def redacted(record: Record, provinces: Mapping[str, str]) -> dict[str, Any]:
    """Give the copy as JSON values; ``provinces`` maps the towns of the pack to their provinces.

    It is no record, says so in its schema, and tells how many texts of each kind gave way.
    """
    value: dict[str, Any] = dict(as_json(record))
    work = _Redaction(dict(provinces))
    profiles = [value["inputs"]["profile"], *([value["inputs"]["last"]["profile"]] if value["inputs"]["last"] else [])]
    for profile in profiles:
        for kind, text in _texts(profile):
            work.name(kind, text)
    for path in _DIGESTS:
        _blank(value, path)
    value["issue"]["signer"] = None
    made = work.without(value)
    del made["schema"]
    counts = dict(sorted(Counter(name.rpartition("-")[0].strip("<") for name in work.names.values()).items()))
    return {"schema": REDACTED_SCHEMA, "record": made, "replaced": counts}


@dataclass
class _Redaction:
    """Remembers what stands in for what."""

    provinces: Mapping[str, str]
    names: dict[str, str] = field(default_factory=dict)

    def name(self, kind: str, text: str) -> str:
        """Give the stand-in of a text, numbered by when it was first met."""
        return self.names.setdefault(text, f"<{kind}-{len(self.names) + 1}>")

    def without(self, value: Any) -> Any:
        """Give a value without the texts that might name somebody."""
        match value:
            case dict():
                # Of a fact, where it stood: a file is often called by the college's name. A row's place is a country.
                gone = {*_LEFT_OUT, *({"place"} if "state" in value else ())}
                return {
                    self._text(key): "" if key in gone and isinstance(item, str) else self.without(item)
                    for key, item in value.items()
                }
            case list() | tuple():
                return [self.without(item) for item in value]
            case str():
                return self._text(value)
            case _:
                return value

    def _text(self, text: str) -> str:
        if text in self.names:
            return self.names[text]
        if text in self.provinces:
            return f"<in-{self.provinces[text]}>"
        return text if not text or _NAMELESS.fullmatch(text) or _of_software(text) else self.name("text", text)


def _of_software(text: str) -> bool:
    """Say whether a text is the name of one of the libraries that the engine names, which begin with a capital."""
    return text in {"Jinja2", "MarkupSafe"}


def _texts(profile: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give every text of a profile that its college wrote itself, with what it names."""
    college = profile["college"]
    written = [("college", college["name"]["zh"]), ("college", college["name"].get("en") or "")]
    written += [("college", name) for name in college["former_names"]]
    written += [("code", str(_at(profile, item.path) or "")) for item in details() if item.path == "college.code"]
    for question in questions():
        if question.kind == "text":
            written.append(("text", str((_at(profile, question.path) or {}).get("value") or "")))
    for spec in list_specs():
        kind = spec.id.removesuffix("s")
        texts = [item.id for item in spec.fields if item.kind == "text"]
        for row in (_at(profile, spec.path) or {}).get("rows", ()):
            written += [(_KINDS.get(name, kind), row.get(name) or "") for name in texts]
    yield from ((kind, text) for kind, text in written if text)


def _at(value: Any, path: str) -> Any:
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _blank(value: Any, path: tuple[str, ...]) -> None:
    *above, last = path
    for step in above:
        value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, dict) and last in value:
        value[last] = ""
