"""The text of a new rule: every key, a condition that fits its conclusion, and examples that hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from hepu.authoring.drafts.asking import Asked, asked_of
from hepu.authoring.schemas.hints import hints_of
from hepu.language.read import UNFINISHED
from hepu.layers import pack_option
from hepu.resources import templates_dir
from hepu.text import LANGUAGES, Text
from hepu.yaml_source import read_yaml
from hepu.yaml_text import block, flow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hepu.language.kinds import Stage
    from hepu.language.schema_parts import Hints
    from hepu.pack import Pack
    from hepu.text import Lang

__all__ = ["Draft", "draft_text"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new rule is to be: its id, its stage, what it concludes, what it reads (nothing: what fits), its day.

    ``place`` is the folder of a pack that is not the shipped one.
    """

    name: str
    stage: Stage
    target: str
    reads: tuple[str, ...] = ()
    since: dt.date | None = None
    place: str = ""

    @property
    def option(self) -> str:
        """Give the option by which commands are told of the pack."""
        return pack_option(self.place)


@cache
def _words() -> Mapping[str, Any]:
    path = templates_dir() / "authoring" / "new.yaml"
    found: Mapping[str, Any] = read_yaml(path.read_text("utf-8"), path.name).value
    return found


def _say(key: str, lang: Lang, **values: object) -> str:
    node: Any = _words()
    for part in key.split("."):
        node = node[part]
    text: str = node[lang]
    return text.format_map({name: str(value) for name, value in values.items()})


def draft_text(draft: Draft, pack: Pack, lang: Lang) -> str:
    """Give the text of a new rule, its remarks in the reader's language; the layout is still to be settled.

    Raises:
        InputError: where a rule of this stage cannot read what it is to read.

    """
    hints, knowledge = hints_of(pack), pack.knowledge
    entry = knowledge.conclusions(draft.stage)[draft.target]
    keys = draft.reads or _fitting(draft, pack)
    asked = [asked_of(key, pack.vocabulary, draft.stage) for key in keys]
    theories = [name for name, item in knowledge.theories.items() if item.kind == "theory"]
    theory = entry.theory if entry.theory in theories else theories[0]
    excludes = draft.stage == "exclusion"
    head, stage = ("excludes", "strategy") if excludes else ("concludes", draft.stage)
    since = draft.since or (pack.stack[-1].about.date if pack.stack else knowledge.pack.date)
    parts = [
        (_say("head", lang, name=draft.name, pack=draft.option), f"rule: {draft.name}"),
        (_say(head, lang, title=entry.name[lang]), f"{head}: {{{stage}: {draft.target}}}"),
        (_say("certainty", lang), "certainty: possible"),
        (_say("since", lang), f"since: {since.isoformat()}"),
        (_say("theory", lang, theories=", ".join(theories)), f"theory: {theory}"),
        (_say("when", lang), _when(asked, hints, lang)),
        (_say("because", lang), f"because:\n  {block(_because(asked[-1]), 2)}"),
        (_say("sources", lang, sources=", ".join(entry.sources)), "sources: []"),
        ("", "review: {status: unreviewed}"),
        (
            _say("examples", lang, name=draft.name, pack=draft.option),
            "examples:\n" + "".join(_examples(asked, hints, lang)),
        ),
    ]
    return "\n\n".join(f"{_remark(remark)}{text.rstrip()}" for remark, text in parts) + "\n"


def _remark(text: str) -> str:
    return "".join(f"# {line}\n" for line in text.split("\n") if text)


def _title(asked: Asked, hints: Hints, lang: Lang) -> str:
    """Give what is asked for in one language; a hint has Chinese above English."""
    lines = hints.titles.get(asked.title, asked.name).split("\n")
    return lines[0] if lang == "zh" else lines[-1]


def _when(asked: Sequence[Asked], hints: Hints, lang: Lang) -> str:
    items = (
        f"    {_remark(_say('asked', lang, title=_title(item, hints, lang)))}    - {block(item.condition, 6)}\n"
        for item in asked
    )
    return "when:\n  all:\n" + "".join(items)


def _because(asked: Asked) -> dict[str, str]:
    reason = Text(**_words()["reason"][asked.reason])
    return {lang: _marked(lang, reason[lang].replace("ID", asked.name)) for lang in LANGUAGES}


def _marked(lang: Lang, text: str) -> str:
    return f"{UNFINISHED[lang]}{'' if lang == 'zh' else ' '}{text}"


def _examples(asked: Sequence[Asked], hints: Hints, lang: Lang) -> Iterator[str]:
    """Give an example in which all holds, and for the last condition one where it does not and one where it is open."""
    last, title = asked[-1], _title(asked[-1], hints, lang)
    others = _together([(item.given, item.yes) for item in asked[:-1]])
    holds = _together([*others.items(), (last.given, last.yes)])
    fails = others if last.closed else _together([*others.items(), (last.given, last.no)])
    yield _example(_say("example.fires", lang), holds, "fires") + "    certainty: possible\n"
    yield _example(_say("example.silent", lang, asked=title), fails, "silent")
    if not last.closed:
        yield _example(_say("example.unknown", lang, asked=title), others, "unknown")
    elif len(asked) > 1 and not asked[0].closed:
        first = asked[0]
        given = {item.given: item.yes for item in asked[1:]}
        yield _example(_say("example.unknown", lang, asked=_title(first, hints, lang)), given, "unknown")
    else:
        yield f"  {_remark(_say('closed', lang))}"


def _together(stated: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Give what an example states, where conditions on one list speak of the same row."""
    given: dict[str, Any] = {}
    for name, value in stated:
        before = given.get(name)
        rows = isinstance(before, list) and isinstance(value, list)
        given[name] = [{**before[0], **value[0]}] if rows else value  # type: ignore[index]  # both are lists of one row
    return given


def _example(it: str, given: Mapping[str, Any], expect: str) -> str:
    return f"  - it: {flow(it)}\n    given: {flow(dict(given))}\n    expect: {expect}\n"


def _fitting(draft: Draft, pack: Pack) -> tuple[str, ...]:
    """Name what a rule for a conclusion would most likely read, by what knowledge says of the conclusion."""
    knowledge, name = pack.knowledge, draft.target
    first = next(iter(knowledge.indicators), "")
    match draft.stage:
        case "opportunity" | "challenge":
            entry = (knowledge.opportunities if draft.stage == "opportunity" else knowledge.challenges)[name]
            found = tuple(f"policy.{policy}" for policy in entry.policies[:1])
        case "strength":
            found = (f"standing.{first}",) if first else ()
        case "problem":
            found = tuple(
                f"gap.{indicator}" for indicator in (*knowledge.problems[name].indicators, first)[:1] if indicator
            )
        case "cause":
            found = tuple(f"problem.{problem}" for problem in knowledge.causes[name].explains[:1])
        case "strategy":
            found = tuple(f"problem.{problem}" for problem in knowledge.strategies[name].addresses[:1])
        case _:
            found = ()
    flags = (key for key, kind in pack.vocabulary.values.items() if kind.name == "boolean")
    return found or (next(flags),)
