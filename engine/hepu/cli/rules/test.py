"""``hepu rules test``: run the examples beside the rules."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_lang, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers

__all__ = ["test"]


@click.command(cls=TellingCommand)
@click.argument("names", metavar="[RULE]...", nargs=-1)
@with_pack
@with_lang
def test(names: tuple[str, ...], layers: Layers, lang: str | None) -> None:
    """Run the examples of all rules, or of the rules NAMED."""
    from hepu.inference.examples import run_examples  # noqa: PLC0415
    from hepu.messages import phrase, render_fault, render_faults  # noqa: PLC0415
    from hepu.pack import load_pack  # noqa: PLC0415

    reader = message_lang(lang)
    pack = load_pack(layers)
    outcomes, faults = run_examples(pack, pack.named(names) if names else None)
    for outcome in outcomes:
        if not outcome.passed:
            click.echo(render_fault(outcome.fault, reader))
    click.echo(render_faults(faults, reader), nl=bool(faults))
    failed = sum(not outcome.passed for outcome in outcomes)
    click.echo(phrase("examples_run", reader, passed=len(outcomes) - failed, failed=failed))
    sys.exit(1 if failed or faults else 0)
