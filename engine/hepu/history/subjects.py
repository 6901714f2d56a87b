"""What of a pack is locked: its rules and its parameters, each by what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.history.model import PARAMETER
from hepu.knowledge.reviewed import content_digest

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from hepu.errors import Location
    from hepu.pack import Pack

__all__ = ["Subject", "overruled", "subjects_of"]


@dataclass(frozen=True, slots=True)
class Subject:
    """A rule or parameter as the pack has it now; ``file`` is the digest of a rule's file, empty for a parameter.

    ``content`` is the digest of what it says: of a rule without review and examples, whatever its layout.
    """

    key: str
    content: str
    file: str
    since: dt.date | None
    until: dt.date | None
    location: Location

    @property
    def is_rule(self) -> bool:
        """Say whether it is a rule."""
        return not self.key.startswith(PARAMETER)


def subjects_of(pack: Pack, number: int) -> Mapping[str, Subject]:
    """Give what one pack of the stack, named by its place, has the last word on, by key."""
    return {item.key: item for item in sorted(_subjects(pack, number), key=lambda item: item.key)}


def _subjects(pack: Pack, number: int) -> Iterator[Subject]:
    for rule in pack.rules.values():
        if pack.origins.get("rules", {}).get(rule.id, 0) == number:
            yield Subject(rule.id, rule.content, rule.digest, rule.since, rule.until, rule.location)
    for name, entry in pack.knowledge.parameters.items():
        if pack.origins.get("parameters", {}).get(name, 0) == number:
            content = content_digest(entry.model_dump(mode="json", exclude_unset=True))
            place = pack.knowledge.place("parameters", name)
            yield Subject(f"{PARAMETER}{name}", content, "", None, None, place)


def overruled(pack: Pack, number: int, key: str) -> bool:
    """Say whether another pack replaces or retires an entry: then its own pack alone tells what it says."""
    if number == len(pack.stack) - 1:
        return False
    if key.startswith(PARAMETER):
        return True
    return f"{pack.stack[number].head}rules/{key}" in pack.overruled
