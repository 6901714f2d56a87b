"""What lies on the desk: every issued advisory with how far its measures have been decided on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hepu.audit.pieces import measures_of
from hepu.audit.stored import stored_json
from hepu.errors import Fault, InputError, Location
from hepu.text import Text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from hepu.audit.log import Log, OfRecord

__all__ = ["Case", "State", "Wanted", "cases"]

State = Literal["open", "partly", "decided", "none"]


@dataclass(frozen=True, slots=True)
class Case:
    """An issued advisory: whose it is, when and by whom it was issued, and what was decided on its measures.

    ``pieces`` are the keys of its measures in their order, ``decided`` those of them on which a decision stands.
    """

    record_id: str
    digest: str
    college: Text
    fictitious: bool
    issued: str
    by: str
    pieces: tuple[str, ...]
    decided: tuple[str, ...]

    @property
    def state(self) -> State:
        """Say whether all, some or none of its measures are decided on; without measures there is none to decide on."""
        if not self.pieces:
            return "none"
        if len(self.decided) == len(self.pieces):
            return "decided"
        return "partly" if self.decided else "open"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which advisories are asked for: by a part of the college's name, from a day on, and only those left to decide."""

    college: str = ""
    since: dt.date | None = None
    undecided: bool = False


def cases(log: Log, wanted: Wanted, among: Iterable[OfRecord] | None = None) -> Iterator[Case]:
    """Give the advisories that are asked for, in the order in which they were issued; ``among`` some alone.

    Raises:
        InputError: where a record is not in the store, or has been altered.

    """
    for item in log.records.values() if among is None else among:
        if wanted.since is not None and item.issue.at[:10] < wanted.since.isoformat():
            continue
        case = _case(log, item)
        named = wanted.college.casefold() in f"{case.college.zh}\n{case.college.en}".casefold()
        if named and not (wanted.undecided and case.state in {"decided", "none"}):
            yield case


def _case(log: Log, item: OfRecord) -> Case:
    value = stored_json(log, item)
    try:
        profile, pieces = value["inputs"]["profile"], measures_of(value)
        name = profile["college"]["name"]
        return Case(
            record_id=item.issue.record_id,
            digest=item.digest,
            college=Text(zh=name["zh"], en=name["en"] or name["zh"]),
            fictitious=bool(profile["fictitious"]),
            issued=item.issue.at,
            by=item.issue.by,
            pieces=pieces,
            decided=tuple(key for key in pieces if key in item.standing),
        )
    except (LookupError, TypeError, ValueError):
        found = {"found": item.issue.record_id}
        raise InputError([Fault("audit_no_record", Location(log.ledger.name), found)]) from None
