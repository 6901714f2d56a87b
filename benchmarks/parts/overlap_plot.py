"""A picture in two panels, in black and white: shared advice by likeness of facts, and as answers are exchanged."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Shared advice and likeness of facts (fictitious colleges)",
        "pairs": "Pairs of colleges, by likeness of their facts (from …)",
        "twins": "A college and its twin, by share of answers exchanged",
        "y": "share of own strategies that both have",
        "ten": "first ten strategies",
        "three": "first three strategies",
        "note": "Box: quartiles, with the median as a line; circle: mean.",
    },
    "zh": {
        "title": "事实相似程度与建议重合程度（虚构院校）",
        "pairs": "两校一组，按事实相似程度分组（自……起）",
        "twins": "一校与其“孪生”，按换掉的答案比例",
        "y": "两校学校自身对策的重合比例",
        "ten": "前十项对策",
        "three": "前三项对策",
        "note": "箱体为上下四分位数，横线为中位数，圆点为平均数。",
    },
}
_WIDTH, _HEIGHT, _TOP, _BOTTOM = 1040, 430, 70, 345
_PANELS = ((70, 600), (680, 1015))
_BOX = 8
_FONT = 'font-family="Hepu Sans SC, Noto Sans CJK SC, Source Han Sans SC, sans-serif"'
_LINES = (
    '<defs><pattern id="lines" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line x1="0" y1="0" x2="0" y2="5" stroke="black" stroke-width="1.4"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True)
class Spread:
    """Quartiles and mean of what is shared in one group."""

    low: float
    middle: float
    high: float
    mean: float


def picture(bins: Sequence[tuple[str, Spread, Spread]], twins: Sequence[tuple[str, float, float]], lang: str) -> str:
    """Draw groups with the spreads of the first three and ten, and twins with the means of both."""
    words = WORDS[lang]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" {_FONT} font-size="13">',
        f"<title>{words['title']}</title>",
        _LINES,
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_PANELS[0][0]}" y="24" font-size="16" font-weight="bold">{words["title"]}</text>',
        f'<text x="{_PANELS[0][0]}" y="50">{words["pairs"]}</text>',
        f'<text x="{_PANELS[1][0]}" y="50">{words["twins"]}</text>',
        f'<text transform="translate(20 {(_TOP + _BOTTOM) // 2}) rotate(-90)" text-anchor="middle">{words["y"]}</text>',
    ]
    for left, right in _PANELS:
        parts.extend(_axis(left, right))
    left, right = _PANELS[0]
    step = (right - left) / len(bins)
    for at, (label, three, ten) in enumerate(bins):
        middle = left + step * (at + 0.5)
        parts.append(_tick(middle, label))
        parts.extend(_box(middle - _BOX - 1, three, "url(#lines)"))
        parts.extend(_box(middle + _BOX + 1, ten, "white"))
    left, right = _PANELS[1]
    step = (right - left) / len(twins)
    spots = [(left + step * (at + 0.5), three, ten) for at, (_, three, ten) in enumerate(twins)]
    for (label, _, _), (across, _, _) in zip(twins, spots, strict=True):
        parts.append(_tick(across, label))
    parts.append(_line([(across, three) for across, three, _ in spots], "5 4"))
    parts.append(_line([(across, ten) for across, _, ten in spots], ""))
    parts.extend(_dot(across, three, "white") for across, three, _ in spots)
    parts.extend(_dot(across, ten, "black") for across, _, ten in spots)
    parts.extend(_legend(words))
    return "\n".join([*parts, "</svg>", ""])


def _height(share: float) -> float:
    return _BOTTOM - share * (_BOTTOM - _TOP)


def _axis(left: int, right: int) -> list[str]:
    lines = []
    for fifth in range(6):
        share = fifth / 5
        height = _height(share)
        lines.append(f'<line x1="{left}" y1="{height:.1f}" x2="{right}" y2="{height:.1f}" stroke="#bbb"/>')
        lines.append(f'<text x="{left - 8}" y="{height + 4:.1f}" text-anchor="end">{share:.1f}</text>')
    return lines


def _tick(across: float, label: str) -> str:
    return f'<text x="{across:.1f}" y="{_BOTTOM + 20}" text-anchor="middle" font-size="11">{escape(label)}</text>'


def _box(across: float, spread: Spread, fill: str) -> list[str]:
    left, top, bottom = across - _BOX, _height(spread.high), _height(spread.low)
    tall = max(1.0, bottom - top)
    size = f'x="{left:.1f}" y="{top:.1f}" width="{2 * _BOX}" height="{tall:.1f}"'
    middle, right = _height(spread.middle), across + _BOX
    return [
        f'<rect {size} fill="white"/><rect {size} fill="{fill}" stroke="black"/>',
        f'<line x1="{left:.1f}" y1="{middle:.1f}" x2="{right:.1f}" y2="{middle:.1f}" stroke="black" stroke-width="3"/>',
        _dot(across, spread.mean, "black"),
    ]


def _dot(across: float, share: float, fill: str) -> str:
    return (
        f'<circle cx="{across:.1f}" cy="{_height(share):.1f}" r="4" fill="{fill}" stroke="black" stroke-width="1.5"/>'
    )


def _line(spots: Sequence[tuple[float, float]], dashes: str) -> str:
    points = " ".join(f"{across:.1f},{_height(share):.1f}" for across, share in spots)
    return f'<polyline points="{points}" fill="none" stroke="black" stroke-width="1.5" stroke-dasharray="{dashes}"/>'


def _legend(words: Mapping[str, str]) -> list[str]:
    left, low = _PANELS[0][0], _BOTTOM + 48
    return [
        f'<rect x="{left}" y="{low - 12}" width="22" height="14" fill="url(#lines)" stroke="black"/>',
        f'<text x="{left + 30}" y="{low}">{words["three"]}</text>',
        f'<rect x="{left + 190}" y="{low - 12}" width="22" height="14" fill="white" stroke="black"/>',
        f'<text x="{left + 220}" y="{low}">{words["ten"]}</text>',
        f'<text x="{left}" y="{low + 24}" font-size="12">{words["note"]}</text>',
        f'<circle cx="{_PANELS[1][0] + 8}" cy="{low - 5}" r="4" fill="white" stroke="black" stroke-width="1.5"/>',
        f'<text x="{_PANELS[1][0] + 20}" y="{low}">{words["three"]}</text>',
        f'<circle cx="{_PANELS[1][0] + 178}" cy="{low - 5}" r="4" fill="black"/>',
        f'<text x="{_PANELS[1][0] + 190}" y="{low}">{words["ten"]}</text>',
    ]
