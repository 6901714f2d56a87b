"""What rules came to on their own examples and on profiles of colleges, leaf by leaf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hepu.errors import Fault, InputError, Location, PackError
from hepu.facts.build import complete, type_profile
from hepu.facts.parameters import parameters_needed
from hepu.facts.peers import NO_PEERS, read_peers
from hepu.impact.library import read_library
from hepu.inference.chainer import chain, compile_condition
from hepu.inference.examples import BadExampleError, told
from hepu.inference.leaves import compile_leaf
from hepu.intake.lexicon import lexicon_of
from hepu.language.model import InForce, leaves_of
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hepu.facts.model import Facts
    from hepu.inference.chainer import Inference, Program
    from hepu.inference.examples import ExampleReader
    from hepu.inference.kleene import Truth
    from hepu.language.kinds import Certainty
    from hepu.language.model import Example, Rule
    from hepu.pack import Pack
    from hepu.profile.model import Profile

__all__ = ["College", "Met", "Outcome", "Tried", "colleges_of", "met", "tried"]

Outcome = Literal["fires", "silent", "unknown", "not_in_force", "withheld"]
# What would judge a college of which only published figures are known.
_JUDGING = frozenset({"problem", "cause", "strategy", "exclusion"})


@dataclass(frozen=True, slots=True)
class Tried:
    """An example of a rule: what it gives, and what the rule and each leaf came to."""

    example: Example
    facts: Facts
    earlier: Mapping[str, Truth]
    found: Outcome
    certainty: Certainty | None
    leaves: tuple[Truth, ...]


@dataclass(frozen=True, slots=True)
class College:
    """A profile on which all rules were tried."""

    file: str
    name: Text
    published: bool
    fictitious: bool
    facts: Facts
    inference: Inference


@dataclass(frozen=True, slots=True)
class Met:
    """What a rule came to on one profile; withheld where it would judge a college of published figures only."""

    college: College
    found: Outcome
    certainty: Certainty | None = None
    leaves: tuple[Truth, ...] = ()


def tried(reader: ExampleReader, rule: Rule) -> tuple[Tried, ...]:
    """Try a rule on each of its examples.

    Raises:
        PackError: where an example gives what the vocabulary does not know.

    """
    leaves, whole = tuple(map(compile_leaf, leaves_of(rule.when))), compile_condition(rule.when)
    made = []
    for at, example in enumerate(rule.examples):
        day = reader.day(rule, example)
        try:
            facts, earlier = reader.facts(example.given, day, rule)
        except BadExampleError as error:
            raise PackError([error.fault(rule, at)]) from None
        found, certainty = told(rule, whole(facts, earlier), day)
        truths = tuple(leaf(facts, earlier) for leaf in leaves)
        made.append(Tried(example, facts, earlier, found, certainty, truths))
    return tuple(made)


def colleges_of(pack: Pack, program: Program, paths: Sequence[Path]) -> tuple[tuple[College, ...], tuple[Fault, ...]]:
    """Try all rules of a pack on profiles; those with faults are left out, and their faults given.

    The table of a profile's name in ``peers`` beside it gives its peers.
    """
    made, faults = list[College](), list[Fault]()
    lexicon = lexicon_of(pack.knowledge)
    for path in paths:
        read, found = read_library([path], lexicon)
        faults += found
        try:
            made += [_college(pack, program, path, item.profile) for item in read]
        except InputError as error:
            faults += error.faults
    return tuple(made), tuple(faults)


def _college(pack: Pack, program: Program, path: Path, profile: Profile) -> College:
    parameters = parameters_needed(pack.knowledge, profile.as_of, Location(path.name, path="as_of"))
    table = path.parent / "peers" / f"{path.stem.partition('.')[0]}.csv"
    own = [name for name in (profile.college.name.zh, *profile.college.former_names, profile.college.code) if name]
    peers = read_peers(table, pack.knowledge, own, parameters["min_peers"].value) if table.is_file() else NO_PEERS
    facts = complete(type_profile(profile, pack, {}), pack, peers)
    name = Text(zh=profile.college.name.zh, en=profile.college.name.en or profile.college.name.zh)
    return College(path.name, name, profile.published_figures_only, profile.fictitious, facts, chain(program, facts))


def met(rule: Rule, college: College) -> Met:
    """Say what a rule came to on a profile."""
    result = college.inference.rules[rule.id]
    if college.published and _judges(rule):
        return Met(college, "withheld")
    if not result.applies:
        return Met(college, "not_in_force")
    found, certainty = told(rule, result.truth, college.facts.as_of)
    return Met(college, found, certainty, result.leaves)


def _judges(rule: Rule) -> bool:
    """Say whether a rule judges the college that it is read for: a challenge that asks for policies alone does not."""
    if rule.stage == "challenge":
        return not all(isinstance(leaf, InForce) for leaf in leaves_of(rule.when))
    return rule.stage in _JUDGING
