"""Characters that no page could show, named with the field of the profile in which they stand."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault, InputError, Location
from hepu.report.embed import characters_of
from hepu.report.pictures.metrics import characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["glyph_faults", "missing_characters", "require_glyphs"]

_NOWHERE: Mapping[str, Location] = MappingProxyType({})
# What the report's own pages hold and nobody is to see: breaks, and joiners beside citations and spaces.
_BLANK = frozenset(map(ord, "\n\r\t \u00a0\u200b\u2060"))
# Format characters, which hide or turn round what stands beside them, and code points without a meaning of their own.
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# Contacts stand apart from the hashed record and are printed nowhere.
_APART = frozenset({"contact"})


def missing_characters(html: str) -> str:
    """Give the characters of a page that the report's fonts cannot draw, in order of their code."""
    return "".join(map(chr, sorted(characters_of(html) - characters() - _BLANK)))


def glyph_faults(
    profile: Mapping[str, Any], origins: Mapping[str, Location] = _NOWHERE, file: str = ""
) -> tuple[Fault, ...]:
    """Name, for each field of a profile, the characters in it that the fonts cannot draw or that nobody would see."""
    return tuple(
        Fault("glyph_missing", _place(path, origins, file), {"found": found})
        for path, text in _texts(profile, "")
        if (found := ", ".join(dict.fromkeys(_named(sign) for sign in text if not _drawn(sign))))
    )


def require_glyphs(profile: Mapping[str, Any], file: str = "") -> None:
    """Refuse a profile of which a page would show a box, or hide something.

    Raises:
        InputError: when it holds a character that the fonts cannot draw or that nobody would see.

    """
    if faults := glyph_faults(profile, file=file):
        raise InputError(faults)


def _drawn(sign: str) -> bool:
    return ord(sign) in characters() and unicodedata.category(sign) not in _UNSEEN


def _named(sign: str) -> str:
    """Write a character with its code point, or the code point alone of what is not seen by itself."""
    code, kind = f"U+{ord(sign):04X}", unicodedata.category(sign)
    return code if kind in _UNSEEN or kind.startswith("M") else f"{sign} ({code})"


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Give each text of a profile with its path, such as ``partnerships.0.partner``."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list | tuple):
        for at, item in enumerate(value):
            yield from _texts(item, f"{path.removesuffix('.rows')}.{at}")
    elif hasattr(value, "items"):
        for key, item in value.items():
            if path or key not in _APART:
                yield from _texts(item, f"{path}.{key}" if path else str(key))


def _place(path: str, origins: Mapping[str, Location], file: str) -> Location:
    """Give the cell or line of a field, or of what it is a part of; else its path."""
    whole = path
    while path:
        if path in origins:
            return origins[path]
        path = path.rpartition(".")[0]
    return Location(file, path=whole)
