"""A profile in YAML or JSON read into a submission, with its shorthands, each value with its line and column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault, Location
from hepu.intake.submission import Raw, RawAnswer, RawList, RawRow, Submission
from hepu.json_source import parse_json
from hepu.naming import nearest
from hepu.profile.model import SCHEMA_VERSION
from hepu.profile.schema import SHEETS, details, list_specs, questions, signatures
from hepu.yaml_source import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.intake.lexicon import Lexicon
    from hepu.yaml_source import Document, Path

__all__ = ["read_text"]

_PARTS = ("value", "status", "source", "evidence")
_FIRST_YEAR, _LAST_YEAR = 2012, 2100


def read_text(text: str, file: str, lexicon: Lexicon, *, json: bool) -> Submission:
    """Read a profile from text.

    Raises:
        InputError: where the text is no JSON, or no YAML.

    """
    submission = _Reader(parse_json(text, file) if json else parse_yaml(text, file), lexicon).run(text)
    if not json and not text.endswith(("\n", "\r")):
        # YAML that breaks off within a value or between two is YAML still; its missing end is the only trace.
        place = Location(file, line=len(text.splitlines()))
        submission.faults.append(Fault("text_cut", place, {}, "warning"))
    return submission


class _Reader:
    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.document = document
        self.lexicon = lexicon
        self.submission = Submission(document.file)
        self.submission.faults.extend(document.faults)
        unread = tuple(".".join(map(str, path)) for path in document.unread)
        asked = (item.path for item in details())
        self.submission.absent.update(path for path in asked if any(f"{path}.".startswith(f"{at}.") for at in unread))
        self.details = {item.path: item for item in details()}
        self.questions = {item.path: item for item in questions()}
        self.specs = {spec.path: spec for spec in list_specs()}

    def run(self, text: str) -> Submission:
        if not isinstance(self.document.value, dict):
            self.fault("expected_mapping", (), found=_shown(self.document.value))
            return self.submission
        self.section((), self.document.value)
        self.collect((), self.document.value)
        for number, line in enumerate(text.splitlines(), start=1):
            if line.lstrip().startswith("#"):
                place = Location(self.document.file, line=number, column=1)
                self.submission.texts.append((line.lstrip("# \t"), place))
        return self.submission

    def section(self, path: Path, value: dict[Any, Any]) -> None:
        """Read a part of the profile, key by key."""
        known = self.keys(path)
        for key, item in value.items():
            if key in known:
                self.known_key((*path, key), item)
            else:
                self.unknown_key((*path, key), known)

    def known_key(self, path: Path, item: Any) -> None:
        """Read what stands behind a key that the profile has."""
        dotted = ".".join(map(str, path))
        if dotted == "schema_version":
            self.version(path, item)
        elif dotted in self.specs:
            self.submission.lists[self.specs[dotted].id] = self.listing(path, item)
        elif dotted in self.questions:
            self.submission.answers[dotted] = self.answer(path, item)
        elif dotted in self.details:
            self.detail(path, dotted, item)
        elif dotted == "college.name" and isinstance(item, str):
            self.submission.details["college.name.zh"] = self.raw(path, item)
        elif isinstance(item, dict):
            inner = {"indicators": self.indicators, "contact.sheets": self.signatures}.get(dotted, self.section)
            inner(path, item)
        elif item is not None:
            self.fault("expected_mapping", path, found=_shown(item))

    def version(self, path: Path, item: Any) -> None:
        if item != SCHEMA_VERSION or isinstance(item, bool):
            self.fault("schema_version", path, found=_shown(item), expected=str(SCHEMA_VERSION))

    def unknown_key(self, path: Path, known: Iterable[str]) -> None:
        near = nearest(str(path[-1]), known)
        self.fault("unknown_key_near" if near else "unknown_key", path, found=str(path[-1])[:60], nearest=near)

    def keys(self, path: Path) -> list[str]:
        """Give the keys that may stand in a part of the profile."""
        extra = ("schema_version", "indicators", "contact.sheets")
        depth = len(path)
        names = (name.split(".") for name in (*extra, *self.details, *self.questions, *self.specs))
        return list(
            dict.fromkeys(parts[depth] for parts in names if len(parts) > depth and tuple(parts[:depth]) == path)
        )

    def detail(self, path: Path, dotted: str, item: Any) -> None:
        listed = dotted == "college.former_names" and isinstance(item, list)
        if isinstance(item, dict | list) and not listed:
            self.fault("expected_value", path, found=_shown(item))
            return
        self.submission.details[dotted] = self.raw(path, item)

    def answer(self, path: Path, item: Any) -> RawAnswer:
        """Read an answer: a plain value, or a mapping of value, status, source and evidence."""
        if isinstance(item, list):
            self.fault("expected_value", path, found=_shown(item))
            return RawAnswer(self.raw(path, None))
        if not isinstance(item, dict):
            return RawAnswer(self.raw(path, item))
        parts = dict(self.scalars(path, item, _PARTS))
        return RawAnswer(
            parts.get("value", self.raw(path, None)), parts.get("status"), parts.get("source"), parts.get("evidence")
        )

    def scalars(self, path: Path, item: dict[Any, Any], known: Iterable[str]) -> Iterator[tuple[str, Raw]]:
        """Give the plain values of a mapping; other keys and values are faults."""
        names = list(known)
        for key, value in item.items():
            here = (*path, key)
            if key not in names:
                self.unknown_key(here, names)
            elif isinstance(value, dict | list):
                self.fault("expected_value", here, found=_shown(value))
            else:
                yield str(key), self.raw(here, value)

    def indicators(self, path: Path, item: dict[Any, Any]) -> None:
        for name, years in item.items():
            here = (*path, name)
            if name not in self.lexicon.indicators:
                near = nearest(str(name), self.lexicon.indicators)
                self.fault(
                    "unknown_indicator_near" if near else "unknown_indicator", here, found=str(name)[:60], nearest=near
                )
            elif isinstance(years, dict):
                self.years(here, years)
            elif years is not None:
                self.fault("expected_years", here, found=_shown(years))

    def years(self, path: Path, item: dict[Any, Any]) -> None:
        seen: set[int] = set()
        for key, value in item.items():
            here = (*path, key)
            year = int(key) if re.fullmatch("[0-9]{4}", str(key)) else 0
            if not _FIRST_YEAR <= year <= _LAST_YEAR:
                self.fault("not_a_year", here, found=str(key)[:60])
            elif year in seen:
                self.fault("year_twice", here, found=str(year))
            else:
                seen.add(year)
                self.submission.answers[".".join(map(str, (*path[:2], year)))] = self.answer(here, value)

    def listing(self, path: Path, item: Any) -> RawList:
        """Read a list: the word none, a sequence (all there is), or a mapping of complete and rows."""
        if isinstance(item, list):
            return RawList(self.raw(path, "all" if item else None), tuple(self.rows(path, item)), given=True)
        if not isinstance(item, dict):
            return RawList(self.raw(path, item))
        for key in item:
            if key not in {"complete", "rows"}:
                self.unknown_key((*path, key), ("complete", "rows"))
        rows = item.get("rows")
        if rows is not None and not isinstance(rows, list):
            self.fault("expected_list", (*path, "rows"), found=_shown(rows))
            rows = None
        complete = self.raw((*path, "complete"), item.get("complete"))
        return RawList(complete, tuple(self.rows((*path, "rows"), rows or [])))

    def rows(self, path: Path, items: list[Any]) -> Iterator[RawRow]:
        spec = self.specs[".".join(str(part) for part in path if part != "rows")]
        known = [*(item.id for item in spec.fields), "status", "source", "evidence"]
        for at, item in enumerate(items):
            here = (*path, at)
            if isinstance(item, dict):
                yield RawRow(self.document.location(here), dict(self.scalars(here, item, known)))
            elif isinstance(item, str | int) and not isinstance(item, bool):
                # A row that is one word answers the first question of the list.
                yield RawRow(self.document.location(here), {spec.fields[0].id: self.raw(here, item)})
            else:
                self.fault("expected_mapping", here, found=_shown(item))

    def signatures(self, path: Path, item: dict[Any, Any]) -> None:
        known = [question.id for question in signatures()]
        for sheet, fields in item.items():
            here = (*path, sheet)
            if sheet not in SHEETS:
                self.unknown_key(here, SHEETS)
            elif isinstance(fields, dict):
                self.submission.signatures[str(sheet)] = dict(self.scalars(here, fields, known))
            elif fields is not None:
                self.fault("expected_mapping", here, found=_shown(fields))

    def collect(self, path: Path, value: Any) -> None:
        """Keep every text and long number, to be searched for what must not be handed in."""
        if isinstance(value, dict | list):
            items = value.items() if isinstance(value, dict) else enumerate(value)
            for key, item in items:
                if isinstance(key, str):
                    self.submission.texts.append((key, self.document.location((*path, key))))
                self.collect((*path, key), item)
        elif isinstance(value, str) or (isinstance(value, int) and abs(value) >= 10**16):
            self.submission.texts.append((str(value), self.document.location(path)))

    def raw(self, path: Path, value: Any) -> Raw:
        return Raw(value, self.document.location(path))

    def fault(self, code: str, path: Path, **context: str) -> None:
        self.submission.faults.append(
            Fault(code, self.document.location(path), {key: text for key, text in context.items() if text})
        )


def _shown(value: Any) -> str:
    """Give a value for a message, in the file's own way of writing it."""
    match value:
        case None:
            return "null"
        case dict():
            return "{…}" if value else "{}"
        case list():
            return "[…]" if value else "[]"
        case _:
            return str(value)[:60]
