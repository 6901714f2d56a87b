"""The page of published figures and frameworks: what the pack holds as context, in both languages, with its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.report.citations import Works
from hepu.report.csl_style import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.knowledge.load import Knowledge
    from hepu.knowledge.models import Figure
    from hepu.text import Text

__all__ = ["context_page"]

_HEAD = """# Published figures and frameworks

Generated from `knowledge/figures.yaml` and `knowledge/frameworks.yaml` by `python -m hepu.published docs`.

These are context: no gap is measured against them and no advice cites them as a target. Quality A is an official or
own page, B mainstream press or an article, C a copy or a sharing site; what nobody answers for was left out. Where
sources disagree both figures stand, each with a note. A derived figure is a product of figures that were read.
"""
_COLUMNS = "| figure | value | period | quality | source |\n| --- | --- | --- | --- | --- |\n"
_PLACES = {"china": "China 全国", "guangxi": "Guangxi 广西", "elsewhere": "Elsewhere 区外院校"}
_APPROX = {"": "", "about": "about 约 ", "more than": "more than 超过 ", "nearly": "nearly 近 "}


def context_page(knowledge: Knowledge) -> str:
    """Give the page of figures by place and of frameworks with what Hepu takes from each."""
    works, parts = Works(knowledge.sources), [_HEAD]
    for place, title in _PLACES.items():
        parts.append(
            f"\n## {title}\n\n| figure | value | period | quality | source |\n| --- | --- | --- | --- | --- |\n"
        )
        parts.extend(_row(item, works) for item in knowledge.figures.values() if item.place == place)
    parts.append("\n## Frameworks 框架\n")
    for item in knowledge.frameworks.values():
        sources = _cited(item.sources, works)
        parts.append(f"\n### {_both(item.name)}\n\n{item.text.zh}\n\n{item.text.en}\n\n")
        parts.append(f"- Use 用途：{item.use.zh} {item.use.en}\n- Source 来源：{sources}\n")
    return "".join(parts)


def _row(item: Figure, works: Works) -> str:
    name = _both(item.name) if item.whose is None else f"{_both(item.whose)}: {_both(item.name)}"
    notes = [*([] if item.note is None else [_both(item.note)]), *(["derived 推算"] if item.derived else [])]
    value = f"{_APPROX[item.approx]}{item.value:,} {_both(item.unit)}"
    sources = _cited(item.sources, works)
    cells = ("<br>".join([name, *notes]), value, _both(item.period), item.quality, sources)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"


def _both(text: Text) -> str:
    return text.zh if text.zh == text.en else f"{text.zh} {text.en}"


def _cited(names: Iterable[str], works: Works) -> str:
    return " ".join(plain(works.entry(name, "zh")) for name in names)
