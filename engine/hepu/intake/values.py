"""Raw values made into typed ones: numbers, flags, choices, texts and dates, or the fault that stands in the way."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault
from hepu.intake.lexicon import listed
from hepu.intake.numbers import fold, parse_number, plain, tidy
from hepu.intake.privacy import masked
from hepu.profile.lines import clean_line
from hepu.profile.model import Completeness, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.intake.lexicon import Lexicon
    from hepu.intake.submission import Raw
    from hepu.profile.schema import Question
    from hepu.text import Text

__all__ = ["Converter", "Read"]

_DATE = re.compile(r"([12][0-9]{3})\s*[-/.年]\s*([01]?[0-9])\s*[-/.月]\s*([0-3]?[0-9])\s*日?")


# So many choices fit into a message.
_FEW = 12


@dataclass(frozen=True, slots=True)
class Read:
    """A typed value; ``hint`` is a status that the value itself tells; faults of severity error leave it None."""

    value: Any = None
    hint: Status | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def failed(self) -> bool:
        """Say whether the value cannot be used."""
        return any(fault.severity == "error" for fault in self.faults)


@dataclass(frozen=True)
class Converter:
    """Makes typed values of raw ones."""

    lexicon: Lexicon

    def read(self, raw: Raw, question: Question) -> Read:
        """Make a value of the question's kind; a blank gives None without a fault."""
        if raw.kind != "plain":
            code = "formula_without_value" if raw.kind == "formula" else "error_cell"
            return self._refuse(code, raw, question)
        if raw.blank:
            return Read()
        match question.kind:
            case "number":
                return self._number(raw, question)
            case "flag":
                return self._flag(raw, question)
            case "choice":
                return self._choice(raw, question)
            case "date":
                return self._date(raw, question)
            case "text":
                return self._text(raw, question)

    def status(self, raw: Raw | None, *, row: bool = False) -> Read:
        """Make a status of a raw word; a row's figures are actual or estimated."""
        if raw is None or raw.blank:
            return Read()
        words = {
            key: text for key, text in self.lexicon.form.status.items() if not row or key in {"actual", "estimate"}
        }
        found = self.lexicon.find(words, str(raw.value))
        if found is None and not row:
            found = self._typed_status(str(raw.value)) or None
        if found is None:
            return self._refuse("unknown_status", raw, None, expected=listed(words.values()))
        return Read(Status(found))

    def completeness(self, raw: Raw) -> Read:
        """Make the word on a list's completeness of a raw one."""
        if raw.blank:
            return Read()
        form = self.lexicon.form
        text = str(raw.value)
        found = self.lexicon.find(form.completeness, text)
        for word in ("all", "some", "none"):
            if found is None and _among(text, getattr(form.typed, word)):
                found = word
        if found is None and (fold(text) == "missing" or self._typed_status(text) == "missing"):
            found = "missing"
        if found is None:
            return self._refuse("unknown_completeness", raw, None, expected=listed(form.completeness.values()))
        return Read(Completeness(found))

    def says_none(self, raw: Raw) -> bool:
        """Say whether a raw value is a word for nothing, such as 无."""
        return isinstance(raw.value, str) and _among(raw.value, self.lexicon.form.typed.zero)

    def _number(self, raw: Raw, question: Question) -> Read:
        if isinstance(raw.value, dt.date | dt.time | dt.timedelta):
            return self._refuse("date_for_number", raw, question)
        read = self._typed_number(raw, question) if isinstance(raw.value, str) else self._cell_number(raw, question)
        if read.value is None:
            return read
        if fault := self._bounds(read.value, raw, question):
            return Read(faults=(fault,))
        return replace(read, value=int(read.value)) if question.whole else read

    def _typed_number(self, raw: Raw, question: Question) -> Read:
        """Read a number that stands there as text."""
        typed = self.lexicon.form.typed
        if status := self._typed_status(raw.value):
            return Read(hint=Status(status))
        if self.says_none(raw):
            return Read(Decimal(0))
        parsed = parse_number(raw.value, self.lexicon.unit(question), typed)
        if parsed.problem:
            code = "wrong_unit" if parsed.problem == "unit" else "not_a_number"
            return self._refuse(code, raw, question, suffix=parsed.suffix)
        return Read(parsed.value, Status.ESTIMATE if parsed.about else None)

    def _cell_number(self, raw: Raw, question: Question) -> Read:
        """Read a number that stands there as one; 0.95 shown as a percentage is 95."""
        value = raw.value
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not _finite(value):
            return self._refuse("not_a_number", raw, question)
        number = tidy(Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value))
        unit = self.lexicon.unit(question)
        percent = unit is not None and unit.percent
        if raw.percent and not percent:
            return self._refuse("percent_for_number", raw, question)
        if raw.percent:
            number = tidy(number * 100)
            return Read(number, faults=(self._fault("percent_cell", raw, question, {"read": str(number)}, "note"),))
        if percent and 0 < number <= 1:
            meant = {"read": str(tidy(number * 100))}
            return Read(number, faults=(self._fault("percent_fraction", raw, question, meant, "warning"),))
        return Read(number)

    def _bounds(self, number: Decimal, raw: Raw, question: Question) -> Fault | None:
        if number < 0 <= question.low:
            return self._fault("negative", raw, question, {})
        if not question.low <= number <= question.high:
            bounds = {"low": str(question.low), "high": str(question.high)}
            return self._fault("out_of_range", raw, question, bounds)
        if number != round(number, question.decimals):
            code = "too_precise" if question.decimals else "not_whole"
            return self._fault(code, raw, question, {"decimals": str(question.decimals)})
        return None

    def _flag(self, raw: Raw, question: Question) -> Read:
        value = raw.value
        if isinstance(value, bool):
            return Read(value)
        if isinstance(value, int | float | Decimal) and value in {0, 1}:
            return Read(bool(value))
        form = self.lexicon.form
        if isinstance(value, str):
            if status := self._typed_status(value):
                return Read(hint=Status(status))
            found = self.lexicon.find(form.flag, value)
            if found is not None:
                return Read(found == "yes")
            if _among(value, form.typed.yes) or _among(value, form.typed.no):
                return Read(_among(value, form.typed.yes))
        return self._refuse("not_a_flag", raw, question, expected=listed(form.flag.values()))

    def _choice(self, raw: Raw, question: Question) -> Read:
        choices = self.lexicon.choices(question)
        if isinstance(raw.value, str):
            found = self.lexicon.find(choices, raw.value)
            if found is None and "none" in choices and self.says_none(raw):
                found = "none"
            if found is not None:
                return Read(found)
            if status := self._typed_status(raw.value):
                return Read(hint=Status(status))
            near = self.lexicon.suggest(choices, raw.value)
        else:
            near = None
        code = "unknown_place" if question.of == "places" else "unknown_choice"
        # A long list of choices is not printed: the nearest name says enough.
        expected = listed(choices.values()) if 0 < len(choices) <= _FEW else None
        return self._refuse(f"{code}_near" if near else code, raw, question, expected=expected, nearest=near)

    def _date(self, raw: Raw, question: Question) -> Read:
        value = raw.value
        if isinstance(value, dt.datetime):
            return Read(value.date())
        if isinstance(value, dt.date):
            return Read(value)
        found = _DATE.fullmatch(plain(value)) if isinstance(value, str) else None
        if found:
            try:
                return Read(dt.date(*map(int, found.groups())))
            except ValueError:
                return self._refuse("not_a_date", raw, question)
        if isinstance(value, str) and (status := self._typed_status(value)):
            return Read(hint=Status(status))
        return self._refuse("not_a_date", raw, question)

    def _text(self, raw: Raw, question: Question) -> Read:
        value = raw.value
        if isinstance(value, bool | dt.time | dt.timedelta | list | dict):
            return self._refuse("not_a_text", raw, question)
        if isinstance(value, float) and _finite(value):
            value = tidy(Decimal(f"{value:.15g}"))
        if isinstance(value, dt.datetime):
            value = value.date()
        text = clean_line(str(value))
        if len(text) > question.longest:
            return self._refuse("text_too_long", raw, question, expected=str(question.longest), found=str(len(text)))
        return Read(text or None)

    def _typed_status(self, text: str) -> str:
        """Give the status that a word in a value's place stands for: not known, or not applicable."""
        form = self.lexicon.form
        for status in ("missing", "not_applicable"):
            named = self.lexicon.find({status: form.status[status]}, text)
            if named or _among(text, getattr(form.typed, status)):
                return status
        return ""

    def _refuse(self, code: str, raw: Raw, question: Question | None, **said: str | Text | None) -> Read:
        return Read(faults=(self._fault(code, raw, question, said),))

    def _fault(
        self,
        code: str,
        raw: Raw,
        question: Question | None,
        said: Mapping[str, str | Text | None],
        severity: str = "error",
    ) -> Fault:
        """Make a fault of a value; what is said of it is a plain string, or a name in each language."""
        value = raw.value.date() if isinstance(raw.value, dt.datetime) else raw.value
        found = "" if value is None else masked(str(value), self.lexicon.form.refused)
        filled = {"found": found, **{key: text for key, text in said.items() if isinstance(text, str)}}
        words = {key: text for key, text in said.items() if text is not None and not isinstance(text, str)}
        if question and (unit := self.lexicon.unit(question)):
            words["unit"] = listed([unit])
        return Fault(code, raw.location, {key: text for key, text in filled.items() if text}, severity, words)


def _finite(value: float | Decimal) -> bool:
    # A whole number is finite however long it is, and may be too long to be asked as a float.
    return isinstance(value, int) or (value.is_finite() if isinstance(value, Decimal) else math.isfinite(value))


def _among(text: str, words: tuple[str, ...]) -> bool:
    wanted = fold(text)
    return any(wanted == fold(word) for word in words)
