"""``hepu key``: keys drawn, shown, and a certificate for demonstration."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from hepu.cli.help import TellingGroup
from hepu.cli.options import message_lang, with_group_lang, with_lang, with_moment
from hepu.messages import phrase

__all__ = ["key"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_PASSWORD = click.option("--password-file", metavar="FILE", type=_FILE)


@click.group(cls=TellingGroup)
@with_group_lang
def key() -> None:
    """Draw keys, make a certificate for demonstration, and tell what a file of keys holds."""


@key.command()
@click.argument("file", metavar="FILE", type=_FILE)
@_PASSWORD
@with_lang
def new(file: Path, password_file: Path | None, lang: str | None) -> None:
    """Draw an Ed25519 key for signing checkpoints."""
    from hepu.signing.identity import secret  # noqa: PLC0415  # help imports no cryptography
    from hepu.signing.key_files import new_key, read_key_file, write_key  # noqa: PLC0415

    password = secret(password_file, os.environ)
    write_key(file, new_key(password))
    told = message_lang(lang)
    code = "key_made" if password else "key_made_open"
    click.echo(phrase(code, told, name=read_key_file(file, password).key.name), err=True)
    click.echo(file)


@key.command()
@click.argument("file", metavar="FILE", type=_FILE)
@_PASSWORD
@with_moment("--at")
@with_lang
def demo(file: Path, password_file: Path | None, at: str, lang: str | None) -> None:
    """Make a key and certificate for demonstration."""
    from hepu.signing.demonstration import demonstration_identity  # noqa: PLC0415
    from hepu.signing.identity import secret  # noqa: PLC0415
    from hepu.signing.key_files import write_key  # noqa: PLC0415

    write_key(file, demonstration_identity(at, secret(password_file, os.environ)))
    click.echo(phrase("demonstration_notice", message_lang(lang)), err=True)
    click.echo(file)


@key.command()
@click.argument("file", metavar="FILE", type=_FILE)
@_PASSWORD
@click.option("--public", is_flag=True)
@click.option("-o", "--output", metavar="FILE", type=_FILE)
@click.option("--json", "as_json", is_flag=True)
@with_lang
def show(  # one parameter an option
    file: Path, password_file: Path | None, public: bool, output: Path | None, as_json: bool, lang: str | None
) -> None:
    """Tell what a file of keys holds, or give its public half."""
    from hepu.signing.identity import secret  # noqa: PLC0415
    from hepu.signing.key_files import public_half, read_key_file, write_public  # noqa: PLC0415
    from hepu.signing.key_words import key_lines, key_values  # noqa: PLC0415

    found = read_key_file(file, secret(password_file, os.environ))
    if output is not None:
        write_public(output, public_half(found))
        click.echo(output)
    elif public:
        click.echo(public_half(found).decode("ascii"), nl=False)
    elif as_json:
        click.echo(json.dumps(key_values(found), ensure_ascii=False, indent=2))
    else:
        for line in key_lines(found, message_lang(lang)):
            click.echo(line)
