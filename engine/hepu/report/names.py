"""What facts, lists, fields and words of choice are called in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hepu.language.vocabulary import OFFICIAL_ROWS
from hepu.profile.labels import load_form_words
from hepu.profile.schema import list_specs, questions
from hepu.report.words import both, document_endings, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.knowledge.load import Knowledge
    from hepu.profile.labels import FormWords
    from hepu.profile.schema import ListSpec, Question

__all__ = ["Names"]


@dataclass(frozen=True)
class Names:
    """Labels taken from ``knowledge/``; nothing here depends on a record."""

    knowledge: Knowledge

    @cached_property
    def form(self) -> FormWords:
        """The words of the form."""
        return load_form_words()

    @cached_property
    def asked(self) -> Mapping[str, Question]:
        """The single questions of the profile by id."""
        return {item.id: item for item in questions()}

    @cached_property
    def lists(self) -> Mapping[str, ListSpec]:
        """The lists of the profile by id."""
        return {item.id: item for item in list_specs()}

    def fact(self, key: str) -> Text:
        """Give what a fact such as ``fact.staff`` or ``gap.overseas_sites`` is called."""
        head, _, name = key.partition(".")
        if head == "fact":
            derived = self.knowledge.derived.get(name)
            return derived.name if derived else self.form.label(self.asked[name]).label
        label = self.knowledge.indicators[name].name
        return label if head == "indicator" else say(f"condition.{head}", name=label)

    def short(self, indicator: str) -> Text:
        """Give the short name of an indicator."""
        return self.knowledge.indicators[indicator].short

    def list(self, name: str) -> Text:
        """Give what a list is called."""
        return words()["condition.official_rows"] if name == OFFICIAL_ROWS else self.form.lists[name].label

    def field(self, list_id: str, name: str) -> Text:
        """Give what a field of a list is called."""
        if list_id == OFFICIAL_ROWS:
            return words()[f"condition.row_{name}"]
        return self.form.lists[list_id].fields[name].label

    def field_question(self, list_id: str, name: str) -> Question | None:
        """Give the question behind a field; the official rows have none."""
        spec = self.lists.get(list_id)
        return next((item for item in spec.fields if item.id == name), None) if spec else None

    def conclusion(self, key: str) -> Text:
        """Give the name of a conclusion such as ``problem.weak_teacher_capacity``."""
        stage, _, name = key.partition(".")
        return self.knowledge.conclusions(stage)[name].name

    def choice(self, question: Question, word: str) -> Text:
        """Give a word of choice as people read it."""
        return self.of_file(question.of, word) if question.of else self.form.choices[question.path][word]

    def of_file(self, file: str, word: str) -> Text:
        """Give the name of an entry of a knowledge file; one that the file lacks reads as it is."""
        entry = getattr(self.knowledge, file).get(word)
        if entry is None:
            return both(word)
        name: Text = entry if hasattr(entry, "zh") else entry.name
        return name

    def policy(self, name: str) -> Text:
        """Give a policy's title, in the marks that Chinese gives to documents; a platform is no document."""
        title = self.knowledge.policies[name].title
        plain = title.zh.rpartition("（")[0] if title.zh.endswith("）") else title.zh
        marked = f"《{title.zh}》" if plain.endswith(document_endings()) and "《" not in title.zh else title.zh
        return both(title) if marked == title.zh else Text(zh=marked, en=title.en)

    def sheet(self, name: str) -> Text:
        """Give the title of a sheet of the form."""
        return self.form.sheets[name].title
