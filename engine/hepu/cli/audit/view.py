"""``hepu audit view``: many issued advisories together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, warn, with_ledger, with_moment, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers

__all__ = ["view"]


@click.command(cls=TellingCommand)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@with_ledger
@click.option("--named", is_flag=True)
@click.option("--older-than", metavar="YEARS", type=click.IntRange(0, 100), default=10, show_default=True)
@click.option("--all", "every", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--csv", "folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--report", metavar="FILE", type=click.Path(path_type=Path))
@with_moment("--at")
@with_pack
@click.option("--lang", type=click.Choice(["zh", "en", "both"]))
def view(  # noqa: PLR0913, PLR0917  # one parameter an option
    paths: tuple[Path, ...],
    ledger: str | None,
    named: bool,  # flags of the command line
    older_than: int,
    every: bool,
    as_json: bool,
    folder: Path | None,
    report: Path | None,
    at: str,
    layers: Layers,
    lang: str | None,
) -> None:
    """Add up many advisories: of a ledger, or in files and folders."""
    from hepu.overview.command import View, run_view  # noqa: PLC0415

    reader = message_lang(lang)
    given = click.get_current_context().get_parameter_source("ledger") is ParameterSource.COMMANDLINE
    asked = View(
        paths=paths,
        ledger=ledger,
        ledger_given=given,
        named=named,
        older_than=older_than,
        every=every,
        form="json" if as_json else "text",
        folder=folder,
        report=report,
        at=at,
        layers=layers,
        lang=reader,
        report_lang="both" if lang == "both" else reader,
    )
    done = run_view(asked)
    warn(done.faults, reader)
    click.echo(done.text, nl=False)
    for path in done.paths:
        click.echo(path)
    click.get_current_context().exit(done.code)
