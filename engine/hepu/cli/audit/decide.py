"""``hepu audit decide``: what somebody decides on one piece of advice, entered for good."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_lang, with_ledger, with_moment, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers
    from hepu.text import Lang

__all__ = ["decide"]


@click.command(cls=TellingCommand)
@click.argument("record")
@click.argument("piece")
@click.option("--decision", metavar="WORD", required=True)
@click.option("--reason", metavar="TEXT", required=True)
@click.option("--by", metavar="ROLE", required=True)
@with_ledger
@with_moment("--at")
@click.option("--yes", is_flag=True)
@with_pack
@with_lang
def decide(  # noqa: PLR0913, PLR0917  # one parameter an option
    record: str,
    piece: str,
    decision: str,
    reason: str,
    by: str,
    ledger: str | None,
    at: str,
    yes: bool,  # a flag of the command line
    layers: Layers,
    lang: Lang | None,
) -> None:
    """Enter a decision on a PIECE of a RECORD; a later one on the same piece takes its place."""
    from hepu.audit.deciding import Opinion, entered, prepared  # noqa: PLC0415
    from hepu.audit.log import opened_log  # noqa: PLC0415
    from hepu.audit.opened import Opener  # noqa: PLC0415
    from hepu.audit.outline import names_of  # noqa: PLC0415
    from hepu.audit.stored import find_record  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415

    log, reader = opened_log(ledger), message_lang(lang)
    item = find_record(log, record)
    made = prepared(log, item, Opinion(piece, decision, reason, by), at, names_of(Opener(log, layers).context(item)))
    click.echo(phrase("audit_for_ever", reader), err=True)
    if not yes and sys.stdin.isatty():
        click.confirm(phrase("audit_sure", reader), abort=True, err=True)
    for line in entered(log, [made], reader):
        click.echo(line)
