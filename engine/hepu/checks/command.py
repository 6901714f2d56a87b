"""What ``hepu rules check`` does with its words: select, mend or show mends, check, tell, and give the exit code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.checks.fixing import diff, fix, report_of
from hepu.checks.forms.as_github import as_github
from hepu.checks.forms.as_json import as_json
from hepu.checks.forms.as_sarif import as_sarif
from hepu.checks.forms.as_text import as_text
from hepu.checks.page_text import page_text
from hepu.checks.pages import SEVERITIES, page_of, pages
from hepu.checks.run import check_layers
from hepu.checks.selection import select
from hepu.errors import Fault, InputError
from hepu.messages import phrase
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hepu.checks.findings import Finding
    from hepu.checks.run import Checked
    from hepu.layers import Layers
    from hepu.text import Lang

__all__ = ["Done", "explained", "run"]


@dataclass(frozen=True, slots=True)
class Done:
    """What a run says, what it says aside of the result, and its exit code."""

    said: str
    aside: str
    code: int


def explained(code: str, lang: Lang) -> str:
    """Give the page of a check.

    Raises:
        InputError: where there is no such check.

    """
    page = page_of(code)
    if page is None:
        near = nearest(code, pages())
        raise InputError([Fault("check_code_unknown", context={"found": code, "nearest": near})])
    return page_text(page, lang)


def run(paths: Sequence[str], layers: Layers, form: str, fail_on: str, lang: Lang, mending: str) -> Done:
    """Check packs and report on the files that are named; ``mending`` is ``fix``, ``diff`` or nothing.

    Raises:
        InputError: where something named is no file, folder or rule of a pack.
        OutputError: where a mended file cannot be written.

    """
    selection, folder = select(paths, layers), Path.cwd()
    aside = ""
    if mending == "fix":
        fixed = fix(selection, folder)
        aside = phrase("check_mended", lang, found=fixed.mends, files=fixed.files)
    checked = check_layers(selection.layers)
    findings = report_of(checked, selection, folder)
    said = diff(findings) if mending == "diff" else _told(findings, checked, form, lang)
    weights = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return Done(said, aside, int(any(finding.fault.severity in weights for finding in findings)))


def _told(findings: Sequence[Finding], checked: Checked, form: str, lang: Lang) -> str:
    severities = [finding.fault.severity for finding in findings]
    counts = {**checked.counts, **{f"{severity}s": severities.count(severity) for severity in SEVERITIES}}
    match form:
        case "json":
            return as_json(findings, counts, checked.pack)
        case "sarif":
            return as_sarif(findings, lang)
        case "github":
            return as_github(findings, lang)
        case _:
            return as_text(findings, counts, lang)
