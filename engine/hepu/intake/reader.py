"""Reading what a college hands in: from a file of any accepted kind to a profile, or to the list of its faults."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.file_reading import bounded_bytes
from hepu.intake.checks import check_profile
from hepu.intake.digest import submission_digest
from hepu.intake.interpret import interpret
from hepu.intake.lexicon import Lexicon, default_lexicon
from hepu.intake.privacy import contacts_repeated, refusals, without_contacts
from hepu.intake.text_reader import read_text
from hepu.intake.workbook_grid import read_grids
from hepu.intake.workbook_reader import read_form
from hepu.intake.zip_guard import MAX_FILE, check_container, hidden_texts, property_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.intake.settings import Setting
    from hepu.intake.submission import Submission
    from hepu.profile.model import Profile
    from hepu.text import Lang

__all__ = ["Intake", "read_profile", "read_profile_bytes"]

SUFFIXES = (".xlsx", ".yaml", ".yml", ".json")
_MOST_FAULTS = 500


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of a file: a profile, or the faults that prevented it; warnings and notes may come with a profile.

    ``origins`` maps a path of the profile, such as ``resources.staff``, ``indicators.overseas_sites.2024`` or
    ``partnerships.3.active`` (rows counted from 0), to the place it was read from. ``digest`` tells which file it was,
    whatever its contacts are, and is empty where it could not be read. ``lang`` is the language of the form.
    """

    profile: Profile | None
    faults: tuple[Fault, ...]
    origins: Mapping[str, Location] = field(default_factory=lambda: MappingProxyType({}))
    digest: str = ""
    lang: Lang = "zh"

    @property
    def errors(self) -> tuple[Fault, ...]:
        """Give the faults that prevent a profile."""
        return tuple(fault for fault in self.faults if fault.severity == "error")

    def accepted(self) -> Profile:
        """Give the profile.

        Raises:
            InputError: with every fault, where there is none.

        """
        if self.profile is None:
            raise InputError(self.faults)
        return self.profile


def read_profile(path: Path | str, lexicon: Lexicon | None = None, settings: Iterable[Setting] = ()) -> Intake:
    """Read a filled form (.xlsx) or a profile in YAML or JSON, and name every fault at once.

    ``settings`` are answers that stand in for those of the file.
    """
    path = Path(path)
    try:
        data = bounded_bytes(path, MAX_FILE)
        if len(data) > MAX_FILE:
            expected, found = (f"{size // 1_000_000} MB" for size in (MAX_FILE, path.stat().st_size))
            return _refused("file_too_large", path.name, expected=expected, found=found)
    except FileNotFoundError:
        return _refused("file_missing", path.name)
    except (OSError, ValueError):
        return _refused("file_unreadable", path.name)
    return read_profile_bytes(data, path.name, lexicon, settings)


def read_profile_bytes(
    data: bytes, name: str, lexicon: Lexicon | None = None, settings: Iterable[Setting] = ()
) -> Intake:
    """Read a profile from the bytes of a file with the given name, whose suffix says what it is."""
    digest = ""
    lexicon = lexicon or default_lexicon()
    try:
        submission = _submission(data, name, lexicon)
        digest = submission_digest(submission)
        for setting in settings:
            setting.apply(submission, lexicon)
    except InputError as error:
        return Intake(None, error.faults, digest=digest)
    except Exception as error:  # noqa: BLE001  # a library that stumbles over a broken file must not end the programme
        return Intake(None, (Fault("unreadable_file", Location(name), {"found": type(error).__name__}),), digest=digest)
    return _intake(submission, lexicon, digest)


def _submission(data: bytes, name: str, lexicon: Lexicon) -> Submission:
    suffix = Path(name).suffix.casefold()
    place = Location(name)
    if suffix == ".xlsm":
        raise InputError([Fault("macros", place)])
    if suffix not in SUFFIXES:
        raise InputError([Fault("unknown_format", place, {"found": suffix or name, "expected": ", ".join(SUFFIXES)})])
    if not data.strip():
        raise InputError([Fault("empty_file", place)])
    if suffix == ".xlsx":
        submission = _workbook(data, name, lexicon)
    else:
        submission = read_text(_decoded(data, place), name, lexicon, json=suffix == ".json")
    submission.titles.append((Path(name).stem, place))
    return submission


def _workbook(data: bytes, name: str, lexicon: Lexicon) -> Submission:
    if faults := check_container(data, name):
        raise InputError(faults)
    with warnings.catch_warnings():
        # The reader warns of extensions that it drops; they carry no answers.
        warnings.simplefilter("ignore")
        submission = read_form(read_grids(data, name), name, lexicon)
    submission.texts.extend((text, Location(name, sheet=part)) for text, part in hidden_texts(data))
    submission.titles.extend((text, Location(name)) for text in property_texts(data))
    return submission


def _decoded(data: bytes, place: Location) -> str:
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InputError([Fault("not_text", place)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError([Fault("not_utf8", Location(place.file, line=line))]) from None


def _intake(submission: Submission, lexicon: Lexicon, digest: str) -> Intake:
    refused = [*refusals(submission, lexicon.form.refused), *contacts_repeated(submission)]
    # A cell with a person's number is named once, for that.
    sore = {_place(fault) for fault in refused if fault.location.cell or fault.location.line}
    faults = [*submission.faults]
    profile = None
    origins: dict[str, Location] = {}
    if not any(fault.code == "not_the_form" for fault in faults) and (
        submission.details or submission.answers or not faults
    ):
        made = interpret(submission, lexicon)
        origins = made.origins
        faults.extend(made.faults)
        if made.draft is not None:
            faults.extend(check_profile(made.draft, origins, lexicon, made.stand_ins))
            profile = made.draft
    faults = [*refused, *(fault for fault in faults if _place(fault) not in sore)]
    ordered = _ordered([*without_contacts(faults, submission)], submission)
    if any(fault.severity == "error" for fault in ordered):
        profile = None
    return Intake(profile, ordered, MappingProxyType(origins), digest, submission.lang)


def _place(fault: Fault) -> tuple[str, str, int, int]:
    return (fault.location.sheet, fault.location.cell, fault.location.line, fault.location.column)


def _ordered(faults: list[Fault], submission: Submission) -> tuple[Fault, ...]:
    """Put faults in the order of the file, errors of the same place first, each only once."""
    sheets = {location.sheet: number for number, (_, location) in enumerate(submission.titles)}
    weight = {"error": 0, "warning": 1, "note": 2}

    def key(fault: Fault) -> tuple[object, ...]:
        place = fault.location
        letters = place.cell.rstrip("0123456789")
        row = int(place.cell[len(letters) :] or 0)
        return (
            sheets.get(place.sheet, -1),
            row,
            len(letters),
            letters,
            place.line,
            place.column,
            weight.get(fault.severity, 3),
            fault.code,
        )

    unique: dict[tuple[object, ...], Fault] = {}
    for fault in sorted(faults, key=key):
        said = (*sorted(fault.context.items()), *sorted((key, text.zh) for key, text in fault.words.items()))
        unique.setdefault((fault.code, fault.location, said), fault)
    return tuple(list(unique.values())[:_MOST_FAULTS])


def _refused(code: str, name: str, **context: str) -> Intake:
    return Intake(None, (Fault(code, Location(name), context),))
