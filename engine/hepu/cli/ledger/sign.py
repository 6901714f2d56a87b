"""``hepu ledger sign``: a checkpoint signed where the key is, without the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.ledger.shared import content, put, signing_key, with_password
from hepu.cli.options import message_lang, with_lang

if TYPE_CHECKING:
    from hepu.text import Lang

__all__ = ["sign"]

_FILE = click.Path(path_type=Path)


@click.command(cls=TellingCommand)
@click.argument("note", metavar="NOTE", type=_FILE)
@click.option("--key", metavar="KEY", type=_FILE, required=True)
@with_password
@click.option("--last", metavar="FILE", type=_FILE)
@click.option("--receipt", metavar="FILE", type=_FILE)
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--force", is_flag=True)
@with_lang
def sign(  # noqa: PLR0913, PLR0917  # one parameter an option
    note: Path,
    key: Path,
    password: Path | None,
    last: Path | None,
    receipt: Path | None,
    output: Path,
    force: bool,  # a flag of the command line
    lang: Lang | None,
) -> None:
    """Sign the NOTE of a ledger's state, where it continues the last one that was signed."""
    from hepu.ledger.checkpoints import read_checkpoint, read_note  # noqa: PLC0415
    from hepu.ledger.receipts import read_receipt  # noqa: PLC0415
    from hepu.ledger.vouching import sign_state  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415
    from hepu.signing.dsse import envelope_bytes  # noqa: PLC0415

    signed = sign_state(
        read_note(content(note), str(note)),
        signing_key(key, password),
        None if last is None else read_checkpoint(content(last), str(last)),
        None if receipt is None else read_receipt(content(receipt), str(receipt)),
    )
    put(output, envelope_bytes(signed.envelope), force=force)
    state = signed.checkpoint
    code = "checkpoint_signed_blind" if last is None else "checkpoint_signed"
    told: dict[str, object] = {"name": state.ledger, "number": state.head.sequence, "digest": state.head.digest.hex()}
    click.echo(phrase(code, message_lang(lang), "message", **told), err=True)
