"""``hepu profile``: the form out, a filled profile checked, fictitious ones drawn."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingGroup
from hepu.cli.options import message_lang, with_group_lang, with_lang, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers

__all__ = ["profile"]


@click.group(cls=TellingGroup)
@with_group_lang
def profile() -> None:
    """Write the form, check a filled profile, or draw fictitious ones."""


@profile.command()
@click.argument("form", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--from", "source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--data-year", metavar="YEAR", type=click.IntRange(2012, 2100))
@click.option("--force", is_flag=True)
@with_pack
@with_lang
def new(
    form: Path,
    source: Path | None,
    data_year: int | None,
    force: bool,  # a flag of the command line
    layers: Layers,
    lang: str | None,
) -> None:
    """Write the XLSX form to FORM, empty or filled from a profile."""
    from hepu.advising import write_new_form  # noqa: PLC0415

    write_new_form(form, source, data_year, message_lang(lang), layers, overwrite=force)
    click.echo(form)


@profile.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--annotate", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@with_pack
@with_lang
def check(file: Path, annotate: Path | None, layers: Layers, lang: str | None) -> None:
    """List every fault of FILE, each with its place, what was expected and the remedy."""
    from hepu.intake import annotate as mark  # noqa: PLC0415
    from hepu.intake import default_lexicon, read_profile  # noqa: PLC0415
    from hepu.messages import phrase, render_faults  # noqa: PLC0415

    reader = message_lang(lang)
    intake = read_profile(file, default_lexicon(layers))
    if annotate is not None:
        mark(file, intake.faults, annotate, reader)
    if intake.faults:
        click.echo(render_faults(intake.faults, reader), err=True)
    errors = sum(fault.severity == "error" for fault in intake.faults)
    click.echo(phrase("profile_checked", reader, errors=errors, warnings=len(intake.faults) - errors))
    if annotate is not None:
        click.echo(annotate)
    sys.exit(1 if errors else 0)


@profile.command()
@click.option("--count", metavar="N", type=click.IntRange(1, 9999), default=10, show_default=True)
@click.option("--seed", metavar="N", type=int, default=1, show_default=True)
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False), required=True)
@with_pack
@with_lang
def generate(count: int, seed: int, output: Path, layers: Layers, lang: str | None) -> None:
    """Draw plausible profiles of fictitious colleges, to try rules and advice with; nothing in them is data."""
    from hepu.knowledge.load import load_knowledge  # noqa: PLC0415
    from hepu.layering.stack import read_stack  # noqa: PLC0415
    from hepu.synthetic import write_profiles  # noqa: PLC0415

    for path in write_profiles(load_knowledge(read_stack(layers)), count, seed, output, message_lang(lang)):
        click.echo(path)


@profile.command()
@with_pack
def schema(layers: Layers) -> None:
    """Print the JSON Schema of a profile file."""
    import json  # noqa: PLC0415

    from hepu.knowledge.load import load_knowledge  # noqa: PLC0415
    from hepu.layering.stack import read_stack  # noqa: PLC0415
    from hepu.published import profile_schema  # noqa: PLC0415

    click.echo(
        json.dumps(profile_schema(load_knowledge(read_stack(layers))), ensure_ascii=False, indent=2, sort_keys=True)
    )
