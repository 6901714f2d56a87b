"""The texts of rules: each in its language, and naming only what the condition reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hepu.errors import Fault
from hepu.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.pack import Pack
    from hepu.text import Text

__all__ = ["check_languages"]

_HAN = re.compile("[\u3400-\u9fff]")


def check_languages(pack: Pack) -> Iterator[Fault]:
    """Give each text of a rule that stands under the other language."""
    for rule in pack.rules.values():
        for key, text in (("because", rule.because), ("cannot_express", rule.cannot_express)):
            for lang in LANGUAGES if text is not None else ():
                if (lang == "zh") != bool(_HAN.search(_text(text, lang))):
                    found = _text(text, lang)[:40]
                    yield Fault("text_swapped", rule.place((key, lang)), {"found": found, "expected": lang})


def _text(text: Text | None, lang: str) -> str:
    return "" if text is None else text.zh if lang == "zh" else text.en
