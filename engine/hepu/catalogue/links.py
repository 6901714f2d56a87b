"""Where each thing has its page in the site of rules, and how one page leads to another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from hepu.text import Lang

__all__ = ["Links", "anchor"]

_LISTED = {"parameter": "parameters", "policy": "policies", "source": "sources"}
_ANSWERS = frozenset({"fact", "list", "indicator", "gap", "trend", "participation", "standing", "advantage"})


def anchor(key: str) -> str:
    """Give the anchor of a fact, an indicator or a list: what is computed from an indicator stands with it."""
    head, _, name = key.partition(".")
    return key if head in {"fact", "list"} else f"indicator.{name}"


@dataclass(frozen=True, slots=True)
class Links:
    """Leads from one page of the site to others; ``rules`` are those that have a page, ``here`` is the page's path.

    The first language has its index at the top of the site, the others have theirs in their own folder.
    """

    lang: Lang
    first: Lang
    rules: Collection[str]
    here: str = "index.html"

    def at(self, path: str) -> Links:
        """Give the links of another page."""
        return replace(self, here=path)

    def _to(self, path: str) -> str:
        return "../" * self.here.count("/") + path

    @property
    def index(self) -> str:
        """Give the path of the index in this language."""
        return "index.html" if self.lang == self.first else f"{self.lang}/index.html"

    def page(self, name: str) -> str:
        """Give the path of a page below the site, by the name it has in every language."""
        return self.index if name == "index" else f"{self.lang}/{name}.html"

    def to(self, name: str) -> str:
        """Lead to a page by its name, such as ``parameters`` or ``rules/ID``."""
        return self._to(self.page(name))

    def style(self) -> str:
        """Lead to the style sheet."""
        return self._to("style.css")

    def rule(self, name: str) -> str:
        """Lead to a rule; nowhere where it has no page."""
        return self.to(f"rules/{name}") if name in self.rules else ""

    def conclusion(self, key: str) -> str:
        """Lead to a conclusion; what speaks against a measure stands with the measure."""
        stage, _, name = key.partition(".")
        return self.to(f"conclusions/{'strategy' if stage == 'exclusion' else stage}.{name}")

    def key(self, key: str) -> str:
        """Lead to whatever a key names: a rule, something that rules read, or a conclusion."""
        head, _, name = key.partition(".")
        if head == "rule":
            return self.rule(name)
        if head in _LISTED:
            return f"{self.to(_LISTED[head])}#{name}"
        return f"{self.to('answers')}#{anchor(key)}" if head in _ANSWERS else self.conclusion(key)
