"""``hepu ledger verify``: whether a ledger, a copy of one or a receipt is whole, and who vouches for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.ledger.shared import content, reading, trusted, with_trust
from hepu.cli.options import message_lang, with_lang, with_ledger

if TYPE_CHECKING:
    from hepu.text import Lang

__all__ = ["verify"]


@click.command(cls=TellingCommand)
@with_ledger
@click.option("--receipt", metavar="FILE", type=click.Path(path_type=Path))
@with_trust
@click.option("--json", "as_json", is_flag=True)
@with_lang
def verify(  # one parameter an option
    ledger: str | None,
    receipt: Path | None,
    trust: tuple[Path, ...],
    checkpoint: tuple[Path, ...],
    printed: tuple[str, ...],
    as_json: bool,  # a flag of the command line
    lang: Lang | None,
) -> None:
    """Verify a ledger against what is trusted and kept elsewhere."""
    from hepu.ledger.checking import check_ledger  # noqa: PLC0415
    from hepu.ledger.receipt_checking import checked_receipt  # noqa: PLC0415
    from hepu.ledger.receipts import read_receipt  # noqa: PLC0415
    from hepu.ledger.told import checked_json, checked_lines, exit_code  # noqa: PLC0415

    keys, states = trusted(trust, checkpoint, printed)
    if receipt is None:
        found = check_ledger(reading(ledger), states, keys)
    else:
        found = checked_receipt(read_receipt(content(receipt), str(receipt)), states, keys)
    if as_json:
        click.echo(json.dumps(checked_json(found), ensure_ascii=False, indent=2))
    else:
        for line in checked_lines(found, message_lang(lang)):
            click.echo(line)
    click.get_current_context().exit(exit_code(found, asked=bool(keys or states)))
