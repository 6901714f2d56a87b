"""The report's own words in both languages, read from the YAML files of ``templates/report``."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from hepu.resources import templates_dir
from hepu.text import LANGUAGES, Lang, Text
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "agreeing",
    "both",
    "document_codes",
    "document_endings",
    "english_measure",
    "first_sentence",
    "glue",
    "inner",
    "join",
    "language_of",
    "lines",
    "month_name",
    "numerals",
    "order_issuers",
    "say",
    "singular",
    "voiced",
    "words",
]


_LISTS = {"months", "singular", "measures_of", "document_endings", "document_codes", "order_issuers", "numerals"}
_PUBLISHED = "in_published"
_SIDE_BY_SIDE = (("》", "《"), ("”", "“"))  # GB/T 15834: no pause mark between titles or quotations in a row
_INNER_QUOTES = str.maketrans("“”", "‘’")
_ENGLISH_SENTENCE = re.compile(r"(?<=[.!?])(?<!\bNo\.)\s+(?=[A-Z\d“])")


@cache
def _source() -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted((templates_dir() / "report").glob("*.yaml")):
        found.update(read_yaml(path.read_text("utf-8"), path.name).value)
    return found


@cache
def words() -> Mapping[str, Text]:
    """Give every phrase by its dotted name, such as ``summary.lead``."""
    found: dict[str, Text] = {}

    def walk(node: Mapping[str, Any], prefix: str) -> None:
        for key, value in node.items():
            name = f"{prefix}{key}"
            if isinstance(value, dict) and set(value) == set(LANGUAGES):
                found[name] = Text.model_validate(value) if all(value.values()) else Text.model_construct(**value)
            elif isinstance(value, dict):
                walk(value, f"{name}.")

    walk({key: value for key, value in _source().items() if key not in _LISTS}, "")
    return found


def voiced(name: str, *, published: bool) -> str:
    """Give the name of a phrase as it reads of a college, or of published sources where these need other words."""
    other = f"{_PUBLISHED}.{name}"
    return other if published and other in words() else name


def both(value: object) -> Text:
    """Give something that reads the same in both languages, such as a name or a number."""
    return value if isinstance(value, Text) else Text.model_construct(zh=str(value), en=str(value))


def glue(*parts: Text) -> Text:
    """Put texts one after the other with nothing between."""
    return Text.model_construct(zh="".join(part.zh for part in parts), en="".join(part.en for part in parts))


def say(name: str, /, **values: object) -> Text:
    """Give a phrase with its values filled in, each in its own language."""
    phrase = words()[name]
    if not values:
        return phrase

    def filled(lang: Lang) -> str:
        shown = {key: value[lang] if isinstance(value, Text) else str(value) for key, value in values.items()}
        return phrase[lang].format(**shown)

    return Text.model_construct(zh=filled("zh"), en=filled("en"))


def inner(text: Text) -> Text:
    """Give a text as it stands within Chinese quotation marks, its own being single there (GB/T 15834)."""
    return Text.model_construct(zh=text.zh.translate(_INNER_QUOTES), en=text.en)


def join(parts: Iterable[Text], by: str = "list_join") -> Text:
    """Join texts with a mark of each language: ``list_join``, ``clause_join`` or ``sentence_join``."""
    items = list(parts)
    mark = words()[by]
    chinese = mark.zh.join(item.zh for item in items)
    for closing, opening in _SIDE_BY_SIDE:
        chinese = chinese.replace(f"{closing}、{opening}", closing + opening)
    return Text.model_construct(zh=chinese, en=mark.en.join(item.en for item in items))


def lines(parts: Iterable[Text]) -> Text:
    """Put texts below one another."""
    shown = list(parts)
    return Text.model_construct(zh="\n".join(part.zh for part in shown), en="\n".join(part.en for part in shown))


def singular(unit: str) -> str:
    """Give an English unit as it reads after 1."""
    found: str = _source()["singular"].get(unit, unit)
    return found


@cache
def _one_of_many() -> re.Pattern[str]:
    plurals = "|".join(sorted(map(re.escape, _source()["singular"]), key=len, reverse=True))
    return re.compile(rf"(?<![\d.,])1 ((?:[a-z]+ ){{0,2}})({plurals})\b")


def agreeing(text: str) -> str:
    """Write what follows a 1 in an English sentence in the singular."""
    return _one_of_many().sub(lambda found: f"1 {found[1]}{singular(found[2])}", text)


def english_measure(unit: str) -> tuple[int, str]:
    """Give the factor and unit in which English writes an amount; 1 and the unit itself for most."""
    other = _source()["measures_of"].get(unit)
    return (1, unit) if other is None else (int(other["factor"]), str(other["unit"]))


def document_endings() -> tuple[str, ...]:
    """Give the words on which the Chinese title of a document ends."""
    return tuple(_source()["document_endings"])


def document_codes() -> Mapping[str, str]:
    """Give the issuing codes of Chinese documents in Latin letters."""
    found: Mapping[str, str] = _source()["document_codes"]
    return found


def order_issuers() -> Mapping[str, str]:
    """Give those who issue numbered orders, in English."""
    found: Mapping[str, str] = _source()["order_issuers"]
    return found


def numerals() -> tuple[str, ...]:
    """Give the Chinese numerals from one on."""
    return tuple(_source()["numerals"])


def month_name(month: int) -> str:
    """Give the English name of a month, 1 to 12."""
    name: str = _source()["months"][month - 1]
    return name


def first_sentence(text: Text) -> Text:
    """Give the first sentence of a text in each language."""
    zh = re.split(r"(?<=[。！？])", text.zh, maxsplit=1)[0]
    en = _ENGLISH_SENTENCE.split(text.en, maxsplit=1)[0]
    return Text.model_construct(zh=zh, en=en)


def language_of(lang: str) -> Lang:
    """Give the language of dates and metadata for an edition; the one in both languages is Chinese first."""
    return "en" if lang == "en" else "zh"
