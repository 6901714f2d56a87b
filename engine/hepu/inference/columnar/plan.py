"""The columnar evaluator: every rule for every case of a cohort at once, stage after stage, block by block.

It means what the chainer means, computed on whole arrays and without a loop over cases. It keeps no proofs: the chainer
gives the proof of any single case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from hepu.inference.columnar.leaves import Reader, readers_of
from hepu.inference.columnar.tape import Tape, tape_of
from hepu.inference.columnar.truth import MAY, TURN, UNKNOWN, constant
from hepu.inference.columnar.workspace import Workspace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hepu.inference.chainer import Program
    from hepu.inference.columnar.cohort import Block, Bytes, Flags

__all__ = ["Judged", "Plan", "infer_blocks", "infer_cohort", "plan_of"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Rules compiled for whole arrays; ``rules`` and ``keys`` name the rows of the results.

    ``since`` and ``until`` are the first and last day of each rule, ``masks`` what of each rule's truth its conclusion
    takes on those days; ``idle`` the memory of earlier runs, for whichever is next.
    """

    rules: tuple[str, ...]
    keys: tuple[str, ...]
    since: NDArray[np.int64]
    until: NDArray[np.int64]
    masks: tuple[Bytes, ...]
    readers: tuple[Reader, ...]
    tape: Tape
    idle: list[tuple[Workspace, Workspace]] = field(default_factory=list, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a plan came to, a column for each case.

    ``rules`` (R × n) and ``conclusions`` (C × n) hold truths as ``kleene`` packs them; a rule that does not apply on a
    case's day has ``applies`` false and its truth is unknown. ``applies`` is not to be written to.
    """

    rules: Bytes
    applies: Flags
    conclusions: Bytes


def plan_of(program: Program) -> Plan:
    """Compile a program of the chainer for whole arrays; like conditions are evaluated once."""
    rules = [item.rule for _, bound in program.order for item in bound]
    tape = tape_of(program)
    last = np.iinfo(np.int64).max
    return Plan(
        rules=tuple(rule.id for rule in rules),
        keys=tuple(key for key, _ in program.order),
        since=np.array([rule.since.toordinal() for rule in rules], np.int64),
        until=np.array([last if rule.until is None else rule.until.toordinal() for rule in rules], np.int64),
        masks=tuple(constant(int(MAY) | (1 << rule.certainty) - 1) for rule in rules),
        readers=readers_of(tape.leaves),
        tape=tape,
    )


def infer_blocks(plan: Plan, blocks: Iterable[Block]) -> Iterator[Judged]:
    """Judge a cohort block by block, or blocks that a generator makes one by one: then no more than one is held.

    So any number of cases can be judged in the memory of one block::

        blocks = (block for part in parts for block in cohort_of_frames(part, vocabulary, common))
        for judged in infer_blocks(plan, blocks):
            firing += np.count_nonzero(judged.rules & 1, axis=1)
            del judged

    A result that is let go before the next is asked for leaves its memory to that.
    """
    memory = plan.idle.pop() if plan.idle else (Workspace(), Workspace())
    for block in blocks:
        yield _judge(plan, block, *memory)
    plan.idle.append(memory)


def infer_cohort(plan: Plan, cohort: Iterable[Block]) -> Judged:
    """Judge a whole cohort at once."""
    blocks = list(infer_blocks(plan, cohort))
    return Judged(
        np.concatenate([item.rules for item in blocks], axis=1),
        np.concatenate([item.applies for item in blocks], axis=1),
        np.concatenate([item.conclusions for item in blocks], axis=1),
    )


def _judge(plan: Plan, block: Block, lasting: Workspace, passing: Workspace) -> Judged:
    size, tape = block.size, plan.tape
    rules = np.empty((len(plan.rules), size), np.uint8)
    conclusions = np.empty((len(plan.keys), size), np.uint8)
    applies = _applies(plan, block)
    lasting.clear()
    values, leaves = lasting.bytes(tape.values, size), lasting.bytes(tape.own, size)
    registers = [*tape.constants, *plan.masks, *values, *rules, *conclusions, *leaves]
    registers += [UNKNOWN] * (len(tape.leaves) - tape.own)
    masks = len(tape.constants)
    apart = np.flatnonzero(~applies.all(axis=1))
    for row in apart:
        registers[masks + row] = applies[row] * plan.masks[row]
    for read in plan.readers:
        read(block, registers, passing)
    tape.run(registers)
    for row in apart:
        np.copyto(rules[row], TURN, where=~applies[row])  # unknown where it does not apply
    # The turned form is the evaluator's own; results are given as the chainer packs them.
    rules ^= TURN
    conclusions ^= TURN
    return Judged(rules, np.broadcast_to(applies, rules.shape), conclusions)


def _applies(plan: Plan, block: Block) -> Flags:
    """Say which rules apply on the day of each case: a row a rule, one column if all cases are of one day."""
    days = block.days
    first, last = days.min(), days.max()
    if first == last:
        days = days[:1]
    applies: Flags = (plan.since[:, None] <= days) & (days <= plan.until[:, None])
    return applies
