"""What a verification of a ledger or a receipt came to: in lines for people, as JSON, and as an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.messages import phrase
from hepu.widths import columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.ledger.checking import Checked
    from hepu.text import Lang

__all__ = ["checked_json", "checked_lines", "exit_code"]

_FAILED, _SHORT = 7, 8


def checked_lines(found: Checked, lang: Lang) -> Iterator[str]:
    """Tell each step in a line, and in the last one what the whole comes to."""
    names = {state: phrase(f"verify_mark_{state}", lang) for state in ("pass", "fail", "not_available")}
    width = max(map(columns, names.values()))
    yield phrase("ledger_check_head", lang, name=found.title)
    for step in found.steps:
        name = names[step.state]
        yield f"{name}{' ' * (width - columns(name))}  {phrase(step.said.code, lang, **step.said.context)}"
    told: dict[str, object] = {"number": found.vouched, "last": found.head.sequence, "digest": found.head.digest.hex()}
    yield phrase(f"{found.subject}_check_{found.verdict}", lang, "message", **told)


def checked_json(found: Checked) -> dict[str, Any]:
    """Give the same as JSON values; what is said of a step stands as its code and values."""
    return {
        "schema": "hepu-ledger-check/1",
        "ledger": found.title,
        "sequence": found.head.sequence,
        "digest": found.head.digest.hex(),
        "subject": found.subject,
        "verdict": found.verdict,
        "vouched": found.vouched,
        "steps": [
            {"step": item.name, "state": item.state, "code": item.said.code, "values": dict(item.said.context)}
            for item in found.steps
        ],
    }


def exit_code(found: Checked, *, asked: bool) -> int:
    """Give 7 where something failed, 8 where somebody was trusted and yet nobody vouches, else 0."""
    if found.verdict == "inconsistent":
        return _FAILED
    return _SHORT if asked and not found.vouched else 0
