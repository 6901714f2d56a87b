"""``hepu audit``: the desk of those who judge issued advisories."""

from __future__ import annotations

import click

from hepu.cli.grouping import FolderGroup
from hepu.cli.options import with_group_lang

__all__ = ["audit"]

_COMMANDS = (
    "decide",
    "export",
    "list",
    "sample",
    "show",
    "view",
)


@click.group(cls=FolderGroup, folder="audit", names=_COMMANDS)
@with_group_lang
def audit() -> None:
    """Judge issued advisories: list and read them, decide on each piece of advice, draw samples, export."""
