"""How many random cases the tests try that hold one evaluator against another: thousands, also without asking."""

from __future__ import annotations

from hypothesis import settings

from conftest import CASES, ROUND

__all__ = ["MANY"]

MANY = settings(max_examples=min(max(CASES, 1000), ROUND))
