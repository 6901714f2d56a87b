"""``hepu ledger show``: one entry whole, or a content that is stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.ledger.shared import put, reading
from hepu.cli.options import message_lang, with_lang, with_ledger
from hepu.errors import Fault, InputError, Location

if TYPE_CHECKING:
    from hepu.text import Lang

__all__ = ["show"]


@click.command(cls=TellingCommand)
@click.argument("number", metavar="NUMBER", type=click.IntRange(1), required=False)
@with_ledger
@click.option("--blob", metavar="DIGEST")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@with_lang
def show(  # one parameter an option
    number: int | None,
    ledger: str | None,
    blob: str | None,
    output: Path | None,
    force: bool,  # flags of the command line
    as_json: bool,
    lang: Lang | None,
) -> None:
    """Print an entry with its links and what is stored of it, or write a stored content to a file."""
    from hepu.ledger.listing import entry_json, shown_lines, stored_blob  # noqa: PLC0415
    from hepu.ledger.reading import entry_of  # noqa: PLC0415

    if (blob is None) != (output is None) or (blob is None) == (number is None):
        raise InputError([Fault("ledger_show_words", Location("hepu ledger show"))])
    opened = reading(ledger)
    if blob is not None and output is not None:
        put(output, stored_blob(opened, blob), force=force)
        return
    entry = entry_of(opened, number or 0)
    if as_json:
        click.echo(json.dumps(entry_json(entry), ensure_ascii=False, indent=2))
        return
    for line in shown_lines(opened, entry, message_lang(lang)):
        click.echo(line)
