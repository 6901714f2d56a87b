"""``hepu verify``: what a file is found to be, step by step."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, warn, with_lang, with_ledger, with_moment
from hepu.cli.wrapping import cut, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hepu.text import Lang
    from hepu.verification.asking import Question, Verification

__all__ = ["verify"]

_FAILED, _NOT_REACHED = 7, 8
_FILE = click.Path(path_type=Path)


@click.command(cls=TellingCommand)
@click.argument("file", type=_FILE)
@click.option("--record", metavar="FILE", type=_FILE)
@click.option("--pack", metavar="PACK", multiple=True)
@with_ledger
@click.option("--receipt", metavar="FILE", type=_FILE)
@click.option("--envelope", metavar="FILE", type=_FILE)
@click.option("--trust", "certificates", metavar="CERTIFICATE", multiple=True, type=_FILE)
@click.option("--trust-key", "keys", metavar="KEY", multiple=True, type=_FILE)
@click.option("--checkpoint", "checkpoints", metavar="FILE", multiple=True, type=_FILE)
@click.option("--printed", metavar="NUMBER:DIGEST", multiple=True)
@click.option("--docx", is_flag=True)
@click.option("--without-pages", is_flag=True)
@click.option("--without-entry", is_flag=True)
@click.option("--require", type=click.Choice(["consistent", "authentic"]), default="consistent", show_default=True)
@with_moment("--at")
@click.option("--by", metavar="OFFICE", default="")
@click.option("--json", "as_json", is_flag=True)
@with_lang
def verify(  # noqa: PLR0913, PLR0917  # one parameter an option
    file: Path,
    record: Path | None,
    pack: tuple[str, ...],
    ledger: str | None,
    receipt: Path | None,
    envelope: Path | None,
    certificates: tuple[Path, ...],
    keys: tuple[Path, ...],
    checkpoints: tuple[Path, ...],
    printed: tuple[str, ...],
    docx: bool,
    without_pages: bool,
    without_entry: bool,
    require: str,
    at: str,
    by: str,
    as_json: bool,
    lang: Lang | None,
) -> None:
    """Verify an advisory's FILE: its signature, its record, its derivation, its entry in a ledger and its pages."""
    from hepu.verification.asking import Question, verify_file  # noqa: PLC0415  # imports what computes

    question = Question(
        file=file,
        at=at,
        by=by,
        record=record,
        pack=pack,
        ledger=ledger,
        receipt=receipt,
        envelope=envelope,
        certificates=certificates,
        keys=keys,
        checkpoints=checkpoints,
        printed=printed,
        without=frozenset({"pages"} if without_pages else ()),
        enter=not without_entry,
    )
    reader = message_lang(lang)
    if docx:
        sys.exit(_docx(question, reader, as_json=as_json))
    found = verify_file(question)
    _print(found, reader, as_json=as_json)
    sys.exit(_code(found, require))


def _code(found: Verification, require: str) -> int:
    """Give the exit code: 7 where something failed, 8 where what was asked for was not reached."""
    from hepu.verification.verdict import reached  # noqa: PLC0415

    if found.report.verdict == "inconsistent":
        return _FAILED
    return 0 if reached(found.report.verdict, required=require == "authentic") else _NOT_REACHED


def _print(found: Verification, lang: Lang, *, as_json: bool) -> None:
    """Write a report: as JSON, or a line a step, the verdict, and what could not be established."""
    from hepu.verification.telling import as_data, page  # noqa: PLC0415

    warn(found.faults, lang)
    if as_json:
        click.echo(as_data(found.report, lang, found.entry).model_dump_json(by_alias=True, indent=1))
    else:
        _write(page(found.report, lang, found.entry))


def _docx(question: Question, lang: Lang, *, as_json: bool) -> int:
    """Write where a DOCX departs from its record, and give the exit code."""
    from hepu.verification.docx import verify_docx  # noqa: PLC0415  # needed with --docx alone
    from hepu.verification.docx_telling import docx_data, docx_page  # noqa: PLC0415
    from hepu.verification.verdict import reached  # noqa: PLC0415

    found = verify_docx(question)
    if as_json:
        click.echo(docx_data(found, lang).model_dump_json(by_alias=True, indent=1))
    else:
        _write(docx_page(found, lang))
    if found.departures or found.record.verdict == "inconsistent":
        return _FAILED
    return 0 if reached(found.record.verdict) else _NOT_REACHED


def _write(parts: Iterable[str | tuple[tuple[str, str], ...]]) -> None:
    """Write paragraphs, and rows of two columns, as wide as the terminal lets them be."""
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    for part in parts:
        click.echo("\n".join(cut(list(part), width, 30) if isinstance(part, tuple) else wrap(part, width)))
