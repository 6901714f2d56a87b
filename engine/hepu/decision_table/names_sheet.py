"""The sheet of all names that rules may use, in both languages, to look things up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.decision_table.layout import WORDS, sheet_title
from hepu.decision_table.terms import HEADS
from hepu.decision_table.wording import shown
from hepu.intake import layout as form
from hepu.language.conditions import SUBJECTS
from hepu.report.values import PackValues
from hepu.report.words import both, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.decision_table.terms import Terms
    from hepu.intake.form_style import Styles
    from hepu.pack import Pack
    from hepu.text import Lang, Text

__all__ = ["write_names"]

_WIDTHS = (2, 16, 40, 46, 60, 60)
_A4 = 9
_HEAD_ROW = 2
_HIGHEST = 120.0

Row = tuple[str, str, str, str, str]


def write_names(book: Any, pack: Pack, terms: Terms, styles: Styles, lang: Lang) -> None:
    """Write a row for each name: what it is, its id, what it is called, and which values it takes."""
    sheet = book.add_worksheet(sheet_title(WORDS)[lang])
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, form.sheet_mark(WORDS), styles["mark"])
    sheet.write_string(0, 1, sheet_title(WORDS)[lang], styles["title"])
    sheet.set_row(0, 26)
    sheet.write_string(1, 1, words()["table_note.words"][lang], styles["beside"])
    heads = ("kind", "id", "label_zh", "label_en", "values")
    for column, name in enumerate(heads, start=1):
        sheet.write_string(_HEAD_ROW, column, words()[f"table.{name}"][lang], styles["head"])
    row = _HEAD_ROW
    for cells in _rows(pack, terms, lang):
        row += 1
        for column, text in enumerate(cells, start=1):
            sheet.write_string(row, column, text, styles["read"])
    sheet.freeze_panes(_HEAD_ROW + 1, 3)
    sheet.autofilter(_HEAD_ROW, 1, row, len(heads))
    sheet.protect("", dict.fromkeys(("autofilter", "format_rows", "format_columns"), True))
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&C&P / &N")
    sheet.repeat_rows(_HEAD_ROW)
    sheet.hide_gridlines(2)


def _rows(pack: Pack, terms: Terms, lang: Lang) -> Iterator[Row]:
    values, knowledge = PackValues(pack), pack.knowledge
    for head in HEADS:
        for name, label in terms.names[head].items():
            term = terms.term(head, name)
            taken = words()["table.between"][lang].join(shown(word, term.words, lang) for word in term.words)
            # A choice of nothing, such as a town in a pack without towns, takes nothing.
            if not taken and term.kind is not None and term.kind.name in terms.kinds:
                unit = values.unit_of(f"{head}.{name}") if head in SUBJECTS else None
                taken = terms.kinds[term.kind.name][lang] + (f" ({unit[lang]})" if unit is not None else "")
            yield _row(terms.heads[head], name, label, taken, lang)
    for name, label in terms.names["parameter"].items():
        yield _row(words()["table.parameter"], name, label, values.parameter(name)[lang], lang)
    for name, label in terms.names["theory"].items():
        yield _row(words()["table_column.theory"], name, label, "", lang)
    for name, work in sorted(knowledge.sources.items()):
        yield _row(words()["table_column.sources"], name, work.title, str(work.issued or ""), lang)
    for name, policy in sorted(knowledge.policies.items()):
        articles = words()["table.between"][lang].join(clause.article.zh for clause in policy.clauses)
        if articles:
            yield _row(words()["table_column.law"], name, terms.names["policy"][name], articles, lang)


def _row(kind: Text, name: str, label: Text, taken: str, lang: Lang) -> Row:
    return kind[lang], name, both(label).zh, both(label).en, taken
