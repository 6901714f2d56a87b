"""Canonical JSON: the fast way gives the very bytes of the standard's own writer, and refuses what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from hepu.canonical import canonical

_LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
_VALUES = st.recursive(
    _LEAVES | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(_VALUES)
@example({"\ue000": 1, "\U00010000": 2})
@example({"\u20ac": 1, "\r": 2, "1": 3, "\U0001f600": 4, "\x80": 5, "\u00f6": 6, "\ufb33": 7})
@example(['\x00\x1f\x7f\u2028"\\/\b\f\n\r\t'])
@example([1.0, -0.0, 1e21, 2**53 - 1, -(2**53) + 1])
def test_every_value_has_the_bytes_that_the_standards_writer_gives(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), float("nan"), float("inf"), "\ud800", {"\udfff": 1}, [10**400]])
def test_a_value_without_canonical_bytes_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the two writers have words of their own
        canonical(value)


def test_numbers_and_words_of_other_kinds_are_left_to_the_standards_writer() -> None:
    class Word(str):
        __slots__ = ()

    assert canonical([Word("a"), ("b",)]) == rfc8785.dumps([Word("a"), ("b",)])
