"""An impact as Markdown that fits a comment on a pull request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hepu.impact.naming import Naming
from hepu.impact.summary import by_change, told_alone, withheld
from hepu.impact.told import counts, headline, lines_of, side_line, summed
from hepu.report.words import say, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.impact.model import CollegeImpact, Impact
    from hepu.text import Lang, Text

__all__ = ["MOST_SIGNS", "as_markdown"]

# What a comment may hold is 65,536 signs; what does not fit is counted, not torn.
MOST_SIGNS = 60_000
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~@])")
_WRITTEN = {"<": "&lt;", ">": "&gt;", "@": "@\N{WORD JOINER}"}  # an escaped @ would still call people


def as_markdown(impact: Impact, lang: Lang) -> str:
    """Write an impact: the sum, what changed, the counts as tables, and each college folded away."""
    naming = Naming(impact)
    head = "\n".join(_head(impact, naming, lang))
    blocks = ["\n".join(_college(item, naming, lang)) for item in impact.affected]
    kept: list[str] = []
    room = MOST_SIGNS - len(head)
    for block in blocks:
        if len(block) > room:
            break
        kept.append(block)
        room -= len(block)
    left = len(blocks) - len(kept)
    tail = [say("impact.cut", count=left)[lang]] if left else []
    return "\n".join([head, *kept, *tail]).strip() + "\n"


def _head(impact: Impact, naming: Naming, lang: Lang) -> Iterator[str]:
    title = say("impact.title", old=impact.old.source.named, new=impact.new.source.named)
    yield f"## {_safe(title[lang])}"
    yield ""
    yield f"**{_safe(headline(impact)[lang])}**"
    yield ""
    for side, word in ((impact.old, "old"), (impact.new, "new")):
        yield f"- {_safe(side_line(side, word)[lang])}"
    if impact.faults:
        files = {fault.location.file for fault in impact.faults}
        yield f"- {_safe(say('impact.left_out', count=len(files))[lang])}"
    yield ""
    meaning = sum(item.grade == "meaning" for item in impact.changes)
    if not impact.changes:
        yield words()["impact.same"][lang]
        return
    yield f"### {say('impact.changes', count=len(impact.changes), meaning=meaning)[lang]}"
    yield ""
    for item in told_alone(impact):
        yield f"- {_safe(naming.headline(item)[lang])}"
        yield from (f"  - {_safe(text[lang])}" for text in naming.details(item))
    yield from (f"- {_safe(text[lang])}" for text in naming.editorial())
    yield ""
    if meaning and impact.colleges:
        rows = [(naming.change(key)[lang], str(number)) for key, number in by_change(impact)]
        yield from _table(words()["impact.by_change"], ("head_change", "head_colleges"), rows, lang)
    for name, counted in summed(impact):
        called = naming.answer if name == "by_question" else naming.conclusion
        rows = [(called(item.key)[lang], counts(item, name)[lang]) for item in counted]
        if rows:
            yield from _table(words()[f"impact.{name}"], ("head_name", "head_turned"), rows, lang)
    if impact.affected:
        yield f"### {say('impact.colleges', count=len(impact.affected))[lang]}"
        yield ""


def _table(title: Text, heads: tuple[str, str], rows: Iterable[tuple[str, str]], lang: Lang) -> Iterator[str]:
    yield f"### {title[lang]}"
    yield ""
    yield f"| {' | '.join(words()[f'impact.{name}'][lang] for name in heads)} |"
    yield "| --- | --- |"
    yield from (f"| {_safe(one)} | {_safe(other)} |" for one, other in rows)
    yield ""


def _college(item: CollegeImpact, naming: Naming, lang: Lang) -> Iterator[str]:
    title = say("impact.college", name=item.name, file=item.file, date=item.as_of.isoformat())
    yield f"<details><summary>{_safe(title[lang])}</summary>"
    yield ""
    for _, text, why in lines_of(item, naming):
        yield (
            f"- {_safe(text[lang])} ({_safe(why[lang])})"
            if lang == "en"
            else f"- {_safe(text[lang])}（{_safe(why[lang])}）"
        )
    if withheld(item):
        yield f"- {_safe(say('impact.withheld', count=withheld(item))[lang])}"
    yield ""
    yield "</details>"
    yield ""


def _safe(text: str) -> str:
    """Write a text so that Markdown and HTML read it as text: names come from files of others."""
    return _SPECIAL.sub(lambda found: _WRITTEN.get(found[1], f"\\{found[1]}"), " ".join(text.split()))
