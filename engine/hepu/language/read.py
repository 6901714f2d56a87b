"""Reading rule files: one file, one rule, with every fault at its place."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar, cast

from pydantic import ValidationError

from hepu.knowledge.models import Review
from hepu.knowledge.reviewed import content_digest
from hepu.language.alternatives import ALTERNATIVES
from hepu.language.conditions import NEVER, ConditionReader
from hepu.language.kinds import STAGES, Certainty
from hepu.language.model import Example, Ground, Rule
from hepu.naming import nearest
from hepu.source_file import parse_source
from hepu.text import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hepu.errors import Fault
    from hepu.language.kinds import Stage, Vocabulary
    from hepu.source_file import SourceFile
    from hepu.text import Lang
    from hepu.yaml_source import Path

__all__ = [
    "PLACEHOLDER",
    "REQUIRED_KEYS",
    "RULE_KEYS",
    "UNFINISHED",
    "placeholders",
    "read_rule",
    "rule_content",
    "rule_of",
]

RULE_KEYS = (
    "rule", "concludes", "excludes", "certainty", "since", "until", "theory", "when", "because", "law", "sources",
    "review", "cannot_express", "examples",
)  # fmt: skip
# What stands at the head of a text that is still to be written, as in a new rule; no such text may be printed.
UNFINISHED: Mapping[Lang, str] = MappingProxyType({"zh": "【待写】", "en": "[TO WRITE]"})
REQUIRED_KEYS = ("rule", "certainty", "since", "theory", "when", "because", "sources", "examples")
# A review is no part of what it is about, and examples are tried, not judged.
_NOT_REVIEWED = frozenset({"review", "examples"})
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_NO_TEXT = Text(zh="-", en="-")
# A date, also one whose month or day lacks its nought.
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\.([a-z][a-z0-9_]*)(\.basis)?\}")
_SHOWN = (
    "fact", "indicator", "gap", "trend", "past", "participation", "standing", "advantage", "reference", "parameter",
    "count", "which",
)  # fmt: skip
_SUBJECT_OF = {"past": "trend", "reference": "gap"}

Read = TypeVar("Read")


def placeholders(text: str) -> frozenset[str]:
    """Give the names of the values that a text prints."""
    return frozenset(match.group(0)[1:-1] for match in PLACEHOLDER.finditer(text))


def rule_content(raw: Mapping[str, object]) -> str:
    """Give the sha256 of what a rule file states, but for its review and examples."""
    return content_digest({key: value for key, value in raw.items() if key not in _NOT_REVIEWED})


def read_rule(text: str, file: str, name: str, vocabulary: Vocabulary) -> tuple[Rule | None, tuple[Fault, ...]]:
    """Read the text of one rule file; ``name`` is the file's name without suffix, the rest as ``rule_of``."""
    return rule_of(parse_source(text, file), name, vocabulary)


def rule_of(source: SourceFile, name: str, vocabulary: Vocabulary) -> tuple[Rule | None, tuple[Fault, ...]]:
    """Read the rule in a file as far as it can be read.

    The rule is missing when there is any fault, or, without one, when it rests on knowledge that could not be read.
    """
    if source.document is None:
        return None, source.faults
    reader = _RuleReader(source.document, vocabulary, list(source.faults))
    rule = reader.rule(name, hashlib.sha256(source.text.encode()).hexdigest())
    return (None if reader.faults or reader.waits else rule), tuple(reader.faults)


