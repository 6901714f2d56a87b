"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hepu.errors import Fault, InputError, Location

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.text import Lang

F = TypeVar("F", bound="Any")

__all__ = ["LANG_OPTION", "as_date", "message_lang", "warn", "with_lang"]


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
    """Give the language in which a command talks, from its ``--lang`` value."""
    import os  # noqa: PLC0415  # only for the reader's locale

    return LANG_OPTION.of(["--lang", value] if value else [], os.environ)


def with_lang(command: F) -> F:
    """Add ``--lang`` for the language of messages."""
    return click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the messages.")(command)


def as_date(text: str | None) -> dt.date | None:
    """Read the day that ``--as-of`` gives."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError([Fault("as_of_impossible", Location("--as-of"), {"found": text})]) from None


def warn(faults: tuple[Fault, ...], lang: Lang) -> None:
    """Tell warnings on standard error."""
    from hepu.messages import render_faults  # noqa: PLC0415  # reads the catalogue

    if faults:
        click.echo(render_faults(faults, lang), err=True)
