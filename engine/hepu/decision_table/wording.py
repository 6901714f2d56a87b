"""Words in cells: a name is shown by its label, mostly with its id in brackets, and found again by either."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from hepu.intake.numbers import fold
from hepu.naming import nearest
from hepu.text import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.text import Lang

__all__ = ["find", "near", "shown", "told", "with_id"]

_ID = re.compile(r"\[([^\[\]]*)\]\s*$")
_SHOWN_AT_MOST = 12
# The same labels are compared again and again.
_folded = lru_cache(maxsize=8192)(fold)


def with_id(label: Text, name: str) -> Text:
    """Give a label with an id in brackets behind it."""
    return Text.model_construct(zh=f"{label.zh} [{name}]", en=f"{label.en} [{name}]")


def find(text: str, known: Mapping[str, Text]) -> str | None:
    """Give the id that a text stands for: in brackets, by itself, or by a label that no other has."""
    text = text.strip()
    bracketed = _ID.search(text)
    if bracketed and bracketed[1].strip() in known:
        return bracketed[1].strip()
    if text in known:
        return text
    wanted = _folded(text)
    found = {name for name, label in known.items() if wanted in {_folded(label[lang]) for lang in LANGUAGES}}
    return found.pop() if len(found) == 1 else None


def shown(name: str, known: Mapping[str, Text], lang: Lang) -> str:
    """Show a word by its label, and with the word itself where the label alone would not lead back to it."""
    label = known[name][lang]
    return label if find(label, known) == name else with_id(known[name], name)[lang]


def near(text: str, known: Mapping[str, Text]) -> Text:
    """Give the name that a text was probably meant to be, as a cell shows it; nothing where none is like it."""
    bracketed = _ID.search(text)
    bare = _ID.sub("", text).strip()
    by_id = nearest(bracketed[1] if bracketed else bare, known)
    if by_id:
        return with_id(known[by_id], by_id)

    by_label = {label[lang]: name for name, label in known.items() for lang in LANGUAGES}
    found = nearest(bare, by_label)
    return with_id(known[by_label[found]], by_label[found]) if found else Text.model_construct(zh="", en="")


def told(known: Mapping[str, Text]) -> Text:
    """List some labels for a message, as far as a line holds them."""
    first = list(known.values())[:_SHOWN_AT_MOST]
    more = {"zh": "…", "en": "…"} if len(known) > len(first) else {"zh": "", "en": ""}
    return Text.model_construct(
        zh="、".join(label.zh for label in first) + more["zh"], en=", ".join(label.en for label in first) + more["en"]
    )