class _RuleReader(ConditionReader):
    """Reads the parts of a rule around its condition."""

    def rule(self, name: str, digest: str) -> Rule | None:
        raw = self.document.value
        if not isinstance(raw, dict):
            self.fault("rule_not_mapping", ())
            return None
        for key in raw:
            if key not in RULE_KEYS:
                self.unknown("key_unknown", (key,), key, RULE_KEYS)
        missing = [key for key in REQUIRED_KEYS if raw.get(key) is None and (key,) not in self.document.unread]
        if ("concludes" in raw) == ("excludes" in raw):
            missing.append("concludes")
        if missing:
            self.fault("rule_keys_missing", (), expected=", ".join(missing))
        rule = self.parts(raw, name, digest)
        dated = not any(fault.code == "date_impossible" for fault in self.faults)
        if dated and rule.until is not None and rule.until < rule.since:
            self.fault("rule_dates", ("until",), found=rule.until, expected=rule.since)
        return rule

    def parts(self, raw: dict[str, object], name: str, digest: str) -> Rule:
        """Read the parts that are there; what is missing has been told, and is filled in to read the others."""

        def part(key: str, read: Callable[[object], Read], without: Read) -> Read:
            return without if raw.get(key) is None else read(raw[key])

        def text(key: str) -> Text | None:
            return part(key, lambda value: self.text(value, (key,)), None)

        if raw.get("rule") is not None and (raw["rule"] != name or not _ID.fullmatch(name)):
            self.fault("rule_id", ("rule",), found=raw["rule"], expected=name)
        stage, target = self.target(raw)
        because = text("because") or _NO_TEXT
        self.check_placeholders(because)
        return Rule(
            id=name,
            stage=stage,
            target=target,
            certainty=part("certainty", lambda value: self.certainty(value, ("certainty",)), Certainty.POSSIBLE),
            since=part("since", lambda value: self.date(value, ("since",)), dt.date.min),
            until=part("until", lambda value: self.date(value, ("until",)), None),
            theory=part("theory", self.theory, ""),
            when=part("when", lambda value: self.read(value, ("when",)), NEVER),
            because=because,
            sources=part("sources", self.sources, ()),
            review=self.review(raw.get("review")),
            cannot_express=text("cannot_express"),
            examples=part("examples", self.examples, ()),
            digest=digest,
            location=self.document.location(),
            content=rule_content(raw),
            law=part("law", self.law, ()),
            document=self.document,
        )

    def theory(self, raw: object) -> str:
        return self.name(raw, ("theory",), self.vocabulary.theories, "theory_unknown")

    def target(self, raw: dict[str, object]) -> tuple[Stage, str]:
        head = "concludes" if "concludes" in raw else "excludes"
        if head not in raw:
            return "problem", ""
        named = raw[head]
        if not isinstance(named, dict) or len(named) != 1:
            self.fault("rule_target", (head,))
            return "problem", ""
        ((stage, target),) = named.items()
        allowed = ("strategy",) if head == "excludes" else tuple(word for word in STAGES if word != "exclusion")
        if str(stage) not in allowed:
            self.unknown("stage_unknown", (head, stage), stage, allowed)
            return "problem", ""
        known = self.vocabulary.conclusions.get(stage, frozenset())
        if not self.unread(f"{stage}.{target}") and str(target) not in known:
            self.unknown("conclusion_unknown", (head, stage), target, known)
        return ("exclusion" if head == "excludes" else cast("Stage", stage)), str(target)

    def text(self, raw: object, path: Path) -> Text:
        try:
            text = Text.model_validate(raw)
        except ValidationError:
            self.fault("text_languages", path)
            return _NO_TEXT
        for lang in LANGUAGES:
            if UNFINISHED[lang] in text[lang]:
                self.fault("text_unfinished", (*path, lang), found=text[lang], expected=UNFINISHED[lang])
        return text

    def check_placeholders(self, because: Text) -> None:
        for lang, text in (("zh", because.zh), ("en", because.en)):
            stripped = PLACEHOLDER.sub("", text)
            if "{" in stripped or "}" in stripped:
                self.fault("placeholder_form", ("because", lang), found=text)
            for match in PLACEHOLDER.finditer(text):
                head, name, basis = match.groups()
                if head not in _SHOWN or (basis and head != "reference"):
                    meant = nearest(head, _SHOWN)
                elif self.shown(head, name):
                    continue
                else:
                    meant = self.like(head, name)
                self.fault("placeholder_unknown", ("because", lang), found=match.group(0), nearest=meant)
        if placeholders(because.zh) != placeholders(because.en):
            differ = sorted(placeholders(because.zh) ^ placeholders(because.en))
            self.fault("placeholder_differ", ("because",), found=", ".join(differ))

    def like(self, head: str, name: str) -> str:
        """Name the value of the same head that is most like one that does not exist, or that of another head."""
        keys = {
            "count": (f"count.{key}" for key in self.vocabulary.lists),
            "parameter": (f"parameter.{key}" for key in self.vocabulary.parameters),
            "which": (f"which.{key}" for key in ALTERNATIVES),
        }.get(head, self.vocabulary.values)
        subject = _SUBJECT_OF.get(head, head)
        own = nearest(name, (key.partition(".")[2] for key in keys if key.startswith(f"{subject}.")))
        return f"{head}.{own}" if own else nearest(f"{head}.{name}", self.vocabulary.values)

    def shown(self, head: str, name: str) -> bool:
        subject = _SUBJECT_OF.get(head, head)
        if f"{subject}.{name}" in self.vocabulary.unread:
            return True
        if head == "count":
            return name in self.vocabulary.lists
        if head == "parameter":
            return name in self.vocabulary.parameters
        if head == "which":
            return name in ALTERNATIVES
        if head == "past":
            return f"trend.{name}" in self.vocabulary.values
        if head == "reference":
            return f"gap.{name}" in self.vocabulary.values
        return f"{head}.{name}" in self.vocabulary.values

    def name(self, raw: object, path: Path, known: Iterable[str], code: str) -> str:
        names = frozenset(known)
        if not isinstance(raw, str) or raw not in names:
            self.unknown(code, path, raw, names)
        return str(raw)

    def certainty(self, raw: object, path: Path) -> Certainty:
        words: dict[str, Certainty] = {level.word: level for level in Certainty}
        if str(raw) not in words:
            self.fault("certainty_word", path, expected=", ".join(words), found=raw, nearest=nearest(str(raw), words))
            return Certainty.POSSIBLE
        return words[str(raw)]

    def date(self, raw: object, path: Path) -> dt.date:
        parts = _DATE.fullmatch(str(raw))
        try:
            day = dt.date(*map(int, parts.groups())) if parts else None
        except ValueError:
            day = None
        if day is None or day.isoformat() != str(raw):
            mend = {} if day is None else {"mend": day.isoformat()}
            self.fault("date_impossible", path, found=raw, **mend)
        return day or dt.date.min

    def sources(self, raw: object) -> tuple[str, ...]:
        if not isinstance(raw, list) or not raw:
            self.fault("sources_missing", ("sources",))
            return ()
        return tuple(
            self.name(key, ("sources", at), self.vocabulary.sources, "source_unknown") for at, key in enumerate(raw)
        )

    def law(self, raw: object) -> tuple[Ground, ...]:
        """Read the articles that a rule applies."""
        if not isinstance(raw, list):
            self.fault("law_form", ("law",))
            return ()
        read = []
        for at, ground in enumerate(raw):
            if not isinstance(ground, dict) or set(ground) != {"policy", "article"}:
                self.fault("law_form", ("law", at))
                continue
            policy = str(ground["policy"])
            if not self.unread(f"policy.{policy}"):
                policy = self.name(policy, ("law", at, "policy"), self.vocabulary.policies, "policy_unknown")
            read.append(Ground(policy, str(ground["article"])))
        return tuple(read)

    def review(self, raw: object) -> Review:
        try:
            return Review.model_validate(raw if raw is not None else {})
        except ValidationError:
            self.fault("review_form", ("review",))
            return Review()

    def examples(self, raw: object) -> tuple[Example, ...]:
        if not isinstance(raw, list) or not raw:
            self.fault("examples_missing", ("examples",))
            return ()
        read = []
        for at, example in enumerate(raw):
            path = ("examples", at)
            keys = {"it", "given", "expect", "certainty", "as_of"}
            if not isinstance(example, dict) or not {"it", "given", "expect"} <= set(example) <= keys:
                self.fault("example_form", path, expected=", ".join(sorted(keys)))
                continue
            if not isinstance(example["given"] or {}, dict):
                self.fault("example_form", (*path, "given"), expected=", ".join(sorted(keys)))
                continue
            if example["expect"] not in ("fires", "silent", "unknown"):
                self.fault("example_expect", (*path, "expect"), found=example["expect"])
                continue
            given = example["given"] or {}
            as_of = example.get("as_of")
            read.append(
                Example(
                    it=str(example["it"]),
                    given=given,
                    expect=example["expect"],
                    certainty=self.certainty(example["certainty"], (*path, "certainty"))
                    if "certainty" in example
                    else None,
                    as_of=None if as_of is None else self.date(as_of, (*path, "as_of")),
                )
            )
        return tuple(read)
