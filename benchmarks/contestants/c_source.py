"""The steps of the pack as C: one function for one college after the other, another for blocks of colleges by column.

Both carry everything: unknowns, the three certainties, lists. The first keeps every truth of a college in a variable
and goes through the rows of its lists by offsets. The second computes one column, one slot of a list or one conclusion
for a block of colleges at a time, so that the compiler can work on 32 or 64 of them in one instruction.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from contestants.straight import (
    AtLeast,
    Conclusion,
    Exact,
    InForceStep,
    Joined,
    Opposite,
    Pair,
    Raised,
    Ranged,
    Source,
    lists_read,
    parts_of,
    policies_read,
    sources_read,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from contestants.straight import Step, Straight

__all__ = ["CTypes", "by_block", "by_college"]

CTypes = dict[Source, np.dtype]
_OPERATORS = {"is": "==", "is_not": "!=", "below": "<", "at_most": "<=", "above": ">", "at_least": ">="}
_LEAVES = Exact | Ranged | Pair | InForceStep | AtLeast
_HEAD = """\
#include <stdint.h>
typedef uint8_t byte;
/* What a comparison comes to where it fails, and what to turn in it where it holds. */
#define TURN(m) ((byte)(((m) & 7) * 9))
#define FAILS(m) ((byte)((m) & 56))
#define MEETS(condition, turn, fails) ((byte)((-(byte)(condition) & (turn)) ^ (fails)))
#define NOT(t) ((byte)((((t) >> 3) | (((t) & 7) << 3)) ^ 63))
typedef struct {
    long first, last, stride;
    const void **low, **high;
    const byte **mark, **policy, **open;
    const int64_t **offsets, **widths, **places, *slots;
    byte *rules, *conclusions;
} Cases;
"""


def _c_type(dtype: np.dtype) -> str:
    return f"int{dtype.itemsize * 8}_t"


def _condition(value: str, comparator: str, numbers: tuple[int, ...]) -> str:
    match comparator:
        case "in" | "not_in":
            among = " | ".join(f"({value} == {number})" for number in numbers)
            return f"({among})" if comparator == "in" else f"!({among})"
        case "between":
            return f"({value} >= {numbers[0]}) & ({value} <= {numbers[1]})"
        case _:
            return f"{value} {_OPERATORS[comparator]} {numbers[0]}"


def _expression(step: Step, name: Callable[[int], str], part_of: Callable[[Source, str], str]) -> str:
    """Write what a step comes to; ``part_of`` gives a column's low, high, mark, turn or fails."""
    match step:
        case Exact(source, comparator, numbers):
            condition = _condition(part_of(source, "low"), comparator, numbers)
            return f"MEETS({condition}, {part_of(source, 'turn')}, {part_of(source, 'fails')})"
        case Ranged(source, comparator, number):
            low, high, known = part_of(source, "low"), part_of(source, "high"), f"({part_of(source, 'mark')} & 7)"
            first, second = (low, high) if comparator in {"above", "at_least"} else (high, low)
            surely, may = (f"(-(byte)({item} {_OPERATORS[comparator]} {number}) & {known})" for item in (first, second))
            return f"(byte)({surely} | (byte)({may} << 3) | {part_of(source, 'fails')})"
        case Pair(left, comparator, right):
            one, other = part_of(left, "mark"), part_of(right, "mark")
            fails = f"(({one} | {other}) & 56 & -(byte)(({one} & 63) != 0) & -(byte)(({other} & 63) != 0))"
            condition = f"{part_of(left, 'low')} {_OPERATORS[comparator]} {part_of(right, 'low')}"
            return f"MEETS({condition}, TURN({one} & {other}), {fails})"
        case Joined(word, parts):
            return (" & " if word == "and" else " | ").join(map(name, parts))
        case Opposite(part):
            return f"NOT({name(part)})"
        case Raised(part, 2):
            return f"(byte)(({name(part)} & 54) | ({name(part)} >> 1 & 9))"
        case Raised(part):
            top = f"({name(part)} & 36)"
            return f"(byte)({top} | {top} >> 1 | {top} >> 2)"
        case Conclusion(rules):
            return " | ".join(f"({name(part)} & {56 | (1 << certainty) - 1})" for part, certainty in rules) or "0"
        case _:
            raise TypeError(step)


