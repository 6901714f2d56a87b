"""From a file and the name of a conclusion to its explanation, as the command line or any other caller asks for it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.advising import Order, ready, request_of
from hepu.explain.change import least_change
from hepu.explain.lookup import find_conclusion
from hepu.explain.missing import missing
from hepu.explain.whatif import Judged, difference
from hepu.explain.why import why
from hepu.explain.whynot import whynot
from hepu.facts.build import type_profile
from hepu.layers import shipped_layers
from hepu.report.context import Context
from hepu.report.told.change import told_change
from hepu.report.told.missing import told_missing
from hepu.report.told.similar import told_similar
from hepu.report.told.whatif import told_whatif
from hepu.report.told.why import told_why
from hepu.report.told.whynot import MOST_RULES, told_whynot

if TYPE_CHECKING:
    import datetime as dt

    from hepu.errors import Fault
    from hepu.facts.model import TypedAnswers
    from hepu.intake.settings import Setting
    from hepu.layers import Layers
    from hepu.pack import Pack
    from hepu.pipeline import Request
    from hepu.report.outline import Node

__all__ = [
    "Explained",
    "Inquiry",
    "explain_change",
    "explain_missing",
    "explain_similar",
    "explain_whatif",
    "explain_why",
    "explain_whynot",
]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A conclusion, by key, id or name, that is asked about one profile; ``lang`` goes into commands to follow.

    ``settings`` are answers that stand in for those of the profile.
    """

    profile: Path
    conclusion: str = ""
    as_of: dt.date | None = None
    peers: Path | None = None
    lang: str | None = None
    settings: tuple[Setting, ...] = ()
    layers: Layers = field(default_factory=shipped_layers)

    def command(self, verb: str, key: str) -> str:
        """Write the command that asks about another conclusion of the same profile."""
        options = {"--as-of": self.as_of, "--peers": self.peers, "--lang": self.lang}
        given = [part for name, value in options.items() if value is not None for part in (name, str(value))]
        given += [part for layer in self.layers if layer.place for part in ("--pack", layer.place)]
        given += [part for item in self.settings for part in ("--set", f"{item.key}={item.text}")]
        return shlex.join(["hepu", verb, str(self.profile), key, *given])


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation, and the warnings about the profile."""

    outline: Node
    faults: tuple[Fault, ...]


def _judged(inquiry: Inquiry) -> tuple[str, Context, tuple[Fault, ...]]:
    """Find the conclusion and judge the profile."""
    key = find_conclusion(inquiry.conclusion, ready(inquiry.layers).pack)
    _, context, faults = _case(inquiry)
    return key, context, faults


def _case(inquiry: Inquiry) -> tuple[Request, Context, tuple[Fault, ...]]:
    """Judge the profile with one engine, as a diagnosis that is never issued."""
    order = Order(
        inquiry.profile,
        output=Path(),
        issued_at="",
        as_of=inquiry.as_of,
        peers=inquiry.peers,
        engine="chainer",
        settings=inquiry.settings,
        layers=inquiry.layers,
    )
    request, faults = request_of(order)
    used = ready(inquiry.layers)
    return request, Context(used.advise(request), used.pack, requests=True), faults


def _answers(request: Request, pack: Pack) -> TypedAnswers:
    return type_profile(request.on_its_day, pack, request.origins)


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


def explain_whatif(inquiry: Inquiry) -> Explained:
    """Tell what would be different with the inquiry's settings.

    Raises:
        InputError: when there is no such setting, or the profile or the peer table has faults.

    """
    _, before, faults = _case(replace(inquiry, settings=()))
    _, after, _ = _case(inquiry)
    found = difference(Judged(before.inference, before.record.advice), Judged(after.inference, after.record.advice))
    return Explained(told_whatif(found, after, [f"{item.key}={item.text}" for item in inquiry.settings]), faults)


def explain_change(inquiry: Inquiry) -> Explained:
    """Tell the least change by which a conclusion becomes what a college would want.

    Raises:
        InputError: as ``explain_why``.

    """
    key = find_conclusion(inquiry.conclusion, ready(inquiry.layers).pack)
    request, context, faults = _case(inquiry)
    used = ready(inquiry.layers)
    found = least_change(key, _answers(request, used.pack), used.pack, used.plan, request.peers)
    return Explained(told_change(found, context), faults)


def explain_missing(inquiry: Inquiry) -> Explained:
    """Tell which blanks matter, those on which most advice hangs first.

    Raises:
        InputError: when the profile or the peer table has faults.

    """
    request, context, faults = _case(inquiry)
    used = ready(inquiry.layers)
    answers = _answers(request, used.pack)
    found = missing(answers, context.values.facts, context.inference, used.pack, used.plan, request.peers)
    return Explained(told_missing(found, context), faults)


def explain_similar(inquiry: Inquiry) -> Explained:
    """Tell which published cases are like the college.

    Raises:
        InputError: when the profile or the peer table has faults.

    """
    _, context, faults = _case(inquiry)
    return Explained(told_similar(context), faults)
