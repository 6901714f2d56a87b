"""A review is put into a file whatever its layout, and every other byte stays."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepu.errors import InputError
from hepu.knowledge.models import Review
from hepu.review.yaml_edit import top_level, with_reviews
from hepu.yaml_source import read_yaml

REVIEW = Review(status="amended", reason="改", role="处长", date=dt.date(2026, 11, 20), of="0" * 16)
BLOCK = 'review:\n  status: amended\n  reason: "改"\n  role: "处长"\n  date: 2026-11-20\n  of: "0000000000000000"'
FLOW = 'review: {status: amended, reason: "改", role: "处长", date: 2026-11-20, of: "0000000000000000"}'

SHAPES = {
    "a flow review": ("a: 1\nreview: {status: unreviewed}\nb: 2\n", f"a: 1\n{BLOCK}\nb: 2\n"),
    "a remark behind it": ("review: {status: unreviewed}  # open\nb: 2\n", f"{BLOCK}  # open\nb: 2\n"),
    "a block review": (
        'review:\n  status: agreed\n  role: "x"\n\n# next\nb: 2\n',
        f"{BLOCK}\n\n# next\nb: 2\n",
    ),
    "a folded reason": (
        "review:\n  status: agreed\n  reason: >\n    long\n    text\n\nb: 2\n",
        f"{BLOCK}\n\nb: 2\n",
    ),
    "an empty review": ("review:\nb: 2\n", f"{BLOCK}\nb: 2\n"),
    "no review": ("a: 1\nsources: [A, B]  # both\nb: 2\n", f"a: 1\nsources: [A, B]  # both\n{BLOCK}\nb: 2\n"),
    "no review and a list of sources": ("sources:\n- A\n- B\nb: 2\n", f"sources:\n- A\n- B\n{BLOCK}\nb: 2\n"),
    "no review at the end": ("sources: [A]", f"sources: [A]\n{BLOCK}"),
    "the last line without a break": ("b: 2\nreview: {status: unreviewed}", f"b: 2\n{BLOCK}"),
    "breaks of another system": (
        "a: 1\r\nreview: {status: unreviewed}\r\nb: 2\r\n",
        f"a: 1\r\n{BLOCK}\r\nb: 2\r\n".replace("\r\n", "\n").replace("\n", "\r\n"),
    ),
    "a mapping in braces": ("{sources: [A], review: {status: unreviewed}, b: 2}", f"{{sources: [A], {FLOW}, b: 2}}"),
    "braces and no review": ("{sources: [A], b: 2}", f"{{sources: [A], {FLOW}, b: 2}}"),
    "quotes and signs before it": (
        'a: "𠮷 é # no: remark"\nreview: {status: unreviewed}\n',
        f'a: "𠮷 é # no: remark"\n{BLOCK}\n',
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_review_is_put_where_the_old_one_stood_or_after_the_sources(name: str) -> None:
    text, expected = SHAPES[name]

    assert with_reviews(text, "rule.yaml", {(): REVIEW}) == expected


def test_entries_of_one_file_are_reviewed_together() -> None:
    """What lies between them stays."""
    text = "# head\none:\n  sources: [A]\n  review: {status: unreviewed}\n\n# two\ntwo:\n  sources: [A]  # a\n  b: 1\n"
    block = BLOCK.replace("\n", "\n  ")

    assert with_reviews(text, "x.yaml", {("one",): REVIEW, ("two",): REVIEW}) == (
        f"# head\none:\n  sources: [A]\n  {block}\n\n# two\ntwo:\n  sources: [A]  # a\n  {block}\n  b: 1\n"
    )
    assert top_level(text) == ("one", "two")


def test_a_layout_that_has_no_place_for_it_is_refused() -> None:
    """A key put down with a question mark cannot be replaced line by line."""
    with pytest.raises(InputError) as caught:
        with_reviews("? review\n: {status: unreviewed}\nb: 2\n", "rule.yaml", {(): REVIEW})

    assert [fault.code for fault in caught.value.faults] == ["review_place"]


@given(
    reason=st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn"]), min_size=1),
    role=st.text("a：'\"#{}-\\", min_size=1),
)
def test_whatever_people_write_is_read_back(reason: str, role: str) -> None:
    review = REVIEW.model_copy(update={"reason": reason, "role": role})
    text = with_reviews("a: 1\nreview: {status: unreviewed}\n", "rule.yaml", {(): review})
    said = read_yaml(text, "rule.yaml").value["review"]

    assert Review.model_validate(said) == review
