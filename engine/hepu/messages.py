"""The words for faults, taken from ``templates/messages`` in the reader's language."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hepu.resources import templates_dir
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.errors import Fault
    from hepu.text import Lang, Text

__all__ = ["catalogue", "phrase", "render_fault", "render_faults", "seen", "told", "word_for"]


# What steers a terminal, turns the direction of writing or cannot be written at all; values come from files of others.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@cache
def catalogue() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Give all message entries: code to language to ``message`` and ``remedy``.

    An entry whose code ends in ``_in_text`` stands in for the one without that ending wherever there is no workbook.
    """
    entries: dict[str, Mapping[str, Mapping[str, str]]] = {}
    for path in sorted((templates_dir() / "messages").glob("*.yaml")):
        entries.update(read_yaml(path.read_text("utf-8"), path.name).value or {})
    return entries


class _Said(str):
    """A value in a message; ``{errors:error/errors}`` chooses the word that fits the number."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        one, slash, many = spec.partition("/")
        if slash:
            return one if self == "1" else many
        return format(str(self), spec)


class _Values(dict[str, _Said]):
    """Prints nothing for a value that a message names and the fault does not carry, and says so of a nearest name."""

    def __init__(self, values: Mapping[str, object], lang: Lang) -> None:
        super().__init__({key: _Said(_in_line(str(value))) for key, value in values.items() if value != ""})
        self.lang = lang

    def __missing__(self, key: str) -> _Said:
        return _Said(catalogue()["nearest_none"][self.lang]["message"] if key == "nearest" else "")


def seen(text: str) -> str:
    """Give a text with what cannot be seen spelt out."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _in_line(text: str) -> str:
    """Give a value in one line: a line of its own would pass for one that the program says."""
    return seen(" ".join(text.split("\n")) if "\n" in text else text)


def phrase(code: str, lang: Lang, part: str = "message", **values: object) -> str:
    """Give one catalogue text, filled in."""
    text = catalogue()[code][lang][part]
    return text.format_map(_Values(values, lang)).strip()


def word_for(kind: str) -> Text:
    """Give the name of a kind of thing, such as a policy, in both languages."""
    from hepu.text import Text  # noqa: PLC0415  # brings pydantic, which messages alone do without

    code = f"kind_{kind.replace(' ', '_')}"
    return Text(zh=phrase(code, "zh"), en=phrase(code, "en"))


def told(fault: Fault, lang: Lang) -> tuple[str, str]:
    """Say what a fault is and what to do about it."""
    values = {**fault.context, **{key: text[lang] for key, text in fault.words.items()}}
    in_text = f"{fault.code}_in_text"
    code = in_text if in_text in catalogue() and not fault.location.sheet else fault.code
    return phrase(code, lang, **values), phrase(code, lang, "remedy", **values)


def render_fault(fault: Fault, lang: Lang) -> str:
    """Say in one or two lines where a fault is, what it is and what to do."""
    if fault.code not in catalogue():
        detail = ", ".join(f"{key}: {value}" for key, value in sorted(fault.context.items()))
        return f"{fault.location}: {fault.code} {detail}".strip()
    message, remedy = told(fault, lang)
    place = seen(str(fault.location)).replace("\n", "\\u000a")
    line = f"{place}: {message}" if place else message
    return f"{line}\n    → {remedy}" if remedy else line


def render_faults(faults: Iterable[Fault], lang: Lang) -> str:
    """Say all faults, one after the other."""
    return "\n".join(render_fault(fault, lang) for fault in faults)
