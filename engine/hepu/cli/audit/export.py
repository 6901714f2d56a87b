"""``hepu audit export``: provenance for other programs, and tables for spreadsheets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_lang, with_ledger, with_pack
from hepu.errors import Fault, InputError

if TYPE_CHECKING:
    from hepu.audit.exports import Table
    from hepu.layers import Layers
    from hepu.text import Lang

__all__ = ["export"]


@click.command(cls=TellingCommand)
@click.argument("record", required=False)
@with_ledger
@click.option("--prov", is_flag=True)
@click.option("--csv", "table", type=click.Choice(["pieces", "decisions"]))
@click.option("--bom", is_flag=True)
@click.option("--redacted", is_flag=True)
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@with_pack
@with_lang
def export(  # noqa: PLR0913, PLR0917  # one parameter an option
    record: str | None,
    ledger: str | None,
    prov: bool,  # flags of the command line
    table: str | None,
    bom: bool,
    redacted: bool,
    output: Path | None,
    layers: Layers,
    lang: Lang | None,
) -> None:
    """Write what other programs read: the provenance of a RECORD, or a table of pieces or decisions."""
    from hepu.audit.exports import prov_bytes, table_bytes, write_export  # noqa: PLC0415
    from hepu.audit.log import opened_log  # noqa: PLC0415
    from hepu.audit.stored import find_record  # noqa: PLC0415

    if prov == (table is not None):
        raise InputError([Fault("audit_export_what")])
    if prov and (record is None or output is None):
        raise InputError([Fault("audit_prov_one")])
    log = opened_log(ledger)
    wanted = [find_record(log, record)] if record else list(log.records.values())
    if table is None:
        assert output is not None  # noqa: S101  # asked for above
        data = prov_bytes(log, wanted[0], layers, output, redacted=redacted)
    else:
        chosen: Table = table  # type: ignore[assignment]  # click has checked the word
        reader = message_lang(lang)
        data = table_bytes(log, chosen, layers, reader, wanted, bom=bom, redacted=redacted)
    if output is None:
        click.echo(data, nl=False)
        return
    write_export(output, data)
    click.echo(output)
