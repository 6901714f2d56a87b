"""What ``hepu audit view`` does, from what is asked for to texts, files and a code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hepu.errors import Fault, InputError, Location, OutputError
from hepu.file_writing import write_files
from hepu.overview.build import overview_of
from hepu.overview.collect import of_files, of_ledger
from hepu.overview.written import as_csv, as_json, as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.layers import Layers
    from hepu.overview.model import Overview
    from hepu.pack import Pack
    from hepu.report.inline import EditionLang
    from hepu.text import Lang

__all__ = ["FAULTY", "UNLIKE", "Done", "View", "run_view"]

FAULTY = 1
# The same facts and other advice: the code of what was examined and does not hold.
UNLIKE = 7
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class View:
    """What is asked for: a ledger or files, whether by name, the bound of old sources, and the forms."""

    paths: tuple[Path, ...]
    ledger: str | None
    ledger_given: bool
    named: bool
    older_than: int
    every: bool
    form: Literal["text", "json"]
    folder: Path | None
    report: Path | None
    at: str
    layers: Layers
    lang: Lang
    report_lang: EditionLang


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: a text, the files written, what was wrong with what was read, and the command's code."""

    text: str
    paths: tuple[Path, ...]
    faults: tuple[Fault, ...]
    code: int


def run_view(asked: View) -> Done:
    """Read, add up and write; what cannot be read is told and left out.

    Raises:
        InputError: where nothing is asked of, or two things are.
        OutputError: where a file cannot be written.

    """
    if asked.report is not None and asked.report.suffix.lower() not in {".html", ".pdf"}:
        context = {"found": asked.report.suffix or asked.report.name}
        raise OutputError([Fault("overview_report_kind", Location(str(asked.report)), context)])
    if asked.paths and asked.ledger_given:
        raise InputError([Fault("overview_two_inputs")])
    if asked.paths:
        collected = of_files(asked.paths, asked.layers)
    elif asked.ledger:
        collected = of_ledger(asked.ledger, asked.layers)
    else:
        raise InputError([Fault("overview_no_input")])
    overview = overview_of(collected, named=asked.named, older_than=asked.older_than)
    made = _files(asked, overview, collected.packs)
    write_files({path: (path.read_bytes() if path.is_file() else None, data) for path, data in made.items()})
    if asked.form == "json":
        text = as_json(overview)
    else:
        text = as_text(overview, collected.packs, asked.lang, every=asked.every)
    code = UNLIKE if overview.violated else FAULTY if collected.faults else 0
    return Done(text, tuple(made), tuple(collected.faults), code)


def _files(asked: View, overview: Overview, packs: Mapping[str, Pack | None]) -> dict[Path, bytes]:
    """Make the files that are asked for; what a spreadsheet opens says that it is UTF-8."""
    made: dict[Path, bytes] = {}
    if asked.folder is not None:
        tables = as_csv(overview, packs, asked.lang)
        made.update((asked.folder / name, _BOM + text.encode()) for name, text in tables.items())
    if asked.report is not None:
        from hepu.overview.page import as_html, as_pdf  # noqa: PLC0415  # the typesetter is slow to import

        day = asked.at[:10]
        if asked.report.suffix.lower() == ".pdf":
            made[asked.report] = as_pdf(overview, packs, asked.report_lang, day)
        else:
            made[asked.report] = as_html(overview, packs, asked.report_lang, day).encode()
    return made
