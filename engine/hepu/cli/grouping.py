"""Groups of commands that stand in a folder, a module each, and are imported when they are called."""

from __future__ import annotations

import builtins
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from hepu.cli.help import TellingGroup

if TYPE_CHECKING:
    import click

__all__ = ["FolderGroup"]


class FolderGroup(TellingGroup):
    """A group of the commands in a folder beside this module, each in the module of its name, under that name.

    A name that Python keeps to itself, or has given to something else, gets a line behind it there.
    """

    def __init__(self, *args: Any, folder: str, names: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._folder, self._names = folder, names

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of the commands."""
        del ctx
        return list(self._names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of a name, or give nothing where there is none."""
        del ctx
        if cmd_name not in self._names:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) or hasattr(builtins, cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"hepu.cli.{self._folder}.{name}"), name)
        return command
