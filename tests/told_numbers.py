"""The numbers that a text names in digits, and those that it names in any way its language has."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import chain, pairwise

__all__ = ["any_way", "in_digits"]

# What stands for a value of the profile, and marks of places.
_WITHIN = re.compile(r"\{[^}]*\}")
_DIGITS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
# Greatest first, so that 万亿 is not read as 万.
_ZH_SCALES = {"万亿": 10**12, "亿": 10**8, "百万": 10**6, "万": 10**4, "千": 10**3, "成": 10}
_EN_SCALES = {"trillion": 10**12, "billion": 10**9, "million": 10**6, "thousand": 10**3, "hundred": 10**2}
_ZH_DIGITS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_ZH_TENS = {"十": 10, "百": 100, "千": 1000}
# Signs that stand for a number: the first, both, every, nearly ten thousand.
_ZH_SIGNS = {"首": 1, "双": 2, "每": 1, "单": 1, "近万": 10**4}
# A five-year plan is named by its number, and by it alone in Chinese.
_PLANS = {"十三五": (13, 2016, 2020), "十四五": (14, 2021, 2025), "十五五": (15, 2026, 2030)}
# Names that hold a number in one language only.
_NAMES = re.compile("COVID-19")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_EN_WORDS: dict[str, int | Decimal] = {
    **{word: number for number, word in enumerate(_ONES)},
    **{word: 20 + 10 * at for at, word in enumerate(_TENS)},
    **{
        f"{tens}-{ones}": 20 + 10 * at + number
        for at, tens in enumerate(_TENS)
        for number, ones in enumerate(_ONES[:10])
        if number
    },
    **{word: number for number, word in enumerate(_ORDINALS, 1)},
    "a": 1, "an": 1, "each": 1, "every": 1, "per": 1, "once": 1, "single": 1,
    "twice": 2, "both": 2, "double": 2, "dual": 2, "hundred": 100, "thousand": 1000, "million": 10**6,
    "half": Decimal("0.5"),
}  # fmt: skip


def in_digits(text: str) -> set[Decimal]:
    """Give the numbers that a text writes in digits, each with 万, billion or the like where that follows."""
    text = _NAMES.sub(" ", _WITHIN.sub(" ", text))
    found = set()
    for match in _DIGITS.finditer(text):
        rest = text[match.end() :].lstrip(" 余多")
        scale = next((value for word, value in (_ZH_SCALES | _EN_SCALES).items() if rest.startswith(word)), 1)
        found.add(Decimal(match[0].replace(",", "")) * scale)
    return found


def any_way(text: str) -> set[Decimal]:
    """Give the numbers that a text names in digits or in words."""
    words = re.findall(r"[a-z]+(?:-[a-z]+)?", text.lower())
    named: set[int | Decimal] = {
        _EN_WORDS[part] for word in words for part in (word, *word.split("-")) if part in _EN_WORDS
    }
    named |= {
        _EN_WORDS[one] * _EN_SCALES[two] for one, two in pairwise(words) if one in _EN_WORDS and two in _EN_SCALES
    }
    named |= {number for number, month in enumerate(_MONTHS, 1) if re.search(rf"\b{month}\b", text)}
    named |= {value for sign, value in _ZH_SIGNS.items() if sign in text}
    named |= set(chain.from_iterable(numbers for name, numbers in _PLANS.items() if name in text))
    named |= set(
        chain.from_iterable(
            _zh(match[0]) for match in re.finditer("[〇零一二两三四五六七八九十百千]+[余多]?(?:万亿|亿|万|成)?", text)
        )
    )
    return in_digits(text) | {Decimal(number) for number in named}


def _zh(text: str) -> set[int]:
    """Read Chinese numerals: as one number, and, without tens among them, sign by sign as years are."""
    scale = next((value for word, value in _ZH_SCALES.items() if text.endswith(word) and word != "千"), 1)
    signs = [sign for sign in text if sign in _ZH_DIGITS or sign in _ZH_TENS]
    total, last = 0, 0
    for sign in signs:
        if sign in _ZH_TENS:
            total += (last or 1) * _ZH_TENS[sign]
            last = 0
        else:
            last = _ZH_DIGITS[sign]
    if any(sign in _ZH_TENS for sign in signs):
        return {(total + last) * scale}
    return {last * scale, int("".join(str(_ZH_DIGITS[sign]) for sign in signs)) * scale} | {
        _ZH_DIGITS[sign] for sign in signs
    }
