"""How an office fills the form in: blanks, estimates, sheets left out and lists that name only some."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hepu.profile.schema import INDICATOR_SHEETS, SHEETS, list_specs, questions
from hepu.synthetic.college import NOT_APPLICABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.knowledge.models import Indicator
    from hepu.synthetic.assumptions import Office
    from hepu.synthetic.chance import Chance

__all__ = ["Form"]

_CORE_BLANKS = 1 / 3
# Sums that other answers have to agree with are estimated without being rounded.
_BOUND = frozenset(
    {"full_time_students", "full_time_teachers", "converted_students", "converted_teachers", "intl_ft_students"}
)
_ROUNDED_FROM = 20
_KEPT = 0.6  # of the rows of a partial list
_UNLISTED = 0.15  # of the partial lists that name no row


class Form:
    """One office at work on one form."""

    def __init__(self, office: Office, chance: Chance, core_indicators: tuple[str, ...]) -> None:
        """Choose the sheets that are not filled in."""
        self._office = office
        self._chance = chance
        self._core = core_indicators
        self._left_out = {name for name in SHEETS if name != "core" and chance.flip(office.sheet)}

    def answers(self, section: str, truth: Mapping[str, Any]) -> dict[str, Any]:
        """Give the answers to the questions of a section."""
        found = {}
        for question in questions():
            if question.section == section and question.id in truth:
                blanks = self._office.blank * (_CORE_BLANKS if question.core else 1)
                answer = self._answer(question.id, truth[question.id], question.sheet, blanks)
                if answer is not None:
                    found[question.id] = answer
        return found

    def figures(self, truth: Mapping[str, Mapping[int, Any]], known: Mapping[str, Indicator]) -> dict[str, Any]:
        """Give the figures of the years; an indicator whose newest figure is blank has none."""
        found = {}
        for name, years in truth.items():
            group = known[name].group
            blanks = self._office.figure if group == "international" else self._office.blank
            sheet = "core" if name in self._core else INDICATOR_SHEETS[group]
            told = {year: self._answer(name, value, sheet, blanks) for year, value in years.items()}
            if told[max(told)] is not None:
                found[name] = {year: answer for year, answer in told.items() if answer is not None}
        return found

    def lists(self, truth: Mapping[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
        """Give the lists by path, each with the word for how complete it is."""
        found = {}
        for spec in list_specs():
            if spec.sheet in self._left_out:
                continue
            rows = truth[spec.path]
            required = {question.id for question in spec.fields if question.required}
            found[spec.path] = self._listing(rows, required)
        return found

    def _answer(self, name: str, value: Any, sheet: str, blanks: float) -> dict[str, Any] | None:
        office, chance = self._office, self._chance
        blank = chance.flip(blanks)
        guessed = chance.flip(office.estimate)
        if blank or sheet in self._left_out:
            return None
        if value == NOT_APPLICABLE:
            return {"status": NOT_APPLICABLE}
        is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
        if not (guessed and is_number):
            return {"value": value, "status": "actual"}
        return {"value": value if name in _BOUND else _about(value), "status": "estimate"}

    def _listing(self, rows: list[dict[str, Any]], required: set[str]) -> dict[str, Any]:
        office, chance = self._office, self._chance
        if not rows:
            return {"complete": "none"}
        partial = chance.flip(office.partial)
        if partial and chance.flip(_UNLISTED):
            return {"complete": "some"}
        kept = [
            row
            for row in rows
            if not partial or row.get("leading") or row.get("open_to_overseas") or chance.flip(_KEPT)
        ]
        written = []
        for row in kept or rows[:1]:
            told = {name: value for name, value in row.items() if name in required or not chance.flip(office.field)}
            guessed = "students" in row and chance.flip(office.estimate)
            written.append({**told, "status": "estimate"} if guessed else told)
        return {"complete": "some" if partial else "all", "rows": tuple(written)}


def _about(value: int | Decimal) -> int | Decimal:
    """Round an estimate as people do, to two digits."""
    if value < _ROUNDED_FROM:
        return value
    step = 10 ** (len(str(int(value))) - 2)
    return (
        type(value)(int(value / step + Decimal("0.5")) * step)
        if isinstance(value, Decimal)
        else round(value / step) * step
    )
