"""The NumPy script that a person would write by hand for exactly these rules: the practical limit of NumPy.

It carries unknowns and the three certainties, and takes the same blocks as the columnar evaluator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contestants.numpy_source import numpy_script

if TYPE_CHECKING:
    from synthetic import Drawn

    from contestants.straight import Straight

__all__ = ["NumpyScript"]


class NumpyScript:
    """The script and the tables that it works in."""

    name = "NumPy script"

    def __init__(self, script: Straight, drawn: Drawn) -> None:
        """Compile the script, and cut blocks."""
        made: dict[str, Any] = {}
        exec(compile(numpy_script(script), "numpy script", "exec"), made)  # noqa: S102  # written here from our rules  # written here from our rules
        self.judge = made["judge"]
        self.cohort = drawn.cohort()
        blocks = self.cohort.blocks
        size = max(block.size for block in blocks)
        rows = max(sum(listed.widths) for block in blocks for listed in block.lists.values())
        table, row_table, found = made["SHAPES"]
        shapes = ((table, size), (row_table, rows), (*found, size), (3, size), (3, rows))
        self.tables = [np.empty(shape, np.uint8) for shape in shapes]
        self.rules = np.empty((len(script.rules), size), np.uint8)
        self.conclusions = np.empty((len(script.conclusions), size), np.uint8)

    def run(self, check: Any = None) -> None:
        """Judge all blocks; ``check`` is given each block's results, a row a rule and a row a conclusion."""
        first = 0
        for block in self.cohort:
            rules, conclusions = self.rules[:, : block.size], self.conclusions[:, : block.size]
            self.judge(block, rules, conclusions, *self.tables)
            if check is not None:
                check(first, rules, conclusions)
            first += block.size
