"""The sentence in which a rule says why it fired, with the record's values filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.explain.readings import Reader
from hepu.language.model import Count, Quantified, leaves_of
from hepu.report.words import both, glue, say
from hepu.text import Lang, Text

if TYPE_CHECKING:
    from hepu.language.model import Rule
    from hepu.report.values import Values

__all__ = ["Because", "count_text"]

_PLACEHOLDER = re.compile(r"\{([a-z_]+\.[a-z0-9_]+(?:\.basis)?)\}")


def count_text(low: int, high: int | None) -> Text:
    """Write a count: a number, a range, or at least so many where the list is incomplete."""
    if high is None:
        return say("value.at_least", value=low)
    return both(low) if low == high else say("value.between", low=low, high=high)


@dataclass(frozen=True)
class Because:
    """Fills the ``because`` of rules from one record."""

    values: Values

    def sentence(self, rule: Rule) -> Text:
        """Give a rule's sentence in both languages."""

        def filled(lang: Lang) -> str:
            return _PLACEHOLDER.sub(lambda match: self._value(match.group(1), rule)[lang], rule.because[lang])

        return Text.model_construct(zh=filled("zh"), en=filled("en"))

    def _value(self, name: str, rule: Rule) -> Text:
        head, _, rest = name.partition(".")
        match head:
            case "count":
                return self._count(rest, rule)
            case "parameter":
                return self.values.parameter(rest)
            case "reference" if rest.endswith(".basis"):
                return self.values.basis(rest.removesuffix(".basis"))
            case "reference":
                return self.values.reference(rest)
            case "indicator":
                own = self.values.text(name)
                per_head = self.values.per_head(rest) if f"{{reference.{rest}}}" in rule.because.zh else None
                return glue(own, say("condition.group", part=per_head)) if per_head else own
            case _:
                return self.values.text(name)

    def _count(self, name: str, rule: Rule) -> Text:
        """Count the rows of a rule's first condition on a list."""
        counts = (leaf for leaf in leaves_of(rule.when) if isinstance(leaf, Count | Quantified) and leaf.list == name)
        read = Reader(self.values.facts, self.values.pack).count(next(counts))
        return count_text(read.low, read.high)