def _columns(script: Straight, sources: Iterable[Source], types: CTypes, start: str = "") -> list[str]:
    """Declare columns by the number of their place among all."""
    place = {source: at for at, source in enumerate(sources_read(script))}
    lines = []
    for source in sources:
        at, kind = place[source], _c_type(types[source])
        lines.append(f"const {kind} *restrict l{at} = (const {kind} *)c->low[{at}]{start};")
        lines.append(f"const byte *restrict m{at} = c->mark[{at}]{start};")
        if not source.list and source.name in script.ranged:
            lines.append(f"const int64_t *restrict h{at} = c->high[{at}];")
    return lines


def _part_of(script: Straight, index: str, named: bool) -> Callable[[Source, str], str]:
    """Give how a column's parts are written; ``named`` says that what depends on marks stands in variables."""
    place = {source: at for at, source in enumerate(sources_read(script))}

    def part_of(source: Source, part: str) -> str:
        at = place[source]
        if part in {"turn", "fails"}:
            return f"{part}{at}" if named else f"{part.upper()}(m{at}[{index}])"
        return f"{part[0]}{at}[{index}]"

    return part_of


def _sides(script: Straight, sources: Iterable[Source], index: str) -> list[str]:
    place = {source: at for at, source in enumerate(sources_read(script))}
    return [
        f"byte turn{at} = TURN(m{at}[{index}]), fails{at} = FAILS(m{at}[{index}]);" for at in map(place.get, sources)
    ]


def _rows_of(script: Straight) -> Mapping[int, list[int]]:
    """Give the rules of each step."""
    found: dict[int, list[int]] = {}
    for row, step in enumerate(script.rules):
        if step is not None:
            found.setdefault(step, []).append(row)
    return found


def _reductions(script: Straight, listed: str) -> list[tuple[int, AtLeast]]:
    return [(at, step) for at, step in enumerate(script.steps) if isinstance(step, AtLeast) and step.list == listed]


# One college after the other


def by_college(script: Straight, types: CTypes) -> str:
    """Write ``judge``: results stand college by college."""
    lines = [_HEAD, "void judge(const Cases *c) {", "  uint64_t spread[64];"]
    # Counts at each of the six bits of a truth at once: a byte of a word each.
    lines.append("  for (int t = 0; t < 64; t++) { spread[t] = 0; for (int b = 0; b < 6; b++)")
    lines.append("    spread[t] |= (uint64_t)(t >> b & 1) << 8 * b; }")
    lines += [f"  {line}" for line in _columns(script, sources_read(script), types)]
    lines.append("  for (long i = c->first; i < c->last; i++) {")
    name = "t{}".format
    for at, listed in enumerate(lists_read(script)):
        lines += _by_row(script, at, listed, name)
    lines.append(f"    byte *rules = c->rules + (i - c->first) * {len(script.rules)};")
    lines.append(f"    byte *conclusions = c->conclusions + (i - c->first) * {len(script.conclusions)};")
    lines += [f"    rules[{row}] = 56;" for row, step in enumerate(script.rules) if step is None]
    rows, policies = _rows_of(script), policies_read(script)
    concluded = {step: row for row, step in enumerate(script.conclusions)}
    for number, (step, of) in enumerate(zip(script.steps, script.lists, strict=True)):
        if of:
            continue
        if isinstance(step, InForceStep):
            lines.append(f"    byte t{number} = c->policy[{policies.index(step.policy)}][i] * 63;")
        elif not isinstance(step, AtLeast):
            lines.append(f"    byte t{number} = {_expression(step, name, _part_of(script, 'i', named=False))};")
        lines += [f"    rules[{row}] = t{number};" for row in rows.get(number, ())]
        if number in concluded:
            lines.append(f"    conclusions[{concluded[number]}] = t{number};")
    return "\n".join([*lines, "  }", "}", ""])


