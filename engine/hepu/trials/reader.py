"""Reading examples for trials, with every parameter that rules compare with also moved by one unit."""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.facts.model import ChosenParameter
from hepu.inference.examples import ExampleReader
from hepu.language.model import ParameterRef, leaves_of, tests_of
from hepu.trials.study import Study

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from hepu.language.model import Rule
    from hepu.pack import Pack

__all__ = ["TrialReader", "moved_parameter", "studies_of"]


def moved_parameter(name: str, shift: int, by: int) -> str:
    """Name a parameter moved by a unit of what it is compared with, whose scale is ``shift`` decimals finer."""
    return f"{name} e{shift} {by:+d}"


class TrialReader(ExampleReader):
    """Builds the facts of examples; no rule can name a moved parameter, for it has a blank in its name."""

    @cached_property
    def compared(self) -> frozenset[tuple[str, int]]:
        """Every parameter that a rule compares with, and how much finer the scale of the comparison is."""
        return frozenset(
            (operand.id, operand.shift)
            for rule in self.pack.rules.values()
            for leaf in leaves_of(rule.when)
            for test in tests_of(leaf)
            for operand in test.operands
            if isinstance(operand, ParameterRef)
        )

    def parameters(self, day: dt.date, rule: Rule) -> Mapping[str, ChosenParameter]:
        """Give the parameters of a day, and those moved by one unit up and down."""
        key = self.pack.level_of(rule.id), day
        known = self._with_moved.get(key)
        if known is None:
            chosen = super().parameters(day, rule)
            moved = {
                moved_parameter(name, shift, by): ChosenParameter(chosen[name].value * 10**shift + by, day)
                for name, shift in sorted(self.compared)
                if name in chosen
                for by in (-1, 1)
            }
            known = self._with_moved[key] = MappingProxyType({**chosen, **moved})
        return known

    @cached_property
    def _with_moved(self) -> dict[tuple[int, dt.date], Mapping[str, ChosenParameter]]:
        return {}


def studies_of(pack: Pack, rules: Iterable[Rule] | None = None) -> Iterator[Study]:
    """Make the given rules, by default all of a pack, ready for trials."""
    reader = TrialReader(pack)
    begins = min((rule.since for rule in pack.rules.values()), default=None)
    for rule in pack.rules.values() if rules is None else rules:
        yield Study(rule, reader, begins or rule.since)
