"""What must not be handed in: numbers of persons, lists of single students, and secret or internal papers.

And what stays where it is: contacts, which no message repeats and no other cell should hold.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.errors import Fault, Location
from hepu.intake.digest import CONTACT
from hepu.intake.numbers import fold, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hepu.intake.submission import Raw, Submission
    from hepu.profile.labels import Refused

__all__ = ["contacts_repeated", "masked", "personal_number", "refusals", "without_contacts"]

# 18 digits with a date of birth in the middle: resident identity cards and permanent residents' cards.
_IDENTITY = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9])"
)
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])(?:[EG][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|P[ES][0-9]{7})(?![A-Za-z0-9])")
_ANY_PASSPORT = re.compile(r"(?<![A-Za-z0-9])[A-Z]{0,3}[0-9]{6,9}(?![A-Za-z0-9])")
# E20240012 is far more often the number of a document of 2024 than of a passport.
_LIKE_A_DOCUMENT = re.compile(r"[A-Z](?:19[0-9]{2}|20[0-3][0-9])[0-9]{4}")
_GAP = re.compile(r"(?<=[0-9])[ \u3000]+(?=[0-9Xx])")
_DECORATION = re.compile(r"[\s★☆*#·.。!！:：\-—【】\[\]()（）<>《》]+")
_TERM = re.compile(r"[0-9]+年$")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[ \u3000\-—.()]+(?=[0-9(])")
# Shorter ones are extensions within an office; a shorter name may be a part of many words.
_TELEPHONE, _NAME = 7, 2
_UNSAID = "…"


def personal_number(text: str, refused: Refused) -> bool:
    """Say whether a text holds the number of an identity card or a passport."""
    flat = plain(text)
    if _IDENTITY.search(_GAP.sub("", flat)):
        return True
    if any(word in flat.casefold() for word in refused.passport_words):
        return _ANY_PASSPORT.search(flat.upper()) is not None
    return any(not _LIKE_A_DOCUMENT.fullmatch(found[0]) for found in _PASSPORT.finditer(flat))


def masked(text: str, refused: Refused) -> str:
    """Give a text for a message: cut to 60 characters, and without its digits where it holds a person's number."""
    shown = re.sub(r"[0-9]", "*", plain(text)) if personal_number(text, refused) else text
    shown = " ".join(shown.split())
    return shown if len(shown) <= 60 else f"{shown[:59]}…"  # noqa: PLR2004  # what fits a line of a message


def refusals(submission: Submission, refused: Refused) -> Iterator[Fault]:
    """Give a fault for each text that must not be handed in, never repeating a person's number."""
    marks = {_bare(mark) for mark in refused.marks}
    roster = {fold(word) for word in refused.roster}
    for text, location in submission.texts:
        if personal_number(text, refused):
            yield _fault("personal_number", location, {})
        elif _marked(text, marks, refused):
            yield _fault("secret_mark", location, {"found": masked(text, refused)})
        elif fold(text).rstrip(":") in roster:
            yield _fault("single_students", location, {"found": masked(text, refused)})
    for text, location in submission.titles:
        if any(word in plain(text) or word in text for word in refused.titles):
            yield _fault("secret_mark", location, {"found": masked(text, refused)})
        elif personal_number(text, refused):
            yield _fault("personal_number", location, {})


def contacts_repeated(submission: Submission) -> Iterator[Fault]:
    """Give a fault for each place besides their own where contacts stand, since those places go into the record.

    A telephone is looked for in every text and in the file's name; a name in the file's name alone, and only to warn,
    since it may be that of an office.
    """
    own = {_spot(location) for _, location in _contacts(submission)}
    said = [str(raw.value) for raw, _ in _contacts(submission) if isinstance(raw.value, str | int)]
    telephones = {number for text in said if len(number := re.sub("[^0-9]", "", plain(text))) >= _TELEPHONE}
    for text, location in submission.texts:
        if _spot(location) not in own and any(number in _joined(text) for number in telephones):
            yield _fault("contact_repeated", location, {})
    stem, place = Path(submission.file).stem, Location(submission.file)
    if any(number in _joined(stem) for number in telephones):
        yield _fault("contact_in_name", place, {})
    else:
        of_college = "\n".join(
            str(raw.value) for path, raw in submission.details.items() if path.startswith("college.")
        )
        names = {name for text in said if len(name := " ".join(text.split())) >= _NAME and name not in of_college}
        if any(name in stem for name in names):
            yield replace(_fault("contact_in_name", place, {}), severity="warning")


def without_contacts(faults: Iterable[Fault], submission: Submission) -> Iterator[Fault]:
    """Give faults so that none repeats what stands in the place of a contact: messages are copied and kept."""
    own = {_spot(location) for _, location in _contacts(submission)}
    for fault in faults:
        hidden = "found" in fault.context and _spot(fault.location) in own
        yield replace(fault, context={**fault.context, "found": _UNSAID}) if hidden else fault


def _contacts(submission: Submission) -> Iterator[tuple[Raw, Location]]:
    """Give what is said of who filled the form in and who checked it; where evidence is kept is no contact."""
    for path, raw in submission.details.items():
        if path.startswith(CONTACT):
            yield raw, raw.location
    for fields in submission.signatures.values():
        for name, raw in fields.items():
            if name != "evidence":
                yield raw, raw.location


def _spot(place: Location) -> tuple[str, str, int, int]:
    return place.sheet, place.cell, place.line, place.column


def _joined(text: str) -> str:
    """Give a text with the digits of each number together."""
    return _BETWEEN_DIGITS.sub("", plain(text))


def _fault(code: str, location: Location, context: Mapping[str, str]) -> Fault:
    return Fault(code, location, dict(context))


def _bare(text: str) -> str:
    return _DECORATION.sub("", plain(text).casefold())


def _marked(text: str, marks: set[str], refused: Refused) -> bool:
    flat = plain(text)
    if _bare(flat) in marks:
        return True
    # 机密★10年, 密级：秘密
    if any(sign in flat for sign in "★☆") and _TERM.sub("", _bare(flat)) in marks:
        return True
    label, colon, grade = flat.partition(":")
    return (
        bool(colon)
        and label.strip().casefold() in refused.grade_labels
        and _TERM.sub("", _bare(grade)) in refused.grades
    )
