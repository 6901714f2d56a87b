"""The cover of the decision table: what it is of, how it is read and filled in, and the way to each sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.decision_table.layout import sheet_title
from hepu.intake import layout as form
from hepu.intake.form_style import height_for
from hepu.report.values import day
from hepu.report.words import say, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.intake.form_style import Styles
    from hepu.pack import Pack
    from hepu.text import Lang

__all__ = ["write_cover"]

_A4 = 9
_GUIDE = ("read", "edit", "values", "lists", "groups", "other", "new", "examples", "delete", "locked", "send")
_WIDTHS = (3, 26, 26, 62)


def write_cover(sheet: Any, pack: Pack, counts: Mapping[str, int], styles: Styles, lang: Lang, *, whole: bool) -> None:
    """Write the cover in one language first, and the instructions in the other below."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, form.sheet_mark("cover"), styles["mark"])
    sheet.write_string(0, 1, words()["table.title"][lang], styles["title"])
    sheet.set_row(0, 48)
    about = pack.knowledge.pack
    facts = {
        "book.pack": about.title[lang],
        "book.id": f"{about.name} {about.version}",
        "book.day": day(about.date)[lang],
        "book.digest": pack.digest,
        "table.scope": words()["table.whole" if whole else "table.part_of"][lang],
    }
    row = 0
    for name, value in facts.items():
        row += 1
        sheet.write_string(row, 1, words()[name][lang], styles["label"])
        sheet.merge_range(row, 2, row, 3, value, styles["label"])
    row += 2
    for column, name in enumerate(("book.sheet", "book.listed"), start=1):
        sheet.write_string(row, column, words()[name][lang], styles["head"])
    for name, count in counts.items():
        row += 1
        title = sheet_title(name)[lang]
        sheet.write_url(row, 1, f"internal:'{title}'!B1", styles["link"], title)
        sheet.write_number(row, 2, count, styles["unit"])
    languages: tuple[Lang, Lang] = ("zh", "en") if lang == "zh" else ("en", "zh")
    for one in languages:
        row += 2
        sheet.merge_range(row, 1, row, 3, words()["book.how"][one], styles["section"])
        for number, name in enumerate(_GUIDE, start=1):
            row += 1
            text = say("book.point", number=number, text=words()[f"table_guide.{name}"])[one]
            sheet.merge_range(row, 1, row, 3, text, styles["guide"])
            sheet.set_row(row, height_for(text, sum(_WIDTHS[1:])))
    sheet.protect("", {"format_rows": True, "format_columns": True})
    sheet.set_portrait()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.set_footer("&L&A&C&P / &N")
    sheet.hide_gridlines(2)
    sheet.print_area(0, 1, row, 3)
