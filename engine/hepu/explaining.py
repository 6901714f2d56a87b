"""From a file and the name of a conclusion to its explanation, as the command line or any other caller asks for it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.advising import Order, record_of, shipped
from hepu.explain.lookup import find_conclusion
from hepu.explain.why import why
from hepu.explain.whynot import whynot
from hepu.report.context import Context
from hepu.report.told_why import told_why
from hepu.report.told_whynot import MOST_RULES, told_whynot

if TYPE_CHECKING:
    import datetime as dt

    from hepu.errors import Fault
    from hepu.report.outline import Node

__all__ = ["Explained", "Inquiry", "explain_why", "explain_whynot"]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A conclusion, by key, id or name, that is asked about one profile; ``lang`` goes into commands to follow."""

    profile: Path
    conclusion: str
    as_of: dt.date | None = None
    peers: Path | None = None
    lang: str | None = None

    def command(self, verb: str, key: str) -> str:
        """Write the command that asks about another conclusion of the same profile."""
        options = {"--as-of": self.as_of, "--peers": self.peers, "--lang": self.lang}
        given = [part for name, value in options.items() if value is not None for part in (name, str(value))]
        return shlex.join(["hepu", verb, str(self.profile), key, *given])


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation, and the warnings about the profile."""

    outline: Node
    faults: tuple[Fault, ...]


def _judged(inquiry: Inquiry) -> tuple[str, Context, tuple[Fault, ...]]:
    """Find the conclusion and judge the profile with one engine, as a diagnosis that is never issued."""
    key = find_conclusion(inquiry.conclusion, shipped().pack)
    order = Order(
        inquiry.profile, output=Path(), issued_at="", as_of=inquiry.as_of, peers=inquiry.peers, engine="chainer"
    )
    record, faults = record_of(order)
    return key, Context(record, shipped().pack, requests=True), faults


def explain_why(inquiry: Inquiry) -> Explained:
    """Explain why a conclusion holds.

    Raises:
        InputError: when no conclusion, or more than one, is called so, or the profile or the peer table has faults.

    """
    key, context, faults = _judged(inquiry)
    found = why(key, context.values.facts, context.inference, context.pack)
    return Explained(told_why(found, context, inquiry.command), faults)


def explain_whynot(inquiry: Inquiry, *, every: bool = False) -> Explained:
    """Explain why a conclusion does not hold; ``every`` shows all of its rules.

    Raises:
        InputError: as ``explain_why``.

    """
    key, context, faults = _judged(inquiry)
    found = whynot(key, context.values.facts, context.inference, context.pack)
    most = None if every else MOST_RULES
    return Explained(told_whynot(found, context, inquiry.command, most=most), faults)
