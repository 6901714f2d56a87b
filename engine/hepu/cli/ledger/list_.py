"""``hepu ledger list``: the entries, or those that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.ledger.shared import reading
from hepu.cli.options import message_lang, moment, with_lang, with_ledger

if TYPE_CHECKING:
    from hepu.text import Lang

__all__ = ["list_"]

# The words of the contract: hepu.ledger.entries.KINDS, which this module does not import for the help's sake.
_KINDS = ("opened", "issued", "verified", "replayed", "rule_change", "decided")


@click.command("list", cls=TellingCommand)
@with_ledger
@click.option("--kind", "kinds", type=click.Choice(_KINDS), multiple=True)
@click.option("--record", metavar="RECORD", default="")
@click.option("--since", metavar="TIME")
@click.option("--json", "as_json", is_flag=True)
@click.option("--csv", "as_csv", is_flag=True)
@with_lang
def list_(  # one parameter an option
    ledger: str | None,
    kinds: tuple[str, ...],
    record: str,
    since: str | None,
    as_json: bool,  # flags of the command line
    as_csv: bool,
    lang: Lang | None,
) -> None:
    """Print the entries of a ledger."""
    from hepu.ledger.listing import Wanted, chosen, listed_csv, listed_json, listed_lines  # noqa: PLC0415

    wanted = Wanted(kinds, record, "" if since is None else moment(since, "--since"))
    found = chosen(reading(ledger), wanted)
    reader = message_lang(lang)
    if as_json:
        click.echo(listed_json(found))
    elif as_csv:
        click.echo(listed_csv(found, reader), nl=False)
    else:
        for line in listed_lines(found, reader):
            click.echo(line)
