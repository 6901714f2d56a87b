"""A new rule put in its place: never over another file, under an id that nothing has, served by the schema."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hepu.authoring.drafts.draft import Draft, draft_text
from hepu.authoring.layout.formatted import formatted
from hepu.authoring.layout.tree import MODELINE
from hepu.authoring.placing import rule_path, schema_of
from hepu.authoring.schemas.files import write_schemas
from hepu.errors import Fault, InputError, Location
from hepu.file_writing import write_files
from hepu.messages import word_for
from hepu.naming import nearest
from hepu.yaml_patch import patched
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.layers import Layer
    from hepu.pack import Pack
    from hepu.text import Lang

__all__ = ["NewRule", "write_rule"]

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_OTHER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class NewRule:
    """What is asked for: the draft, with a conclusion that may be missing, and the rule to begin from, if any."""

    draft: Draft
    model: str = ""


def write_rule(new: NewRule, pack: Pack, layer: Layer, lang: Lang) -> tuple[Path, list[Path]]:
    """Write a new rule; give its file and the schemas that had to be written for it.

    Raises:
        InputError: where the id is no id or is taken, or something is named that the pack does not have.
        OutputError: where the file cannot be written.

    """
    name = new.draft.name
    if not _ID.fullmatch(name):
        context = {"found": name, "nearest": _OTHER.sub("-", name.lower()).strip("-")}
        raise InputError([Fault("draft_name", Location("NAME"), context)])
    if name in pack.rules:
        raise InputError([Fault("draft_taken", pack.rules[name].location, {"found": name})])
    draft = replace(new.draft, target=_target(new, pack))
    path = rule_path(draft.stage, draft.target, draft.name, pack, layer)
    if path.exists():
        raise InputError([Fault("draft_exists", Location(layer.shown(path)))])
    schema, line = schema_of(path, layer)
    text = _copied(draft, new.model, pack) if new.model else draft_text(draft, pack, lang)
    whole = f"{line}\n{text}"
    laid = formatted(whole, path, layer.shown(path))
    schemas = [] if schema.is_file() else write_schemas(pack, schema.parent)
    write_files({path: (None, laid.encode())})
    return path, schemas


def _target(new: NewRule, pack: Pack) -> str:
    """Give the id of the conclusion: the one named, else that of the rule to begin from, else the one named alike."""
    draft, stage = new.draft, new.draft.stage
    known = pack.knowledge.conclusions(stage)
    shown = "strategy" if stage == "exclusion" else stage
    if draft.target in known:
        return draft.target
    if draft.target:
        context = {"found": draft.target, "expected": shown, "nearest": nearest(draft.target, known)}
        raise InputError(
            [Fault("draft_conclusion", Location("--concludes"), context, words={"expected": word_for(shown)})]
        )
    if new.model in pack.rules and pack.rules[new.model].stage == stage:
        return pack.rules[new.model].target
    alike = draft.name.replace("-", "_")
    if alike in known:
        return alike
    context = {"expected": shown, "nearest": nearest(alike, known), "found": ", ".join(sorted(known))}
    raise InputError([Fault("draft_for_what", Location("--concludes"), context, words={"expected": word_for(shown)})])


def _copied(draft: Draft, model: str, pack: Pack) -> str:
    """Give the text of another rule under a new id and with nobody's review, its remarks and examples kept.

    Raises:
        InputError: where no rule of that stage has that id.

    """
    rule = pack.rules.get(model)
    if rule is None or rule.stage != draft.stage or rule.document is None:
        alike = [name for name, item in pack.rules.items() if item.stage == draft.stage]
        context = {"found": model, "expected": draft.stage, "nearest": nearest(model, alike)}
        raise InputError([Fault("draft_model", Location("--from"), context)])
    value = dict(rule.document.value)
    value["rule"] = draft.name
    if draft.stage == "exclusion":
        value["excludes"] = {"strategy": draft.target}
    else:
        value["concludes"] = {draft.stage: draft.target}
    if draft.since:
        value["since"] = draft.since.isoformat()
    if "review" in value:
        value["review"] = {"status": "unreviewed"}
    text = patched(rule.document.text, rule.document.file, value).text
    assert read_yaml(text, "").value["rule"] == draft.name  # noqa: S101  # the patch reads back what it wrote
    return "\n".join(line for line in text.split("\n") if not MODELINE.match(line))
