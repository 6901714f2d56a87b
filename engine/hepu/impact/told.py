"""An impact as an outline for people, and as values for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hepu.csv_text import csv_text
from hepu.impact.changes import RuleChange
from hepu.impact.naming import Naming
from hepu.impact.summary import (
    by_change,
    by_conclusion,
    by_measure,
    by_question,
    shown_moves,
    shown_turns,
    told_alone,
    withheld,
)
from hepu.report.outline import Node, drawn
from hepu.report.words import join, say, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.impact.causes import Causes
    from hepu.impact.changes import Change
    from hepu.impact.model import CollegeImpact, Impact, Side
    from hepu.impact.summary import Counted
    from hepu.text import Lang, Text

__all__ = ["IMPACT_SCHEMA", "as_csv", "as_json", "as_text", "counts", "headline", "lines_of", "side_line", "summed"]

IMPACT_SCHEMA = "hepu-impact/1"
_DIGEST = 12


def as_text(impact: Impact, lang: Lang) -> str:
    """Draw an impact as an outline: the sum first, then the pack, the counts, and college by college."""
    return drawn(_outline(impact), lang) + "\n"


def headline(impact: Impact) -> Text:
    """Say how many colleges are told something else."""
    if not impact.colleges:
        return words()["impact.nobody"]
    word = "affected" if impact.affected else "unaffected"
    return say(f"impact.{word}", total=len(impact.colleges), affected=len(impact.affected))


def side_line(side: Side, word: str) -> Text:
    """Say where a pack was taken from, and which it is."""
    packs = " + ".join(f"{level.about.name} {level.about.version}" for level in side.pack.stack)
    pack = say("impact.pack", packs=packs, digest=side.pack.digest[:_DIGEST])
    if side.source.commit:
        pack = join([say("impact.commit", commit=side.source.commit[:_DIGEST]), pack], "clause_join")
    return say(f"impact.side_{word}", named=side.source.named, pack=pack)


_COUNTS = {
    "by_conclusion": ("comes", "goes", "other"),
    "by_measure": ("gained", "lost", "moved"),
    "by_question": ("asked", "settled", "other"),
}


def counts(item: Counted, kind: str) -> Text:
    """Say at how many colleges something comes, goes or is otherwise."""
    names = _COUNTS[kind]
    numbers = (item.comes, item.goes, item.other)
    return join([say(f"impact.{name}", count=number) for name, number in zip(names, numbers, strict=True) if number])


def _colleges(number: int) -> Text:
    if not number:
        return words()["impact.no_college"]
    return say("impact.college_one" if number == 1 else "impact.college_many", count=number)


def _outline(impact: Impact) -> Node:
    naming = Naming(impact)
    title = say("impact.title", old=impact.old.source.named, new=impact.new.source.named)
    notes = [side_line(impact.old, "old"), side_line(impact.new, "new"), headline(impact)]
    if impact.faults:
        notes.append(say("impact.left_out", count=len({fault.location.file for fault in impact.faults})))
    meaning = [item for item in impact.changes if item.grade == "meaning"]
    if not impact.changes:
        notes.append(words()["impact.same"])
    elif not meaning:
        notes.append(words()["impact.nothing_decides"])
    parts: list[Node] = []
    if impact.changes:
        title_changes = say("impact.changes", count=len(impact.changes), meaning=len(meaning))
        nodes = tuple(Node("change", naming.headline(item), naming.details(item)) for item in told_alone(impact))
        nodes += tuple(Node("editorial", text) for text in naming.editorial())
        parts.append(Node("changes", title_changes, parts=nodes))
    if meaning and impact.colleges:
        nodes = tuple(_counted(naming.change(key), _colleges(number)) for key, number in by_change(impact))
        parts.append(Node("by_change", words()["impact.by_change"], parts=nodes))
    for name, rows in summed(impact):
        called = naming.answer if name == "by_question" else naming.conclusion
        nodes = tuple(_counted(called(item.key), counts(item, name)) for item in rows)
        if nodes:
            parts.append(Node(name, words()[f"impact.{name}"], parts=nodes))
    unlike = tuple(Node("kind", text) for text in _incomparable(impact))
    if unlike:
        note = (words()["impact.only_note"],)
        parts.append(Node("incomparable", words()["impact.incomparable"], note, unlike))
    if impact.affected:
        nodes = tuple(
            Node(
                "college",
                say("impact.college", name=item.name, file=item.file, date=item.as_of.isoformat()),
                parts=tuple(Node(kind, text, (why,)) for kind, text, why in lines_of(item, naming))
                + tuple(Node("withheld", text) for text in _withheld(item)),
            )
            for item in impact.affected
        )
        parts.append(Node("colleges", say("impact.colleges", count=len(nodes)), parts=nodes))
    return Node("impact", title, tuple(notes), tuple(parts))


def summed(impact: Impact) -> tuple[tuple[str, tuple[Counted, ...]], ...]:
    """Give the counts of conclusions, measures and questions, each with its name."""
    return (
        ("by_conclusion", by_conclusion(impact)),
        ("by_measure", by_measure(impact)),
        ("by_question", by_question(impact)),
    )


def _counted(name: Text, parts: Text) -> Node:
    return Node("count", say("impact.count_turned", name=name, parts=parts))


def _withheld(item: CollegeImpact) -> Iterator[Text]:
    if withheld(item):
        yield say("impact.withheld", count=withheld(item))


def lines_of(item: CollegeImpact, naming: Naming) -> Iterator[tuple[str, Text, Text]]:
    """Tell everything that is otherwise for one college: its kind, what, and by which changes."""
    for turn in shown_turns(item):
        states = {"before": naming.state(turn.before), "after": naming.state(turn.after)}
        yield (
            "conclusion",
            say("impact.turned", subject=naming.conclusion(turn.key), **states),
            naming.causes(turn.causes),
        )
    for move in shown_moves(item):
        way = "placed" if move.way == "moved" and move.rank_before == move.rank_after else move.way
        text = say(
            f"impact.measure_{way}",
            name=naming.plain(f"strategy.{move.id}"),
            before=naming.placement(move.before),
            after=naming.placement(move.after),
            rank_before=move.rank_before,
            rank_after=move.rank_after,
        )
        yield "measure", text, naming.causes(move.causes)
    if item.priorities is not None and not item.published:
        before, after = (naming.priorities(names) for names in (item.priorities.before, item.priorities.after))
        yield "priorities", say("impact.priorities", before=before, after=after), naming.causes(item.priorities.causes)
    for question in item.questions:
        word = "question_new" if question.new else "question_settled"
        yield "question", say(f"impact.{word}", answer=naming.answer(question.answer)), naming.causes(question.causes)


def _incomparable(impact: Impact) -> Iterator[Text]:
    for side in ("only_old", "only_new"):
        found: Mapping[str, tuple[str, ...]] = getattr(impact.incomparable, side)
        for kind, names in found.items():
            yield say(f"impact.{side}", kind=words()[f"impact.kinds_only.{kind}"], names=", ".join(names))


def as_json(impact: Impact, lang: Lang) -> str:
    """Write an impact as JSON; texts are in one language, keys and words of state in none."""
    naming = Naming(impact)
    value = {
        "schema": IMPACT_SCHEMA,
        "old": _side(impact.old),
        "new": _side(impact.new),
        "summary": {
            "text": headline(impact)[lang],
            "colleges": len(impact.colleges),
            "affected": len(impact.affected),
            "left_out": sorted({fault.location.file for fault in impact.faults}),
            "by_change": [{"change": key, "colleges": number} for key, number in by_change(impact)],
            "by_conclusion": [_row(item) for item in by_conclusion(impact)],
            "by_measure": [_row(item) for item in by_measure(impact)],
            "by_question": [
                {"answer": item.key, "new": item.comes, "settled": item.goes} for item in by_question(impact)
            ],
        },
        "changes": [_change(item, naming, lang) for item in impact.changes],
        "incomparable": {
            "only_old": {kind: list(names) for kind, names in impact.incomparable.only_old.items()},
            "only_new": {kind: list(names) for kind, names in impact.incomparable.only_new.items()},
        },
        "colleges": [_college(item, lang) for item in impact.colleges],
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _side(side: Side) -> dict[str, Any]:
    about = side.pack.knowledge.pack
    return {
        "named": side.source.named,
        "kind": side.source.kind,
        "commit": side.source.commit,
        "pack": about.name,
        "version": about.version,
        "overlays": [{"name": level.about.name, "version": level.about.version} for level in side.pack.stack[1:]],
        "digest": side.pack.digest,
    }


def _row(item: Counted) -> dict[str, Any]:
    return {"conclusion": item.key, "comes": item.comes, "goes": item.goes, "other": item.other}


def _change(item: Change, naming: Naming, lang: Lang) -> dict[str, Any]:
    return {
        "change": item.key,
        "what": item.what,
        "grade": item.grade,
        "parts": list(item.aspects if isinstance(item, RuleChange) else item.fields),
        "text": naming.headline(item)[lang],
        "details": [text[lang] for text in naming.details(item)],
    }


def _causes(causes: Causes) -> dict[str, list[str]]:
    return {"each": list(causes.each), "together": list(causes.together), "needed": list(causes.needed)}


def _college(item: CollegeImpact, lang: Lang) -> dict[str, Any]:
    prior = None if item.published else item.priorities
    return {
        "file": item.file,
        "name": item.name[lang],
        "as_of": item.as_of.isoformat(),
        "affected": item.affected,
        "withheld": withheld(item),
        "conclusions": [
            {"conclusion": turn.key, "before": turn.before, "after": turn.after, "causes": _causes(turn.causes)}
            for turn in shown_turns(item)
        ],
        "measures": [
            {
                "measure": move.id,
                "way": move.way,
                "before": move.before,
                "after": move.after,
                "rank_before": move.rank_before,
                "rank_after": move.rank_after,
                "causes": _causes(move.causes),
            }
            for move in shown_moves(item)
        ],
        "priorities": None
        if prior is None
        else {"before": list(prior.before), "after": list(prior.after), "causes": _causes(prior.causes)},
        "questions": [
            {"answer": question.answer, "new": question.new, "causes": _causes(question.causes)}
            for question in item.questions
        ],
    }


_COLUMNS = ("file", "college", "kind", "item", "before", "after", "how", "causes")


def as_csv(impact: Impact, lang: Lang) -> str:
    """Write an impact as a table: a line for everything that is otherwise at a college; ids, not sentences."""
    return csv_text(
        _COLUMNS,
        (
            (item.file, item.name[lang], kind, name, before, after, causes.how, " ".join(causes.keys))
            for item in impact.affected
            for kind, name, before, after, causes in _rows(item)
        ),
    )


def _rows(item: CollegeImpact) -> Iterator[tuple[str, str, str, str, Causes]]:
    for turn in shown_turns(item):
        yield "conclusion", turn.key, turn.before, turn.after, turn.causes
    for move in shown_moves(item):
        yield "measure", f"strategy.{move.id}", move.before or "", move.after or "", move.causes
    if item.priorities is not None and not item.published:
        prior = item.priorities
        yield "priorities", "", " ".join(prior.before), " ".join(prior.after), prior.causes
    for question in item.questions:
        asked = ("", "open") if question.new else ("open", "")
        yield "question", question.answer, *asked, question.causes
