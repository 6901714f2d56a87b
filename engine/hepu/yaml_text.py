"""Plain values written as YAML in the manner of the rule files: conditions in blocks, what is short in braces."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hepu.yaml_source import plain_scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["block", "dashed", "entry", "flow", "scalar"]

# What stands without quotation marks: names, dates and sentences that no reader of YAML takes for anything else.
_BARE = re.compile(r"[A-Za-z0-9_\u4e00-\u9fff](?:[\w.()'/+ \u4e00-\u9fff-]*[\w.()/+\u4e00-\u9fff])?", re.ASCII)
# Words that older readers of YAML take for truth values or nothing.
_OLD_WORDS = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null"})
# What no reader of YAML would give back as it was, or none accepts.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
# Below these names a value stands in a block of its own.
_BLOCKS = frozenset({"when", "because", "cannot_express"})
# Lists whose items stand below one another.
_LISTED = frozenset({"all", "any", "law", "examples"})
_LANGUAGES = frozenset({"zh", "en"})
# What an example gives stands in a block, and each row on its own line, where one line would be longer.
_WIDTH = 120


def scalar(value: object, *, quoted: bool = False) -> str:
    """Write a single value; ``quoted`` puts text in quotation marks whatever it holds."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}"
    text = str(value)
    bare = _BARE.fullmatch(text) and text.casefold() not in _OLD_WORDS and plain_scalar(text) == text
    if bare and not quoted:
        return text
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def flow(value: object, *, quoted: bool = False) -> str:
    """Write any value on one line; texts in a language always stand in quotation marks."""
    match value:
        case dict():
            pairs = (f"{scalar(key)}: {flow(item, quoted=key in _LANGUAGES)}" for key, item in value.items())
            return f"{{{', '.join(pairs)}}}"
        case list():
            return f"[{', '.join(flow(item) for item in value)}]"
        case _:
            return scalar(value, quoted=quoted)


def block(value: Mapping[Any, Any], column: int) -> str:
    """Write a mapping line by line; the first line goes without its blanks, so that it can follow a dash."""
    return f"\n{' ' * column}".join(entry(key, item, column) for key, item in value.items())


def entry(key: object, value: object, column: int) -> str:
    """Write one entry of a mapping that stands at a column, without the blanks before it."""
    head, inner = f"{scalar(key)}:", column + 2
    blanks = " " * inner
    if isinstance(value, list) and value and key in _LISTED:
        items = (flow(item) if key == "law" else dashed(item, inner + 2) for item in value)
        return "\n".join((head, *(f"{blanks}- {item}" for item in items)))
    if isinstance(value, dict) and value and (key in _BLOCKS or (key == "not" and not _short(value))):
        return f"{head}\n{blanks}{block(value, inner)}"
    line = f"{head} {flow(value, quoted=key in _LANGUAGES)}"
    if isinstance(value, list) and column + len(line) > _WIDTH and all(isinstance(item, dict) for item in value):
        return "\n".join((head, *(f"{blanks}- {flow(item)}" for item in value)))
    if isinstance(value, dict) and key == "given" and column + len(line) > _WIDTH:
        return f"{head}\n{blanks}{block(value, inner)}"
    return line


def dashed(item: object, column: int) -> str:
    """Write an item of a list whose own text stands at a column, without its dash."""
    return block(item, column) if isinstance(item, dict) and item else flow(item)


def _short(condition: Mapping[Any, Any]) -> bool:
    """Say whether a denied condition fits a line."""
    return not {"all", "any", "not"} & set(condition)
