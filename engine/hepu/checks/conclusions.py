"""Conclusions that no rule reaches, or that lead to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.checks.spans import spans_of, together
from hepu.errors import Fault
from hepu.knowledge.load import DEFINED_IN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hepu.checks.spans import Span
    from hepu.pack import Pack

__all__ = ["check_reachable", "check_used"]


def check_reachable(pack: Pack) -> Iterator[Fault]:
    """Give each conclusion that knowledge defines and no rule concludes; what a faulty file names may be concluded."""
    concluded = {rule.key for rule in pack.rules.values()}
    for key in pack.conclusion_keys:
        stage, _, name = key.partition(".")
        if stage != "exclusion" and key not in concluded and name not in pack.unread:
            yield Fault("conclusion_unreachable", pack.knowledge.place(DEFINED_IN[stage], name), {"found": key})


def check_used(pack: Pack) -> Iterator[Fault]:
    """Give problems that nothing relieves, and causes and strategies for problems that are found on other days only."""
    knowledge, spans = pack.knowledge, spans_of(pack)
    addressed = {name for entry in knowledge.strategies.values() for name in entry.addresses}
    for name in knowledge.problems:
        if name not in addressed and name not in pack.unread:
            yield Fault("problem_unrelieved", knowledge.place("problems", name), {"found": name})
    for name, cause in knowledge.causes.items():
        if _idle(f"cause.{name}", cause.explains, spans, pack):
            context = {"found": name, "expected": ", ".join(cause.explains)}
            yield Fault("cause_idle", knowledge.place("causes", name, "explains"), context)
    for name, strategy in knowledge.strategies.items():
        if _idle(f"strategy.{name}", strategy.addresses, spans, pack):
            context = {"found": name, "expected": ", ".join(strategy.addresses)}
            yield Fault("strategy_idle", knowledge.place("strategies", name, "addresses"), context)


def _idle(key: str, problems: Sequence[str], spans: Mapping[str, Sequence[Span]], pack: Pack) -> bool:
    """Say whether a conclusion and any of its problems are both reached, but never on one day."""
    if {key.partition(".")[2], *problems} & pack.unread:
        return False
    days = [day for name in problems for day in spans.get(f"problem.{name}", ())]
    return bool(days) and bool(spans.get(key)) and not together(spans[key], days)
