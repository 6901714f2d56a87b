"""Chinese stands apart from Latin letters and digits in the PDF by a gap that is no character."""

from __future__ import annotations

import io
import re
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from hepu.report.pdf.autospace import GAP, part_scripts, parted
from hepu.report.pdf.typesetter import lay_out
from hepu.report.pictures.metrics import text_width
from hepu.resources import templates_dir

pytestmark = [
    pytest.mark.slow,
    # WeasyPrint leaves its own colour profile open.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

_SIZE = 64.0


@cache
def _style() -> str:
    return f"font: {_SIZE}px 'Hepu Sans SC', 'Hepu Sans'; font-feature-settings: normal; font-kerning: none; margin: 0"


def drawn(text: str, more: str = "") -> list[Any]:
    """Lay a text out in large letters and give its pieces."""
    page = f"<html lang='zh-CN'><body><p style=\"{_style()}; white-space: nowrap; {more}\">{text}</p></body></html>"
    boxes = lay_out(page).pages[0]._page_box.descendants()
    return [box for box in boxes if type(box).__name__ == "TextBox" and box.text not in {"1 / 1", ""}]


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("2025年", 1),
        ("近30日内", 2),
        ("目标3个", 2),
        ("用A4纸", 2),
        ("合浦Hepu", 1),
        ("15%的", 0),
        ("〔2004〕2号", 1),
        ("（2025）年，A、B；合 浦 2025 年", 0),
        ("北部湾，南流江", 0),
        ("harbour 2025", 0),
    ],
)
def test_a_gap_stands_where_the_script_changes_and_nowhere_else(text: str, gaps: int) -> None:
    """Count gaps between Chinese and letters or digits, none beside marks and spaces, and draw the text as wide."""
    assert parted(text) == gaps

    (box,) = drawn(text)

    assert box.width == pytest.approx(text_width(text, _SIZE), abs=0.5)
    assert box.text == text


@given(st.lists(st.sampled_from(["合浦", "年", "2025", "3", "Hepu", "à", "，", " ", "%"]), min_size=1, max_size=12))
def test_gaps_are_as_many_as_changes_of_script(parts: list[str]) -> None:
    """Count a gap for each pair of neighbours of which one is Chinese and one a letter or a digit."""
    text = "".join(parts)
    kinds = ["han" if "\u4e00" <= mark <= "\u9fff" else "latin" if mark.isalnum() else "" for mark in text]
    assert parted(text) == sum({one, after} == {"han", "latin"} for one, after in pairwise(kinds))


def test_a_gap_counts_where_a_line_is_broken() -> None:
    """Break a line before the character for which the gap leaves no room."""
    text = "近30日内"
    room = text_width(text, _SIZE) - _SIZE * GAP
    broken = drawn(text, f"white-space: normal; text-align: left; width: {room}px")
    whole = drawn(text, f"white-space: normal; text-align: left; width: {room + _SIZE * GAP + 1}px")
    assert [box.text for box in broken] == ["近30日", "内"]
    assert [box.text for box in whole] == [text]


@pytest.mark.parametrize("name", ["HepuSansSC-Regular", "HepuSansSC-Bold", "HepuSans-Regular", "HepuSans-Bold"])
def test_the_gap_is_the_width_of_a_glyph(name: str) -> None:
    """Find each letter and digit wider by the gap, so that no program takes it for a space between two."""
    with TTFont(templates_dir() / "fonts" / f"{name}.ttf") as font:
        table = font["GSUB"].table
        lookups = {
            record.FeatureTag: table.LookupList.Lookup[record.Feature.LookupListIndex[0]].SubTable[0]
            for record in table.FeatureList.FeatureRecord
            if record.FeatureTag in {"SPCA", "SPCB"}
        }
        widths, cmap, em = font["hmtx"], font.getBestCmap(), font["head"].unitsPerEm
        for sign in "09azAZàế":
            own = cmap[ord(sign)]
            after, before = (lookups[tag].mapping[own] for tag in ("SPCA", "SPCB"))
            both = lookups["SPCB"].mapping[after]

            assert [widths[one][0] - widths[own][0] for one in (after, before, both)] == [
                GAP * em,
                GAP * em,
                2 * GAP * em,
            ]
            assert [widths[one][1] - widths[own][1] for one in (after, before, both)] == [0, GAP * em, GAP * em]


def test_what_is_copied_has_no_space_in_the_gap() -> None:
    """Move no glyph of a text with gaps away from the one before it: programs would take the move for a space."""
    page = f"<html lang='zh-CN'><body><p style=\"{_style()}\">近30日内</p></body></html>"
    written = io.BytesIO()
    lay_out(page).write_pdf(written, uncompressed_pdf=True)
    shown = next(line for line in written.getvalue().split(b"\n") if line.endswith(b"TJ"))
    moves = [float(move) for move in re.findall(rb">([-.\d]+)<", shown)]
    assert len(b"".join(re.findall(rb"<(\w+)>", shown))) == 4 * len("近30日内")
    assert [move for move in moves if abs(move) > 1] == []


def test_scripts_are_not_parted_by_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave an unknown version of the typesetter as it is."""
    import weasyprint

    monkeypatch.setattr(weasyprint, "__version__", "99.0")
    assert part_scripts.__wrapped__() is False
