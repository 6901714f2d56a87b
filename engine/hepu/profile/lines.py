"""Lines of text in a profile: what of a typed text is kept."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

__all__ = ["NAME_SEPARATORS", "clean_line"]

NAME_SEPARATORS = ";；"
_UNWRITABLE = re.compile("[\ufeff\u200b\ufffe\uffff]")
_BREAKS = re.compile("[ \t]*[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+[ \t]*")


def clean_line(value: Any) -> Any:
    """Make one line of a text: breaks become a space, and marks that no file carries or nobody sees are dropped.

    Marks that nobody sees come with what is pasted, and could hide, join or turn round what stands beside them.

    What is no text is given back as it is.
    """
    if not isinstance(value, str):
        return value
    text = _BREAKS.sub(" ", _UNWRITABLE.sub("", value))
    return "".join(sign for sign in text if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}).strip()
