"""The words for faults, taken from ``templates/messages`` in the reader's language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hepu.resources import templates_dir
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.errors import Fault
    from hepu.text import Lang

__all__ = ["catalogue", "phrase", "render_fault", "render_faults"]


@cache
def catalogue() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Give all message entries: code to language to ``message`` and ``remedy``."""
    entries: dict[str, Mapping[str, Mapping[str, str]]] = {}
    for path in sorted((templates_dir() / "messages").glob("*.yaml")):
        entries.update(read_yaml(path.read_text("utf-8"), path.name).value or {})
    return entries


class _Blank(dict[str, str]):
    """Prints nothing for a value that a message names and the fault does not carry."""

    def __missing__(self, key: str) -> str:
        return ""


def phrase(code: str, lang: Lang, part: str = "message", **values: object) -> str:
    """Give one catalogue text, filled in."""
    text = catalogue()[code][lang][part]
    return text.format_map(_Blank({key: str(value) for key, value in values.items()})).strip()


def render_fault(fault: Fault, lang: Lang) -> str:
    """Say in one or two lines where a fault is, what it is and what to do."""
    if fault.code not in catalogue():
        detail = ", ".join(f"{key}: {value}" for key, value in sorted(fault.context.items()))
        return f"{fault.location}: {fault.code} {detail}".strip()
    message = phrase(fault.code, lang, **fault.context)
    remedy = phrase(fault.code, lang, "remedy", **fault.context)
    place = str(fault.location)
    line = f"{place}: {message}" if place else message
    return f"{line}\n    → {remedy}" if remedy else line


def render_faults(faults: Iterable[Fault], lang: Lang) -> str:
    """Say all faults, one after the other."""
    return "\n".join(render_fault(fault, lang) for fault in faults)
