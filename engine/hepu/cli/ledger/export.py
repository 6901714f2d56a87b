"""``hepu ledger export``: a copy of a ledger to hand over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.ledger.shared import reading
from hepu.cli.options import message_lang, with_lang, with_ledger

if TYPE_CHECKING:
    from hepu.text import Lang

__all__ = ["export"]


@click.command(cls=TellingCommand)
@with_ledger
@click.option("-o", "--output", metavar="COPY", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--force", is_flag=True)
@with_lang
def export(ledger: str | None, output: Path, force: bool, lang: Lang | None) -> None:  # a flag
    """Write all entries, checkpoints and stored contents into one archive, from which they can be verified."""
    from hepu.ledger.copies import write_copy  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415

    last = write_copy(reading(ledger), output, force=force)
    click.echo(phrase("ledger_exported", message_lang(lang), count=last), err=True)
    click.echo(output)