def _by_row(script: Straight, at: int, listed: str, name: Callable[[int], str]) -> list[str]:
    """Write the loop over the rows of one list of a college."""
    reductions = _reductions(script, listed)
    counted = dict.fromkeys(step.part for _, step in reductions if step.number > 1)
    lines = [f"    byte some{number} = 0;" for number, step in reductions if step.number == 1]
    lines += [f"    uint64_t n{at}_{part} = 0;" for part in counted]
    lines.append(f"    for (long r = c->offsets[{at}][i]; r < c->offsets[{at}][i + 1]; r++) {{")
    for number, (step, of) in enumerate(zip(script.steps, script.lists, strict=True)):
        if of == listed:
            lines.append(f"      byte t{number} = {_expression(step, name, _part_of(script, 'r', named=False))};")
    for number, step in reductions:
        if step.number == 1:
            lines.append(f"      some{number} |= {'63' if step.part is None else name(step.part)};")
    lines += [f"      n{at}_{part} += spread[{63 if part is None else name(part)}];" for part in counted]
    lines.append("    }")
    for number, step in reductions:
        bits = f"some{number}"
        if step.number > 1:
            count = f"n{at}_{step.part}"
            bits = " | ".join(f"(({count} >> {8 * bit} & 255) >= {step.number}) << {bit}" for bit in range(6))
        lines.append(f"    byte t{number} = ({bits}) | c->open[{at}][i];")
    return lines


# A block of colleges, column by column


