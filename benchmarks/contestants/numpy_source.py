"""The steps of the pack as a script in NumPy: every operation on all colleges of a block at once, into rows of a table.

A row of the table is given to another step as soon as the last step that reads it is done, so that the table stays in
the cache; what rules and conclusions come to is written straight into the results.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contestants.straight import (
    AtLeast,
    Conclusion,
    Exact,
    InForceStep,
    Joined,
    Opposite,
    Pair,
    Ranged,
    Source,
    lists_read,
    parts_of,
    sources_read,
)
from hepu.language.kinds import Certainty

if TYPE_CHECKING:
    from contestants.straight import Step, Straight

__all__ = ["numpy_script"]

_COMPARE = {
    "is": "equal",
    "is_not": "not_equal",
    "below": "less",
    "at_most": "less_equal",
    "above": "greater",
    "at_least": "greater_equal",
}
_HEAD = """\
import numpy as np
from numpy import bitwise_and as both, bitwise_or as either, bitwise_xor as turn
from numpy import multiply, left_shift, right_shift, take, equal, not_equal, less, less_equal, greater, greater_equal

# An array of no dimension is the constant that NumPy reads fastest.
K = [np.array(number, np.uint8) for number in range(64)]
K3, K7, K9, K56, K63 = K[3], K[7], K[9], K[56], K[63]

