"""A record inferred again by both engines: under its own pack, under another, or by the kept wordings of its rules.

Under its own pack the engines start from the record's facts. Under another one the facts are typed again from the
profile and the peers that the record names, for another pack may ask for others. Where its own pack is nowhere at hand,
the rules are read as the present pack keeps them from the record's time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hepu.facts.build import build_facts
from hepu.history.replay import rules_of
from hepu.inference.chainer import chain, compile_pack, compile_rules
from hepu.inference.kleene import letters
from hepu.inference.second_opinion import SecondOpinion, infer
from hepu.pack import load_pack
from hepu.profile.model import Profile
from hepu.record.rebuild import facts_of, inference_of, peers_of
from hepu.report.names import Names
from hepu.report.words import inner, say, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.inference.chainer import Inference
    from hepu.layers import Layers
    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.text import Text

__all__ = ["ENGINES", "Again", "Difference", "Origin", "again_by_history", "again_under"]

ENGINES = ("chainer", "experta")
# Whose pack it is: the one the reader names, the one the file carries, the one the ledger keeps, the present one, or
# what the present one keeps of earlier wordings.
Origin = Literal["given", "attached", "stored", "present", "history"]
_ABSENT = "---"


@dataclass(frozen=True, slots=True)
class Difference:
    """A rule (by id) or conclusion (by key) that came out otherwise: its truth in the record and by each engine.

    A truth is three letters, for possible, likely and established; three dashes where there was none.
    """

    name: str
    kind: Literal["rule", "conclusion"]
    then: str
    chainer: str
    experta: str


@dataclass(frozen=True, slots=True)
class Again:
    """What a record came to again.

    ``same`` says that the pack is the record's own, ``kept`` how many rules were read in earlier wordings; ``names``
    tells what the conclusions that came out otherwise are called.
    """

    origin: Origin
    pack: str
    same: bool
    rules: int
    conclusions: int
    kept: int
    differ: tuple[Difference, ...]
    names: Mapping[str, Text]

    @property
    def engines_agree(self) -> bool:
        """Say whether both engines came to the same, be it what the record says or not."""
        return all(item.chainer == item.experta for item in self.differ)


def again_under(record: Record, layers: Layers, origin: Origin) -> Again:
    """Infer a record again under the pack of some layers, its own or another.

    Raises:
        PackError: where the pack has faults.
        InputError: where the profile uses a word that this pack does not define.

    """
    pack = load_pack(layers)
    same = pack.digest == record.inputs.pack.digest
    if same:
        facts = facts_of(record)
    else:
        profile = Profile.model_validate(record.inputs.profile)
        facts = build_facts(profile, pack, peers_of(record.inputs.peers))
    first, second = chain(compile_pack(pack), facts), infer(pack, facts)
    return _again(record, (first, second), pack, origin, pack.digest, same=same)


def again_by_history(record: Record, pack: Pack) -> Again:
    """Infer a record again by the wordings of its rules that the present pack keeps.

    Raises:
        InputError: where a wording is missing or altered, or can no longer be read; each is named.

    """
    wordings = rules_of(record, pack)
    rules = [item.rule for item in wordings.values()]
    conclusions, facts = record.inference.conclusions, facts_of(record)
    first = chain(compile_rules(rules, conclusions), facts)
    second = SecondOpinion.of(rules, conclusions).infer(facts)
    kept = sum(not item.current for item in wordings.values())
    return _again(record, (first, second), pack, "history", record.inputs.pack.digest, same=True, kept=kept)


def _again(  # what came out, and under what
    record: Record,
    found: tuple[Inference, Inference],
    pack: Pack,
    origin: Origin,
    digest: str,
    *,
    same: bool,
    kept: int = 0,
) -> Again:
    differ = tuple(_differences(inference_of(record), *found))
    names = Names(pack.knowledge)
    return Again(
        origin=origin,
        pack=digest,
        same=same,
        rules=len(found[0].rules),
        conclusions=len(found[0].conclusions),
        kept=kept,
        differ=differ,
        names={
            item.name: _name(names, item.name)
            for item in differ
            if item.kind == "conclusion" and item.name in pack.conclusion_keys
        },
    )


def _name(names: Names, key: str) -> Text:
    """Name a conclusion with its stage."""
    stage, _, name = key.partition(".")
    if stage == "exclusion":
        return say("explain.subject_exclusion", name=inner(names.conclusion(f"strategy.{name}")))
    return say("explain.subject", stage=words()[f"stage.{stage}"], name=inner(names.conclusion(key)))


def _differences(then: Inference, first: Inference, second: Inference) -> Iterator[Difference]:
    """Compare rules, with their leaves, and conclusions by name."""
    for name in sorted({*then.rules, *first.rules, *second.rules}):
        results = [found.rules.get(name) for found in (then, first, second)]
        if any(result != results[0] for result in results):
            told = (
                _ABSENT
                if result is None
                else ""
                if not result.applies
                else " ".join((letters(result.truth), *map(letters, result.leaves)))
                for result in results
            )
            yield Difference(name, "rule", *told)
    for key in sorted({*then.conclusions, *first.conclusions, *second.conclusions}):
        truths = [
            letters(found.conclusions[key]) if key in found.conclusions else _ABSENT for found in (then, first, second)
        ]
        if len(set(truths)) > 1:
            yield Difference(key, "conclusion", *truths)
