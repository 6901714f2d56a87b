"""Mending what can be mended safely: written all or none, checked again, until nothing more can be."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from typing import TYPE_CHECKING

from hepu.checks.findings import findings_of
from hepu.checks.mending import mended
from hepu.checks.run import check_layers
from hepu.file_writing import write_files
from hepu.layering.installed import is_installed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from hepu.checks.findings import Finding
    from hepu.checks.run import Checked
    from hepu.checks.selection import Selection

__all__ = ["Fixed", "diff", "fix", "report_of"]

# A mend may bring to light what another can mend; more rounds than this would only be taken by mends that undo others.
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Fixed:
    """How many mends were made in how many files."""

    mends: int
    files: int


def report_of(checked: Checked, selection: Selection, folder: Path) -> tuple[Finding, ...]:
    """Give the findings to report, as told from a folder."""
    found = findings_of(checked.findings, selection.layers, folder)
    return tuple(finding for finding in found if selection.holds(finding.path) and not _beneath(finding, selection))


def _beneath(finding: Finding, selection: Selection) -> bool:
    """Say whether a finding is a note on the shipped pack, where an own one lies over it."""
    return finding.fault.severity == "note" and selection.is_beneath(finding.path)


def fix(selection: Selection, folder: Path) -> Fixed:
    """Mend the selected files.

    Raises:
        OutputError: where a file cannot be written; nothing of that round has changed then.

    """
    count, files = 0, set[str]()
    for _ in range(_ROUNDS):
        found = report_of(check_layers(selection.layers), selection, folder)
        made = _mended(finding for finding in found if not selection.is_beneath(finding.path))
        if not made:
            break
        write_files({path: (before, after) for path, (before, after, _) in made.items()})
        count += sum(number for _, _, number in made.values())
        files |= {str(path) for path in made}
    return Fixed(count, len(files))


def diff(findings: Iterable[Finding]) -> str:
    """Show what mending would change, file by file."""
    found = list(findings)
    names = {finding.path: finding.file for finding in found}
    parts: list[str] = []
    for path, (before, after, _) in _mended(found).items():
        old, new = (text.decode("utf-8").splitlines(keepends=True) for text in (before, after))
        parts.extend(unified_diff(old, new, f"a/{names[path]}", f"b/{names[path]}"))
    return "".join(parts)


def _mended(findings: Iterable[Finding]) -> Mapping[Path, tuple[bytes, bytes, int]]:
    """Give each file that mends change: what it holds, what it shall hold, and the number of mends."""
    by_path: dict[Path, list[Finding]] = {}
    for finding in findings:
        if finding.path is not None and finding.mend is not None and not is_installed(finding.path):
            by_path.setdefault(finding.path, []).append(finding)
    made = {}
    for path, found in by_path.items():
        before = path.read_bytes()
        mends = {finding.mend for finding in found if finding.mend is not None}
        after = mended(before.decode("utf-8"), mends).encode()
        if after != before:
            made[path] = (before, after, len(mends))
    return made
