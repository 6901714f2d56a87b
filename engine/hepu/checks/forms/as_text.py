"""Findings for people: place, what is wrong, what to do, and the page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hepu.checks.pages import page_address
from hepu.messages import phrase, render_fault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.checks.findings import Finding
    from hepu.text import Lang

__all__ = ["as_text"]


def as_text(findings: Sequence[Finding], counts: Mapping[str, int], lang: Lang) -> str:
    """Tell each finding in a few lines, and their number at the end."""
    lines = []
    for finding in findings:
        fault = finding.fault
        line, *rest = render_fault(replace(fault, location=replace(fault.location, file=finding.file)), lang).split(
            "\n"
        )
        severity = phrase(f"check_{fault.severity}", lang)
        page = phrase("check_page", lang, found=page_address(fault.code))
        lines += [f"{line} [{severity} {fault.code}]", *rest, f"    → {page}"]
        if finding.mend is not None:
            lines.append(f"    → {phrase('check_mend', lang)}")
    return "\n".join([*lines, phrase("rules_checked", lang, "message", **counts)]) + "\n"
