"""The lexicon of the form: which words stand for which ids, in both languages and in what people type for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter, ValidationError

from hepu.errors import Fault, PackError
from hepu.intake.numbers import fold
from hepu.knowledge.models import Indicator, OtherPlace, Town
from hepu.layers import shipped_layers
from hepu.naming import nearest
from hepu.profile.labels import FormWords, UnitWords, load_form_words
from hepu.profile.schema import indicator_question
from hepu.text import Text
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.knowledge.load import Knowledge
    from hepu.layers import Layers
    from hepu.profile.schema import Question
    from hepu.text import Lang

__all__ = ["Lexicon", "both", "default_lexicon", "lexicon_of", "listed"]

T = TypeVar("T")


@dataclass(frozen=True)
class Lexicon:
    """The words of the form with the names of towns, places, sectors and indicators; ``digest`` names the schema."""

    form: FormWords
    indicators: Mapping[str, Indicator]
    names: Mapping[str, Mapping[str, Text]]

    def choices(self, question: Question) -> Mapping[str, Text]:
        """Give the ids among which a question chooses, each with its name."""
        if question.of == "indicators":
            return {name: item.name for name, item in self.indicators.items()}
        return self.names[question.of] if question.of else self.form.choices[question.path]

    def indicator_questions(self, group: str) -> tuple[Question, ...]:
        """Give the indicators of one group as questions; ``core`` marks those asked on the core sheet."""
        return tuple(
            indicator_question(name, item, core=name in self.form.core_indicators)
            for name, item in self.indicators.items()
            if item.group == group
        )

    def unit(self, question: Question) -> UnitWords | None:
        """Give the words of a question's unit, or nothing where it has none."""
        if question.section == "indicators":
            return self.indicator_unit(question.id)
        return self.form.units.get(question.unit)

    def indicator_unit(self, name: str) -> UnitWords:
        """Give the words of an indicator's unit; other ways of writing it are found by its Chinese name."""
        unit = self.indicators[name].unit
        known = next(
            (words for words in self.form.units.values() if words.zh == unit.zh), UnitWords(zh=unit.zh, en=unit.en)
        )
        return known.model_copy(update={"en": unit.en})

    def find(self, choices: Mapping[str, Text], typed: str) -> str | None:
        """Give the id that a typed word stands for: its id or its name in either language or in both."""
        wanted = fold(typed)
        for tried in (wanted, *(f"{wanted}{ending}" for ending in self.form.typed.endings)):
            for name, text in choices.items():
                if tried in _spellings(name, text):
                    return name
        return None

    def suggest(self, choices: Mapping[str, Text], typed: str) -> Text | None:
        """Give the name nearest to a typed word, or nothing where none is near."""
        # An ending that many names share makes none of them more alike.
        by_spelling = {
            self._without_ending(spelling): text
            for name, text in choices.items()
            for spelling in _spellings(name, text)
        }
        return by_spelling.get(nearest(self._without_ending(fold(typed)), by_spelling))

    def _without_ending(self, word: str) -> str:
        found = (word.removesuffix(ending) for ending in self.form.typed.endings if word.endswith(ending))
        return next(found, "") or word


def _spellings(name: str, text: Text) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(word) for word in (name, text.zh, text.en, both(text, "zh"), both(text, "en"))))


def listed(words: Iterable[Text | UnitWords]) -> Text:
    """Give names as one text, in each language."""
    names = tuple(words)
    return Text(zh="、".join(name.zh for name in names), en=", ".join(name.en for name in names))


def both(text: Text | UnitWords, lang: Lang) -> str:
    """Give a name in both languages, the reader's own first, once where they are the same."""
    if text.zh == text.en:
        return text.zh
    return f"{text.zh} {text.en}" if lang == "zh" else f"{text.en} {text.zh}"


def lexicon_of(knowledge: Knowledge, form: FormWords | None = None) -> Lexicon:
    """Make the lexicon from knowledge that is already loaded."""
    names = {
        "towns": {name: item.name for name, item in knowledge.towns.items()},
        "places": {name: item.name for name, item in knowledge.places.items()},
        "sectors": dict(knowledge.sectors),
    }
    return Lexicon(form or load_form_words(), knowledge.indicators, MappingProxyType(names))


@cache
def default_lexicon(layers: Layers | None = None) -> Lexicon:
    """Read the lexicon from the shipped pack, or from other layers, without the files that the form does not need.

    Raises:
        PackError: with the place of each fault.

    """
    layers = layers or shipped_layers()
    names = {
        "towns": {name: item.name for name, item in _entries(layers, "towns", TypeAdapter(dict[str, Town])).items()},
        "places": {
            name: item.name for name, item in _entries(layers, "places", TypeAdapter(dict[str, OtherPlace])).items()
        },
        "sectors": _entries(layers, "sectors", TypeAdapter(dict[str, Text])),
    }
    indicators = _entries(layers, "indicators", TypeAdapter(dict[str, Indicator]))
    form = load_form_words(layers[0].knowledge / "form.yaml")
    return Lexicon(form, MappingProxyType(indicators), MappingProxyType(names))


def _entries(layers: Layers, kind: str, adapter: TypeAdapter[dict[str, T]]) -> dict[str, T]:
    """Read one kind of knowledge, which is one file a layer."""
    entries: dict[str, T] = {}
    for layer in layers:
        path = layer.knowledge / f"{kind}.yaml"
        if not path.exists():
            continue
        document = read_yaml(path.read_text("utf-8"), layer.shown(path))
        try:
            entries |= adapter.validate_python(document.value)
        except ValidationError as error:
            places = [(document.location(item["loc"]), item["msg"]) for item in error.errors()]
            raise PackError([Fault("knowledge_entry", place, {"expected": text}) for place, text in places]) from None
    return entries
