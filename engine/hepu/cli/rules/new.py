"""``hepu rules new``: begin a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import as_day, message_lang, with_lang, with_pack

if TYPE_CHECKING:
    from hepu.language.kinds import Stage
    from hepu.layers import Layers

__all__ = ["new"]

KINDS = ("problem", "cause", "strategy", "opportunity", "challenge", "strength", "exclusion")


@click.command(cls=TellingCommand)
@click.argument("kind", metavar="KIND", type=click.Choice(KINDS))
@click.argument("name", metavar="NAME")
@click.option("--concludes", metavar="ID", default="")
@click.option("--reads", metavar="KEY", multiple=True)
@click.option("--since", metavar="DATE")
@click.option("--from", "model", metavar="RULE", default="")
@with_pack
@with_lang
def new(  # noqa: PLR0913, PLR0917  # one for each option
    kind: str,
    name: str,
    concludes: str,
    reads: tuple[str, ...],
    since: str | None,
    model: str,
    layers: Layers,
    lang: str | None,
) -> None:
    """Write a rule file with all its keys, remarks and examples that hold; what only a person can say is marked."""
    from hepu.authoring.drafts.draft import Draft  # noqa: PLC0415
    from hepu.authoring.drafts.writing import NewRule, write_rule  # noqa: PLC0415
    from hepu.authoring.opening import open_pack  # noqa: PLC0415
    from hepu.layering.installed import refuse_installed  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415

    reader = message_lang(lang)
    refuse_installed(layers[-1])
    draft = Draft(name, cast("Stage", kind), concludes, reads, as_day(since, "--since"), layers[-1].place)
    path, schemas = write_rule(NewRule(draft, model), open_pack(layers), layers[-1], reader)
    if schemas:
        click.echo(phrase("draft_schemas", reader, folder=schemas[0].parent), err=True)
    click.echo(phrase("draft_copied" if model else "draft_written", reader, name=name, pack=draft.option), err=True)
    click.echo(path)
