"""By which an edition says of itself, among its keywords, as which one it was rendered: who renders again needs it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from hepu.report.inline import EditionLang

__all__ = ["Marked", "mark_of", "read_mark"]

_MARK = re.compile(r"\bhepu-edition:(zh|en|both):(circulation|audit):(with|without)-requests\b")


@dataclass(frozen=True, slots=True)
class Marked:
    """As which edition a record was rendered."""

    lang: EditionLang
    kind: Literal["circulation", "audit"]
    requests: bool


def mark_of(edition: Marked) -> str:
    """Write down as which edition a record is rendered."""
    return f"hepu-edition:{edition.lang}:{edition.kind}:{'with' if edition.requests else 'without'}-requests"


def read_mark(text: str) -> Marked | None:
    """Find in a text, such as a PDF's keywords, as which edition it was rendered; nothing where it does not say."""
    found = _MARK.search(text)
    if found is None:
        return None
    lang, kind, requests = found.groups()
    return Marked(cast("EditionLang", lang), cast('Literal["circulation", "audit"]', kind), requests == "with")
