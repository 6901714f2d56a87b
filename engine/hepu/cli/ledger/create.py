"""``hepu ledger create``: a new ledger, or one that goes on from a copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_lang, with_moment
from hepu.errors import Fault, InputError, Location

if TYPE_CHECKING:
    from hepu.text import Lang

__all__ = ["create"]


@click.command(cls=TellingCommand)
@click.argument("place", metavar="LEDGER")
@click.option("--name", metavar="TEXT")
@click.option("--by", metavar="OFFICE", default="")
@click.option("--key", metavar="KEY", type=click.Path(path_type=Path))
@click.option("--from", "source", metavar="COPY")
@with_moment("--at")
@with_lang
def create(  # one parameter an option
    place: str, name: str | None, by: str, key: Path | None, source: str | None, at: str, lang: Lang | None
) -> None:
    """Make a ledger where there is none."""
    from hepu.ledger.store import create_ledger, restore_ledger  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415
    from hepu.signing.keys import trusted_key  # noqa: PLC0415

    if (name is None) == (source is None):
        raise InputError([Fault("ledger_create_words", Location("hepu ledger create"))])
    if source is None:
        made = create_ledger(place, name or "", at, by=by, key=trusted_key(key).name if key else "")
    else:
        from hepu.cli.ledger.shared import reading  # noqa: PLC0415

        made = restore_ledger(place, reading(source))
    head = made.head()
    told: dict[str, object] = {
        "name": made.title,
        "place": made.name,
        "number": head.sequence,
        "digest": head.digest.hex(),
    }
    click.echo(phrase("ledger_created", message_lang(lang), "message", **told))
