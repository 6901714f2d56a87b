"""``hepu rules lock``: a version and a line for every change of a rule, and the earlier wordings kept."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import as_date, message_lang, moment, warn, with_lang, with_ledger, with_pack

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.history.locking import Locked
    from hepu.layers import Layers
    from hepu.pack import Pack
    from hepu.text import Lang

__all__ = ["lock"]


@click.command(cls=TellingCommand)
@click.argument("keys", metavar="[RULE]...", nargs=-1)
@click.option("--note-zh", metavar="TEXT")
@click.option("--note-en", metavar="TEXT")
@click.option("--as-of", metavar="DATE")
@click.option("--from", "earlier", metavar="PACK", default="")
@click.option("--renamed", metavar="OLD=NEW", multiple=True)
@click.option("--check", is_flag=True)
@click.option("--log", is_flag=True)
@click.option("--since", metavar="DATE|VERSION")
@with_ledger
@click.option("--by", metavar="OFFICE", default="")
@with_pack
@with_lang
def lock(  # noqa: PLR0913, PLR0917  # one parameter an option
    keys: tuple[str, ...],
    note_zh: str | None,
    note_en: str | None,
    as_of: str | None,
    earlier: str,
    renamed: tuple[str, ...],
    check: bool,  # flags of the command line
    log: bool,
    since: str | None,
    ledger: str | None,
    by: str,
    layers: Layers,
    lang: Lang | None,
) -> None:
    """Give changed rules a version and a line of the changelog, check the lock, or print the log."""
    from hepu.history.desk import lock_told, log_told, renamed_of  # noqa: PLC0415
    from hepu.history.locking import Note, Wish  # noqa: PLC0415
    from hepu.layering.installed import refuse_installed  # noqa: PLC0415
    from hepu.pack import load_pack  # noqa: PLC0415

    reader = message_lang(lang)
    if not check and not log:
        refuse_installed(layers[-1])
    pack = load_pack(layers)
    if log:
        for line in log_told(pack, since, reader):
            click.echo(line)
        return
    if check:
        _check(pack, reader)
    note = None if note_zh is None and note_en is None else Note(note_zh or "", note_en or "")
    at = moment(None, "--as-of")
    day = as_date(as_of) or dt.datetime.fromisoformat(at).date()
    wish = Wish(day, keys, note, earlier, renamed_of(renamed))
    for line in lock_told(pack, wish, reader, _entering(ledger, pack, at, by)):
        click.echo(line)


def _entering(ledger: str | None, pack: Pack, at: str, by: str) -> Callable[[Locked], object] | None:
    """Give what enters new versions in a ledger, where one is in use."""
    if not ledger:
        return None
    from hepu.ledger.rule_change import rule_change  # noqa: PLC0415
    from hepu.ledger.writing import ledger_to_write  # noqa: PLC0415

    opened, name = ledger_to_write(ledger), pack.stack[-1].about.name
    return lambda locked: opened.append([rule_change(name, locked.versions, at, by)])


def _check(pack: Pack, reader: Lang) -> None:
    """Tell what is wrong between the pack and its lock, and leave."""
    from hepu.history.standing import lock_faults  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415

    faults = lock_faults(pack, len(pack.stack) - 1)
    warn(faults, reader)
    errors = sum(fault.severity == "error" for fault in faults)
    click.echo(phrase("lock_checked", reader, errors=errors, warnings=len(faults) - errors))
    sys.exit(1 if errors else 0)
