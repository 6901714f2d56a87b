"""The plain C loop, compiled for this machine: what nothing written in Python can be expected to reach.

It carries unknowns and the three certainties. ``CByCollege`` takes flat lists with offsets; ``CByBlock`` takes the same
blocks as the columnar evaluator.
"""

from __future__ import annotations

import ctypes
import hashlib
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from contestants.c_source import by_block, by_college
from contestants.straight import lists_read, policies_read, sources_read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from synthetic import Drawn

    from contestants.straight import Source, Straight
    from hepu.inference.columnar import Block, Column

__all__ = ["COMPILER", "CByBlock", "CByCollege"]

COMPILER = ("gcc", "-O3", "-march=native")
_BLOCK, _CHUNK = 1024, 16_384  # colleges: for the tables to stay in the nearest cache; of which results are held


class _Cases(ctypes.Structure):
    """What the C functions are given: see ``c_source``."""

    _fields_: ClassVar = [
        *((name, ctypes.c_long) for name in ("first", "last", "stride")),
        *((name, ctypes.c_void_p) for name in ("low", "high", "mark", "policy", "open")),
        *((name, ctypes.c_void_p) for name in ("offsets", "widths", "places", "slots", "rules", "conclusions")),
    ]


def _compiled(source: str) -> Any:
    """Compile a source, unless that was done before, and give its function."""
    folder = Path(tempfile.gettempdir()) / "hepu-benchmarks"
    folder.mkdir(exist_ok=True)
    library = folder / f"{hashlib.sha256(source.encode()).hexdigest()[:16]}.so"
    if not library.exists():
        text, made = library.with_suffix(".c"), library.with_suffix(".tmp")
        text.write_text(source, "utf-8")
        subprocess.run([*COMPILER, "-shared", "-fPIC", "-o", str(made), str(text)], check=True)
        made.rename(library)
    return ctypes.CDLL(str(library)).judge


class _Pointers:
    """Keeps arrays alive for as long as C may read them."""

    def __init__(self) -> None:
        self.kept: list[Any] = []

    def __call__(self, arrays: Iterable[Any]) -> int:
        """Give the address of an array of addresses."""
        found = [None if array is None else np.ascontiguousarray(array) for array in arrays]
        addresses = (ctypes.c_void_p * len(found))(*(None if array is None else array.ctypes.data for array in found))
        self.kept += [found, addresses]
        return ctypes.addressof(addresses)


def _columns(pointers: _Pointers, columns: list[Column]) -> dict[str, int]:
    return {
        "low": pointers(column.low for column in columns),
        "high": pointers(None if column.high is None else column.high.astype(np.int64) for column in columns),
        "mark": pointers(column.mark for column in columns),
    }


class CByCollege:
    """A loop over colleges, every truth a variable."""

    name = "C, a college at a time"

    def __init__(self, script: Straight, drawn: Drawn) -> None:
        """Compile for the types of the columns, and take the arrays."""
        columns = {source: _column(drawn, source) for source in sources_read(script)}
        self.judge = _compiled(by_college(script, {source: column.low.dtype for source, column in columns.items()}))
        self.pointers, self.size = _Pointers(), drawn.size
        lists = [drawn.lists[name] for name in lists_read(script)]
        opened = (np.where(rows.given & rows.complete, 0, 56).astype(np.uint8) for rows in lists)
        self.cases = _Cases(
            **_columns(self.pointers, list(columns.values())),
            policy=self.pointers(drawn.policies[name] for name in policies_read(script)),
            offsets=self.pointers(rows.offsets.astype(np.int64) for rows in lists),
            open=self.pointers(opened),
        )
        chunk = min(_CHUNK, self.size)
        self.rules = np.empty((chunk, len(script.rules)), np.uint8)
        self.conclusions = np.empty((chunk, len(script.conclusions)), np.uint8)
        self.cases.rules, self.cases.conclusions = self.rules.ctypes.data, self.conclusions.ctypes.data

    def run(self, check: Any = None) -> None:
        """Judge all colleges; ``check`` is given each chunk's results, a row a rule and a row a conclusion."""
        for first in range(0, self.size, _CHUNK):
            self.cases.first, self.cases.last = first, min(first + _CHUNK, self.size)
            self.judge(ctypes.byref(self.cases))
            if check is not None:
                size = self.cases.last - first
                check(first, self.rules[:size].T, self.conclusions[:size].T)


class CByBlock:
    """Loops over blocks: a column, a slot of a list or a conclusion at a time."""

    name = "C, a block at a time"

    def __init__(self, script: Straight, drawn: Drawn) -> None:
        """Compile for the types of the columns, and cut blocks."""
        types = {source: _column(drawn, source).low.dtype for source in sources_read(script)}
        self.judge = _compiled(by_block(script, types, _BLOCK))
        self.pointers = _Pointers()
        self.rules = np.empty((len(script.rules), _CHUNK), np.uint8)
        self.conclusions = np.empty((len(script.conclusions), _CHUNK), np.uint8)
        blocks = drawn.cohort(_BLOCK).blocks
        self.cases = [self._cases(script, block, at * _BLOCK % _CHUNK) for at, block in enumerate(blocks)]

    def _cases(self, script: Straight, block: Block, start: int) -> _Cases:
        pointers, lists = self.pointers, [block.lists[name] for name in lists_read(script)]
        slots = np.array([len(rows.widths) for rows in lists], np.int64)
        pointers.kept += [block, slots]
        return _Cases(
            last=block.size,
            stride=_CHUNK,
            **_columns(pointers, [_column(block, source) for source in sources_read(script)]),
            policy=pointers(block.policies[name] for name in policies_read(script)),
            widths=pointers(np.array(rows.widths, np.int64) for rows in lists),
            places=pointers(rows.place.astype(np.int64) for rows in lists),
            slots=slots.ctypes.data,
            open=pointers(rows.open for rows in lists),
            rules=self.rules.ctypes.data + start,
            conclusions=self.conclusions.ctypes.data + start,
        )

    def run(self, check: Any = None) -> None:
        """Judge all blocks; ``check`` is given each block's results, a row a rule and a row a conclusion."""
        first = 0
        for cases in self.cases:
            self.judge(ctypes.byref(cases))
            if check is not None:
                start = first % _CHUNK
                stop = start + cases.last
                check(first, self.rules[:, start:stop], self.conclusions[:, start:stop])
            first += cases.last


def _column(cases: Drawn | Block, source: Source) -> Column:
    return cases.lists[source.list].fields[source.name] if source.list else cases.values[source.name]
