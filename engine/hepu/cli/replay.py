"""``hepu replay``: a record inferred again by both engines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_lang, with_ledger, with_moment, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers
    from hepu.text import Lang

__all__ = ["replay"]

OTHERWISE = 7


@click.command(cls=TellingCommand)
@click.argument("record")
@with_ledger
@click.option("--by", metavar="ROLE", default="")
@with_moment("--at")
@click.option("--json", "as_json", is_flag=True)
@with_pack
@with_lang
@click.pass_context
def replay(  # noqa: PLR0913, PLR0917  # one parameter an option
    context: click.Context,
    record: str,
    ledger: str | None,
    by: str,
    at: str,
    as_json: bool,  # a flag of the command line
    layers: Layers,
    lang: Lang | None,
) -> None:
    """Infer a RECORD again by both engines and tell what came out otherwise."""
    from hepu.audit.again import data_of, enter, replayed, told_replay  # noqa: PLC0415
    from hepu.report.outline import drawn  # noqa: PLC0415
    from hepu.verification.remaking import record_from_inputs  # noqa: PLC0415

    done = replayed(record, ledger, layers, record_from_inputs)
    entry = enter(done, at, by)
    if as_json:
        click.echo(json.dumps(data_of(done, entry), ensure_ascii=False, indent=1))
    else:
        click.echo(drawn(told_replay(done, entry), message_lang(lang)))
    context.exit(OTHERWISE if done.again.differ else 0)
