"""Numbers as people type them: full-width digits, thousands commas, units and round words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.profile.labels import Typed, UnitWords

__all__ = ["ParsedNumber", "fold", "parse_number", "plain", "tidy"]

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20, 0x2212: 0x2D}
_NUMBER = re.compile(r"([-+]?)((?:[0-9]{1,3}(?:,[0-9]{3})+)|[0-9]+)(\.[0-9]+)?\s*(.*)", re.DOTALL)
_MOST_DIGITS = 18
YUAN = "元"


def fold(text: str) -> str:
    """Give a text with half-width signs, lower case and single blanks, by which words are compared."""
    return " ".join(text.translate(_FULL_WIDTH).casefold().split())


def plain(text: str) -> str:
    """Give a text with half-width signs and no blanks around it."""
    return text.translate(_FULL_WIDTH).strip()


def tidy(value: Decimal) -> Decimal:
    """Give a number without trailing zeros, exponent or negative zero, so that equal numbers look alike."""
    # Written out and read again, since arithmetic rounds to a number of digits that people may exceed.
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text) if value else Decimal(0)


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number that was typed as text.

    ``problem`` is empty, ``number`` (no number at all) or ``unit`` (a number with another unit, named in ``suffix``).
    ``about`` says that it was typed as a round figure.
    """

    value: Decimal = Decimal(0)
    about: bool = False
    problem: Literal["", "number", "unit"] = ""
    suffix: str = ""


def parse_number(text: str, unit: UnitWords | None, typed: Typed) -> ParsedNumber:
    """Read a number from a text, in the given unit; amounts in a unit with a known factor are converted."""
    rest = plain(text)
    rest, about_before = _without(rest, typed.about, front=True)
    rest, about_after = _without(rest, typed.about_after, front=False)
    rest, money = _without(rest, typed.currency, front=True)
    found = _NUMBER.fullmatch(rest)
    if found is None or len(found[2]) > _MOST_DIGITS or len(found[3] or "") > _MOST_DIGITS:
        return ParsedNumber(problem="number")
    sign, digits, fraction, suffix = found.groups()
    # An amount with a sign of currency and no unit is in yuan, whatever the unit of the question is.
    suffix = suffix or (YUAN if money else "")
    factor = _factor(fold(suffix), unit, typed.thousands)
    if factor is None:
        letters = bool(re.match(r"[0-9.,eE+\-_]", suffix))
        return ParsedNumber(problem="number" if letters else "unit", suffix=suffix.strip())
    value = Decimal(f"{sign}{digits.replace(',', '')}{fraction or ''}") * factor
    return ParsedNumber(tidy(value), about_before or about_after)


def _without(text: str, words: Iterable[str], *, front: bool) -> tuple[str, bool]:
    for word in sorted(words, key=len, reverse=True):
        mark = plain(word)
        if front and text.casefold().startswith(mark.casefold()):
            return text[len(mark) :].strip(), True
        if not front and text.casefold().endswith(mark.casefold()):
            return text[: -len(mark)].strip(), True
    return text, False


def _factor(suffix: str, unit: UnitWords | None, thousands: Mapping[str, Decimal]) -> Decimal | None:
    """Give what the typed amount is multiplied by to stand in the unit, or nothing if the suffix is another unit."""
    if not suffix:
        return Decimal(1)
    names = {fold(name) for name in (unit.zh, unit.en, *unit.also)} if unit else set()
    factors = {fold(name): factor for name, factor in unit.factors.items()} if unit else {}
    if suffix in names:
        return Decimal(1)
    if suffix in factors:
        return factors[suffix]
    for word, thousand in thousands.items():
        if not suffix.startswith(word):
            continue
        rest = suffix.removeprefix(word).strip()
        if rest in factors:
            return thousand * factors[rest]
        if (not rest or rest in names) and not factors:
            return thousand
    return None
