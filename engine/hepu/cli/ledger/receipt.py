"""``hepu ledger receipt``: the proof that an entry is in a ledger, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.ledger.shared import put, reading
from hepu.cli.options import message_lang, with_lang, with_ledger

if TYPE_CHECKING:
    from hepu.text import Lang

__all__ = ["receipt"]


@click.command(cls=TellingCommand)
@click.argument("entry", metavar="NUMBER|RECORD")
@with_ledger
@click.option("--since", metavar="NUMBER", type=click.IntRange(0))
@click.option("--until", metavar="NUMBER", type=click.IntRange(1))
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--force", is_flag=True)
@with_lang
def receipt(  # one parameter an option
    entry: str,
    ledger: str | None,
    since: int | None,
    until: int | None,
    output: Path,
    force: bool,  # a flag of the command line
    lang: Lang | None,
) -> None:
    """Write the receipt of an entry, which is checked without the ledger."""
    from hepu.ledger.listing import number_of  # noqa: PLC0415
    from hepu.ledger.receipts import make_receipt, receipt_bytes  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415

    opened = reading(ledger)
    made = make_receipt(opened, number_of(opened, entry), since=since, until=until)
    put(output, receipt_bytes(made), force=force)
    ends = made.heads()
    told: dict[str, object] = {"number": made.sequence, "first": ends[0].sequence, "last": ends[-1].sequence}
    code = "receipt_written" if made.checkpoints else "receipt_unsigned"
    click.echo(phrase(code, message_lang(lang), "message", **told), err=True)
