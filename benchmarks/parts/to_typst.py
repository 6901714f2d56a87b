"""The HTML of an edition as Typst markup: the same text, headings, lists, tables, links and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html

__all__ = ["typst_of"]

_WIDTH = re.compile(r"\.([a-z]+-[a-z-]+)\s*\{\s*width:\s*([\d.]+)%")
_BLOCKS = frozenset(
    {"p", "div", "section", "nav", "figure", "figcaption", "dl", "dt", "dd", "body", "header", "footer"}
)
_PREAMBLE = """#set document(title: "{title}", date: datetime(year: 2026, month: 11, day: 22))
#set page(paper: "a4", margin: (x: 18mm, top: 23mm, bottom: 19mm), numbering: "1 / 1", header: text(7.6pt)[{title}])
#set text(font: ("Hepu Sans", "Hepu Sans SC"), size: 9.2pt, lang: "{lang}")
#set par(justify: true, leading: .62em, spacing: .8em)
#set table(stroke: (bottom: .4pt + rgb("#cfd9db")), inset: (x: 1.5mm, y: 1mm))
#set figure(numbering: none)
#show table: set text(8.2pt)
#show table: set par(justify: false)
#show heading.where(level: 1): set text(16pt, fill: rgb("#0f5c63"))
#show heading.where(level: 2): set text(12pt, fill: rgb("#0f5c63"))
#show heading.where(level: 3): set text(10.4pt)
#outline(depth: 2)
"""


def typst_of(page: str, style: str, folder: Path) -> str:
    """Give a page as Typst markup; its pictures are written beside it as SVG files."""
    tree = html.document_fromstring(page)
    title = (tree.findtext(".//title") or "").replace('"', "'")
    lang = "en" if tree.get("lang") == "en" else "zh"
    made = _Writer(folder, dict(_WIDTH.findall(style)), {item.get("id") for item in tree.iter() if item.get("id")})
    return _PREAMBLE.format(title=title, lang=lang) + "".join(made.blocks(tree.find("body")))


def _text(value: str | None) -> str:
    """Write plain text as a string, in which nothing is markup."""
    joined = re.sub(r"[ \n\t\r]+", " ", value or "").replace("\u2060", "")
    return '#"' + joined.replace("\\", "\\\\").replace('"', '\\"') + '";' if joined else ""


class _Writer:
    """Writes elements; remembers which anchors there are and how many pictures were written."""

    def __init__(self, folder: Path, widths: dict[str, str], anchors: set[Any]) -> None:
        self.folder, self.widths, self.anchors, self.pictures = folder, widths, anchors, 0

    def blocks(self, element: Any) -> Iterator[str]:
        """Write what a block holds."""
        yield _text((element.text or "").strip(" \n"))
        for child in element:
            yield self.element(child)
            yield _text(child.tail if (child.tail or "").strip() else "")

    def inside(self, element: Any) -> str:
        """Write what an element of a line holds, text and all."""
        made = [_text(element.text)]
        for child in element:
            made += [self.element(child), _text(child.tail)]
        return "".join(made)

    def element(self, element: Any) -> str:  # noqa: C901  # one case for each element
        """Write one element."""
        name = element.tag
        if not isinstance(name, str):
            return ""
        anchor = f"#metadata(none)<{self.label(element.get('id'))}>" if element.get("id") else ""
        match name:
            case "h1" | "h2" | "h3":
                mark = f" <{self.label(element.get('id'))}>" if anchor else ""
                return f"\n\n#heading(level: {name[1]})[{self.inside(element)}]{mark}\n\n"
            case "b" | "strong":
                return f"{anchor}#strong[{self.inside(element)}]"
            case "i" | "em":
                return f"#emph[{self.inside(element)}]"
            case "sup":
                return f"#super[{self.inside(element)}]"
            case "br":
                return "#linebreak()"
            case "a":
                target = (element.get("href") or "")[1:]
                shown = self.inside(element)
                made = f"#link(<{self.label(target)}>)[{shown}]" if target in self.anchors and shown else shown
                return anchor + made
            case "ul" | "ol":
                kind = "list" if name == "ul" else "enum"
                items = ",".join(f"[{''.join(self.blocks(item))}]" for item in element.iterchildren("li"))
                return f"\n\n{anchor}#{kind}({items})\n\n"
            case "table":
                return f"\n\n{anchor}{self.table(element)}\n\n"
            case "svg":
                return self.picture(element)
            case _ if name in _BLOCKS:
                return f"\n\n{anchor}{''.join(self.blocks(element))}\n\n"
            case _:
                return anchor + self.inside(element)

    def table(self, element: Any) -> str:
        """Write a table with its widths, its head and its cells over several columns or rows."""
        rows = list(element.iter("tr"))
        count = max(sum(int(cell.get("colspan", 1)) for cell in row) for row in rows)
        classes = [col.get("class", "") for col in element.iter("col")]
        widths = [f"{self.widths[name]}fr" if name in self.widths else "20fr" for name in classes]
        columns = widths if len(widths) == count else ["1fr"] * count
        head = [self.cell(cell) for row in rows if row.getparent().tag == "thead" for cell in row]
        body = [self.cell(cell) for row in rows if row.getparent().tag != "thead" for cell in row]
        top = [f"table.header({','.join(head)})"] if head else []
        return f"#table(columns: ({','.join(columns)},), {','.join([*top, *body])})"

    def cell(self, element: Any) -> str:
        """Write a cell."""
        spans = [f"{name}: {element.get(name)}" for name in ("colspan", "rowspan") if element.get(name)]
        held = "".join(self.blocks(element))
        shown = f"[#strong[{held}]]" if element.tag == "th" else f"[{held}]"
        return f"table.cell({', '.join(spans)}){shown}" if spans else shown

    def picture(self, element: Any) -> str:
        """Write a picture to a file of its own, with its title as the text instead."""
        self.pictures += 1
        name = f"picture-{self.pictures}.svg"
        tail, element.tail = element.tail, None
        drawn = etree.tostring(element, encoding="unicode").replace("viewbox", "viewBox")
        element.tail = tail
        if "xmlns=" not in drawn[:400]:
            drawn = drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
        drawn = drawn.replace("currentColor", "#16323a")
        (self.folder / name).write_text(drawn, "utf-8")
        told = (element.findtext(".//title") or "").replace("\\", "").replace('"', "'")
        return f'\n\n#image("{name}", width: 100%, alt: "{told}")\n\n'

    @staticmethod
    def label(name: str) -> str:
        """Give a label for an anchor."""
        return re.sub(r"[^A-Za-z0-9_.:-]", "_", name)
