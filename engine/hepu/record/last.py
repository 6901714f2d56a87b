"""The college's last advisory, read from its record or from the PDF that carries it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hepu.advice.model import Placement
from hepu.errors import Fault, InputError, Location
from hepu.profile.model import Profile
from hepu.record.build import digest_of, public_profile
from hepu.record.found import found_at, record_value
from hepu.record.model import LastPack, LastRecord, LastStrategy, PackRecord, PeersRecord
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hepu.advice.progress_model import Reported

__all__ = ["Read", "last_record", "read_record"]


class _Lenient(BaseModel):
    """A part of an older record: only what progress is told from is asked for."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Conclusion(_Lenient):
    truth: str = Field(pattern=r"^[TFU]{3}$")


class _Inference(_Lenient):
    conclusions: dict[str, _Conclusion]


class _Strategy(_Lenient):
    id: str
    placement: Placement
    rank: int


class _Question(_Lenient):
    answer: str


class _Advice(_Lenient):
    strategies: tuple[_Strategy, ...]
    questions: tuple[_Question, ...]


class _Inputs(_Lenient):
    profile: dict[str, Any]
    peers: PeersRecord | None
    pack: PackRecord


class _Issue(_Lenient):
    status: Literal["issued", "diagnosis"]
    id: str
    issued_at: str


class _Shape(_Lenient):
    inputs: _Inputs
    inference: _Inference
    advice: _Advice
    issue: _Issue


@dataclass(frozen=True, slots=True)
class Read:
    """A record as it was read: its values, their shape, its profile, and the file it came from."""

    file: str
    value: Mapping[str, Any]
    shape: _Shape
    profile: Profile


def read_record(path: Path) -> Read:
    """Read a record from a JSON file, or from a PDF that carries one.

    Raises:
        InputError: when there is none, or it is damaged, of another version, or was not issued.

    """
    place = Location(path.name)
    value = record_value(found_at(path))
    try:
        shape = _Shape.model_validate(value)
    except ValidationError as error:
        _refuse("record_malformed", place, found=".".join(map(str, error.errors()[0]["loc"]))[:80])
    if shape.issue.status != "issued":
        _refuse("last_not_issued", place, found=shape.issue.id)
    try:
        profile = Profile.model_validate(shape.inputs.profile)
    except ValidationError as error:
        where = ".".join(map(str, ("inputs.profile", *error.errors()[0]["loc"])))
        _refuse("record_malformed", place, found=where[:80])
    return Read(path.name, value, shape, profile)


def last_record(
    read: Read, profile: Profile, reported: Mapping[str, Reported] | None = None, tasks_digest: str = ""
) -> LastRecord:
    """Give of a record what progress is told from; ``profile`` is the present one, on its day.

    Raises:
        InputError: when it is another college's, of a later day or year, or when either rests on published figures.

    """
    place, then = Location(read.file), read.profile
    if not _same(then, profile):
        words = {"found": _name(then), "expected": _name(profile)}
        raise InputError([Fault("last_other_college", place, words=words)])
    if then.as_of > profile.as_of:
        _refuse("last_later_day", place, found=then.as_of.isoformat(), expected=profile.as_of.isoformat())
    if then.data_year > profile.data_year:
        _refuse("last_later_year", place, found=str(then.data_year), expected=str(profile.data_year))
    if then.published_figures_only or profile.published_figures_only:
        _refuse("last_published", place)
    public, inputs, states = public_profile(then), read.shape.inputs, reported or {}
    return LastRecord(
        id=read.shape.issue.id,
        digest=digest_of(read.value),
        issued_at=read.shape.issue.issued_at,
        as_of=then.as_of,
        data_year=then.data_year,
        pack=LastPack(name=inputs.pack.name, version=inputs.pack.version, digest=inputs.pack.digest),
        profile=public,
        profile_digest=digest_of(public),
        peers=inputs.peers,
        conclusions={name: item.truth for name, item in sorted(read.shape.inference.conclusions.items())},
        strategies=tuple(
            LastStrategy(id=item.id, placement=item.placement, rank=item.rank, reported=states.get(item.id, ""))
            for item in read.shape.advice.strategies
        ),
        questions=tuple(item.answer for item in read.shape.advice.questions),
        tasks_digest=tasks_digest,
    )


def _refuse(code: str, place: Location, **context: str) -> NoReturn:
    raise InputError([Fault(code, place, context)]) from None


def _same(then: Profile, now: Profile) -> bool:
    """Say whether two profiles are of one college: by its code where both have one, else by present or former name."""
    codes = [_code(item.college.code) for item in (then, now)]
    if all(codes):
        return codes[0] == codes[1]
    return not set(then.college.names).isdisjoint(now.college.names)


def _code(code: str) -> str:
    """Give a college's code; noughts alone stand for none."""
    return code if code.strip("0") else ""


def _name(profile: Profile) -> Text:
    name = profile.college.name
    return Text(zh=name.zh, en=name.en or name.zh)
