"""``hepu rules``: the workbench of those who write and keep rules."""

from __future__ import annotations

import click

from hepu.cli.grouping import FolderGroup
from hepu.cli.options import with_group_lang

__all__ = ["rules"]

_COMMANDS = (
    "check",
    "diff",
    "docs",
    "export",
    "fmt",
    "graph",
    "import",
    "lock",
    "new",
    "review",
    "schema",
    "test",
)


@click.group(cls=FolderGroup, folder="rules", names=_COMMANDS)
@with_group_lang
def rules() -> None:
    """Check rules, run their examples, and have them reviewed by people."""
