"""One run over a pack: what is wrong with its files, and with what could be read of them taken together."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.checks.examples import NO_PACK
from hepu.checks.pages import SEVERITIES, graded
from hepu.checks.registry import check_pack, distinct
from hepu.errors import PackError
from hepu.layering.stack import Level, read_stack
from hepu.pack import read_pack
from hepu.yaml_source import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.errors import Fault
    from hepu.layers import Layers
    from hepu.pack import Pack

__all__ = ["Checked", "check_layers"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking a pack: as much of it as could be read, and every finding in the order of places."""

    pack: Pack | None
    findings: tuple[Fault, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Count the rules that could be read, their examples, and the findings of each severity."""
        rules = () if self.pack is None else self.pack.rules.values()
        severities = [fault.severity for fault in self.findings]
        return {
            "rules": len(rules),
            "examples": sum(len(rule.examples) for rule in rules),
            **{f"{severity}s": severities.count(severity) for severity in SEVERITIES},
        }


def check_layers(layers: Layers) -> Checked:
    """Check a pack with the collector of circular garbage at rest, which would take a tenth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _checked(layers)
    finally:
        if collecting:
            gc.enable()


def _checked(layers: Layers) -> Checked:
    """Check every file of a pack and what the sound ones come to together.

    A rule or entry with faults is told for these alone: what rests on it is left out of the checks that follow, and
    what it names counts as used and as reached.
    """
    try:
        stack = read_stack(layers)
    except PackError as error:
        return _without_stack(layers, error.faults)
    pack, faults = read_pack(stack)
    return Checked(pack, distinct(graded([*faults, *check_pack(pack)])))


def _without_stack(layers: Layers, faults: Sequence[Fault]) -> Checked:
    """Check the other files of a pack that says nothing sound of itself; of several nobody knows whose word holds."""
    if len(layers) != 1:
        return Checked(None, distinct(graded(faults)))
    level = Level(layers[0], NO_PACK, Document("", None))
    pack, more = read_pack((level,))
    return Checked(pack, distinct(graded([*faults, *more, *check_pack(pack)])))
