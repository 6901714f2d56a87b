"""``hepu rules diff``: which colleges gain or lose which advice by a change of the pack, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import as_date, message_lang, warn, with_lang, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers
    from hepu.text import Lang

__all__ = ["diff"]

_FORMATS = ("text", "json", "markdown", "csv")


@click.command(cls=TellingCommand)
@click.argument("old")
@click.argument("new")
@click.option("--profiles", metavar="FOLDER", type=click.Path(path_type=Path), required=True)
@click.option("--peers", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--as-of", metavar="DATE")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--fail-on-change", is_flag=True)
@with_pack
@with_lang
def diff(  # noqa: PLR0913, PLR0917  # one parameter an option
    old: str,
    new: str,
    profiles: Path,
    peers: Path | None,
    as_of: str | None,
    form: str,
    as_json: bool,  # flags of the command line
    fail_on_change: bool,
    layers: Layers,
    lang: Lang | None,
) -> None:
    """Compare the packs OLD and NEW over a library of profiles."""
    from hepu.impact.build import Comparison, impact_of  # noqa: PLC0415
    from hepu.impact.verdict import exit_code, written  # noqa: PLC0415
    from hepu.layers import own_layers  # noqa: PLC0415

    reader = message_lang(lang)
    impact = impact_of(Comparison(old, new, profiles, peers, as_date(as_of), own_layers(layers)))
    warn(impact.faults, reader)
    click.echo(written(impact, "json" if as_json else form, reader), nl=False)
    click.get_current_context().exit(exit_code(impact, fail_on_change=fail_on_change))
