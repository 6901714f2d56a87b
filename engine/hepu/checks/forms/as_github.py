"""Findings as workflow commands of GitHub Actions, which shows them beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.checks.pages import page_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.checks.findings import Finding
    from hepu.text import Lang

__all__ = ["as_github"]

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def as_github(findings: Sequence[Finding], lang: Lang) -> str:
    """Write a command for each finding."""
    return "".join(_command(finding, lang) for finding in findings)


def _command(finding: Finding, lang: Lang) -> str:
    fault = finding.fault
    parts = {"file": finding.file, "title": f"hepu {fault.code}"}
    if fault.location.line:
        parts |= {"line": str(fault.location.line)}
    if fault.location.column:
        parts |= {"col": str(fault.location.column)}
    named = ",".join(f"{name}={_property(value)}" for name, value in parts.items())
    said = "\n".join(part for part in (finding.message[lang], finding.remedy[lang], page_address(fault.code)) if part)
    return f"::{_COMMANDS[fault.severity]} {named}::{_data(said)}\n"


def _data(text: str) -> str:
    """Escape what would end a command's message; the per cent sign first, since the others bring some."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape what would end a property."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
