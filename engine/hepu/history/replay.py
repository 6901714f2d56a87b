"""An old record inferred again: every rule by the very wording it was made with, current or kept, and verified."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from hepu.errors import Fault, InputError, Location
from hepu.history.keeping import says
from hepu.history.lock_file import kept_path, read_lock
from hepu.history.model import file_digest
from hepu.inference.chainer import chain, compile_rules
from hepu.inference.kleene import letters
from hepu.language.read import read_rule
from hepu.layering.stack import text_of
from hepu.record.rebuild import facts_of, inference_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.history.model import Version
    from hepu.inference.chainer import Inference
    from hepu.language.model import Rule
    from hepu.layers import Layer
    from hepu.pack import Pack
    from hepu.record.model import Record

__all__ = ["Replayed", "Wording", "replay", "rules_of"]


@dataclass(frozen=True, slots=True)
class Wording:
    """A rule as a record was made with it, and how its text was found.

    ``file``: the very file, present or kept. ``content``: the file was another in form (examples, review, layout), of
    which the lock holds the digest; what it says is the same to the digest. ``version`` is 0 without a lock.
    """

    rule: Rule
    version: int
    by: Literal["file", "content"]
    current: bool


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a record's facts come to again, and the rules and conclusions (by id and key) that came out otherwise."""

    inference: Inference
    wordings: Mapping[str, Wording]
    differ: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Past:
    """One version in the lock of a layer, with its text where that is kept."""

    version: Version
    text: str | None


def replay(record: Record, pack: Pack) -> Replayed:
    """Infer a record's conclusions again from its facts, by the rules that it was made with.

    What is compared is the truth of every rule, of every leaf and of every conclusion: ``differ`` is empty where the
    record holds. The pack's vocabulary reads the old rules; were a name to mean another kind of value now, a rule would
    come out otherwise and be named there.

    Raises:
        InputError: where a wording is missing or altered, or can no longer be read; each is named.

    """
    wordings = rules_of(record, pack)
    conclusions = record.inference.conclusions
    found = chain(compile_rules([item.rule for item in wordings.values()], conclusions), facts_of(record))
    then = inference_of(record)
    differ = [name for name, result in sorted(then.rules.items()) if found.rules.get(name) != result]
    differ += [
        key
        for key in sorted({*found.conclusions, *then.conclusions})
        if key not in conclusions or letters(found.conclusions[key]) != conclusions[key].truth
    ]
    return Replayed(found, wordings, tuple(differ))


def rules_of(record: Record, pack: Pack) -> Mapping[str, Wording]:
    """Find every rule of a record's pack as it was worded then, by id.

    Raises:
        InputError: where a text is missing, is not what its digest says, or can no longer be read; each is named.

    """
    named = _named(record)
    faults: list[Fault] = []
    wordings: dict[str, Wording] = {}
    history = {key: tuple(past) for key, past in _history(pack).items()}
    for item in record.inference.rules:
        if item.digest not in named.get(item.rule, ()):
            faults.append(Fault("replay_digest", Location(item.rule), {"found": item.digest[:12]}))
            continue
        found = _wording(item.rule, item.digest, pack, history.get(item.rule, ()))
        if isinstance(found, Wording):
            wordings[item.rule] = found
        else:
            faults.extend(found)
    told = {item.rule for item in record.inference.rules}
    faults += [Fault("replay_rule_untold", Location(name)) for name in sorted(set(_own(record)) - told)]
    if faults:
        raise InputError(faults)
    return MappingProxyType(wordings)


def _named(record: Record) -> Mapping[str, tuple[str, ...]]:
    """Give the digests under which a record names each rule, in its own pack and in those laid over it."""
    found: dict[str, tuple[str, ...]] = {}
    for files in (record.inputs.pack.files, *(item.files for item in record.inputs.pack.overlays)):
        for name, digest in files.items():
            kind, _, rule = name.rpartition("/")
            if kind == "rules":
                found[rule] = (*found.get(rule, ()), digest)
    return found


def _own(record: Record) -> Iterator[str]:
    """Name the rules of a record's files that no pack laid over them retired."""
    retired = {name for item in record.inputs.pack.overlays for name in item.retires.get("rules", ())}
    yield from (name for name in _named(record) if name not in retired)


def _history(pack: Pack) -> Mapping[str, list[_Past]]:
    """Give every version that the locks of a pack know of each rule, with the texts that are kept."""
    found: dict[str, list[_Past]] = {}
    for level in pack.stack:
        lock = read_lock(level.layer)
        for key, versions in lock.lock.entries.items() if lock is not None else ():
            found.setdefault(key, []).extend(_Past(item, _text(level.layer, key, item)) for item in versions)
    return found


def _text(layer: Layer, key: str, version: Version) -> str | None:
    path = kept_path(layer, key, version.version)
    return text_of(path, layer.shown(path)) if path.is_file() else None


def _wording(name: str, digest: str, pack: Pack, history: tuple[_Past, ...]) -> Wording | tuple[Fault, ...]:
    """Find a rule's text by the digest of its file, else what it says by the version that had that file."""
    present = pack.rules.get(name)
    if present is not None and present.digest == digest:
        number = next((item.version.version for item in history if item.version.content == present.content), 0)
        return Wording(present, number, "file", current=True)
    for past in history:
        if past.text is not None and file_digest(past.text) == digest:
            return _read(name, past, pack, "file")
    for past in history:
        if digest not in past.version.files:
            continue
        if present is not None and present.content == past.version.content:
            return Wording(present, past.version.version, "content", current=True)
        context = {"found": name, "expected": str(past.version.version)}
        if past.text is None:
            return (Fault("replay_missing", Location(name), context),)
        if not says(past.text, past.version.content):
            return (Fault("replay_altered", Location(name), context),)
        return _read(name, past, pack, "content")
    return (Fault("replay_unknown", Location(name), {"found": digest[:12]}),)


def _read(name: str, past: _Past, pack: Pack, by: Literal["file", "content"]) -> Wording | tuple[Fault, ...]:
    """Read a kept text in the pack's vocabulary."""
    assert past.text is not None  # noqa: S101  # asked of kept texts alone
    if not says(past.text, past.version.content):
        context = {"found": name, "expected": str(past.version.version)}
        return (Fault("replay_altered", Location(name), context),)
    rule, faults = read_rule(past.text, f"{name}@{past.version.version}", name, pack.vocabulary)
    if rule is None:
        return tuple(faults)
    return Wording(rule, past.version.version, by, current=False)
