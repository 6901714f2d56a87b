"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hepu.errors import Fault, InputError, Location

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hepu.layers import Layers
    from hepu.text import Lang

F = TypeVar("F", bound="Any")

__all__ = [
    "LANG_OPTION",
    "as_date",
    "as_day",
    "message_lang",
    "moment",
    "reader_lang",
    "warn",
    "with_group_lang",
    "with_lang",
    "with_ledger",
    "with_moment",
    "with_pack",
]

_CHOSEN = "hepu.cli.lang"


@dataclass(frozen=True, slots=True)
class _LangOption:
    """Finds the reader's language: ``--lang`` (``both`` reads as Chinese), else the environment's, else Chinese."""

    def of(self, argv: Sequence[str], environ: Mapping[str, str]) -> Lang:
        for at, word in enumerate(argv):
            value = (
                word.partition("=")[2]
                if word.startswith("--lang=")
                else argv[at + 1]
                if word == "--lang" and at + 1 < len(argv)
                else ""
            )
            if value in {"en", "zh", "both"}:
                return "en" if value == "en" else "zh"
        locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
        return "en" if locale.startswith("en") else "zh"


LANG_OPTION = _LangOption()


def message_lang(value: str | None) -> Lang:
    """Give the language in which a command talks: from its ``--lang`` value, else that of the group that it is in."""
    context = click.get_current_context(silent=True)
    chosen = value or (context.meta.get(_CHOSEN) if context else None)
    return LANG_OPTION.of(["--lang", chosen] if chosen else [], os.environ)


def reader_lang() -> Lang:
    """Give the language of help and of faults, which are told before any option has been read."""
    return LANG_OPTION.of(sys.argv, os.environ)


def with_lang(command: F) -> F:
    """Add ``--lang`` for the language of messages."""
    return click.option("--lang", type=click.Choice(["zh", "en"]))(command)


def with_group_lang(group: F) -> F:
    """Add ``--lang`` to a group, for its help and for commands that are given none of their own."""

    def keep(context: click.Context, _: click.Parameter, value: str | None) -> None:
        if value:
            context.meta[_CHOSEN] = value

    return click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False, callback=keep)(group)


def with_pack(command: F) -> F:
    """Add ``--pack``, which may be repeated; the command is given the layers of the packs that are named."""

    def read(_: click.Context, __: click.Parameter, named: tuple[str, ...]) -> Layers:
        from hepu.layering.named import layers_of  # noqa: PLC0415  # reads files; help does not

        return layers_of(named)

    return click.option("--pack", "layers", metavar="PACK", multiple=True, callback=read)(command)


def with_ledger(command: F) -> F:
    """Add ``--ledger``, which the environment may give too; the command is given the ledger's name, or nothing."""
    return click.option("--ledger", metavar="LEDGER", envvar="HEPU_LEDGER")(command)


def with_moment(option: str) -> Callable[[F], F]:
    """Add an option for the moment at which something is done; the command is always given one."""

    def read(_: click.Context, __: click.Parameter, text: str | None) -> str:
        return moment(text, option)

    return click.option(option, metavar="TIME", callback=read)


def moment(text: str | None, option: str) -> str:
    """Give a time, which is an input, in UTC (ISO 8601): the option's, else the build's epoch, else the clock's."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        if text is not None:
            found = dt.datetime.fromisoformat(text)
        elif epoch:
            found = dt.datetime.fromtimestamp(_seconds(epoch), dt.UTC)
        else:
            found = dt.datetime.now(dt.UTC)
        if found.tzinfo is None:
            found = found.replace(tzinfo=dt.UTC)
        return found.astimezone(dt.UTC).replace(microsecond=0).isoformat()
    except (ValueError, OverflowError, OSError):
        code, place, told = (
            ("epoch_impossible", "SOURCE_DATE_EPOCH", epoch) if text is None else ("time_impossible", option, text)
        )
        raise InputError([Fault(code, Location(place), {"found": told[:60]})]) from None


def _seconds(text: str) -> int:
    """Read whole seconds written in plain digits."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def as_date(text: str | None) -> dt.date | None:
    """Read the day that ``--as-of`` gives."""
    return as_day(text, "--as-of")


def as_day(text: str | None, option: str) -> dt.date | None:
    """Read the day that an option gives."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError([Fault("as_of_impossible", Location(option), {"found": text})]) from None


def warn(faults: tuple[Fault, ...], lang: Lang) -> None:
    """Tell warnings on standard error."""
    from hepu.messages import render_faults  # noqa: PLC0415  # reads the catalogue

    if faults:
        click.echo(render_faults(faults, lang), err=True)
