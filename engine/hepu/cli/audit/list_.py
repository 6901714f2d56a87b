"""``hepu audit list``: issued advisories, and how far each has been decided on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import as_day, message_lang, with_lang, with_ledger

if TYPE_CHECKING:
    from hepu.text import Lang

__all__ = ["list_"]


@click.command("list", cls=TellingCommand)
@with_ledger
@click.option("--college", metavar="NAME", default="")
@click.option("--since", metavar="DATE")
@click.option("--undecided", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--csv", "as_csv", is_flag=True)
@with_lang
def list_(
    ledger: str | None,
    college: str,
    since: str | None,
    undecided: bool,  # flags of the command line
    as_json: bool,
    as_csv: bool,
    lang: Lang | None,
) -> None:
    """List the advisories that a ledger tells of."""
    from hepu.audit.desk import Wanted, cases  # noqa: PLC0415
    from hepu.audit.listing import case_data, case_rows, told_cases  # noqa: PLC0415
    from hepu.audit.log import opened_log  # noqa: PLC0415
    from hepu.csv_text import csv_text  # noqa: PLC0415

    reader = message_lang(lang)
    found = list(cases(opened_log(ledger), Wanted(college, as_day(since, "--since"), undecided)))
    if as_json:
        click.echo(json.dumps([case_data(case) for case in found], ensure_ascii=False, indent=1))
    elif as_csv:
        heads, *rows = ([cell[reader] for cell in row] for row in case_rows(found))
        click.echo(csv_text(heads, rows), nl=False)
    else:
        for line in told_cases(found, reader):
            click.echo(line)
