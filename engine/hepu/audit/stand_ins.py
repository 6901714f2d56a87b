"""Who is who in what leaves the desk: by name, or by stand-ins that tell the same from another and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.report.words import both

if TYPE_CHECKING:
    from hepu.audit.desk import Case
    from hepu.text import Text

__all__ = ["Shown", "StandIns"]


class Shown:
    """Shows colleges, records and offices as they are."""

    def record(self, case: Case) -> Text:
        """Show the number of a record."""
        return both(case.record_id)

    def digest(self, case: Case) -> Text:
        """Show the digest of a record."""
        return both(case.digest)

    def college(self, case: Case) -> Text:
        """Show the name of a college."""
        return case.college

    def office(self, name: str) -> Text:
        """Show the name of an office or role."""
        return both(name)

    def reason(self, text: str) -> Text:
        """Show why somebody decided so."""
        return both(text)


class StandIns(Shown):
    """Shows the same stand-in for the same thing, and nothing that could be tried against a name."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    def _for(self, kind: str, name: str) -> Text:
        before = sum(known == kind for known, _ in self._known)
        return both(self._known.setdefault((kind, name), f"<{kind}-{before + 1}>"))

    def record(self, case: Case) -> Text:
        """Give a record a number of its own."""
        return self._for("record", case.digest)

    def digest(self, case: Case) -> Text:
        """Leave the digest out."""
        del case
        return both("")

    def college(self, case: Case) -> Text:
        """Give a college a number of its own."""
        return self._for("college", case.college.zh)

    def office(self, name: str) -> Text:
        """Give an office a number of its own."""
        return self._for("office", name) if name else both("")

    def reason(self, text: str) -> Text:
        """Leave out what somebody wrote in words of his own."""
        del text
        return both("")
