"""What rules read, compiled: each reader takes one column, list or policy of a block and judges every leaf on it.

A register is an array of truths, one for each case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from hepu.inference.columnar.cohort import ABSENT, Block, Bytes
from hepu.inference.columnar.compare import Asked, compare_all
from hepu.inference.columnar.rows import ListReader, listed
from hepu.inference.columnar.truth import FALSE, TRUE
from hepu.language.model import Compare, Count, InForce, Leaf, Quantified

if TYPE_CHECKING:
    from hepu.inference.columnar.workspace import Workspace

__all__ = ["Reader", "readers_of"]

# A reader writes to registers, or puts arrays of its own in their place.
Reader: TypeAlias = "Callable[[Block, list[Bytes], Workspace], None]"


def readers_of(leaves: Mapping[Leaf, int]) -> tuple[Reader, ...]:
    """Compile leaves other than conclusions; each is given with the register for its truth."""
    readers: list[Reader] = []
    columns: dict[str, list[Asked]] = {}
    lists: dict[str, dict[Count | Quantified, int]] = {}
    for leaf, register in leaves.items():
        match leaf:
            case Compare(key, _, test):
                columns.setdefault(key, []).append(Asked.of(register, test))
            case InForce(policy):
                readers.append(partial(_read_policy, policy, register))
            case Count(name, _, test) if test.comparator == "known":
                readers.append(partial(_read_given, name, bool(test.operands[0]), register))
            case Count(name) | Quantified(_, name):
                lists.setdefault(name, {})[leaf] = register
    readers += [partial(_read_column, key, tuple(asked)) for key, asked in columns.items()]
    readers += [ListReader.of(name, asked).read for name, asked in lists.items()]
    return tuple(readers)


def _read_column(key: str, asked: tuple[Asked, ...], block: Block, registers: list[Bytes], _: Workspace) -> None:
    compare_all(block.values.get(key, ABSENT), asked, registers, block)


def _read_policy(policy: str, register: int, block: Block, registers: list[Bytes], _: Workspace) -> None:
    flags = block.policies.get(policy)
    np.multiply(FALSE if flags is None else flags.view(np.uint8), TRUE, registers[register])


def _read_given(name: str, asked: bool, register: int, block: Block, registers: list[Bytes], _: Workspace) -> None:
    registers[register] = (listed(block, name).given == asked) * TRUE
