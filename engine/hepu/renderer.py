"""What the pages are made with, by name and version: the same record gives the same bytes under the same of these."""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import zlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.resources import data_dir, knowledge_dir, templates_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

__all__ = ["ABSENT", "APPLIED", "ASIDE", "OF_SCREENS", "PATCHED", "knows_typesetter", "renderer"]

# The version of WeasyPrint in which what ``hepu.report.pdf.justify`` replaces was read.
PATCHED = "70."
ABSENT, APPLIED, ASIDE = "absent", "applied", "stepped_aside"
_PACKAGES = (
    "citeproc-py",
    "cssselect2",
    "fonttools",
    "Jinja2",
    "MarkupSafe",
    "pydyf",
    "pyphen",
    "tinycss2",
    "tinyhtml5",
    "weasyprint",
)
# What a page for screens is made with too; the rest sets pages for print.
OF_SCREENS = frozenset({"citeproc-py", "fonts", "fonttools", "Jinja2", "MarkupSafe", "templates"})


def _text(name: str) -> Callable[[ctypes.CDLL], str]:
    def ask(library: ctypes.CDLL) -> str:
        function = getattr(library, name)
        function.restype = ctypes.c_char_p
        return str(function().decode("ascii"))

    return ask


def _fontconfig(library: ctypes.CDLL) -> str:
    """Read the one number in which fontconfig writes its version: 21401 is 2.14.1."""
    number = int(library.FcGetVersion())
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


# Where a system keeps each library and how it tells its version.
_LIBRARIES: Mapping[str, tuple[tuple[str, ...], Callable[[ctypes.CDLL], str]]] = MappingProxyType(
    {
        "fontconfig": (("libfontconfig.so.1", "fontconfig"), _fontconfig),
        "harfbuzz": (("libharfbuzz.so.0", "harfbuzz"), _text("hb_version_string")),
        "pango": (("libpango-1.0.so.0", "pango-1.0"), _text("pango_version_string")),
    }
)


@cache
def renderer() -> Mapping[str, str]:
    """Give the version of each package and system library that shapes the pages, and the digest of each set of files.

    ``fonts`` and ``templates`` are digests; ``justification`` says whether Chinese is justified by the patch of
    ``hepu.report.pdf.justify`` or the patch steps aside for a version of WeasyPrint in which it was not read.
    """
    packages = {name: _package(name) for name in _PACKAGES}
    return MappingProxyType(
        {
            **packages,
            **{name: _library(*found) for name, found in _LIBRARIES.items()},
            "fonts": _digest((templates_dir() / "fonts").glob("*.ttf"), templates_dir()),
            "justification": APPLIED if knows_typesetter(packages["weasyprint"]) else ASIDE,
            "templates": _digest(_words_and_pages(), data_dir()),
            "zlib": zlib.ZLIB_RUNTIME_VERSION,
        }
    )


def knows_typesetter(found: str) -> bool:
    """Say whether a version of WeasyPrint is one whose internals were read."""
    return found.startswith(PATCHED)


def _package(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ABSENT


def _library(names: Iterable[str], ask: Callable[[ctypes.CDLL], str]) -> str:
    """Ask a library of the system for its version; a record can be made where there is none."""
    for name in names:
        path = name if ".so" in name else ctypes.util.find_library(name)
        try:
            return ask(ctypes.CDLL(path)) if path else ABSENT
        except (OSError, AttributeError):
            continue
    return ABSENT


def _words_and_pages() -> Iterator[Path]:
    """Give every file that pages are filled from besides the record and its pack: templates, and the form's words."""
    for folder in ("report", "citations"):
        yield from (path for path in (templates_dir() / folder).rglob("*") if path.is_file())
    yield knowledge_dir() / "form.yaml"


def _digest(paths: Iterable[Path], top: Path) -> str:
    """Give one sha256 over files, by their paths below a folder and their contents."""
    named = sorted((path.relative_to(top).as_posix(), path) for path in paths)
    lines = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in named)
    return hashlib.sha256(lines.encode()).hexdigest()
