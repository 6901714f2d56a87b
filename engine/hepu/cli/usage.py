"""Wrong words on the command line, as faults that are told in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hepu.errors import Fault, Location
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["usage_fault"]


def usage_fault(error: click.UsageError) -> Fault:
    """Say what is wrong with the words of a command, with how it is used."""
    context = error.ctx
    code, found = _told(error)
    usage = "" if context is None else " ".join((context.command_path, *context.command.collect_usage_pieces(context)))
    path = "hepu" if context is None else context.command_path
    return Fault(code, Location(path), {**found, "usage": usage, "command": path})


def _told(error: click.UsageError) -> tuple[str, Mapping[str, str]]:
    match error:
        case click.MissingParameter():
            return "usage_missing", {"found": _name(error)}
        case click.BadParameter(param=click.Parameter(type=click.Choice() as choice)):
            return "usage_choice", {"found": _name(error), "expected": ", ".join(map(str, choice.choices))}
        case click.BadParameter(param=click.Parameter(type=click.IntRange() as bounds)):
            return "usage_range", {"found": _name(error), "expected": _bounds(bounds)}
        case click.BadParameter():
            return "usage_value", {"found": _name(error)}
        case click.NoSuchOption():
            return "usage_option", {"found": error.option_name, "nearest": nearest(error.option_name, _options(error))}
        case click.BadOptionUsage():
            return "usage_no_value", {"found": error.option_name}
        case click.UsageError(ctx=click.Context(command=click.Group() as group) as context):
            # Older releases of click have no class of their own for it.
            name = str(getattr(error, "command_name", ""))
            if not name:
                return "usage_no_command", {}
            return "usage_command", {"found": name, "nearest": nearest(name, group.list_commands(context))}
        case _:
            return "usage_wrong", {}


def _bounds(bounds: click.IntRange) -> str:
    """Give the whole numbers of a range; one side may be open."""
    if bounds.max is None:
        return f"≥ {bounds.min}"
    return f"≤ {bounds.max}" if bounds.min is None else f"{bounds.min}–{bounds.max}"


def _name(error: click.BadParameter) -> str:
    """Give an argument or option as the usage names it."""
    if error.param is None:
        return ""
    return str(error.param.opts[-1] if isinstance(error.param, click.Option) else error.param.human_readable_name)


def _options(error: click.UsageError) -> list[str]:
    if error.ctx is None:
        return []
    return [name for item in error.ctx.command.params if isinstance(item, click.Option) for name in item.opts]
