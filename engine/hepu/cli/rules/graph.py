"""``hepu rules graph``: what leads to what, as a picture or for Graphviz."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_lang, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers

__all__ = ["graph"]

_STAGES = ("opportunity", "challenge", "strength", "problem", "cause", "strategy")


@click.command(cls=TellingCommand)
@click.argument("names", metavar="[RULE]...", nargs=-1)
@click.option("--format", "form", type=click.Choice(["svg", "dot"]))
@click.option("--conclusion", "conclusions", metavar="KEY", multiple=True)
@click.option("--stage", "stages", type=click.Choice(_STAGES), multiple=True)
@click.option("--up", is_flag=True)
@click.option("--down", is_flag=True)
@click.option("--depth", metavar="N", type=click.IntRange(min=0))
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@with_pack
@with_lang
def graph(  # noqa: PLR0913, PLR0917  # one parameter an option
    names: tuple[str, ...],
    form: str | None,
    conclusions: tuple[str, ...],
    stages: tuple[str, ...],
    up: bool,  # flags of the command line
    down: bool,
    depth: int | None,
    output: Path | None,
    layers: Layers,
    lang: str | None,
) -> None:
    """Draw all conclusions, or what stands around some conclusions or the rules NAMED."""
    from hepu.catalogue.graph.drawing import Order, draw  # noqa: PLC0415

    chosen = Order(layers, message_lang(lang), names, conclusions, stages, up, down, depth, form, output)
    drawn = draw(chosen)
    click.echo(drawn if output is None else output, nl=output is not None)
