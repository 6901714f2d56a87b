"""What rules, conclusions and answers are called: by the pack, or by their ids where it is not at hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hepu.report.names import Names
from hepu.report.words import both, inner, say
from hepu.text import Text

if TYPE_CHECKING:
    from hepu.pack import Pack

__all__ = ["Key", "Naming"]


@dataclass(frozen=True, slots=True)
class Key:
    """Something with an id and a name."""

    id: str
    name: Text


@dataclass(frozen=True)
class Naming:
    """Names by one pack."""

    pack: Pack | None

    @cached_property
    def _names(self) -> Names | None:
        return None if self.pack is None else Names(self.pack.knowledge)

    def key(self, stage: str, name: str) -> Key:
        """Name a conclusion."""
        if self.pack is None:
            return Key(name, both(name))
        return Key(name, self.pack.knowledge.conclusions(stage)[name].name)

    def target(self, stage: str, name: str) -> Key | None:
        """Name what a rule concludes or excludes; nothing where the pack is not at hand."""
        return self.key(stage, name) if self.pack is not None and stage else None

    def theory(self, name: str) -> Key:
        """Name a theory."""
        return Key(name, both(name) if self.pack is None else self.pack.knowledge.theories[name].name)

    def piece(self, key: str) -> Key:
        """Name a piece of advice by its key, such as ``strategy.train_teachers_abroad``."""
        stage, _, name = key.partition(".")
        if self.pack is None or not name or name not in self.pack.knowledge.conclusions(stage):
            return Key(key, both(key))
        return Key(key, self.key(stage, name).name)

    def answer(self, feature: str) -> Text:
        """Name an answer that likeness compares, such as ``fact.staff``, ``partnerships:rows`` or a field of a list."""
        names = self._names
        if names is None:
            return both(feature)
        head, mark, last = feature.partition(":")
        if mark:
            return say(f"overview.{last}", name=inner(names.list(head)))
        head, _, last = feature.partition(".")
        if head in {"fact", "indicator"}:
            return names.fact(feature)
        return say("overview.field", name=inner(names.list(head)), field=inner(names.field(head, last)))
