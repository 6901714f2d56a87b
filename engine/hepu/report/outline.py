"""An explanation as an outline: one tree of sentences, drawn as text for people or written as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.text import Lang, Text

__all__ = ["Node", "as_data", "drawn"]


@dataclass(frozen=True, slots=True)
class Node:
    """A sentence, the remarks that belong to it, and what stands below it; ``data`` is the same for programs."""

    kind: str
    text: Text
    notes: tuple[Text, ...] = ()
    parts: tuple[Node, ...] = ()
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def drawn(node: Node, lang: Lang) -> str:
    """Draw an outline with box characters, which a pipe and a narrow window leave readable; no line is broken."""
    return "\n".join(line.rstrip() for line in _lines(node, lang))


def _lines(node: Node, lang: Lang) -> Iterator[str]:
    yield node.text[lang]
    for note in node.notes:
        yield f"{'│' if node.parts else ' '}  {note[lang]}"
    for part in node.parts:
        last = part is node.parts[-1]
        for at, line in enumerate(_lines(part, lang)):
            lead = "└─ " if last else "├─ "
            yield f"{lead if not at else '   ' if last else '│  '}{line}"


def as_data(node: Node, lang: Lang) -> dict[str, Any]:
    """Give an outline as JSON values: kind, text, what is known of it by name, remarks and parts."""
    return {
        "kind": node.kind,
        "text": node.text[lang],
        **node.data,
        "notes": [note[lang] for note in node.notes],
        "parts": [as_data(part, lang) for part in node.parts],
    }
