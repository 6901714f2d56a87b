"""Findings by the Static Analysis Results Interchange Format (SARIF) 2.1.0 of OASIS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import hepu
from hepu.checks.page_text import page_text
from hepu.checks.pages import page_file, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.checks.findings import Finding
    from hepu.checks.mending import Mend
    from hepu.checks.pages import Page
    from hepu.text import Lang

__all__ = ["SCHEMA", "as_sarif"]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_sarif(findings: Sequence[Finding], lang: Lang) -> str:
    """Write findings as one run; files are told from the present folder, and columns are counted in characters."""
    codes = sorted({finding.fault.code for finding in findings})
    rules = [_rule(code, page, lang) for code in codes if (page := page_of(code)) is not None]
    known = [rule["id"] for rule in rules]
    written_in = {"zh": "zh-CN", "en": "en-GB"}[lang]
    driver = {"name": "hepu", "version": hepu.__version__, "language": written_in, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "language": written_in,
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, known, lang) for finding in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(code: str, page: Page, lang: Lang) -> dict[str, Any]:
    text = page_text(page, lang)
    rule = {
        "id": code,
        "shortDescription": {"text": page.finds[lang]},
        "fullDescription": {"text": f"{page.finds[lang]} {page.why[lang]}"},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": page.severity},
    }
    file = page_file(page.code)
    return rule if file is None else {**rule, "helpUri": file.as_uri()}


def _result(finding: Finding, known: list[str], lang: Lang) -> dict[str, Any]:
    fault = finding.fault
    said = " ".join(part for part in (finding.message[lang], finding.remedy[lang]) if part)
    physical: dict[str, Any] = {"artifactLocation": _artifact(finding.file)}
    if fault.location.line:
        region = {"startLine": fault.location.line, "startColumn": fault.location.column or 1}
        physical["region"] = region
    place: dict[str, Any] = {"physicalLocation": physical}
    if fault.location.path:
        place["logicalLocations"] = [{"fullyQualifiedName": fault.location.path}]
    result: dict[str, Any] = {"ruleId": fault.code, "level": fault.severity, "message": {"text": said}}
    if fault.code in known:
        result["ruleIndex"] = known.index(fault.code)
    if finding.file:
        result["locations"] = [place]
    if finding.mend is not None:
        result["fixes"] = [_fix(finding, finding.mend)]
    return result


def _fix(finding: Finding, mend: Mend) -> dict[str, Any]:
    region = {
        "startLine": mend.line,
        "startColumn": mend.column,
        "endLine": mend.end_line,
        "endColumn": mend.end_column,
    }
    replacement = {"deletedRegion": region, "insertedContent": {"text": mend.text}}
    change = {"artifactLocation": _artifact(finding.file), "replacements": [replacement]}
    return {"artifactChanges": [change]}


def _artifact(file: str) -> dict[str, str]:
    return {"uri": Path(file).as_uri() if Path(file).is_absolute() else quote(file)}
