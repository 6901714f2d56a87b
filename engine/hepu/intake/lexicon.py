"""The lexicon of the form: which words stand for which ids, in both languages and in what people type for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import PackError
from hepu.intake.numbers import fold
from hepu.knowledge.load import load_kind
from hepu.layering.stack import read_stack
from hepu.layers import shipped_layers
from hepu.naming import nearest
from hepu.profile.labels import FormWords, UnitWords, load_form_words
from hepu.profile.schema import indicator_question
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.knowledge.load import Knowledge
    from hepu.knowledge.models import Indicator, OtherPlace, Town
    from hepu.layers import Layers
    from hepu.profile.schema import Question
    from hepu.text import Lang

__all__ = ["Lexicon", "both", "default_lexicon", "lexicon_of", "listed"]


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


def lexicon_of(knowledge: Knowledge) -> Lexicon:
    """Make the lexicon from knowledge that is already loaded."""
    return _lexicon(knowledge.indicators, knowledge.towns, knowledge.places, knowledge.sectors)


@cache
def default_lexicon(layers: Layers | None = None) -> Lexicon:
    """Read the lexicon from the shipped pack, or from other layers, without the files that the form does not need.

    Raises:
        PackError: with the place of each fault.

    """
    stack = read_stack(layers or shipped_layers())
    read = {kind: load_kind(stack, kind) for kind in ("towns", "places", "sectors", "indicators")}
    faults = [fault for kind in read.values() for fault in kind.faults]
    if faults:
        raise PackError(faults)
    found = {kind: loaded.entries for kind, loaded in read.items()}
    return _lexicon(found["indicators"], found["towns"], found["places"], found["sectors"])


def _lexicon(
    indicators: Mapping[str, Indicator],
    towns: Mapping[str, Town],
    places: Mapping[str, OtherPlace],
    sectors: Mapping[str, Text],
) -> Lexicon:
    names: dict[str, Mapping[str, Text]] = {
        "towns": {name: item.name for name, item in towns.items()},
        "places": {name: item.name for name, item in places.items()},
        "sectors": dict(sectors),
    }
    return Lexicon(load_form_words(), indicators, MappingProxyType(names))
