"""``hepu why`` and ``hepu whynot``: what a conclusion rests on, and what it lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hepu.cli.options import as_date, message_lang, warn

if TYPE_CHECKING:
    from hepu.explaining import Explained

__all__ = ["why", "whynot"]

F = TypeVar("F", bound="Any")


def _with_options(command: F) -> F:
    """Add what both commands ask for."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="The same as JSON."),
        click.option(
            "--peers", type=click.Path(path_type=Path), help="Table of other colleges' figures (CSV or XLSX)."
        ),
        click.option("--as-of", metavar="DATE", help="Day for which is asked, instead of the profile's own."),
        click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the explanation."),
        click.argument("conclusion"),
        click.argument("profile", type=click.Path(path_type=Path)),
    ):
        command = option(command)
    return command


@click.command()
@_with_options
def why(profile: Path, conclusion: str, lang: str | None, as_of: str | None, peers: Path | None, as_json: bool) -> None:
    """Print the proof of a CONCLUSION (key, id or name) for one college's PROFILE."""
    from hepu.explaining import Inquiry, explain_why  # noqa: PLC0415

    _print(explain_why(Inquiry(profile, conclusion, as_date(as_of), peers, lang)), lang, as_json=as_json)


@click.command()
@_with_options
@click.option("--all", "every", is_flag=True, help="Show all rules, not only the five nearest.")
def whynot(
    profile: Path,
    conclusion: str,
    lang: str | None,
    as_of: str | None,
    peers: Path | None,
    as_json: bool,
    every: bool,  # a flag of the command line
) -> None:
    """Print what a CONCLUSION (key, id or name) lacks to hold for one college's PROFILE."""
    from hepu.explaining import Inquiry, explain_whynot  # noqa: PLC0415

    inquiry = Inquiry(profile, conclusion, as_date(as_of), peers, lang)
    _print(explain_whynot(inquiry, every=every), lang, as_json=as_json)


def _print(found: Explained, lang: str | None, *, as_json: bool) -> None:
    from hepu.report.outline import as_data, drawn  # noqa: PLC0415

    reader = message_lang(lang)
    warn(found.faults, reader)
    if as_json:
        click.echo(json.dumps(as_data(found.outline, reader), ensure_ascii=False, indent=1))
    else:
        click.echo(drawn(found.outline, reader))
