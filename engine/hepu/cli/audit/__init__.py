"""``hepu audit``: the desk of those who judge issued advisories."""

from __future__ import annotations

from importlib import import_module

import click

from hepu.cli.help import TellingGroup
from hepu.cli.options import with_group_lang

__all__ = ["audit"]

# Each command stands in the module of its name, with an underscore where Python keeps the name to itself.
_COMMANDS = (
    "decide",
    "export",
    "list",
    "sample",
    "show",
    "view",
)
_KEPT = ("list",)


class _Commands(TellingGroup):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        name = f"{cmd_name}_" if cmd_name in _KEPT else cmd_name
        command: click.Command = getattr(import_module(f"hepu.cli.audit.{name}"), name)
        return command


@click.group(cls=_Commands)
@with_group_lang
def audit() -> None:
    """Judge issued advisories: list and read them, decide on each piece of advice, draw samples, export."""
