"""``hepu ledger checkpoint``: the present state signed, noted to be signed elsewhere, or taken in signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.ledger.shared import content, free, put, reading, signing_key, with_password, writing
from hepu.cli.options import message_lang, with_lang, with_ledger, with_moment
from hepu.errors import Fault, InputError, Location

if TYPE_CHECKING:
    from hepu.text import Lang

__all__ = ["checkpoint"]


@click.command(cls=TellingCommand)
@with_ledger
@click.option("--key", metavar="KEY", type=click.Path(path_type=Path))
@with_password
@click.option("--take", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--trust", metavar="KEY", multiple=True, type=click.Path(path_type=Path))
@with_moment("--at")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True)
@with_lang
def checkpoint(  # noqa: PLR0913, PLR0917  # one parameter an option
    ledger: str | None,
    key: Path | None,
    password: Path | None,
    take: Path | None,
    trust: tuple[Path, ...],
    at: str,
    output: Path | None,
    force: bool,  # a flag of the command line
    lang: Lang | None,
) -> None:
    """Sign the present state of a ledger, note it to be signed elsewhere, or take a signed one in."""
    from hepu.ledger.checkpoints import note_bytes, read_checkpoint  # noqa: PLC0415
    from hepu.ledger.vouching import sign_now, state_now, take_in  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415
    from hepu.signing.dsse import envelope_bytes  # noqa: PLC0415
    from hepu.signing.keys import trusted_key  # noqa: PLC0415

    if (take is None) != (not trust) or (take is None) == (output is None) or (take and key):
        raise InputError([Fault("checkpoint_words", Location("hepu ledger checkpoint"))])
    if take is not None:
        signed = read_checkpoint(content(take), str(take))
        take_in(writing(ledger), signed, tuple(map(trusted_key, trust)))
        state, code = signed.checkpoint, "checkpoint_taken"
    elif key is not None:
        free(output or Path(), force=force)  # before it is signed and kept
        signed = sign_now(writing(ledger), at, signing_key(key, password))
        state, code = signed.checkpoint, "checkpoint_signed"
        put(output or Path(), envelope_bytes(signed.envelope), force=force)
    else:
        state, code = state_now(reading(ledger), at), "checkpoint_noted"
        put(output or Path(), note_bytes(state), force=force)
    told: dict[str, object] = {"name": state.ledger, "number": state.head.sequence, "digest": state.head.digest.hex()}
    click.echo(phrase(code, message_lang(lang), "message", **told), err=True)
