"""A decision on a piece of advice, ready to be entered: what is entered can be superseded and never taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

from hepu.audit.pieces import find_piece, pieces_of
from hepu.audit.stored import stored_json
from hepu.errors import Fault, InputError, Location
from hepu.intake.lexicon import default_lexicon
from hepu.intake.privacy import personal_number
from hepu.ledger.entries import Decided, Decision
from hepu.messages import phrase
from hepu.naming import nearest
from hepu.report.words import words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hepu.audit.log import Log, OfRecord
    from hepu.text import Lang

__all__ = ["MAX_REASON", "MAX_ROLE", "Opinion", "decision_of", "entered", "prepared"]

MAX_REASON = 4_000
MAX_ROLE = 200
_DECISIONS: tuple[Decision, ...] = get_args(Decision)
_SHORT: Mapping[str, Decision] = {"partly": "partly_adopted"}
# The words by which the help asks for each.
_IN_HELP = ("adopted", "partly", "returned", "rejected")
# An address or a telephone number tells of a person as a name does.
_CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}|(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody decides on a piece, as it was written; ``at`` is where, for what is wrong with it."""

    piece: str
    decision: str
    reason: str
    by: str
    at: Location = field(default_factory=Location)


def decision_of(word: str, place: Location) -> Decision:
    """Read a decision: its word in the contract, the short one, or that of either language.

    Raises:
        InputError: where it is none; the nearest is told.

    """
    wanted = word.strip()
    said = {words()[f"decisions.{item}"][lang]: item for item in _DECISIONS for lang in ("zh", "en")}
    known: dict[str, Decision] = {**{item: item for item in _DECISIONS}, **_SHORT, **said}
    if wanted in known:
        return known[wanted]
    named = Text(zh="、".join(words()[f"decisions.{item}"].zh for item in _DECISIONS), en=", ".join(_IN_HELP))
    context = {"found": wanted[:40], "nearest": nearest(wanted, known)}
    raise InputError([Fault("audit_decision", place, context, words={"expected": named})])


def prepared(log: Log, item: OfRecord, opinion: Opinion, at: str, names: Mapping[str, Text]) -> Decided:
    """Check an opinion and make the entry of it.

    Raises:
        InputError: with every fault of it: no such piece, no such decision, and what must not be in reason or role.

    """
    faults = list(_unfit(opinion))
    piece: str | None = None
    decision: Decision | None = None
    try:
        place = str(opinion.at) or item.issue.record_id
        piece = find_piece(opinion.piece, pieces_of(stored_json(log, item)), names, place)
    except InputError as error:
        faults.extend(error.faults)
    try:
        decision = decision_of(opinion.decision, opinion.at)
    except InputError as error:
        faults.extend(error.faults)
    if faults or piece is None or decision is None:
        raise InputError(faults)
    return Decided(
        at=at,
        by=opinion.by.strip(),
        record=item.digest,
        record_id=item.issue.record_id,
        piece=piece,
        decision=decision,
        reason=opinion.reason.strip(),
    )


def entered(log: Log, made: Sequence[Decided], lang: Lang) -> tuple[str, ...]:
    """Enter decisions, all or none, and say under which numbers.

    Raises:
        OutputError: where the ledger could not be written.

    """
    added = log.ledger.append(made)
    return tuple(
        phrase(
            "audit_decided",
            lang,
            number=entry.sequence,
            record=item.record_id,
            piece=item.piece,
            decision=words()[f"decisions.{item.decision}"][lang],
        )
        for entry, item in zip(added, made, strict=True)
    )


def _unfit(opinion: Opinion) -> Iterator[Fault]:
    """Find what is missing from a reason and a role, and what must not stand there for ever."""
    refused = default_lexicon().form.refused
    for code, text, most in (("reason", opinion.reason, MAX_REASON), ("role", opinion.by, MAX_ROLE)):
        shown = text.strip()
        if not shown:
            yield Fault(f"audit_no_{code}", opinion.at)
        elif len(shown) > most:
            yield Fault(f"audit_long_{code}", opinion.at, {"found": str(len(shown)), "expected": str(most)})
        elif personal_number(shown, refused) or _CONTACT.search(shown):
            yield Fault("audit_personal", opinion.at)
        elif any(ord(sign) < ord(" ") and sign not in "\n\t" for sign in shown):
            yield Fault("audit_signs", opinion.at)
