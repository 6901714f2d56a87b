"""``hepu rules test``: run the examples beside the rules, and tell what they do not try."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, get_args

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_lang, with_pack
from hepu.trials.kinds import GoalKind

if TYPE_CHECKING:
    from hepu.layers import Layers

__all__ = ["test"]


@click.command(cls=TellingCommand)
@click.argument("names", metavar="[RULE]...", nargs=-1)
@click.option("--coverage", is_flag=True)
@click.option("--mutate", "mutants", is_flag=True)
@click.option("--only", "kinds", type=click.Choice(get_args(GoalKind)), multiple=True)
@click.option("--write", is_flag=True)
@click.option("--fail-under", "least", metavar="PERCENT", type=click.FloatRange(0, 100))
@click.option("--json", "as_json", is_flag=True)
@with_pack
@with_lang
def test(names: tuple[str, ...], layers: Layers, lang: str | None, **asked: Any) -> None:
    """Run the examples of all rules, or of the rules NAMED, and tell what they do not try."""
    from hepu.layering.installed import refuse_installed  # noqa: PLC0415
    from hepu.pack import load_pack  # noqa: PLC0415
    from hepu.trials.run import Options, run  # noqa: PLC0415

    if asked["write"]:
        refuse_installed(layers[-1])
    pack = load_pack(layers)
    told = run(pack, layers, pack.named(names) if names else None, Options(**asked), message_lang(lang))
    for line in told.lines:
        click.echo(line)
    for line in told.notes:
        click.echo(line, err=True)
    sys.exit(0 if told.good else 1)
