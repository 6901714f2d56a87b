"""Whether each rule does what the examples beside it expect."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hepu.inference.examples import run_examples
from hepu.layering.about import About
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.errors import Fault
    from hepu.pack import Pack

__all__ = ["NO_PACK", "check_examples"]

# Stands for what a pack says of itself where that cannot be read.
NO_PACK = About(name="unread", version="0", date=dt.date.max, title=Text(zh="-", en="-"))


def check_examples(pack: Pack) -> Iterator[Fault]:
    """Give each example that is malformed or fails; without the pack's own file there is no day to try them on."""
    if pack.knowledge.pack is NO_PACK:
        return
    outcomes, malformed = run_examples(pack)
    yield from malformed
    yield from (outcome.fault for outcome in outcomes if not outcome.passed)
