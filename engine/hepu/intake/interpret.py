"""A submission made into a profile: every value typed, every fault kept, and the place of each value remembered."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from hepu.errors import Fault, Location
from hepu.intake.values import Converter
from hepu.profile.lines import NAME_SEPARATORS, clean_line
from hepu.profile.model import MOST_ROWS, Completeness, Profile, Status
from hepu.profile.schema import details, indicator_question, list_specs, questions, signatures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.intake.lexicon import Lexicon
    from hepu.intake.submission import Raw, RawAnswer, RawList, RawRow, Submission
    from hepu.intake.values import Read
    from hepu.profile.schema import ListSpec, Question
    from hepu.text import Text

__all__ = ["Interpreted", "interpret"]

_SPLIT = re.compile(f"[{NAME_SEPARATORS}\\r\\n]+")
_LONGEST_LINE = 500
# What stands in for a required value that is faulty or blank, so that the rest can still be checked.
_STAND_INS: dict[str, Any] = {"as_of": dt.date(2100, 12, 31), "data_year": 2100, "college.name.zh": "——"}


@dataclass(frozen=True, slots=True)
class Interpreted:
    """A draft of the profile, which is the profile itself when no fault is an error; None if even a draft fails.

    ``stand_ins`` are the paths of required values that nobody gave and others stand in for.
    """

    draft: Profile | None
    faults: tuple[Fault, ...]
    origins: dict[str, Location]
    stand_ins: frozenset[str]


def interpret(submission: Submission, lexicon: Lexicon) -> Interpreted:
    """Make a profile of a submission and name every fault of its values."""
    return _Interpreter(submission, Converter(lexicon), lexicon).run()


@dataclass
class _Interpreter:
    submission: Submission
    converter: Converter
    lexicon: Lexicon
    faults: list[Fault] = field(default_factory=list)
    origins: dict[str, Location] = field(default_factory=dict)
    stand_ins: set[str] = field(default_factory=set)

    def run(self) -> Interpreted:
        data: dict[str, Any] = {}
        for question in details():
            _put(data, question.path, self.detail(question))
        for question in questions():
            if raw := self.submission.answers.get(question.path):
                _put(data, question.path, self.answer(raw, question))
        data["indicators"] = self.indicators()
        for spec in list_specs():
            if raw_list := self.submission.lists.get(spec.id):
                _put(data, spec.path, self.listing(raw_list, spec))
        data.setdefault("contact", {})["sheets"] = self.signatures()
        return Interpreted(self.profile(data), tuple(self.faults), self.origins, frozenset(self.stand_ins))

    def profile(self, data: dict[str, Any]) -> Profile | None:
        try:
            return Profile.model_validate(_pruned(data), strict=True)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                path = ".".join(str(part) for part in item["loc"] if part != "rows")
                place = self.origins.get(path.removesuffix(".value"), Location(self.submission.file, path=path))
                self.faults.append(Fault("invalid_value", place, {"found": str(item["input"])[:60]}))
            return None

    def use(self, read: Read) -> Any:
        self.faults.extend(read.faults)
        return None if read.failed else read.value

    def detail(self, question: Question) -> Any:
        raw = self.submission.details.get(question.path)
        value: Any = None
        if raw is not None:
            self.origins[question.path] = raw.location
            value = (
                self.names(raw, question)
                if question.path == "college.former_names"
                else self.read_detail(raw, question)
            )
        if value is None and question.required:
            if (raw is None or raw.blank) and question.path not in self.submission.absent:
                place = raw.location if raw else Location(self.submission.file, path=question.path)
                self.faults.append(_about("required", place, expected=self.lexicon.form.label(question).label))
            self.stand_ins.add(question.path)
            return _STAND_INS[question.path]
        return value

    def read_detail(self, raw: Raw, question: Question) -> Any:
        value = self.use(self.converter.read(raw, question))
        if question.path == "college.name.zh" and isinstance(value, str) and len(value) < 2:  # noqa: PLR2004  # as the model asks
            self.faults.append(Fault("name_too_short", raw.location, {"found": value}))
            return None
        return value

    def names(self, raw: Raw, question: Question) -> Any:
        parts = raw.value if isinstance(raw.value, list) else [raw.value]
        found: list[str] = []
        for part in parts:
            text = self.use(self.converter.read(type(raw)(_lined(part), raw.location, kind=raw.kind), question))
            found.extend(name for piece in _SPLIT.split(text or "") if (name := clean_line(piece)))
        return tuple(found)

    def answer(self, raw: RawAnswer, question: Question, path: str = "") -> dict[str, Any] | None:
        """Make an answer of its raw parts; a contradiction between value and status is a fault."""
        self.origins[path or question.path] = raw.value.location
        read = self.converter.read(raw.value, question)
        status = self.converter.status(raw.status)
        self.faults.extend((*read.faults, *status.faults))
        parts = {"source": self.line(raw.source), "evidence": self.line(raw.evidence)}
        if read.failed or status.failed:
            return None
        value, said = read.value, status.value
        if question.kind == "text" and self.converter.says_none(raw.value):
            value, said = None, said or Status.NOT_APPLICABLE
        if value is None:
            if said in {Status.ACTUAL, Status.ESTIMATE}:
                place = raw.status.location if raw.status and read.hint else raw.value.location
                self.faults.append(_about("value_missing", place, found=self.lexicon.form.status[said]))
                return None
            return {"value": None, "status": said or read.hint or Status.MISSING, **parts}
        if said in {Status.MISSING, Status.NOT_APPLICABLE}:
            place = raw.status.location if raw.status else raw.value.location
            self.faults.append(
                _about(
                    "status_contradicts",
                    place,
                    {"found": str(raw.value.value)[:60]},
                    expected=self.lexicon.form.status[said],
                )
            )
            return None
        return {"value": value, "status": read.hint or said or Status.ACTUAL, **parts}

    def line(self, raw: Raw | None) -> str:
        if raw is None or raw.blank or raw.kind != "plain":
            return ""
        text = str(clean_line(str(raw.value)))
        if len(text) > _LONGEST_LINE:
            self.faults.append(
                Fault("text_too_long", raw.location, {"expected": str(_LONGEST_LINE), "found": str(len(text))})
            )
            return ""
        return text

    def indicators(self) -> dict[str, dict[int, Any]]:
        found: dict[str, dict[int, Any]] = {}
        for path, raw in self.submission.answers.items():
            section, _, rest = path.partition(".")
            name, _, year = rest.partition(".")
            if section != "indicators" or name not in self.lexicon.indicators:
                continue
            answer = self.answer(raw, indicator_question(name, self.lexicon.indicators[name]), path)
            # A figure of a year that cannot be told was checked like the others, and its year is a fault already.
            if answer is not None and year.isdigit():
                found.setdefault(name, {})[int(year)] = answer
        return found

    def listing(self, raw: RawList, spec: ListSpec) -> dict[str, Any] | None:
        """Make a list of its raw rows and the word on its completeness."""
        self.origins[f"{spec.path}.complete"] = raw.complete.location
        word = self.use(read := self.converter.completeness(raw.complete))
        filled = [row for row in raw.rows if any(not item.blank for item in row.fields.values())]
        if len(filled) > MOST_ROWS:
            label, found = self.lexicon.form.lists[spec.id].label, {"found": str(len(filled)), "most": str(MOST_ROWS)}
            self.faults.append(_about("too_many_rows", filled[MOST_ROWS].location, found, expected=label))
            return None
        if word in {None, Completeness.NONE} and not read.failed and self.is_none_row(filled):
            return {"complete": Completeness.NONE, "rows": ()}
        rows = [self.row(row, spec, f"{spec.path}.{at}") for at, row in enumerate(filled)]
        if read.failed:
            return None
        label, found = self.lexicon.form.lists[spec.id].label, {"found": str(len(filled))}
        if filled and word in {None, Completeness.MISSING}:
            self.faults.append(_about("list_word_missing", raw.complete.location, found, "note", expected=label))
            word = Completeness.SOME
        if filled and word is Completeness.NONE:
            self.faults.append(_about("none_with_rows", raw.complete.location, found, expected=label))
            return None
        if not filled and (word is Completeness.ALL or (raw.given and word is None)):
            self.faults.append(_about("all_without_rows", raw.complete.location, expected=label))
            return None
        if any(row is None for row in rows):
            return None
        return {"complete": word or Completeness.MISSING, "rows": tuple(rows)}

    def is_none_row(self, rows: list[RawRow]) -> bool:
        """Say whether the only row is a word for nothing, as people write who have nothing to list."""
        said = [item for row in rows for item in row.fields.values() if not item.blank]
        return len(rows) == 1 and all(self.converter.says_none(item) for item in said)

    def row(self, raw: RawRow, spec: ListSpec, path: str) -> dict[str, Any] | None:
        """Make a row of its raw fields; only a row without what it is about is left out of the draft."""
        self.origins[path] = raw.location
        values: dict[str, Any] = {}
        failed = False
        about = False
        for question in spec.fields:
            cell = raw.fields.get(question.id)
            asked = self.as_indicator(question, values) if question.unit == "as_indicator" else question
            read = self.converter.read(cell, asked) if cell is not None else None
            if cell is not None and read is not None:
                self.origins[f"{path}.{question.id}"] = cell.location
                self.faults.extend(read.faults)
                about = about or read.hint is Status.ESTIMATE
                values[question.id] = None if read.failed else read.value
                if question.kind == "text" and not question.required and self.converter.says_none(cell):
                    values[question.id] = None
            if question.required and values.get(question.id) is None:
                if read is None or not read.failed:
                    place = cell.location if cell is not None else raw.location
                    label = self.lexicon.form.field(spec, question).label
                    self.faults.append(_about("field_missing", place, expected=label))
                if question.kind == "text":
                    # A row without a name is kept under its own place, so that the rest of it can be checked.
                    values[question.id] = f"——{path}"
                else:
                    failed = True
        status = self.converter.status(raw.fields.get("status"), row=True)
        self.faults.extend(status.faults)
        values["status"] = Status.ESTIMATE if about else status.value or Status.ACTUAL
        values["source"] = self.line(raw.fields.get("source"))
        values["evidence"] = self.line(raw.fields.get("evidence"))
        return None if failed else values

    def as_indicator(self, question: Question, values: dict[str, Any]) -> Question:
        """Ask for a figure as its indicator is asked for; where the row names none, in general bounds."""
        name = values.get("indicator")
        return indicator_question(name, self.lexicon.indicators[name]) if name else question

    def signatures(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for sheet, fields in self.submission.signatures.items():
            for question in signatures():
                if raw := fields.get(question.id):
                    self.origins[f"contact.sheets.{sheet}.{question.id}"] = raw.location
                    found.setdefault(sheet, {})[question.id] = self.use(self.converter.read(raw, question))
        return found


def _about(
    code: str, place: Location, context: Mapping[str, str] | None = None, severity: str = "error", **words: Text
) -> Fault:
    """Make a fault that names something of the form."""
    return Fault(code, place, context or {}, severity, words)


def _lined(value: Any) -> Any:
    """Keep the line breaks of a text as separators, since each line of it is a name of its own."""
    return re.sub("[\\r\\n]+", NAME_SEPARATORS[0], value) if isinstance(value, str) else value


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    if value is None:
        return
    *above, last = path.split(".")
    for name in above:
        data = data.setdefault(name, {})
    data[last] = value


def _pruned(value: Any) -> Any:
    """Leave out what is None in mappings, so that the model's defaults hold; the value of an answer may be None."""
    if isinstance(value, dict):
        return {key: _pruned(item) for key, item in value.items() if item is not None}
    if isinstance(value, tuple):
        return tuple(_pruned(item) for item in value)
    return value
