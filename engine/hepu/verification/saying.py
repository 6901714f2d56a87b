"""How a step tells what it found: by texts of the catalogue, filled with values that are cut to a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault, HepuError
from hepu.text import Text
from hepu.verification.model import Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.verification.model import StepName, Vouched

__all__ = ["BROKEN", "failed", "missing", "moment", "named", "passed", "said", "what"]

# What reading or deriving from a file of whatever content may raise.
BROKEN = (
    HepuError,
    OSError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
    NotImplementedError,
)
_NAMED = 5
_LONGEST = 400


def said(code: str, **values: object) -> Fault:
    """Give a text of this part's catalogue with its values; those that are texts come in the reader's language."""
    texts = {name: value for name, value in values.items() if isinstance(value, Text)}
    rest = {name: str(value)[:_LONGEST] for name, value in values.items() if name not in texts}
    return Fault(f"verify_{code}", context=rest, words=texts)


def passed(name: StepName, *texts: Fault, vouches: Vouched = "", binds: bool = False) -> Step:
    """Give a step that passed."""
    return Step(name, "pass", texts, vouches, binds)


def failed(name: StepName, *texts: Fault) -> Step:
    """Give a step that failed."""
    return Step(name, "fail", texts)


def missing(name: StepName, *texts: Fault) -> Step:
    """Give a step for which something was not at hand."""
    return Step(name, "not_available", texts)


def named(names: Iterable[str]) -> Text:
    """Name a few things, and say that there are more."""
    found = list(names)
    shown = [name[:70] for name in found[:_NAMED]] or ["—"]
    more = len(found) > _NAMED
    return Text(zh="、".join(shown) + ("等" if more else ""), en=", ".join([*shown, "…"] if more else shown))


def moment(at: str) -> str:
    """Write an instant (ISO 8601) as people read it: day, time, zone."""
    day, _, time = at.partition("T")
    return f"{day} {time[:8]} {time[8:].replace('+00:00', 'UTC').replace('Z', 'UTC')}".strip() if time else at


def what(error: BaseException) -> str:
    """Say in a line what was raised."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
