"""Whether what reviewers said of an entry still stands: an opinion is about a wording, and lapses with it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from hepu.knowledge.models import Opinion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.knowledge.models import ConclusionEntry, Parameter, Review

__all__ = ["MARK_LENGTH", "OPINIONS", "STATES", "Reviewed", "State", "content_digest", "entry_mark", "rule_mark"]

State = Literal["unreviewed", "stale", Opinion]
OPINIONS: tuple[Opinion, ...] = ("agreed", "amended", "rejected")
STATES: tuple[State, ...] = ("unreviewed", "stale", *OPINIONS)
MARK_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An entry that can be reviewed, with the last opinion on it.

    ``key`` is the id of a rule, or stage and id of what knowledge defines, such as ``problem.few_overseas_students``.
    ``kind`` is the stage, after ``rule.`` for a rule. ``mark`` names what the entry says now.
    """

    key: str
    kind: str
    review: Review
    mark: str

    @property
    def state(self) -> State:
        """Give the opinion; one of another wording is ``stale``."""
        if self.review.status == "unreviewed":
            return "unreviewed"
        return self.review.status if self.review.of == self.mark else "stale"

    @property
    def waits(self) -> bool:
        """Say whether nobody has reviewed the entry as it reads now."""
        return self.state in {"unreviewed", "stale"}


def content_digest(value: Any) -> str:
    """Give the sha256 of plain values, whatever the order of their keys."""
    written = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Give values as JSON knows them; keys are text, so that they have an order."""
    match value:
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)


def entry_mark(entry: ConclusionEntry) -> str:
    """Give the mark of what an entry of knowledge says; what it leaves to defaults is no part of it."""
    return content_digest(entry.model_dump(mode="json", exclude={"review"}, exclude_unset=True))[:MARK_LENGTH]


def rule_mark(content: str, parameters: Iterable[tuple[str, Parameter]]) -> str:
    """Give the mark of what a rule states together with the parameters it compares with, whose values it shows."""
    read = {name: item.model_dump(mode="json", exclude_unset=True) for name, item in parameters}
    return content_digest([content, read])[:MARK_LENGTH]
