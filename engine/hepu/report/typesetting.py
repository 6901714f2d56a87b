"""What set the pages, as the record names it, and what is other where they are set again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.renderer import OF_SCREENS, renderer
from hepu.report.basic import Item
from hepu.report.words import both, join, say, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.record.model import Record

__all__ = ["typesetting"]

_SHORT = ("weasyprint", "pango", "harfbuzz", "pydyf", "fonttools", "fonts", "templates")
_DIGESTS = frozenset({"fonts", "templates"})
_JUSTIFICATION = "justification"
_SHOWN = 12


def typesetting(record: Record, *, full: bool, screen: bool) -> tuple[Item, ...]:
    """List what set the pages; in short, the parts that shape lines, with the beginnings of digests.

    A last row says what is other here and now than the record names: then the bytes may differ, though no content does.
    A page for screens depends on fewer things.
    """
    named, now = record.engines.renderer, renderer()
    wanted = [name for name in sorted(named, key=str.casefold) if name != _JUSTIFICATION] if full else _SHORT
    listed = [_one(name, named, full=full) for name in wanted if name in named]
    label = words()
    justified = label[f"typesetting.{named.get(_JUSTIFICATION, 'unnamed')}"]
    rows = [
        Item(label["typesetting.label"], both(", ".join(listed)) if listed else label["typesetting.unnamed"]),
        Item(label["typesetting.justification"], justified),
    ]
    other = [
        say("typesetting.change", name=name, then=_value(name, named), now=_value(name, now))
        for name in sorted({*named, *now}, key=str.casefold)
        if named.get(name) != now.get(name) and (name in OF_SCREENS or not screen)
    ]
    if other:
        rows.append(Item(label["typesetting.other"], say("typesetting.others", found=join(other, "mark.listed"))))
    return tuple(rows)


def _one(name: str, found: Mapping[str, str], *, full: bool) -> str:
    return f"{name} {found[name] if full else _value(name, found)}"


def _value(name: str, found: Mapping[str, str]) -> str:
    value = found.get(name, "—")
    return value[:_SHOWN] if name in _DIGESTS else value
