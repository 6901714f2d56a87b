"""What ``--help`` says, from ``templates/cli``, in the reader's language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import click

from hepu.cli.options import reader_lang
from hepu.cli.wrapping import cut, wrap
from hepu.resources import templates_dir
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.text import Lang

__all__ = ["TellingCommand", "TellingGroup", "help_page", "help_text", "help_texts", "shown_name", "word"]

_MOST = 30


class TellingCommand(click.Command):
    """A command whose help is told in the reader's language; its docstring is for those who read the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "help": None})

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Give what follows the command's name in its usage."""
        return _in_words(super().collect_usage_pieces(ctx))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the whole help."""
        formatter.write(help_page(ctx, reader_lang(), formatter.width))


class TellingGroup(click.Group):
    """A group whose help, and that of its commands, is told in the reader's language."""

    command_class = TellingCommand

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "help": None})

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Give what follows the group's name in its usage."""
        return _in_words(super().collect_usage_pieces(ctx))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the whole help."""
        formatter.write(help_page(ctx, reader_lang(), formatter.width))


@cache
def help_texts() -> Mapping[str, Any]:
    """Give the texts of the help: words, what commands share, and what each has of its own."""
    path = templates_dir() / "cli" / "help.yaml"
    texts: Mapping[str, Any] = read_yaml(path.read_text("utf-8"), path.name).value
    return texts


def word(name: str, lang: Lang, **values: object) -> str:
    """Give a word of the help, filled in."""
    text: str = help_texts()["words"][name][lang]
    return text.format(**values)


def help_text(command: str, name: str, lang: Lang) -> str:
    """Give what the help says of a command's part, from the command's own texts, else from those that are shared."""
    own: Mapping[str, Any] = help_texts()["commands"].get(command, {})
    found = own.get(name) or help_texts()["shared"].get(name) or {}
    return str(found.get(lang, ""))


def shown_name(item: click.Parameter) -> str:
    """Give an argument or option the name under which its text stands."""
    return max(item.opts, key=len) if isinstance(item, click.Option) else item.human_readable_name.strip("[].")


def help_page(ctx: click.Context, lang: Lang, width: int) -> str:
    """Lay out the help of one command."""
    command, key = ctx.command, _key(ctx)
    items = command.get_params(ctx)
    parts = [_usage(ctx, lang, width)]
    for name in ("about", "more"):
        text = help_text(key, name, lang)
        parts += [["", *(f"  {line}" for line in wrap(text, width - 2))]] if text else []
    arguments = [(" ".join(item.get_usage_pieces(ctx)), item) for item in items if isinstance(item, click.Argument)]
    options = [item for item in items if isinstance(item, click.Option)]
    named = [(record[0], item) for item in options if (record := item.get_help_record(ctx))]
    tables = {
        "arguments": [(name, _told(item, key, lang)) for name, item in arguments],
        "options": [(name, _told(item, key, lang)) for name, item in named],
        "commands": [(name, help_text(f"{key} {name}", "about", lang)) for name in _names(ctx)],
    }
    parts += [["", word(name, lang), *cut(rows, width, _MOST)] for name, rows in tables.items() if rows]
    return "\n".join(line for part in parts for line in part) + "\n"


def _usage(ctx: click.Context, lang: Lang, width: int) -> list[str]:
    head = f"{word('usage', lang)}{ctx.command_path} "
    first, *more = wrap(head + " ".join(ctx.command.collect_usage_pieces(ctx)), width - 4)
    return [first, *(f"    {line}" for line in more)]


def _key(ctx: click.Context) -> str:
    """Give the words by which a command is called, whatever the program's file is named."""
    names = list[str]()
    while ctx.parent is not None:
        names.insert(0, str(ctx.info_name))
        ctx = ctx.parent
    return " ".join(("hepu", *names))


def _names(ctx: click.Context) -> list[str]:
    return ctx.command.list_commands(ctx) if isinstance(ctx.command, click.Group) else []


def _told(item: click.Parameter, key: str, lang: Lang) -> str:
    """Say what an argument or option is for, and what it holds when it is not given."""
    text, extra = help_text(key, shown_name(item), lang), list[str]()
    if getattr(item, "show_default", None):
        value: Any = item.default
        extra.append(word("default", lang, value=", ".join(value) if isinstance(value, tuple) else value))
    match item.type:
        case click.IntRange(min=low, max=None):
            extra.append(word("at_least", lang, low=low))
        case click.IntRange(min=low, max=high):
            extra.append(word("range", lang, low=low, high=high))
        case _:
            pass
    if item.required and isinstance(item, click.Option):
        extra.append(word("required", lang))
    return word("extra", lang, text=text, extra=word("between", lang).join(extra)) if extra else text


def _in_words(pieces: list[str]) -> list[str]:
    """Put the places that click names into the reader's language."""
    lang = reader_lang()
    own = {"[OPTIONS]": "options_place", "COMMAND [ARGS]...": "command_place"}
    return [word(own[piece], lang) if piece in own else piece for piece in pieces]
