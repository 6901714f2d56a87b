"""``hepu ledger``: the chain of what was issued, verified, replayed, changed and decided."""

from __future__ import annotations

import click

from hepu.cli.grouping import FolderGroup
from hepu.cli.options import with_group_lang

__all__ = ["ledger"]

_COMMANDS = ("checkpoint", "create", "export", "files", "list", "receipt", "show", "sign", "verify")


@click.group(cls=FolderGroup, folder="ledger", names=_COMMANDS)
@with_group_lang
def ledger() -> None:
    """Keep, read, vouch for and verify a ledger."""
