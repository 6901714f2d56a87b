"""A rule's condition in cells: its parts side by side, each with a head, a name, a comparator and a value.

Parts that bear the same letter are alternatives (``any``), one marked *not* is denied, and a part that begins with
*where* or *have* filters the rows of the list before it. What this cannot say stands in the last cell in the rule
language itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hepu.decision_table.layout import MOST_PARTS, PART_ROLES, part_column
from hepu.decision_table.operands import UnreadableError, write_operand
from hepu.decision_table.parts import OTHER, read_condition
from hepu.decision_table.terms import CONCLUSIONS, FILTERS, GROUPS, LISTS
from hepu.decision_table.wording import with_id
from hepu.language.conditions import SUBJECTS
from hepu.language.model import COMPARATORS
from hepu.yaml_patch import same
from hepu.yaml_text import flow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.decision_table.terms import Terms
    from hepu.text import Lang

__all__ = ["write_condition"]

Slot = tuple[str, str, str, str, str | int | float]


class _UnsayableError(ValueError):
    """The columns have no way of saying a part."""


def write_condition(raw: Mapping[str, Any], terms: Terms, lang: Lang) -> dict[str, object]:
    """Give the cells of a condition by column, blanks left out; reading them gives the same condition again."""
    parts = raw["all"] if set(raw) == {"all"} and isinstance(raw["all"], list) and len(raw["all"]) > 1 else [raw]
    writer, slots, rest = _Writer(terms, lang), list[Slot](), parts
    for at, part in enumerate(parts):
        try:
            made = list(writer.part(part))
        except (_UnsayableError, UnreadableError):
            break
        if len(slots) + len(made) > MOST_PARTS:
            break
        slots.extend(made)
        rest = parts[at + 1 :]
    cells: dict[str, object] = {
        part_column(at, role): value
        for at, slot in enumerate(slots, start=1)
        for role, value in zip(PART_ROLES, slot, strict=True)
        if value != ""
    }
    if rest:
        cells[OTHER] = flow(rest if len(rest) > 1 else rest[0])
    read = read_condition(cells, terms)
    return cells if not read.problems and same(read.value, raw) else {OTHER: flow(raw)}


@dataclass
class _Writer:
    terms: Terms
    lang: Lang
    groups: int = 0

    def part(self, raw: Any) -> Iterator[Slot]:
        """Write a part of the whole: a single one, or one of several alternatives."""
        if not isinstance(raw, dict) or set(raw) != {"any"}:
            yield from self.single(raw, "")
            return
        if self.groups == len(GROUPS) or not isinstance(raw["any"], list):
            raise _UnsayableError
        letter = GROUPS[self.groups]
        self.groups += 1
        for item in raw["any"]:
            yield from self.single(item, letter)

    def single(self, raw: Any, group: str) -> Iterator[Slot]:
        if not isinstance(raw, dict):
            raise _UnsayableError
        if set(raw) == {"not"}:
            group, raw = f"{group} not".strip(), raw["not"]
        heads = (
            [head for head in raw if head in self.terms.heads and head not in FILTERS] if isinstance(raw, dict) else []
        )
        if len(heads) != 1:
            raise _UnsayableError
        yield from self.leaf(heads[0], raw, self.terms.groups[group][self.lang] if group else "")

    def leaf(self, head: str, raw: Mapping[str, Any], group: str) -> Iterator[Slot]:
        name, rest = raw[head], {key: value for key, value in raw.items() if key != head}
        filters = {word: rest.pop(word) for word in FILTERS if word in rest} if head in LISTS else {}
        if head in CONCLUSIONS and set(rest) == {"certainty"}:
            floor = rest["certainty"]
            if (
                not isinstance(floor, dict)
                or set(floor) != {"at_least"}
                or floor["at_least"] not in self.terms.certainties
            ):
                raise _UnsayableError
            value = self.terms.certainties[floor["at_least"]][self.lang]
            yield (*self.named(head, name, group), self.terms.comparators["at_least"][self.lang], value)
        elif head in SUBJECTS or head == "count":
            yield (*self.named(head, name, group), *self.test(head, name, rest))
        elif not rest:
            yield (*self.named(head, name, group), "", "")
        else:
            raise _UnsayableError
        for word, tests in filters.items():
            if not isinstance(tests, dict) or not tests:
                raise _UnsayableError
            for item, test in tests.items():
                field = f"{name}.{item}"
                yield (*self.named(word, field, ""), *self.test(word, field, test))

    def named(self, head: str, name: object, group: str) -> tuple[str, str, str]:
        label = self.terms.names[head].get(str(name))
        if label is None:
            raise _UnsayableError
        return group, self.terms.heads[head][self.lang], with_id(label, str(name))[self.lang]

    def test(self, head: str, name: str, raw: Any) -> tuple[str, str | int | float]:
        if not isinstance(raw, dict) or len(raw) != 1:
            raise _UnsayableError
        ((word, operand),) = raw.items()
        if word not in COMPARATORS:
            raise _UnsayableError
        cell = write_operand(operand, word, self.terms.term(head, name), self.terms, self.lang)
        return self.terms.comparators[word][self.lang], cell
