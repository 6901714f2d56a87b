"""What the commands of the ledger share: the ledger that is named, files that are read, and those that are written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hepu.errors import Fault, InputError, Location, OutputError

if TYPE_CHECKING:
    from hepu.ledger.checkpoints import Checkpoint, SignedCheckpoint
    from hepu.ledger.reading import Reading
    from hepu.ledger.store import Ledger
    from hepu.signing.keys import SigningKey, VerifyingKey

F = TypeVar("F", bound="Any")

__all__ = ["content", "free", "put", "reading", "signing_key", "trusted", "with_password", "with_trust", "writing"]

_MAX_FILE = 5_000_000


def reading(named: str | None) -> Reading:
    """Open the ledger, or the copy of one, that a command is to read."""
    from hepu.ledger.opening import read_ledger  # noqa: PLC0415

    return read_ledger(_named(named))


def writing(named: str | None) -> Ledger:
    """Open the ledger that a command is to write to."""
    from hepu.ledger.writing import ledger_to_write  # noqa: PLC0415

    return ledger_to_write(_named(named))


def _named(named: str | None) -> str:
    if not named:
        raise InputError([Fault("ledger_unnamed", Location("--ledger"))])
    return named


def content(path: Path) -> bytes:
    """Read a file whole; larger ones than any of a ledger are refused."""
    try:
        if not path.is_file():
            raise InputError([Fault("file_missing", Location(str(path)))])
        with path.open("rb") as file:
            data = file.read(_MAX_FILE + 1)
    except OSError:
        raise InputError([Fault("file_missing", Location(str(path)))]) from None
    if len(data) > _MAX_FILE:
        raise InputError([Fault("receipt_form", Location(str(path)))])
    return data


def free(path: Path, *, force: bool) -> None:
    """Refuse to write over a file that is there."""
    from hepu.file_writing import present  # noqa: PLC0415

    if not force and present(path) is not None:
        raise OutputError([Fault("output_exists", Location(str(path)))])


def put(path: Path, data: bytes, *, force: bool) -> None:
    """Write a file that was asked for, and tell its place."""
    from hepu.file_writing import present, write_files  # noqa: PLC0415

    free(path, force=force)
    write_files({path: (present(path), data)})
    click.echo(path)


def with_password(command: F) -> F:
    """Add the option that names the file of a key's password; the environment may give it too."""
    return click.option("--password-file", "password", metavar="FILE", type=click.Path(path_type=Path))(command)


def signing_key(path: Path, password: Path | None) -> SigningKey:
    """Read the private key that signs."""
    from hepu.signing.identity import secret  # noqa: PLC0415
    from hepu.signing.keys import read_signing_key  # noqa: PLC0415

    return read_signing_key(path, secret(password, os.environ))


def with_trust(command: F) -> F:
    """Add the options that name what is trusted: keys, and states of which a copy is kept elsewhere."""
    from click import option  # noqa: PLC0415

    for name, mark, kind in (
        ("--printed", "NUMBER:DIGEST", str),
        ("--checkpoint", "FILE", click.Path(path_type=Path)),
        ("--trust", "KEY", click.Path(path_type=Path)),
    ):
        command = option(name, metavar=mark, multiple=True, type=kind)(command)
    return command


def trusted(
    trust: tuple[Path, ...], checkpoint: tuple[Path, ...], printed: tuple[str, ...]
) -> tuple[tuple[VerifyingKey, ...], tuple[Checkpoint | SignedCheckpoint, ...]]:
    """Read the keys, and the states, that are trusted."""
    from hepu.ledger.checkpoints import any_checkpoint, printed_checkpoint  # noqa: PLC0415
    from hepu.signing.keys import trusted_key  # noqa: PLC0415

    states = (
        *(any_checkpoint(content(path), str(path)) for path in checkpoint),
        *(printed_checkpoint(text, "--printed") for text in printed),
    )
    return tuple(map(trusted_key, trust)), states
