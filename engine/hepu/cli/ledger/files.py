"""``hepu ledger files``: what went out as an advisory, written again to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.ledger.shared import reading
from hepu.cli.options import with_lang, with_ledger

if TYPE_CHECKING:
    from hepu.text import Lang

__all__ = ["files"]


@click.command(cls=TellingCommand)
@click.argument("entry", metavar="NUMBER|RECORD")
@with_ledger
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--force", is_flag=True)
@with_lang
def files(entry: str, ledger: str | None, output: Path, force: bool, lang: Lang | None) -> None:  # a flag
    """Write the files of an issued advisory from the ledger, where they never reached their place or were lost."""
    from hepu.issuing import issued_files, write_again  # noqa: PLC0415
    from hepu.ledger.listing import number_of  # noqa: PLC0415

    del lang
    opened = reading(ledger)
    for path in write_again(issued_files(opened, number_of(opened, entry)), output, force=force):
        click.echo(path)