"""


@dataclass
class _Writer:
    """Writes lines and gives out rows of the table."""

    script: Straight
    lines: list[str] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    used: int = 0
    names: dict[int, str] = field(default_factory=dict)
    outputs: dict[int, str] = field(default_factory=dict)
    written: dict[int, str] = field(default_factory=dict)
    readers: dict[int, int] = field(default_factory=dict)

    def __call__(self, line: str) -> None:
        self.lines.append(f"    {line}")

    def row(self) -> str:
        """Take a row of the table."""
        if not self.free:
            self.free.append(self.used)
            self.used += 1
        return f"t{self.free.pop()}"

    def drop(self, name: str) -> None:
        """Give a row of the table back; what is in the results stays."""
        if name[0] == "t":
            self.free.append(int(name[1:]))

    def target(self, number: int) -> str:
        """Give the array that a step is written to."""
        name = self.outputs.get(number)
        if name is None:
            name = self.row()
        self.names[number] = name
        return name

    def done(self, number: int) -> None:
        """Give the rows back that were read for the last time."""
        for part in set(parts_of(self.script.steps[number])):
            self.readers[part] -= 1
            if not self.readers[part]:
                self.drop(self.names[part])

    def tests(self, source: Source, place: str, flags: str) -> None:
        """Write all comparisons of one column."""
        tests = [(number, step) for number, step in enumerate(self.script.steps) if _tests(step, source)]
        self(f"c = {place}; v, m = c.low, c.mark")
        if any(isinstance(step, Exact) for _, step in tests):
            turned, fails = f"{flags}turned", f"{flags}fails"
            self(f"both(m, K7, {turned}); multiply({turned}, K9, {turned}); both(m, K56, {fails})")
        for number, step in tests:
            name = self.names.get(number) or self.target(number)
            match step:
                case Exact(_, "in", numbers):
                    self(f"equal(v, {numbers[0]}, {flags})")
                    self.lines += [f"    {flags} |= v == {item}" for item in numbers[1:]]
                    self(f"multiply({flags}8, {flags}turned, {name}); turn({name}, {flags}fails, {name})")
                case Exact(_, comparator, (item,)):
                    self(f"{_COMPARE[comparator]}(v, {item}, {flags})")
                    self(f"multiply({flags}8, {flags}turned, {name}); turn({name}, {flags}fails, {name})")
                case Ranged(_, comparator, item):
                    first, second = ("v", "c.high") if comparator in {"above", "at_least"} else ("c.high", "v")
                    compare = _COMPARE[comparator]
                    self(f"k = m & K7; s = {compare}({first}, {item}) * k | ({compare}({second}, {item}) * k) << K3")
                    self(f"either(s, m & K56, {name})")
                case Pair(_, comparator, right):
                    self(f"d = values[{right.name!r}]; k = m & d.mark & K7")
                    self(f"s = {_COMPARE[comparator]}(v, d.low) * (k * K9)")
                    self("s |= ((m | d.mark) & K56) * (((m & K63) != 0) & ((d.mark & K63) != 0))")
                    self(f"{name}[:] = s")

    def logic(self, step: Step, to: str) -> None:
        """Write a step that joins others."""
        match step:
            case Joined(word, parts):
                join = "both" if word == "and" else "either"
                first, second, *more = (self.names[part] for part in parts)
                self("; ".join([f"{join}({first}, {second}, {to})", *(f"{join}({to}, {part}, {to})" for part in more)]))
            case Opposite(part):
                name = self.names[part]
                spare = "g8" if to[0] == "r" else self.row()
                self(f"right_shift({name}, K3, {spare}); left_shift({name}, K3, {to}); both({to}, K56, {to})")
                self(f"either({to}, {spare}, {to}); turn({to}, K63, {to})")
                self.drop(spare)
            case Conclusion(rules):
                if not rules:
                    self(f"{to}.fill(0)")
                for at, (part, certainty) in enumerate(rules):
                    mask, name = f"K[{56 | (1 << certainty) - 1}]", self.names[part]
                    if at == 0:
                        self(f"both({name}, {mask}, {to})")
                    elif certainty == Certainty.ESTABLISHED:
                        self(f"either({to}, {name}, {to})")
                    else:
                        spare = self.row()
                        self(f"both({name}, {mask}, {spare}); either({to}, {spare}, {to})")
                        self.drop(spare)
            case _:
                raise TypeError(step)

    def rows(self, listed: str) -> tuple[int, int, int]:
        """Write all that is asked of one list, its filters in the first rows of a table.

        Give how many rows the table has, how many of them are filters, and up to which number rows are counted.
        """
        reductions = _reductions(self.script, listed)
        counted = dict.fromkeys(step.part for _, step in reductions if step.number > 1)
        filters = list(counted | dict.fromkeys(step.part for _, step in reductions))
        inside = [number for number, of in enumerate(self.script.lists) if of == listed]
        order = [*filters, *(number for number in inside if number not in filters)]
        self.names |= {number: f"r{at}" for at, number in enumerate(order) if number is not None}
        self(f"l = lists[{listed!r}]; place, widths = l.place, l.widths; n = sum(widths)")
        self("g8, gturned, gfails = row_flags[:, :n]; g = g8.view(np.bool_)")
        self(f"rows = row_table[:{len(order)}, :n]; [{', '.join(f'r{at}' for at in range(len(order)))}] = rows")
        for source in sources_read(self.script):
            if source.list == listed:
                self.tests(source, f"l.fields[{source.name!r}]", "g")
        if None in filters:
            self(f"r{order.index(None)}.fill(63)")
        for number in inside:
            if not isinstance(self.script.steps[number], Exact):
                self.logic(self.script.steps[number], self.names[number])
        most = max(step.number for _, step in reductions)
        self.count(reductions, filters, len(counted), most)
        return len(order), len(filters), most

    def count(self, reductions: list[tuple[int, AtLeast]], filters: list[int | None], few: int, most: int) -> None:
        """Write the loop that counts slot after slot: ``few`` filters up to the most, the others up to one."""
        self(f"found = found_table[:, :{len(filters)}, :len(place)]; found[:{most}].fill(0); start = 0")
        self("for width in widths:")
        self(f"    passing = rows[:{len(filters)}, start:start + width]; start += width")
        for at in range(most - 1, 0, -1):
            self(f"    part = found[{at}, :{few}, :width]; part |= found[{at - 1}, :{few}, :width] & passing[:{few}]")
        self("    part = found[0, :, :width]; part |= passing")
        self("some = take(found[0], place, axis=1); some |= l.open")
        for number, step in reductions:
            at = filters.index(step.part)
            if step.number == 1:
                self(f"s{number} = some[{at}]")
            else:
                self(f"s{number} = take(found[{step.number - 1}, {at}], place); s{number} |= l.open")
            self.names[number] = f"s{number}"

    def results(self) -> None:
        """Write which steps go straight into the results."""
        for row, number in enumerate(self.script.rules):
            if number is not None and not isinstance(self.script.steps[number], AtLeast):
                self.outputs.setdefault(number, f"rules[{row}]")
        self.outputs |= {number: f"conclusions[{row}]" for row, number in enumerate(self.script.conclusions)}
        self.written = dict(self.outputs)
        for number, name in self.written.items():
            self(f"o{number} = {name}")
            self.outputs[number] = f"o{number}"

    def other_results(self) -> None:
        """Write what is in the results twice, or was not made for them."""
        for row, number in enumerate(self.script.rules):
            if number is None:
                self(f"rules[{row}] = 56")
            elif self.written.get(number) != f"rules[{row}]":
                self(f"rules[{row}] = {self.names[number]}")


def _reductions(script: Straight, listed: str) -> list[tuple[int, AtLeast]]:
    return [(at, step) for at, step in enumerate(script.steps) if isinstance(step, AtLeast) and step.list == listed]


def _tests(step: Step, source: Source) -> bool:
    return (isinstance(step, Exact | Ranged) and step.source == source) or (
        isinstance(step, Pair) and step.left == source
    )


def numpy_script(script: Straight) -> str:
    """Write ``judge(block, rules, conclusions, table, row_table, found_table, flags, row_flags)`` and ``SHAPES``."""
    write = _Writer(script)
    write.results()
    for step in script.steps:
        for part in set(parts_of(step)):
            write.readers[part] = write.readers.get(part, 0) + 1
    for source in sources_read(script):
        if not source.list:
            write.tests(source, f"values[{source.name!r}]", "f")
    for number, step in enumerate(script.steps):
        if isinstance(step, InForceStep):
            write(f"multiply(policies[{step.policy!r}].view(np.uint8), K63, {write.target(number)})")
    shapes = [write.rows(listed) for listed in lists_read(script)]
    for number, step in enumerate(script.steps):
        if not script.lists[number] and isinstance(step, Joined | Opposite | Conclusion):
            write.logic(step, write.target(number))
            write.done(number)
    write.other_results()
    head = [
        "def judge(block, rules, conclusions, table, row_table, found_table, flags, row_flags):",
        "    values, lists, policies = block.values, block.lists, block.policies",
        f"    [{', '.join(f't{row}' for row in range(write.used))}] = table[:, :block.size]",
        "    f8, fturned, ffails = flags[:, :block.size]; f = f8.view(np.bool_)",
    ]
    rows, filters, most = map(max, zip(*shapes, strict=True))
    return _HEAD + "\n".join(head + write.lines) + f"\n\n\nSHAPES = ({write.used}, {rows}, ({most}, {filters}))\n"
