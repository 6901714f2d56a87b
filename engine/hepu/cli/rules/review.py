"""``hepu rules review``: the review book out, opinions in, and how reviews stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingGroup
from hepu.cli.options import as_date, message_lang, warn, with_group_lang, with_lang, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers
    from hepu.text import Lang

__all__ = ["review"]

KINDS = (
    "opportunity", "challenge", "strength", "problem", "cause", "strategy", "exclusion", "measures", "definitions",
)  # fmt: skip


@click.group(cls=TellingGroup)
@with_group_lang
def review() -> None:
    """Have rules, measures and definitions reviewed by people."""


@review.command()
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True)
@click.option("--force", is_flag=True)
@click.option("--only", type=click.Choice(["unreviewed"]))
@with_pack
@click.option("--lang", type=click.Choice(["zh", "en"]))
def export(
    output: Path,
    kinds: tuple[str, ...],
    force: bool,  # a flag of the command line
    only: str | None,
    layers: Layers,
    lang: Lang | None,
) -> None:
    """Write the review book: a workbook in which experts say what they think of each rule, measure and definition."""
    from hepu.errors import Fault, InputError  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415
    from hepu.pack import load_pack  # noqa: PLC0415
    from hepu.review.book import write_book  # noqa: PLC0415
    from hepu.review.layout import listed  # noqa: PLC0415

    pack = load_pack(layers)
    entries = sum(len(found) for _, found in listed(pack, kinds, waiting=only is not None))
    if not entries:
        raise InputError([Fault("review_export_empty")])
    write_book(output, pack, lang or "zh", kinds, waiting=only is not None, overwrite=force)
    click.echo(phrase("review_exported", message_lang(lang), entries=entries), err=True)
    click.echo(output)


@review.command("import")
@click.argument("book", type=click.Path(path_type=Path))
@click.option("--as-of", metavar="DATE", required=True)
@with_pack
@with_lang
def import_(book: Path, as_of: str, layers: Layers, lang: str | None) -> None:
    """Take the opinions of a filled BOOK over into the pack: all of them, or none where any is at fault."""
    from hepu.messages import phrase  # noqa: PLC0415
    from hepu.pack import load_pack  # noqa: PLC0415
    from hepu.review.reading import read_book  # noqa: PLC0415
    from hepu.review.taking import count_opinions, refuse_installed, take_over  # noqa: PLC0415

    reader, day = message_lang(lang), as_date(as_of)
    assert day is not None  # noqa: S101  # the option is required
    refuse_installed(layers)
    pack = load_pack(layers)
    opinions, warnings = read_book(book, pack, day)
    files = take_over(opinions, pack, layers)
    warn(warnings, reader)
    counts: dict[str, object] = {**count_opinions(opinions), "files": len(files)}
    click.echo(phrase("review_imported", reader, "message", **counts))


@review.command()
@click.option("--json", "as_json", is_flag=True)
@with_pack
@with_lang
def status(as_json: bool, layers: Layers, lang: str | None) -> None:  # a flag
    """Count rules, measures and definitions by the state of their review, and name what reviewers object to."""
    import json  # noqa: PLC0415

    from hepu.pack import load_pack  # noqa: PLC0415
    from hepu.review.status import objections, review_counts, told_counts  # noqa: PLC0415

    pack, reader = load_pack(layers), message_lang(lang)
    if as_json:
        counts = {name: dict(states) for name, states in review_counts(pack).items()}
        click.echo(json.dumps({"pack": pack.digest, "counts": counts}, ensure_ascii=False, indent=1))
        return
    for line in told_counts(pack):
        click.echo(line[reader])
    warn(objections(pack), reader)
