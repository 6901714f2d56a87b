"""Conclusions that depend on one another in a circle: every circle, not only the first that stops inference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import PackError
from hepu.inference.chainer import compile_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.errors import Fault
    from hepu.pack import Pack

__all__ = ["check_circles"]


def check_circles(pack: Pack) -> Iterator[Fault]:
    """Give each circle with its steps; the rules of one are left out to find the next."""
    rules = list(pack.rules.values())
    while True:
        try:
            compile_rules(rules, pack.conclusion_keys)
        except PackError as error:
            yield from error.faults
            around = set(error.faults[0].context["found"].split(" → "))
            rules = [rule for rule in rules if rule.key not in around]
        else:
            return
