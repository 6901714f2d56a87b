"""``hepu rules check``: find what is wrong with a pack, and mend what can be mended safely."""

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
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@with_pack
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif", "github"]), default="text")
@click.option("--fail-on", type=click.Choice(["error", "warning", "note"]), default="error")
@click.option("--fix", "mend", is_flag=True)
@click.option("--diff", "show", is_flag=True)
@click.option("--explain", metavar="CODE")
@with_lang
def check(  # noqa: PLR0913, PLR0917  # an argument for each option
    paths: tuple[str, ...],
    layers: Layers,
    form: str,
    fail_on: str,
    mend: bool,
    show: bool,
    explain: str | None,
    lang: str | None,
) -> None:
    """Check every rule and knowledge file, and report on all of them or on those at some paths."""
    from hepu.checks.command import explained, run  # noqa: PLC0415

    reader = message_lang(lang)
    if explain is not None:
        click.echo(explained(explain, reader), nl=False)
        return
    done = run(paths, layers, form, fail_on, reader, "fix" if mend and not show else "diff" if show else "")
    click.echo(done.said, nl=False)
    if done.aside:
        click.echo(done.aside, err=True)
    sys.exit(done.code)
