"""``hepu why``, ``whynot``, ``whatif``, ``change``, ``missing`` and ``similar``: on what advice rests, and why.

The last one tells which published cases are like a college.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import as_date, message_lang, warn, with_pack

if TYPE_CHECKING:
    from hepu.explaining import Explained
    from hepu.layers import Layers

__all__ = ["change", "missing", "similar", "whatif", "why", "whynot"]

F = TypeVar("F", bound="Any")


def _with_case(command: F) -> F:
    """Add what all these commands ask for."""
    for option in (
        click.option("--json", "as_json", is_flag=True),
        with_pack,
        click.option("--peers", metavar="FILE", type=click.Path(path_type=Path)),
        click.option("--as-of", metavar="DATE"),
        click.option("--lang", type=click.Choice(["zh", "en"])),
    ):
        command = option(command)
    return command


def _with_options(command: F) -> F:
    """Add what commands on one conclusion ask for."""
    command = click.argument("conclusion")(_with_case(command))
    return click.argument("profile", type=click.Path(path_type=Path))(command)


@click.command(cls=TellingCommand)
@_with_options
def why(
    profile: Path,
    conclusion: str,
    lang: str | None,
    as_of: str | None,
    peers: Path | None,
    layers: Layers,
    as_json: bool,
) -> None:
    """Print the proof of a CONCLUSION (key, id or name) for one college's PROFILE."""
    from hepu.explaining import Inquiry, explain_why  # noqa: PLC0415

    _print(explain_why(Inquiry(profile, conclusion, as_date(as_of), peers, lang, layers=layers)), lang, as_json=as_json)


@click.command(cls=TellingCommand)
@_with_options
@click.option("--all", "every", is_flag=True)
def whynot(  # noqa: PLR0913, PLR0917  # one parameter an option
    profile: Path,
    conclusion: str,
    lang: str | None,
    as_of: str | None,
    peers: Path | None,
    layers: Layers,
    as_json: bool,
    every: bool,  # a flag of the command line
) -> None:
    """Print what a CONCLUSION (key, id or name) lacks to hold for one college's PROFILE."""
    from hepu.explaining import Inquiry, explain_whynot  # noqa: PLC0415

    inquiry = Inquiry(profile, conclusion, as_date(as_of), peers, lang, layers=layers)
    _print(explain_whynot(inquiry, every=every), lang, as_json=as_json)


@click.command(cls=TellingCommand)
@click.argument("profile", type=click.Path(path_type=Path))
@click.option("--set", "settings", metavar="KEY=VALUE", multiple=True, required=True)
@_with_case
def whatif(
    profile: Path,
    settings: tuple[str, ...],
    lang: str | None,
    as_of: str | None,
    peers: Path | None,
    layers: Layers,
    as_json: bool,
) -> None:
    """Print what would be different for one college's PROFILE if some answers were others."""
    from hepu.explaining import Inquiry, explain_whatif  # noqa: PLC0415
    from hepu.intake.settings import parse_setting  # noqa: PLC0415

    parsed = tuple(parse_setting(text) for text in settings)
    inquiry = Inquiry(profile, as_of=as_date(as_of), peers=peers, lang=lang, settings=parsed, layers=layers)
    _print(explain_whatif(inquiry), lang, as_json=as_json)


@click.command(cls=TellingCommand)
@_with_options
def change(
    profile: Path,
    conclusion: str,
    lang: str | None,
    as_of: str | None,
    peers: Path | None,
    layers: Layers,
    as_json: bool,
) -> None:
    """Print the least change by which a problem (key, id or name) goes away or a measure fits for one PROFILE."""
    from hepu.explaining import Inquiry, explain_change  # noqa: PLC0415

    _print(
        explain_change(Inquiry(profile, conclusion, as_date(as_of), peers, lang, layers=layers)), lang, as_json=as_json
    )


@click.command(cls=TellingCommand)
@click.argument("profile", type=click.Path(path_type=Path))
@_with_case
def missing(
    profile: Path, lang: str | None, as_of: str | None, peers: Path | None, layers: Layers, as_json: bool
) -> None:
    """Print the blanks of one college's PROFILE, those on which most advice hangs first."""
    from hepu.explaining import Inquiry, explain_missing  # noqa: PLC0415

    inquiry = Inquiry(profile, as_of=as_date(as_of), peers=peers, lang=lang, layers=layers)
    _print(explain_missing(inquiry), lang, as_json=as_json)


@click.command(cls=TellingCommand)
@click.argument("profile", type=click.Path(path_type=Path))
@_with_case
def similar(
    profile: Path, lang: str | None, as_of: str | None, peers: Path | None, layers: Layers, as_json: bool
) -> None:
    """Print the published cases that are like one college's PROFILE, inside and outside the region."""
    from hepu.explaining import Inquiry, explain_similar  # noqa: PLC0415

    inquiry = Inquiry(profile, as_of=as_date(as_of), peers=peers, lang=lang, layers=layers)
    _print(explain_similar(inquiry), lang, as_json=as_json)


def _print(found: Explained, lang: str | None, *, as_json: bool) -> None:
    from hepu.report.outline import as_data, drawn  # noqa: PLC0415

    reader = message_lang(lang)
    warn(found.faults, reader)
    if as_json:
        click.echo(json.dumps(as_data(found.outline, reader), ensure_ascii=False, indent=1))
    else:
        click.echo(drawn(found.outline, reader))
