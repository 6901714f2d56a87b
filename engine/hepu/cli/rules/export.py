"""``hepu rules export``: rules as a decision table in a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers
    from hepu.text import Lang

__all__ = ["export"]


@click.command(cls=TellingCommand)
@click.option("--xlsx", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--rules", "names", metavar="RULE", multiple=True)
@click.option("--concludes", "keys", metavar="KEY", multiple=True)
@click.option("--force", is_flag=True)
@with_pack
@click.option("--lang", type=click.Choice(["zh", "en"]))
def export(
    xlsx: Path,
    names: tuple[str, ...],
    keys: tuple[str, ...],
    force: bool,  # a flag of the command line
    layers: Layers,
    lang: Lang | None,
) -> None:
    """Write rules as a decision table, a row each, which can be changed and imported again."""
    from hepu.decision_table.book import write_table  # noqa: PLC0415
    from hepu.decision_table.exported import chosen_rules  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415
    from hepu.pack import load_pack  # noqa: PLC0415

    pack = load_pack(layers)
    rules = chosen_rules(pack, names, keys)
    write_table(xlsx, pack, rules, lang or "zh", overwrite=force)
    examples = sum(len(rule.examples) for rule in rules)
    click.echo(phrase("table_exported", message_lang(lang), rules=len(rules), examples=examples), err=True)
    click.echo(xlsx)
