"""What the parts of an impact are called, in both languages, by whichever pack knows them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hepu.impact.changes import EntryChange, RuleChange
from hepu.report.names import Names
from hepu.report.sentences import Sentences
from hepu.report.values import PackValues
from hepu.report.words import both, inner, join, say, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.advice.model import Placement
    from hepu.impact.causes import Causes
    from hepu.impact.changes import Change
    from hepu.impact.model import Impact
    from hepu.language.model import Rule
    from hepu.pack import Pack
    from hepu.text import Text

__all__ = ["Naming"]

_LONGEST = 60
_MOST_NAMED = 12


@dataclass(frozen=True)
class Naming:
    """Names of conclusions, answers, measures and changes."""

    impact: Impact

    @cached_property
    def _packs(self) -> tuple[Pack, Pack]:
        return self.impact.new.pack, self.impact.old.pack

    @cached_property
    def _changes(self) -> Mapping[str, Change]:
        return {item.key: item for item in self.impact.changes}

    def conclusion(self, key: str) -> Text:
        """Name a conclusion with its stage; the new pack's name where both have one."""
        stage, _, name = key.partition(".")
        return say("explain.subject", stage=words()[f"stage.{stage}"], name=inner(self._named(stage, name)))

    def plain(self, key: str) -> Text:
        """Name a conclusion without its stage."""
        stage, _, name = key.partition(".")
        return self._named(stage, name)

    def _named(self, stage: str, name: str) -> Text:
        for pack in self._packs:
            entry = pack.knowledge.conclusions(stage).get(name)
            if entry is not None:
                return entry.name
        return both(name)

    def answer(self, key: str) -> Text:
        """Name a missing answer, such as ``fact.staff`` or ``list.partnerships``."""
        head, _, name = key.partition(".")
        for pack in self._packs:
            names = Names(pack.knowledge)
            if head == "list":
                return names.list(name)
            if key in pack.vocabulary.values:
                return names.fact(key)
        return both(key)

    @staticmethod
    def state(word: str) -> Text:
        """Tell what a conclusion came to."""
        if word in {"undefined", "false", "unknown"}:
            return words()[f"impact.{word}"]
        return say("reconsider.holds", certainty=words()[f"certainty.{word}"])

    @staticmethod
    def placement(placement: Placement | None) -> Text:
        """Tell where a measure stands."""
        if placement is None:
            return words()["reconsider.no_place"]
        return words()[f"reconsider.{'withheld_measure' if placement == 'withheld' else placement}"]

    def change(self, key: str) -> Text:
        """Name a change in few words."""
        item = self._changes[key]
        if isinstance(item, RuleChange):
            return say("impact.rule", id=item.id)
        return say("impact.entry", kind=words()[f"impact.kind.{item.kind}"], id=item.id)

    def editorial(self) -> tuple[Text, ...]:
        """Tell in a line, where there are any, the changes that no advisory shows: how many, and the first by name."""
        names = [self.change(key) for key, item in self._changes.items() if item.grade == "editorial"]
        if not names:
            return ()
        left = len(names) - _MOST_NAMED
        more = [say("impact.editorial_more", count=left)] if left > 0 else []
        return (say("impact.editorial", count=len(names), names=join([*names[:_MOST_NAMED], *more])),)

    def causes(self, causes: Causes) -> Text:
        """Tell by which changes something turned."""
        return say(f"impact.because_{causes.how}", names=join([self.change(key) for key in causes.keys]))

    def priorities(self, names: Iterable[str]) -> Text:
        """Tell problems in their order."""
        found = [self._named("problem", name) for name in names]
        return join(found) if found else words()["impact.priority_none"]

    def headline(self, item: Change) -> Text:
        """Tell a change in a line."""
        if isinstance(item, RuleChange):
            rule = item.new or item.old
            assert rule is not None  # noqa: S101  # one of the two packs has it
            if item.what == "changed":
                named = join([words()[f"impact.aspect.{name}"] for name in item.aspects])
                return say("impact.rule_changed", id=item.id, aspects=named)
            said = {"subject": self._target(rule), "certainty": words()[f"certainty.{rule.certainty.word}"]}
            return say(f"impact.rule_{item.what}", id=item.id, **said)
        kind = words()[f"impact.kind.{item.kind}"]
        if item.what == "changed":
            return say("impact.entry_changed", kind=kind, id=item.id, fields=", ".join(item.fields))
        return say(f"impact.entry_{item.what}", kind=kind, id=item.id, name=_name_of(item.new or item.old, item.id))

    def details(self, item: Change) -> tuple[Text, ...]:
        """Tell what is different, old and new, as people read it."""
        if isinstance(item, EntryChange):
            return self._of_entry(item)
        if item.old is None or item.new is None:
            rule, pack = (item.new, self._packs[0]) if item.new is not None else (item.old, self._packs[1])
            assert rule is not None  # noqa: S101  # as above
            return (say("impact.when", text=_sentence(rule, pack)),)
        told: list[Text] = []
        for aspect in item.aspects:
            pair = [
                self._aspect(aspect, rule, pack)
                for rule, pack in zip((item.old, item.new), reversed(self._packs), strict=True)
            ]
            for word, text in zip(("old", "new"), pair, strict=True):
                if text is not None:
                    told.append(say(f"impact.{word}", text=text))
        if item.grade != "meaning":
            told.append(words()[f"impact.only_{item.grade}"])
        return tuple(told)

    def _aspect(self, aspect: str, rule: Rule, pack: Pack) -> Text | None:
        match aspect:
            case "target":
                return self._target(rule)
            case "condition":
                return _sentence(rule, pack)
            case "certainty":
                return words()[f"certainty.{rule.certainty.word}"]
            case "days" if rule.until is None:
                return say("impact.days_open", since=rule.since.isoformat())
            case "days":
                return say("impact.days_closed", since=rule.since.isoformat(), until=str(rule.until))
            case "text":
                return rule.because
            case _:
                return None

    def _target(self, rule: Rule) -> Text:
        name = inner(self._named(rule.stage, rule.target))
        if rule.stage == "exclusion":
            return say("impact.excludes", name=name)
        stage = words()[f"stage.{rule.stage}"]
        return say("impact.concludes", stage=both(stage).model_copy(update={"en": stage.en.lower()}), name=name)

    def _of_entry(self, item: EntryChange) -> tuple[Text, ...]:
        if item.what != "changed":
            return ()
        told: list[Text] = []
        for word, entry in (("old", item.old), ("new", item.new)):
            if item.kind == "parameters" and "values" in item.fields:
                values = [
                    say("impact.value_dated", value=value.value, since=value.since.isoformat())
                    for value in entry.values
                ]
                told.append(say(f"impact.{word}", text=join(values)))
                continue
            plain = [
                f"{name}: {value}"
                for name in item.fields
                if (value := _plain(getattr(entry, name, None))) is not None and len(value) <= _LONGEST
            ]
            if plain:
                told.append(say(f"impact.{word}", text=join([both(text) for text in plain])))
        return tuple(told)


def _sentence(rule: Rule, pack: Pack) -> Text:
    return Sentences(PackValues(pack)).condition(rule.when)


def _name_of(entry: Any, name: str) -> Text:
    for field in ("name", "short", "title"):
        found = getattr(entry, field, None)
        if hasattr(found, "zh"):
            return both(found)
    return both(entry if hasattr(entry, "zh") else name)


def _plain(value: Any) -> str | None:
    """Write a value that stands in a line; nothing for what does not."""
    match value:
        case tuple() | list() if all(isinstance(item, str) for item in value):
            return ", ".join(value) or "-"
        case None:
            return "-"
        case dict() | tuple() | list():
            return None
        case _ if hasattr(type(value), "model_fields"):
            return None
        case _:
            return str(value)
