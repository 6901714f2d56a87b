"""``hepu rules check``: find what is wrong with a pack."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_lang, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers

__all__ = ["check"]


@click.command(cls=TellingCommand)
@with_pack
@with_lang
def check(layers: Layers, lang: str | None) -> None:
    """Check every rule and knowledge file: schema, names, both languages, cycles, reachability, examples."""
    from hepu.checks.run import check_layers  # noqa: PLC0415
    from hepu.messages import phrase, render_faults  # noqa: PLC0415

    reader = message_lang(lang)
    checked = check_layers(layers)
    if checked.findings:
        click.echo(render_faults(checked.findings, reader), err=True)
    click.echo(phrase("rules_checked", reader, "message", **checked.counts))
    sys.exit(1 if checked.counts["errors"] else 0)
