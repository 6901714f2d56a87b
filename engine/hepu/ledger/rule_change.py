"""What a ledger tells of a lock: the new versions of rules and parameters, each with its note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.ledger.entries import Changed, RuleChange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.history.model import Version

__all__ = ["rule_change"]


def rule_change(pack: str, versions: Mapping[str, Version], at: str, by: str = "") -> RuleChange:
    """Tell the new versions of a pack, by name, that were locked at a moment; one that is gone has no content."""
    changes = tuple(
        Changed(
            subject=key,
            version=version.version,
            content=version.content or "",
            note_zh=version.zh or "",
            note_en=version.en or "",
        )
        for key, version in versions.items()
    )
    return RuleChange(at=at, by=by, pack=pack, changes=changes)
