"""The page of each check: what it finds, an example to avoid, one to prefer, why, and how grave a finding is.

Pages stand in ``templates/checks``; their examples are snippets laid over a small pack, and the tests try both.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast, get_args

from hepu.resources import data_dir, templates_dir
from hepu.text import Text
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.errors import Fault

__all__ = ["SEVERITIES", "Page", "Severity", "graded", "page_address", "page_file", "page_of", "pages"]

Severity = Literal["error", "warning", "note"]
# From the gravest to the least.
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True, slots=True)
class Page:
    """One check for its readers.

    ``avoid`` and ``prefer`` map a file of a pack, such as ``rules/problems/few-partners.yaml``, to what stands there.
    ``also`` are codes that tell more of the same finding, such as the steps of a circle.
    """

    code: str
    severity: Severity
    fixable: bool
    finds: Text
    why: Text
    avoid: Mapping[str, str]
    prefer: Mapping[str, str]
    also: tuple[str, ...] = ()


@cache
def pages() -> Mapping[str, Page]:
    """Give every page by its code, in order of code."""
    found: dict[str, Page] = {}
    for path in sorted((templates_dir() / "checks").glob("*.yaml")):
        for code, entry in (read_yaml(path.read_text("utf-8"), path.name).value or {}).items():
            found[code] = Page(
                code,
                cast("Severity", entry["severity"]),
                entry.get("fixable", False),
                Text(**entry["finds"]),
                Text(**entry["why"]),
                MappingProxyType(entry["avoid"]),
                MappingProxyType(entry["prefer"]),
                tuple(entry.get("also", ())),
            )
    return MappingProxyType(dict(sorted(found.items())))


@cache
def _by_code() -> Mapping[str, Page]:
    return {code: page for page in pages().values() for code in (page.code, *page.also)}


def page_of(code: str) -> Page | None:
    """Give the page on which a code is explained."""
    return _by_code().get(code)


def page_file(code: str) -> Path | None:
    """Give the file of a code's page, which a checkout has and a wheel has not."""
    page = page_of(code)
    path = data_dir() / "docs" / "checks" / f"{page.code if page else code}.md"
    return path if path.is_file() else None


def page_address(code: str) -> str:
    """Say where a code is explained: the file of its page in a checkout, else the command that prints the page."""
    path, here = page_file(code), Path.cwd()
    if path is None:
        return f"hepu rules check --explain {code}"
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def graded(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Give each fault the severity that its page declares."""
    return tuple(
        fault
        if (page := page_of(fault.code)) is None or page.severity == fault.severity
        else dataclasses.replace(fault, severity=page.severity)
        for fault in faults
    )
