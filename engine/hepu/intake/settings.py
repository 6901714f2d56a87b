"""Answers given on the command line over those of a file, read as leniently and checked as strictly as the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.intake.submission import Raw, RawAnswer, RawList, RawRow
from hepu.naming import nearest
from hepu.profile.schema import details, list_specs, questions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.intake.lexicon import Lexicon
    from hepu.intake.submission import Submission
    from hepu.profile.schema import ListSpec

__all__ = ["Setting", "parse_setting"]

PLACE = "--set"
NEW = "new"
_ROW = re.compile(r"(?P<list>[a-z_]+)\.(?P<row>[0-9]{1,5}|new)\.(?P<field>[a-z_]+)")
_INDICATOR = re.compile(r"indicators?\.(?P<name>[a-z_]+)(?:\.(?P<year>[0-9]{4}))?")


@dataclass(frozen=True, slots=True)
class Setting:
    """A key and the text that stands for its answer; an empty text makes it unknown."""

    key: str
    text: str

    def apply(self, submission: Submission, lexicon: Lexicon) -> None:
        """Put the answer into a submission.

        A key is an answer (``staff``), an indicator of the data year or of a year (``indicator.overseas_sites``,
        ``indicator.overseas_sites.2023``), a list's completeness (``partnerships``: none, all, some), a field of a row
        counted from 1 or of a new one (``partnerships.2.active``, ``partnerships.new.active``), or a detail
        (``data_year``).

        Raises:
            InputError: when nothing has that key.

        """
        key, text = self.key, self.text
        raw = Raw(text or None, Location(PLACE, path=key))
        answers = {item.id: item.path for item in questions()}
        lists = {spec.id: spec for spec in list_specs()}
        known_details = {item.path for item in details()}
        name = key.removeprefix("fact.")
        if found := _INDICATOR.fullmatch(key):
            if found["name"] not in lexicon.indicators:
                raise _unknown(key, (f"indicator.{word}" for word in lexicon.indicators))
            year = found["year"] or _year(submission)
            submission.answers[f"indicators.{found['name']}.{year}"] = RawAnswer(raw)
        elif name in answers:
            submission.answers[answers[name]] = RawAnswer(raw)
        elif (row := _ROW.fullmatch(key)) and row["list"] in lists:
            self._row(submission, lists[row["list"]], row["row"], row["field"], raw)
        elif name.removeprefix("list.") in lists:
            spec = lists[name.removeprefix("list.")]
            rows = submission.lists[spec.id].rows if spec.id in submission.lists else ()
            none = text.casefold() in {"none", "无"}
            submission.lists[spec.id] = RawList(raw, () if none else rows, given=True)
        elif key in known_details:
            submission.details[key] = raw
        else:
            raise _unknown(
                key, (*answers, *lists, *known_details, *(f"indicator.{word}" for word in lexicon.indicators))
            )

    def _row(self, submission: Submission, spec: ListSpec, at: str, field: str, raw: Raw) -> None:
        fields = {item.id for item in spec.fields}
        if field not in fields:
            raise _unknown(self.key, (f"{spec.id}.{at}.{item}" for item in fields))
        listed = submission.lists.get(spec.id, RawList(Raw("some", raw.location)))
        rows = list(listed.rows)
        added = [row for row in rows if row.location.file == PLACE]
        if at == NEW and not added:
            blank = Raw(None, raw.location)
            rows.append(RawRow(raw.location, {item.id: blank for item in spec.fields}))
        number = len(rows) - 1 if at == NEW else int(at) - 1
        if not 0 <= number < len(rows):
            context = {"found": at, "expected": f"1–{len(rows)}, {NEW}"}
            raise InputError([Fault("setting_row", Location(PLACE, path=self.key), context)])
        rows[number] = replace(rows[number], fields={**rows[number].fields, field: raw})
        submission.lists[spec.id] = replace(listed, rows=tuple(rows), given=True)


def parse_setting(text: str) -> Setting:
    """Read ``key=value``.

    Raises:
        InputError: when there is no key.

    """
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise InputError([Fault("setting_form", Location(PLACE), {"found": text})])
    return Setting(key.strip(), value.strip())


def _year(submission: Submission) -> str:
    raw = submission.details.get("data_year")
    return str(raw.value).strip() if raw is not None else ""


def _unknown(key: str, known: Iterable[str]) -> InputError:
    near = nearest(key, sorted(set(known)))
    return InputError([Fault("setting_unknown", Location(PLACE, path=key), {"found": key, "nearest": near})])
