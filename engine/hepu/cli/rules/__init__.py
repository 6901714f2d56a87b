"""``hepu rules``: the workbench of those who write and keep rules."""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword

import click

from hepu.cli.help import TellingGroup
from hepu.cli.options import with_group_lang

__all__ = ["rules"]

# Each command stands in the module of its name, under its name; Python keeps some names to itself, which get a line.
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


class _Commands(TellingGroup):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"hepu.cli.rules.{name}"), name)
        return command


@click.group(cls=_Commands)
@with_group_lang
def rules() -> None:
    """Check rules, run their examples, and have them reviewed by people."""
