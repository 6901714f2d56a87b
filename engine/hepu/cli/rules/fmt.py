"""``hepu rules fmt``: bring rule and knowledge files into one layout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_lang, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers

__all__ = ["fmt"]


@click.command(cls=TellingCommand)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True)
@click.option("--diff", is_flag=True)
@with_pack
@with_lang
def fmt(paths: tuple[Path, ...], check: bool, diff: bool, layers: Layers, lang: str | None) -> None:
    """Bring rule and knowledge files into one layout: order of keys, indentation, quotes; comments are kept."""
    from hepu.authoring.layout.files import difference, lay_out, write_laid  # noqa: PLC0415
    from hepu.layering.installed import refuse_installed  # noqa: PLC0415
    from hepu.messages import phrase, render_faults  # noqa: PLC0415

    reader = message_lang(lang)
    if not check and not diff:
        refuse_installed(layers[-1])
    laid, faults = lay_out(paths, layers[-1])
    changed = [item for item in laid if item.changed]
    asked = check or diff
    if not asked:
        write_laid(changed)
    for item in changed:
        click.echo(difference(item) if diff else item.shown, nl=not diff)
    if faults:
        click.echo(render_faults(faults, reader), err=True)
    code = "layout_due" if asked else "layout_done"
    click.echo(phrase(code, reader, changed=len(changed), kept=len(laid) - len(changed)), err=diff)
    sys.exit(1 if faults or (asked and changed) else 0)
