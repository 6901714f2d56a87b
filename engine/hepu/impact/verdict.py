"""An impact in the form that is asked for, and the code that the command returns for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.impact.markdown import as_markdown
from hepu.impact.told import as_csv, as_json, as_text

if TYPE_CHECKING:
    from hepu.impact.model import Impact
    from hepu.text import Lang

__all__ = ["ADVICE_CHANGES", "exit_code", "written"]

FAULTY = 1
ADVICE_CHANGES = 6


def written(impact: Impact, form: str, lang: Lang) -> str:
    """Write an impact as ``text``, ``json``, ``markdown`` or ``csv``."""
    return {"text": as_text, "json": as_json, "markdown": as_markdown, "csv": as_csv}[form](impact, lang)


def exit_code(impact: Impact, *, fail_on_change: bool) -> int:
    """Give the command's code: faults come first, a change of advice counts where that is asked for."""
    if impact.faults:
        return FAULTY
    return ADVICE_CHANGES if fail_on_change and impact.affected else 0
