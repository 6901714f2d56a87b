"""What the report says of own packs: which lie over one another, what each did, and what of the advice is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.language.model import parameters_of
from hepu.pack import stack_digest
from hepu.report.words import both, join, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.layering.stack import Level
    from hepu.record.model import OverlayRecord
    from hepu.report.context import Context

__all__ = ["pack_rows", "pack_sentence", "packs_named", "parameters_note", "told_origin"]


def told_origin(context: Context, kind: str, name: str) -> Text | None:
    """Say that an own pack added, replaced or continued an entry; nothing of what is as the lowest pack has it."""
    level = context.pack.level(kind, name)
    if level.lowest:
        return None
    return say(f"packs.{_act(level, kind, name)}", name=level.about.name)


def _act(level: Level, kind: str, name: str) -> str:
    replaced = {str(key): names for key, names in level.about.replaces.items()}
    if name in replaced.get(kind, ()):
        return "replaced"
    return "continued" if kind == "parameters" and name in level.about.continues else "added"


def parameters_note(context: Context, rule: str) -> Text | None:
    """Say which parameters of a rule own packs set; nothing where they set none."""
    told = [
        say("packs.parameter", label=context.knowledge.parameters[name].name, origin=origin)
        for name in parameters_of(context.pack.rules[rule].when)
        if (origin := told_origin(context, "parameters", name)) is not None
    ]
    return say("packs.parameters", items=join(told, "clause_join")) if told else None


def packs_named(context: Context) -> Text:
    """Name the pack and those over it with their versions, lowest first."""
    pack = context.record.inputs.pack
    named = [f"{pack.name} {pack.version}", *(f"{item.name} {item.version}" for item in pack.overlays)]
    return both(" + ".join(named))


def pack_sentence(context: Context) -> Text | None:
    """Say that the advice rests on own packs too; nothing where none lies over the lowest."""
    upper = context.pack.stack[1:]
    if not upper:
        return None
    named = [say("packs.titled", title=level.about.title, version=level.about.version) for level in upper]
    return say("packs.sentence", lowest=context.pack.stack[0].about.title, packs=join(named))


def pack_rows(context: Context) -> Iterator[tuple[Text, Text]]:
    """List own packs in the order of precedence, each with its digest and what it did to those beneath it."""
    pack = context.record.inputs.pack
    if not pack.overlays:
        return
    yield words()["packs.lowest"], both(f"{pack.name} {pack.version}; {stack_digest([(pack.name, pack.files)])}")
    for number, (overlay, level) in enumerate(zip(pack.overlays, context.pack.stack[1:], strict=True), start=1):
        parts = [both(f"{overlay.name} {overlay.version}; {overlay.digest}"), *_deeds(overlay, level)]
        yield say("packs.over", number=number), join(parts, "clause_join")


def _deeds(overlay: OverlayRecord, level: Level) -> Iterator[Text]:
    """Tell what an own pack replaced, continued and retired."""
    replaced = [both(name) for names in overlay.replaces.values() for name in names]
    if replaced:
        yield say("packs.row_replaces", names=join(replaced))
    if overlay.continues:
        yield say("packs.row_continues", names=join([both(name) for name in overlay.continues]))
    reasons = {name: why for of_kind in level.about.retires.values() for name, why in of_kind.items()}
    for name in sorted(reasons):
        why = Text(zh=reasons[name].zh.rstrip("。"), en=reasons[name].en.rstrip("."))
        yield say("packs.row_retires", name=name, why=why)
