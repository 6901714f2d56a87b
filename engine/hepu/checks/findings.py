"""Findings as they are told in any form: where the file lies, what is said, which page explains it, what mends it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.checks.mending import Mend, mends_of
from hepu.layers import file_of
from hepu.messages import told
from hepu.source_file import file_bytes
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hepu.errors import Fault
    from hepu.layers import Layers

__all__ = ["Finding", "findings_of"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault with its file, told from the present folder where that holds it, and with its safe mend, if any."""

    fault: Fault
    path: Path | None
    file: str
    message: Text
    remedy: dict[str, str]
    mend: Mend | None = None


def findings_of(faults: Iterable[Fault], layers: Layers, folder: Path) -> tuple[Finding, ...]:
    """Give what a check has found as it is told from a folder."""
    by_file: dict[str, list[Fault]] = {}
    for fault in faults:
        by_file.setdefault(fault.location.file, []).append(fault)
    return tuple(finding for name, found in by_file.items() for finding in _of_file(name, found, layers, folder))


def _of_file(name: str, faults: Sequence[Fault], layers: Layers, folder: Path) -> Iterable[Finding]:
    path = _path(name, layers)
    mends = mends_of(_text(path), faults)
    file = name if path is None else _from(path, folder)
    for fault, mend in zip(faults, mends, strict=True):
        said = {lang: told(fault, lang) for lang in ("zh", "en")}
        message = Text(zh=said["zh"][0], en=said["en"][0])
        yield Finding(fault, path, file, message, {lang: words[1] for lang, words in said.items()}, mend)


def _path(name: str, layers: Layers) -> Path | None:
    try:
        path = file_of(layers, name)
    except LookupError:
        return None
    return path if path.is_file() else None


def _text(path: Path | None) -> str:
    try:
        # As it stands: a line may end in other ways than with a line feed alone.
        return "" if path is None else file_bytes(path).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _from(path: Path, folder: Path) -> str:
    """Give a file's path from a folder, or its whole path where it lies elsewhere."""
    whole = path.resolve()
    return (
        whole.relative_to(folder.resolve()).as_posix() if whole.is_relative_to(folder.resolve()) else whole.as_posix()
    )
