"""The changelog of a pack's rules: the lines of its lock, newest day first."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.history.model import PARAMETER
from hepu.messages import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.history.model import Lock, Version
    from hepu.text import Lang

__all__ = ["log_lines", "since_of"]


def since_of(text: str | None) -> dt.date | int | None:
    """Read from where on a log is asked for: a day, or the number of a version.

    Raises:
        InputError: where it is neither.

    """
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < len("20260101"):
        return int(text)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError([Fault("lock_since", Location("--since"), {"found": text[:40]})]) from None


def log_lines(lock: Lock, lang: Lang, since: dt.date | int | None = None) -> Iterator[str]:
    """Tell what changed: by day, the newest first, each change with its line; what was locked first is counted."""
    by_day: dict[dt.date, list[tuple[str, Version]]] = {}
    for key, history in lock.entries.items():
        for version in history:
            if _is_asked(version, since):
                by_day.setdefault(version.begins, []).append((key, version))
    if not by_day:
        yield phrase("log_empty", lang)
    for day in sorted(by_day, reverse=True):
        yield phrase("log_day", lang, found=day.isoformat())
        first = Counter(key.startswith(PARAMETER) for key, version in by_day[day] if version.zh is None)
        if first:
            yield "  " + phrase("log_first", lang, rules=first[False], parameters=first[True])
        for key, version in sorted(by_day[day], key=lambda item: item[0]):
            if version.zh is not None and version.en is not None:
                yield f"  {_head(key, version, lang)}"
                yield f"    {version.zh if lang == 'zh' else version.en}"


def _is_asked(version: Version, since: dt.date | int | None) -> bool:
    if since is None:
        return True
    return version.version >= since if isinstance(since, int) else version.begins >= since


def _head(key: str, version: Version, lang: Lang) -> str:
    if version.gone is not None:
        code = "log_renamed" if version.renamed else "log_gone"
        return phrase(code, lang, found=key, expected=version.renamed or "")
    if version.was is not None:
        return phrase("log_was", lang, found=key, expected=version.was)
    return phrase("log_version" if version.version > 1 else "log_new", lang, found=key, expected=str(version.version))