class _Parts:
    """Functions of one loop or a few each: a compiler takes more than its share of time for long ones."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.number = 0

    def add(self, lines: Iterable[str]) -> None:
        """Write a function."""
        self.lines.append(f"static __attribute__((noinline)) void part{self.number}(const Cases *c) {{")
        self.lines += [f"  {line}" for line in ("long n = c->last;", *lines)]
        self.lines.append("}")
        self.number += 1


def _loop(body: Iterable[str], until: str = "n", index: str = "i") -> list[str]:
    head = ["#pragma GCC ivdep", f"for (long {index} = 0; {index} < {until}; {index}++) {{"]
    return [*head, *(f"  {line}" for line in body), "}"]


def by_block(script: Straight, types: CTypes, most: int) -> str:
    """Write ``judge`` for a block of at most so many colleges, its lists slot by slot; results stand rule by rule."""
    cases = [number for number, of in enumerate(script.lists) if not of]
    row_of = {number: at for at, number in enumerate(cases)}
    made = _Parts()

    def kept(number: int) -> str:
        return f"t[{row_of[number]}][i]"

    _column_parts(script, types, made, kept)
    most_found = max(_slot_parts(script, types, made, kept, at, name) for at, name in enumerate(lists_read(script)))
    _rule_parts(script, made, kept, cases)
    tables = [
        f"static byte t[{len(cases)}][{most}] __attribute__((aligned(64)));",
        f"static byte a[{most_found}][{most}] __attribute__((aligned(64)));",
    ]
    calls = [f"  part{at}(c);" for at in range(made.number)]
    return "\n".join([_HEAD, *tables, *made.lines, "void judge(const Cases *c) {", *calls, "}", ""])


def _column_parts(script: Straight, types: CTypes, made: _Parts, kept: Callable[[int], str]) -> None:
    steps = list(enumerate(script.steps))
    for source in sources_read(script):
        tests = [(number, step) for number, step in steps if not script.lists[number] and _tests(step, source)]
        if not tests:
            continue
        needed = sorted({source, *(step.right for _, step in tests if isinstance(step, Pair))})
        part_of = _part_of(script, "i", named=True)
        body = [f"{kept(number)} = {_expression(step, kept, part_of)};" for number, step in tests]
        made.add([*_columns(script, needed, types), *_loop([*_sides(script, [source], "i"), *body])])
    for number, step in steps:
        if isinstance(step, InForceStep):
            at = policies_read(script).index(step.policy)
            made.add([f"const byte *restrict p = c->policy[{at}];", *_loop([f"{kept(number)} = p[i] * 63;"])])


def _tests(step: Step, source: Source) -> bool:
    return (isinstance(step, Exact | Ranged) and step.source == source) or (
        isinstance(step, Pair) and step.left == source
    )


def _slot_parts(script: Straight, types: CTypes, made: _Parts, kept: Callable[[int], str], at: int, listed: str) -> int:
    """Write the loops over the slots of a list, then the one that puts what was found into the colleges' order."""
    reductions = _reductions(script, listed)
    first, used = {}, 0
    for number, step in reductions:
        first[number] = used
        used += step.number
    lines = [f"for (int k = 0; k < {used}; k++) for (long i = 0; i < n; i++) a[k][i] = 0;", "long start = 0;"]
    lines.append(f"for (long s = 0; s < c->slots[{at}]; s++) {{ long w = c->widths[{at}][s];")
    sources = [source for source in sources_read(script) if source.list == listed]
    lines += [f"  {line}" for line in _columns(script, sources, types, " + start")]
    body = _sides(script, sources, "j")
    for number, (step, of) in enumerate(zip(script.steps, script.lists, strict=True)):
        if of == listed:
            body.append(f"byte r{number} = {_expression(step, 'r{}'.format, _part_of(script, 'j', named=True))};")
    for number, step in reductions:
        passing = "63" if step.part is None else f"r{step.part}"
        for more in range(step.number - 1, 0, -1):
            body.append(f"a[{first[number] + more}][j] |= a[{first[number] + more - 1}][j] & {passing};")
        body.append(f"a[{first[number]}][j] |= {passing};")
    made.add([*lines, *_loop(body, "w", "j"), "start += w; }"])
    body = ["long p = place[i]; byte x = open[i];"]
    body += [f"{kept(number)} = a[{first[number] + step.number - 1}][p] | x;" for number, step in reductions]
    made.add(
        [f"const int64_t *restrict place = c->places[{at}]; const byte *restrict open = c->open[{at}];", *_loop(body)]
    )
    return used


def _rule_parts(script: Straight, made: _Parts, kept: Callable[[int], str], cases: list[int]) -> None:
    """Write a loop a conclusion: steps that only it reads are variables, others are kept."""
    idle = (row for row, step in enumerate(script.rules) if step is None)
    made.add(_loop([f"c->rules[{row} * c->stride + i] = 56;" for row in idle]))
    group_of, group = {}, 0
    for number in cases:
        group_of[number] = group
        group += isinstance(script.steps[number], Conclusion)
    readers: dict[int, set[int]] = {}
    for number in cases:
        for part in parts_of(script.steps[number]):
            readers.setdefault(part, set()).add(group_of[number])
    concluded = {step: row for row, step in enumerate(script.conclusions)}
    rows, body = _rows_of(script), []

    def name(part: int, here: int) -> str:
        return kept(part) if isinstance(script.steps[part], _LEAVES) or group_of[part] != here else f"x{part}"

    outputs = ["byte *restrict rules = c->rules, *restrict conclusions = c->conclusions;", "long stride = c->stride;"]
    for number in cases:
        step, here = script.steps[number], group_of[number]

        if not isinstance(step, _LEAVES):
            body.append(
                f"byte x{number} = {_expression(step, partial(name, here=here), _part_of(script, 'i', named=True))};"
            )
            if readers.get(number, set()) - {here}:
                body.append(f"{kept(number)} = x{number};")
        body += [f"rules[{row} * stride + i] = {name(number, here)};" for row in rows.get(number, ())]
        if number in concluded:
            body.append(f"conclusions[{concluded[number]} * stride + i] = x{number};")
            made.add([*outputs, *_loop(body)])
            body = []
