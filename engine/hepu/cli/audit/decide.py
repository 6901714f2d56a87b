"""``hepu audit decide``: what somebody decides on one piece of advice, entered for good."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_lang, with_ledger, with_moment, with_pack
from hepu.errors import Fault, InputError

if TYPE_CHECKING:
    from hepu.layers import Layers
    from hepu.text import Lang

__all__ = ["decide"]


@click.command(cls=TellingCommand)
@click.argument("record", required=False)
@click.argument("piece", required=False)
@click.option("--decision", metavar="WORD")
@click.option("--reason", metavar="TEXT")
@click.option("--from", "sheet", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--by", metavar="ROLE", required=True)
@with_ledger
@with_moment("--at")
@click.option("--yes", is_flag=True)
@with_pack
@with_lang
def decide(  # noqa: PLR0913, PLR0917  # one parameter an option
    record: str | None,
    piece: str | None,
    decision: str | None,
    reason: str | None,
    sheet: Path | None,
    by: str,
    ledger: str | None,
    at: str,
    yes: bool,  # a flag of the command line
    layers: Layers,
    lang: Lang | None,
) -> None:
    """Enter a decision on a PIECE of a RECORD, or those of a filled sheet; a later one on a piece takes its place."""
    from hepu.audit.deciding import Opinion, entered, prepared  # noqa: PLC0415
    from hepu.audit.log import opened_log  # noqa: PLC0415
    from hepu.audit.opened import Opener  # noqa: PLC0415
    from hepu.audit.outline import names_of  # noqa: PLC0415
    from hepu.audit.sheet import read_sheet  # noqa: PLC0415
    from hepu.audit.stored import find_record  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415

    if sheet is not None and record is piece is decision is reason is None:
        log = opened_log(ledger)
        made = read_sheet(sheet, log, by, at)
    elif sheet is None and record and piece and decision is not None and reason is not None:
        log = opened_log(ledger)
        item = find_record(log, record)
        names = names_of(Opener(log, layers).context(item))
        made = (prepared(log, item, Opinion(piece, decision, reason, by), at, names),)
    else:
        raise InputError([Fault("audit_decide_what")])
    reader = message_lang(lang)
    click.echo(phrase("audit_for_ever", reader), err=True)
    if not yes and sys.stdin.isatty():
        click.confirm(phrase("audit_sure", reader), abort=True, err=True)
    for line in entered(log, made, reader):
        click.echo(line)
