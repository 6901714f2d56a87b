"""How single values are written: quoted where they must be, and every text of the two languages in double quotes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.yaml_source import plain_scalar

if TYPE_CHECKING:
    import yaml

__all__ = ["Style", "TextBlock", "written_key", "written_value"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Other readers of YAML take these for truth values.
_ELSEWHERE = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_SEEN = frozenset({" ", "\u3000"})
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_HEADER = re.compile(r"([|>])(-?)[ \t]*(?:#[^\n]*)?\n")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A text in lines of its own below its key: the header, such as ``>-``, and the lines without their indentation."""

    header: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How a value is to be written: as text of a language, with names bare, and whether in braces or brackets."""

    is_text: bool = False
    bare_names: bool = False
    in_flow: bool = False


def written_key(node: yaml.ScalarNode) -> str:
    """Write a key, in quotes only where it reads as something else without."""
    value: str = node.value
    return value if not node.style or _is_name(value) else _quoted(value)


def written_value(node: yaml.ScalarNode, text: str, style: Style) -> str | TextBlock:
    """Write a value: a text of the two languages in double quotes, a name bare if wanted, all else as it was quoted."""
    value: str = node.value
    raw = text[node.start_mark.index : node.end_mark.index]
    if node.style in {"|", ">"}:
        return _text_block(value, raw)
    if not node.style:
        if not raw:
            return "null" if style.in_flow else ""
        as_text = style.is_text and isinstance(plain_scalar(value), str)
        return _quoted(value) if as_text or "\n" in value else value
    if style.bare_names and not style.is_text and _is_bare(value):
        return value
    # Escapes that somebody wrote stay, and so do single quotes around what would need them in double ones.
    keep = "\n" not in raw and (node.style == '"' or '"' in value or "\\" in value)
    return raw if keep else _quoted(value)


def _is_name(value: str) -> bool:
    return bool(_NAME.fullmatch(value)) and plain_scalar(value) == value and value.lower() not in _ELSEWHERE


def _is_bare(value: str) -> bool:
    return _is_name(value) or bool(_DATE.fullmatch(value))


def _quoted(value: str) -> str:
    return '"' + "".join(_sign(sign) for sign in value) + '"'


def _sign(sign: str) -> str:
    if sign in _SHORT:
        return _SHORT[sign]
    if sign not in _SEEN and unicodedata.category(sign) in _UNSEEN:
        return f"\\u{ord(sign):04x}" if ord(sign) <= 0xFFFF else f"\\U{ord(sign):08x}"  # noqa: PLR2004  # four digits
    return sign


def _text_block(value: str, raw: str) -> str | TextBlock:
    """Give the lines of a text block; one that is indented by a number or keeps blank lines at its end is quoted."""
    header = _HEADER.match(raw)
    if header is None or not value.strip() or "\t" in raw:
        return _quoted(value)
    lines = raw[header.end() :].rstrip().split("\n")
    first = next(line for line in lines if line.strip())
    indent = len(first) - len(first.lstrip(" "))
    if any(line[:indent].strip() for line in lines):
        return _quoted(value)
    return TextBlock(header[1] + header[2], tuple(line[indent:].rstrip() for line in lines))
