"""The command line: words in, library calls, words out; no logic of its own.

Heavy libraries are imported inside the commands that use them, so that ``hepu --help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

import hepu
from hepu.cli.help import TellingGroup
from hepu.cli.options import reader_lang, with_group_lang
from hepu.cli.usage import usage_fault
from hepu.errors import Fault, HepuError
from hepu.messages import render_faults

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["cli", "main"]


class _Commands(TellingGroup):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [
            "advise",
            "audit",
            "change",
            "demo",
            "key",
            "ledger",
            "missing",
            "profile",
            "redact",
            "replay",
            "rules",
            "similar",
            "verify",
            "whatif",
            "why",
            "whynot",
        ]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        match cmd_name:
            case "advise" | "demo":
                from hepu.cli import advise  # noqa: PLC0415  # see the module's docstring

                return advise.advise if cmd_name == "advise" else advise.demo
            case "audit" | "key" | "ledger" | "profile" | "redact" | "replay" | "rules" | "verify":
                named: click.Command = getattr(import_module(f"hepu.cli.{cmd_name}"), cmd_name)
                return named
            case "change" | "missing" | "similar" | "whatif" | "why" | "whynot":
                from hepu.cli import explain  # noqa: PLC0415

                command: click.Command = getattr(explain, cmd_name)
                return command
            case _:
                return None


# As shells tell a program that was ended by the signal of Ctrl-C.
_INTERRUPTED = 130


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(hepu.__version__, prog_name="hepu", message="%(prog)s %(version)s")
@with_group_lang
def cli() -> None:
    """Advise higher vocational colleges on international exchange and cooperation, by rules and with proof."""


def main() -> None:
    """Run the command line; faults are told in the reader's language and never as a traceback."""
    try:
        done = cli.main(prog_name="hepu", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.UsageError as error:
        _tell([usage_fault(error)])
        sys.exit(error.exit_code)
    except click.Abort as error:
        if isinstance(error.__cause__, KeyboardInterrupt):
            _tell([Fault("interrupted")])
            sys.exit(_INTERRUPTED)
        sys.exit(1)
    except HepuError as error:
        _tell(error.faults)
        sys.exit(error.exit_code)
    except Exception as error:  # the last resort: whoever uses the program is told in a line, not by a traceback
        if os.environ.get("HEPU_TRACEBACK"):
            raise
        found = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        _tell([Fault("internal_error", context={"found": found})])
        sys.exit(HepuError.exit_code)
    # What ends early, such as the help, gives its code instead of leaving.
    sys.exit(done if isinstance(done, int) else 0)


def _tell(faults: Sequence[Fault]) -> None:
    click.echo(render_faults(faults, reader_lang()), err=True)
