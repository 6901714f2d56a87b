"""``hepu rules schema``: write the schemas by which editors complete and check rule and knowledge files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_lang, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers

__all__ = ["schema"]


@click.command(cls=TellingCommand)
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False))
@click.option("--lines", is_flag=True)
@with_pack
@with_lang
def schema(output: Path | None, lines: bool, layers: Layers, lang: str | None) -> None:
    """Write the JSON Schemas by which editors complete and check the rule and knowledge files of a pack."""
    from hepu.authoring.opening import open_pack  # noqa: PLC0415
    from hepu.authoring.schemas.files import put_lines, schema_folder, write_schemas  # noqa: PLC0415
    from hepu.layering.installed import refuse_installed  # noqa: PLC0415
    from hepu.messages import phrase  # noqa: PLC0415

    if output is None or lines:
        refuse_installed(layers[-1])
    folder = output or schema_folder(layers[-1])
    written = write_schemas(open_pack(layers), folder)
    click.echo(phrase("schemas_written", message_lang(lang), written=len(written)), err=True)
    if lines:
        put = put_lines(layers[-1], folder)
        click.echo(phrase("schema_lines", message_lang(lang), put=len(put)), err=True)
    click.echo(folder)
