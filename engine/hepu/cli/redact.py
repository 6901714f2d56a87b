"""``hepu redact``: a copy of a record without names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, with_lang, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers
    from hepu.text import Lang

__all__ = ["redact"]


@click.command(cls=TellingCommand)
@click.argument("record", type=click.Path(path_type=Path))
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--force", is_flag=True)
@with_pack
@with_lang
def redact(record: Path, output: Path, force: bool, layers: Layers, lang: Lang | None) -> None:  # a flag
    """Write a copy of a RECORD without names, for outsiders."""
    from hepu.messages import phrase  # noqa: PLC0415
    from hepu.redaction import redact_file  # noqa: PLC0415

    counts = redact_file(record, layers, output, overwrite=force)
    click.echo(phrase("redacted_written", message_lang(lang), count=sum(counts.values())), err=True)
    click.echo(output)
