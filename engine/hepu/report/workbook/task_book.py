"""The tasks as a workbook that a college goes on working with: one row a task, and the approvals in their order.

What the advisory suggests stands in plain cells; owners, dates, money and progress are for the college to fill in.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import xlsxwriter

from hepu.intake.form_style import Styles, height_for
from hepu.report.context import Context
from hepu.report.glyphs import require_glyphs
from hepu.report.plan import phase_of, unsure_of
from hepu.report.tasks import task_row
from hepu.report.typeset import typeset
from hepu.report.words import both, glue, join, lines, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hepu.advice.model import StrategyAdvice
    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.report.html import EditionLang
    from hepu.report.tasks import Task

__all__ = ["STATES", "task_book"]

_A4 = 9
_HEAD = 2
_DAYS = (dt.date(2000, 1, 1), dt.date(2100, 12, 31))
# The tasks are wider than a sheet of paper: on paper a page ends before each of these columns, and those that name the
# task stand at the left of every page, so that the words keep a size that can be read.
_PAGES, _SCALE = frozenset({"documents", "target", "risks"}), 58
_NUMBERS = frozenset({"number", "order", "days", "step", "filed", "given", "begin", "end", "length"})
STATES = ("open", "running", "done", "paused")
# Each column with its width in signs; those that the college fills in have a style of their own.
_TASKS = {
    "number": 5.0,
    "kind": 9.0,
    "phase": 13.0,
    "task": 24.0,
    "begin": 8.0,
    "end": 8.0,
    "length": 8.0,
    "needs": 26.0,
    "permits": 30.0,
    "first_step": 36.0,
    "documents": 34.0,
    "leads": 20.0,
    "helps": 20.0,
    "owner": 16.0,
    "supports": 16.0,
    "starts": 12.0,
    "ends": 12.0,
    "target": 30.0,
    "measure": 28.0,
    "evidence": 26.0,
    "funding": 20.0,
    "money": 16.0,
    "risks": 30.0,
    "state": 10.0,
    "remark": 24.0,
}
_APPROVALS = {
    "number": 5.0,
    "task": 34.0,
    "order": 8.0,
    "by": 34.0,
    "what": 44.0,
    "days": 10.0,
    "filed": 10.0,
    "given": 10.0,
    "step": 10.0,
    "state": 10.0,
    "remark": 28.0,
}
_FILLED = {
    "owner": "text",
    "supports": "text",
    "starts": "date",
    "ends": "date",
    "money": "text",
    "state": "choice",
    "remark": "text",
}


def task_book(record: Record, pack: Pack, lang: EditionLang, *, requests: bool = True) -> bytes:
    """Give the workbook as bytes; the same record gives the same bytes.

    A report on published figures tells no tasks, and its workbook says so.

    Raises:
        InputError: when a text of the profile holds a character that no page could show.

    """
    require_glyphs(record.inputs.profile, record.inputs.source_name)
    context = Context(record, pack, requests)
    buffer = io.BytesIO()
    typed = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **typed})
    made = _Book(context, lang, book, Styles(book))
    created = dt.datetime.fromisoformat(record.issue.issued_at).replace(tzinfo=None)
    book.set_properties({"title": made.shown(made.title()), "author": "Hepu", "created": created})
    items = [*context.placed("launch"), *context.reserve, *context.placed("conditional")]
    made.sheet("tasks", _TASKS, list(made.task_rows(items)))
    made.sheet("approvals", _APPROVALS, list(made.approval_rows(items)))
    book.close()
    return buffer.getvalue()


@dataclass(frozen=True)
class _Book:
    """One workbook in the making."""

    context: Context
    lang: EditionLang
    book: Any
    styles: Styles

    def shown(self, text: Text) -> str:
        """Write a text in the edition's language; in an edition of both, English stands below."""
        if self.lang == "both":
            return text.zh if text.zh == text.en else f"{text.zh}\n{typeset(text.en, 'en').strip()}"
        return typeset(text[self.lang], self.lang).strip()

    def title(self) -> Text:
        """Name the workbook by its college."""
        names = self.context.record.inputs.profile["college"]["name"]
        return say("task_book.title", college=Text(zh=names["zh"], en=names["en"] or names["zh"]))

    def task_rows(self, items: Sequence[StrategyAdvice]) -> Iterator[dict[str, Text]]:
        """Give the cells of every task by column."""
        for number, item in enumerate(items, start=1):
            yield self._cells(task_row(self.context, number, item), item)

    def _cells(self, task: Task, item: StrategyAdvice) -> dict[str, Text]:
        entry = self.context.knowledge.strategies[item.id]
        return {
            "number": both(task.number),
            "kind": words()[f"task_book.{item.placement}"],
            "phase": words()["task_book.no_phase"] if item.placement == "conditional" else phase_of(self.context, item),
            "task": task.name,
            **self._days(item),
            "needs": self._needs(item),
            "permits": lines(
                [
                    say("measures.approval", by=approval.by, what=approval.what, days=approval.days)
                    for approval in entry.approvals
                ]
                or [words()["first_page.no_approvals"]]
            ),
            "first_step": self.context.worded(entry.first_step),
            "documents": lines([line.text for line in task.documents] or [words()["tasks.no_document"]]),
            "leads": task.leads,
            "helps": task.helps,
            "target": lines(task.targets or [words()["tasks.no_indicator"]]),
            "measure": task.measure,
            "evidence": lines(task.evidence),
            "funding": task.funding,
            "risks": lines(task.risks),
        }

    def _days(self, item: StrategyAdvice) -> dict[str, Text]:
        """Say how long a task takes, and its first and last day where it has its place in the plan."""
        task = self.context.planned.get(item.id)
        if task is None:
            return {"length": both(self.context.knowledge.strategies[item.id].lead_time_days)}
        return {
            "begin": both(task.begins),
            "end": both(task.ends - 1),
            "length": both(task.ends - task.begins),
        }

    def _needs(self, item: StrategyAdvice) -> Text:
        """Say what a task waits for, and what to look at before it begins."""
        names = join([self.context.knowledge.strategies[name].name for name in item.waits_for])
        told = [names] if item.waits_for else []
        unsure = unsure_of(self.context, item)
        return lines([*told, *([unsure] if unsure else [])] or [words()["task_book.no_needs"]])

    def approval_rows(self, items: Sequence[StrategyAdvice]) -> Iterator[dict[str, Text]]:
        """Give the cells of every approval, task by task in the order in which they are to be had."""
        for number, item in enumerate(items, start=1):
            entry = self.context.knowledge.strategies[item.id]
            for order, approval in enumerate(entry.approvals, start=1):
                task = self.context.planned.get(item.id)
                span = None if task is None else task.approvals[order - 1]
                yield {
                    "number": both(number),
                    "task": entry.name,
                    "order": both(order),
                    "by": approval.by,
                    "what": approval.what,
                    "days": both(approval.days),
                    **({} if span is None else {"filed": both(span.filed), "given": both(span.given)}),
                    "step": both(approval.step),
                }

    def sheet(self, name: str, columns: dict[str, float], rows: Sequence[dict[str, Text]]) -> None:
        """Write one sheet: title, note, heads, a row an entry, and how it prints."""
        sheet = self.book.add_worksheet(words()[f"task_book.sheet_{name}"]["en" if self.lang == "en" else "zh"])
        for column, width in enumerate(columns.values()):
            sheet.set_column(column, column, width)
        last = len(columns) - 1
        sheet.write_string(0, 0, self.shown(self.title()), self.styles["title"])
        sheet.set_row(0, 44 if self.lang == "both" else 26)
        note = self.shown(self._note(empty=not rows))
        sheet.merge_range(1, 0, 1, last, note, self.styles["note"])
        sheet.set_row(1, height_for(note, 150))
        for column, head in enumerate(columns):
            sheet.write_string(_HEAD, column, self.shown(words()[f"task_book.{head}"]), self.styles["head"])
        sheet.set_row(_HEAD, 48 if self.lang == "both" else 32)
        for at, cells in enumerate(rows, start=_HEAD + 1):
            for column, head in enumerate(columns):
                if head in _FILLED:
                    sheet.write_blank(at, column, None, self.styles[_FILLED[head]])
                elif head not in cells:
                    sheet.write_blank(at, column, None, self.styles["read"])
                elif head in _NUMBERS:
                    sheet.write_number(at, column, int(cells[head].zh), self.styles["order"])
                else:
                    sheet.write_string(at, column, self.shown(cells[head]), self.styles["read"])
            height = max(height_for(self.shown(cells[head]), width) for head, width in columns.items() if head in cells)
            sheet.set_row(at, min(height, 409.0))
        if rows:
            self._validate(sheet, list(columns), _HEAD + len(rows))
            sheet.autofilter(_HEAD, 0, _HEAD + len(rows), last)
        named = list(columns).index("task")
        sheet.freeze_panes(_HEAD + 1, named + 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        breaks = [at for at, head in enumerate(columns) if head in _PAGES]
        if breaks:
            sheet.set_print_scale(_SCALE)
            sheet.set_v_pagebreaks(breaks)
            sheet.repeat_columns(0, named)
            sheet.print_across()
        else:
            sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD)
        sheet.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
        sheet.set_footer("&L&A&C&P / &N")
        sheet.hide_gridlines(2)

    def _note(self, *, empty: bool) -> Text:
        """Say what the workbook is, of which record, and that nothing in it can be verified."""
        parts = [say("task_book.note", record=self.context.record.issue.id)]
        if self.context.fictitious:
            parts.append(words()["task_book.fictitious"])
        if self.context.published:
            parts.append(words()["task_book.published"])
        elif empty:
            parts.append(words()["task_book.empty"])
        return glue(*parts)

    def _validate(self, sheet: Any, columns: Sequence[str], last: int) -> None:
        """Offer the words of progress, and take days as days."""
        states = [words()[f"task_book.state_{name}"]["en" if self.lang == "en" else "zh"] for name in STATES]
        for head in columns:
            if head == "state":
                rule: dict[str, Any] = {"validate": "list", "source": states}
            elif _FILLED.get(head) == "date":
                rule = {"validate": "date", "criteria": "between", "minimum": _DAYS[0], "maximum": _DAYS[1]}
            else:
                continue
            sheet.data_validation(_HEAD + 1, columns.index(head), last, columns.index(head), rule)
