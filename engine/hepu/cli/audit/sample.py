"""``hepu audit sample``: a random sample of measures, and its working paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, warn, with_lang, with_ledger, with_moment, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers
    from hepu.text import Lang

__all__ = ["sample"]


@click.command(cls=TellingCommand)
@with_ledger
@click.option("--size", metavar="N", type=click.IntRange(1), required=True)
@click.option("--seed", metavar="TEXT", required=True)
@click.option("--strata", type=click.Choice(["basis", "college", "placement"]))
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@with_moment("--at")
@click.option("--json", "as_json", is_flag=True)
@with_pack
@with_lang
def sample(  # noqa: PLR0913, PLR0917  # one parameter an option
    ledger: str | None,
    size: int,
    seed: str,
    strata: str | None,
    output: Path | None,
    at: str,
    as_json: bool,  # a flag of the command line
    layers: Layers,
    lang: Lang | None,
) -> None:
    """Draw pieces of advice at random, so that anybody can draw them again."""
    from hepu.audit.drawn import Wish, sample_data, sampled, told_sample  # noqa: PLC0415
    from hepu.audit.shelf import shelf_of  # noqa: PLC0415

    reader = message_lang(lang)
    shelf = shelf_of(ledger, layers)
    warn(shelf.faults, reader)
    found = sampled(shelf, Wish(size, seed, strata or ""))  # type: ignore[arg-type]  # click has checked the word
    if output is not None:
        from hepu.audit.drawn import write_paper  # noqa: PLC0415  # the typesetter is needed for the paper alone

        write_paper(found, at, reader, output)
    if as_json:
        click.echo(json.dumps(sample_data(found), ensure_ascii=False, indent=1))
    else:
        for line in told_sample(found):
            click.echo(line[reader])
    if output is not None:
        click.echo(output, err=as_json)
