"""``hepu rules import``: a changed decision table back into the rule files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, warn, with_lang, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers

__all__ = ["import_"]


@click.command("import", cls=TellingCommand)
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True)
@click.option("--diff", "show", is_flag=True)
@with_pack
@with_lang
def import_(table: Path, dry_run: bool, show: bool, layers: Layers, lang: str | None) -> None:  # two flags
    """Take the changes of a decision TABLE over into the rule files: all of them, or none where any is at fault."""
    from hepu.decision_table.importing import difference, plan_import, write_import  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415
    from hepu.pack import load_pack  # noqa: PLC0415
    from hepu.review.taking import refuse_installed  # noqa: PLC0415

    reader, look = message_lang(lang), dry_run or show
    if not look:
        refuse_installed(layers)
    made = plan_import(table, load_pack(layers), layers)
    if not look:
        write_import(made)
    warn(made.warnings, reader)
    for change in made.changes:
        if show:
            click.echo(difference(change), nl=False)
            continue
        code = "table_change_new" if change.before is None else "table_change"
        click.echo(phrase(code, reader, file=change.shown, entries=", ".join(change.entries)))
    new = sum(change.before is None for change in made.changes)
    counts: dict[str, object] = {"rows": made.rows, "changed": len(made.changes) - new, "new": new}
    if made.changes and not look:
        click.echo(phrase("table_next", reader), err=True)
    click.echo(phrase("table_planned" if look else "table_imported", reader, "message", **counts), err=True)
