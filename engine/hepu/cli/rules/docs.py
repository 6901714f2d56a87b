"""``hepu rules docs``: a page for every rule."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, warn, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers

__all__ = ["docs"]


@click.command(cls=TellingCommand)
@click.argument("names", metavar="[RULE]...", nargs=-1)
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(path_type=Path), required=True)
@click.option("--profiles", metavar="FOLDER", type=click.Path(path_type=Path, exists=True))
@with_pack
@click.option("--lang", type=click.Choice(["zh", "en", "both"]))
def docs(names: tuple[str, ...], output: Path, profiles: Path | None, layers: Layers, lang: str | None) -> None:
    """Write a page for every rule, or for the rules NAMED: what it asks, concludes, rests on, and who depends on it."""
    from hepu.catalogue.writing import Order, write_site  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415
    from hepu.text import LANGUAGES  # noqa: PLC0415

    reader = message_lang(lang)
    langs = tuple(one for one in LANGUAGES if lang in {None, "both", one})
    written = write_site(Order(layers, output, langs, names, profiles))
    warn(written.faults, reader)
    told = phrase("docs_written", reader, pages=written.pages, rules=written.rules, colleges=written.colleges)
    click.echo(told, err=True)
    click.echo(written.index)
