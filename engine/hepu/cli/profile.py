"""``hepu profile``: the form out, a filled profile checked."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hepu.cli.options import message_lang, with_lang

__all__ = ["profile"]


@click.group()
def profile() -> None:
    """Write the form, or check a filled profile."""


@profile.command()
@click.argument("form", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--from", "source", type=click.Path(path_type=Path), help="Profile whose answers are filled in.")
@click.option(
    "--data-year", type=click.IntRange(2012, 2100), help="Newest year of the figures; the form asks five years."
)
@click.option("--force", is_flag=True, help="Overwrite FORM where it exists, with all that it holds.")
@with_lang
def new(
    form: Path,
    source: Path | None,
    data_year: int | None,
    force: bool,  # a flag of the command line
    lang: str | None,
) -> None:
    """Write the XLSX form to FORM, empty or filled from a profile."""
    from hepu.advising import write_new_form  # noqa: PLC0415

    write_new_form(form, source, data_year, message_lang(lang), overwrite=force)
    click.echo(form)


@profile.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--annotate",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the workbook back with its faults marked.",
)
@with_lang
def check(file: Path, annotate: Path | None, lang: str | None) -> None:
    """List every fault of FILE, each with its place, what was expected and the remedy."""
    from hepu.intake import annotate as mark  # noqa: PLC0415
    from hepu.intake import read_profile  # noqa: PLC0415
    from hepu.messages import phrase, render_faults  # noqa: PLC0415

    reader = message_lang(lang)
    intake = read_profile(file)
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
def schema() -> None:
    """Print the JSON Schema of a profile file."""
    import json  # noqa: PLC0415

    from hepu.knowledge.load import load_knowledge  # noqa: PLC0415
    from hepu.published import profile_schema  # noqa: PLC0415
    from hepu.resources import knowledge_dir  # noqa: PLC0415

    click.echo(
        json.dumps(profile_schema(load_knowledge(knowledge_dir())), ensure_ascii=False, indent=2, sort_keys=True)
    )
