"""What an editor says of each name and key of a pack: Chinese first, English below it."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.language.kinds import STAGES
from hepu.language.schema_parts import Hints
from hepu.language.vocabulary import OFFICIAL_ROWS
from hepu.report.names import Names
from hepu.report.words import both, words
from hepu.resources import templates_dir
from hepu.text import LANGUAGES, Text
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.knowledge.models import Parameter, Policy, Source
    from hepu.language.kinds import Vocabulary
    from hepu.pack import Pack
    from hepu.profile.labels import UnitWords

__all__ = ["articles_of", "hint", "hint_texts", "hints_of"]


@cache
def hint_texts() -> Mapping[str, Text]:
    """Give the texts of ``templates/authoring/hints.yaml`` by section and key."""
    path = templates_dir() / "authoring" / "hints.yaml"
    sections = read_yaml(path.read_text("utf-8"), path.name).value
    return MappingProxyType(
        {f"{section}.{key}": Text(**text) for section, texts in sections.items() for key, text in texts.items()}
    )


def hint(key: str, **values: object) -> Text:
    """Give one text, filled in; a value that is a text stands in the language of what it is put into."""
    text = hint_texts()[key]
    filled = {
        lang: text[lang].format_map({name: getattr(value, lang, value) for name, value in values.items()})
        for lang in LANGUAGES
    }
    return Text(**filled) if values else text


def hints_of(pack: Pack) -> Hints:
    """Give what is said of every key of the files and of every name that a pack defines."""
    knowledge, names = pack.knowledge, Names(pack.knowledge)
    said = dict(hint_texts())
    said |= {f"source.{name}": _source(entry) for name, entry in knowledge.sources.items()}
    said |= {f"policy.{name}": _policy(entry) for name, entry in knowledge.policies.items()}
    said |= {f"parameter.{name}": _parameter(entry) for name, entry in knowledge.parameters.items()}
    said |= {f"theory.{name}": _lines(entry.name, entry.text) for name, entry in knowledge.theories.items()}
    for stage in STAGES:
        if stage != "exclusion":
            entries = knowledge.conclusions(stage)
            said |= {f"{stage}.{name}": _lines(entry.name, entry.text) for name, entry in entries.items()}
    said |= dict(_others(pack))
    said |= dict(_values(pack.vocabulary, names))
    words = MappingProxyType(dict(_words(pack.vocabulary, names)))
    return Hints(
        names=MappingProxyType({key: _both(text) for key, text in said.items()}),
        titles=MappingProxyType({key: _both(_first(text)) for key, text in said.items()}),
        words=words,
    )


def _first(text: Text) -> Text:
    """Give the first line of a text, which names what the others tell of."""
    return both(text) if "\n" not in text.zh else Text(zh=text.zh.split("\n")[0], en=text.en.split("\n")[0])


def articles_of(pack: Pack) -> Mapping[str, Mapping[str, str]]:
    """Give by policy its articles, as files name them, with what each says."""
    return {
        name: {clause.article.zh: _both(_lines(clause.article, clause.text)) for clause in policy.clauses}
        for name, policy in pack.knowledge.policies.items()
    }


def _both(text: Text) -> str:
    """Give a text in both languages, once where they are the same."""
    return text.zh if text.zh == text.en else f"{text.zh}\n{text.en}"


def _lines(*parts: Text) -> Text:
    """Put texts one below the other in each language."""
    return Text(**{lang: "\n".join(part[lang] for part in parts) for lang in LANGUAGES})


def _source(entry: Source) -> Text:
    if not entry.author:
        return entry.title
    latin = (
        name if isinstance(name, str) else f"{name.given} {name.family}" for name in (who.en for who in entry.author)
    )
    by = Text(zh="、".join(who.zh for who in entry.author), en=", ".join(latin))
    return _lines(entry.title, hint("value.issued", by=by, day=entry.issued) if entry.issued else by)


def _policy(entry: Policy) -> Text:
    until = hint("value.policy_until", until=entry.until.isoformat()) if entry.until else both("")
    force = hint("value.policy", issuer=entry.issuer, since=entry.since.isoformat(), until=until)
    return _lines(entry.title, *([both(entry.number)] if entry.number else []), force)


def _parameter(entry: Parameter) -> Text:
    dated = (
        hint("value.dated", since=value.since.isoformat(), value=value.value, unit=entry.unit) for value in entry.values
    )
    return _lines(entry.name, *dated, hint(f"value.kind_{entry.kind}"), entry.text)


def _others(pack: Pack) -> Iterator[tuple[str, Text]]:
    """Give what is said of names that knowledge alone uses."""
    knowledge = pack.knowledge
    for kind, entries in (
        ("place", knowledge.places),
        ("town", knowledge.towns),
        ("province", knowledge.provinces),
    ):
        yield from ((f"{kind}.{name}", entry.name) for name, entry in entries.items())
    for kind, texts in (("mode", knowledge.modes), ("sector", knowledge.sectors)):
        yield from ((f"{kind}.{name}", text) for name, text in texts.items())
    yield from ((f"case.{name}", _lines(entry.college, entry.name)) for name, entry in knowledge.cases.items())
    yield from ((f"stage.{name}", entry.name) for name, entry in knowledge.system.items())
    for entry in knowledge.likeness.values():
        if entry.reads == "traits":
            yield from ((f"trait.{name}", item.name or entry.name) for name, item in entry.items.items())
    yield from (
        (f"rules.{rule.id}", knowledge.conclusions(rule.stage)[rule.target].name) for rule in pack.rules.values()
    )


def _values(vocabulary: Vocabulary, names: Names) -> Iterator[tuple[str, Text]]:
    """Give what is said of facts, of lists and of their fields: their names, units and questions of the form."""
    knowledge = names.knowledge
    for key in vocabulary.values:
        head, _, name = key.partition(".")
        if head != "fact":
            entry = knowledge.indicators[name]
            unit = hint("value.unit", unit=entry.unit)
            more = (unit, entry.help) if head == "indicator" else ()
            yield f"value.{key}", _lines(names.fact(key), *more)
            if head == "indicator":
                yield f"indicator.{name}", _lines(entry.name, unit, entry.help)
        elif name in knowledge.derived:
            derived = knowledge.derived[name]
            yield f"value.{key}", _lines(derived.name, *_unit(derived.unit), derived.text)
        else:
            question = names.asked[name]
            label = names.form.label(question)
            yield f"value.{key}", _lines(label.label, *_unit(names.form.units.get(question.unit)), label.help)
    for name, fields in vocabulary.lists.items():
        yield f"list.{name}", names.list(name)
        for item in fields:
            if name == OFFICIAL_ROWS:
                yield f"field.{name}.{item}", names.field(name, item)
            else:
                field = names.form.lists[name].fields[item]
                yield f"field.{name}.{item}", _lines(field.label, field.help)


def _unit(unit: Text | UnitWords | None) -> tuple[Text, ...]:
    return () if unit is None else (hint("value.unit", unit=unit),)


def _words(vocabulary: Vocabulary, names: Names) -> Iterator[tuple[tuple[str, ...], Mapping[str, str]]]:
    """Give what is said of the words among which ordered values and choices choose."""
    for key, kind in vocabulary.values.items():
        if kind.words:
            yield kind.words, {word: _both(_word_of(key, word, names)) for word in kind.words}
    for name, fields in vocabulary.lists.items():
        for item, kind in fields.items():
            if kind.words:
                yield kind.words, {word: _both(_word_in(name, item, word, names)) for word in kind.words}


def _word_of(key: str, word: str, names: Names) -> Text:
    """Give what a word is called that a fact may have for its value."""
    head, _, name = key.partition(".")
    if head != "fact":
        return words()[f"{head}.{word}"]
    derived = names.knowledge.derived.get(name)
    return derived.words[word] if derived else names.choice(names.asked[name], word)


def _word_in(name: str, item: str, word: str, names: Names) -> Text:
    """Give what a word is called that a field of a list may have for its value."""
    if name == OFFICIAL_ROWS:
        return names.knowledge.indicators[word].name if item == "indicator" else words()[f"dimension.{word}"]
    question = names.field_question(name, item)
    return names.choice(question, word) if question else both(word)
