"""The profiles over which a change is measured: each read once, those with faults named and left out."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault, HepuError, Location
from hepu.intake import read_profile
from hepu.intake.lexicon import Lexicon, lexicon_of
from hepu.profile.labels import load_form_words
from hepu.profile.model import Answer, Profile

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hepu.knowledge.load import Knowledge
    from hepu.knowledge.models import Indicator
    from hepu.text import Text

__all__ = ["College", "as_known", "read_library", "shared_lexicon"]

# Below so many profiles a second process costs more than it saves.
_FEW = 24


@dataclass(frozen=True, slots=True)
class College:
    """A profile of the library on its day, called by the name of its file."""

    file: str
    profile: Profile


def shared_lexicon(old: Knowledge, new: Knowledge) -> Lexicon:
    """Give the words of both packs, so that a profile may answer what only one of them asks."""
    return lexicon_of(
        replace(
            new,
            indicators=MappingProxyType({**old.indicators, **new.indicators}),
            towns=MappingProxyType({**old.towns, **new.towns}),
            places=MappingProxyType({**old.places, **new.places}),
            sectors=MappingProxyType({**old.sectors, **new.sectors}),
        )
    )


def as_known(profile: Profile, knowledge: Knowledge) -> Profile:
    """Leave out the town where a pack does not know it: to that pack it is not given."""
    town = profile.college.town.value
    if town is None or town in knowledge.towns:
        return profile
    return profile.model_copy(update={"college": profile.college.model_copy(update={"town": Answer()})})


def read_library(
    paths: Sequence[Path], lexicon: Lexicon, as_of: dt.date | None = None
) -> tuple[tuple[College, ...], tuple[Fault, ...]]:
    """Read profiles in their order; ``as_of`` stands in for the day of each. Faults name the file."""
    read = partial(_read, lexicon=lexicon, as_of=as_of)
    if len(paths) < _FEW:
        results = list(map(read, paths))
    else:
        plain = (dict(lexicon.indicators), {kind: dict(names) for kind, names in lexicon.names.items()}, as_of)
        try:
            with ProcessPoolExecutor(initializer=_prepare, initargs=plain) as pool:
                results = [_made(*item) for item in pool.map(_read_prepared, paths, chunksize=8)]
        except (OSError, NotImplementedError, BrokenProcessPool):  # a system without shared semaphores, or memory
            results = list(map(read, paths))
    colleges = tuple(found for found, _ in results if found is not None)
    return colleges, tuple(fault for _, faults in results for fault in faults)


_prepared: list[partial[tuple[College | None, tuple[Fault, ...]]]] = []


def _prepare(indicators: Mapping[str, Indicator], names: Mapping[str, Mapping[str, Text]], day: dt.date | None) -> None:
    """Make a process ready to read: the views of a lexicon do not travel, what they show does."""
    _prepared[:] = [partial(_read, lexicon=Lexicon(load_form_words(), indicators, names), as_of=day)]


def _read_prepared(path: Path) -> tuple[str, str, tuple[Fault, ...]]:
    """Read one profile; it travels as text, which its classes, made for their types, do not."""
    college, faults = _prepared[0](path)
    return path.name, "" if college is None else college.profile.model_dump_json(), faults


def _made(file: str, profile: str, faults: tuple[Fault, ...]) -> tuple[College | None, tuple[Fault, ...]]:
    return (College(file, Profile.model_validate_json(profile)) if profile else None), faults


def _read(path: Path, lexicon: Lexicon, as_of: dt.date | None) -> tuple[College | None, tuple[Fault, ...]]:
    try:
        intake = read_profile(path, lexicon)
        faults = intake.errors if intake.profile is not None else intake.faults
    except HepuError as error:
        return None, _named(error.faults, path)
    if intake.profile is None or faults:
        return None, _named(faults, path)
    profile = intake.profile if as_of is None else intake.profile.model_copy(update={"as_of": as_of})
    return College(path.name, profile), ()


def _named(faults: Sequence[Fault], path: Path) -> tuple[Fault, ...]:
    return tuple(fault if fault.location.file else replace(fault, location=Location(path.name)) for fault in faults)
