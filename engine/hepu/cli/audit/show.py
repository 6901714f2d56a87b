"""``hepu audit show``: one advisory, piece by piece."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_lang, with_ledger, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers
    from hepu.text import Lang

__all__ = ["show"]


@click.command(cls=TellingCommand)
@click.argument("record")
@with_ledger
@click.option("--all", "every", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@with_pack
@with_lang
def show(
    record: str,
    ledger: str | None,
    every: bool,  # flags of the command line
    as_json: bool,
    layers: Layers,
    lang: Lang | None,
) -> None:
    """Tell a RECORD piece by piece: decisions, rules, basis, sources and their review; then what was checked."""
    from hepu.audit.log import opened_log  # noqa: PLC0415
    from hepu.audit.opened import Opener  # noqa: PLC0415
    from hepu.audit.outline import told_record  # noqa: PLC0415
    from hepu.audit.stored import find_record  # noqa: PLC0415
    from hepu.report.outline import as_data, drawn  # noqa: PLC0415

    log = opened_log(ledger)
    item = find_record(log, record)
    outline, reader = told_record(Opener(log, layers).context(item), item, every=every), message_lang(lang)
    click.echo(
        json.dumps(as_data(outline, reader), ensure_ascii=False, indent=1) if as_json else drawn(outline, reader)
    )
