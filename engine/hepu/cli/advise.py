"""``hepu advise`` and ``hepu demo``: profiles in, advisories out."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import as_date, reader_lang, warn, with_ledger, with_moment, with_pack
from hepu.errors import Fault, InputError, Location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hepu.advising import Order
    from hepu.layers import Layers

__all__ = ["advise", "demo"]

_FORMATS = ("pdf", "html", "docx", "xlsx", "json")


@click.command(cls=TellingCommand)
@click.argument("profiles", metavar="PROFILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(["zh", "en", "both"]), default="zh", show_default=True)
@click.option("--format", "formats", type=click.Choice(_FORMATS), multiple=True, default=("pdf",), show_default=True)
@click.option("--as-of", metavar="DATE")
@click.option("--peers", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--engine", type=click.Choice(["both", "chainer", "experta"]), default="both", show_default=True)
@click.option(
    "--edition", "kind", type=click.Choice(["circulation", "audit"]), default="circulation", show_default=True
)
@click.option("--since", metavar="RECORD", type=click.Path(path_type=Path))
@click.option("--done", metavar="XLSX", type=click.Path(path_type=Path))
@click.option("--without-requests", is_flag=True)
@with_pack
@click.option("--issuer", metavar="OFFICE", envvar="HEPU_ISSUER", default="")
@with_ledger
@click.option("--sign", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--sign-password-file", "password_file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--tsa", metavar="URL")
@with_moment("--issued-at")
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--workers", metavar="N", type=click.IntRange(1))
def advise(  # noqa: PLR0913, PLR0917  # one parameter an option
    profiles: tuple[Path, ...],
    lang: str,
    formats: tuple[str, ...],
    as_of: str | None,
    peers: Path | None,
    engine: str,
    kind: str,
    since: Path | None,
    done: Path | None,
    without_requests: bool,  # a flag of the command line
    layers: Layers,
    issuer: str,
    ledger: str | None,
    sign: Path | None,
    password_file: Path | None,
    tsa: str | None,
    issued_at: str,
    output: Path,
    workers: int | None,
) -> None:
    """Turn each college's PROFILE (YAML, JSON or XLSX form, or a folder of them) into an advisory."""
    from hepu.advising import Order, advise_file  # noqa: PLC0415
    from hepu.issuing import Issuer, opened  # noqa: PLC0415

    if done is not None and since is None:
        raise InputError([Fault("tasks_without_last", Location("--done"))])
    order = Order(
        profile=profiles[0],
        output=output,
        langs=(lang,),  # type: ignore[arg-type]  # click has checked the word
        formats=formats,  # type: ignore[arg-type]
        as_of=as_date(as_of),
        peers=peers,
        engine=engine,  # type: ignore[arg-type]
        kind=kind,  # type: ignore[arg-type]
        since=since,
        tasks=done,
        requests=not without_requests,
        layers=layers,
        issued_at=issued_at,
        issuer=Issuer(issuer, ledger or "", sign, _password(sign, password_file), tsa),
    )
    opened(order.issuer, issued_at)  # what is wrong with it is told once, before any work
    if len(profiles) > 1 or profiles[0].is_dir():
        _several(order, profiles, workers)
        return
    with _progress() as step:
        result = advise_file(order, step)
    warn(result.faults, reader_lang())
    _tell_entries([(profiles[0], result.entry)])
    _tell_standing(order)
    for path in result.paths:
        click.echo(path)


def _several(order: Order, named: tuple[Path, ...], workers: int | None) -> None:
    """Advise on the profiles and folders that are named."""
    from hepu.intake.folders import profiles_of  # noqa: PLC0415

    if order.since is not None:
        raise InputError([Fault("last_of_several", Location("--since"))])
    _all([replace(order, profile=path) for path in profiles_of(named)], workers)


def _password(sign: Path | None, file: Path | None) -> bytes | None:
    """Give the password of the file that signs: from a file, the environment, or typed where somebody sits."""
    if sign is None:
        return None
    from hepu.signing.identity import secret  # noqa: PLC0415

    return secret(file, os.environ)


def _tell_entries(entries: Iterable[tuple[Path, int]]) -> None:
    """Tell which advisory was entered under which number."""
    from hepu.messages import phrase  # noqa: PLC0415

    for profile, number in entries:
        if number:
            click.echo(phrase("advisory_entered", reader_lang(), profile=profile, number=number), err=True)


def _tell_standing(order: Order) -> None:
    """Tell what is no error and yet ought to be known: that nobody signed, or that nothing was issued."""
    from hepu.messages import phrase  # noqa: PLC0415

    if order.engine != "both":
        if order.issuer.ledger or order.issuer.sign:
            click.echo(phrase("advisory_not_entered", reader_lang()), err=True)
    elif order.issuer.sign is None:
        click.echo(phrase("advisory_unsigned", reader_lang()), err=True)


def _all(orders: Sequence[Order], workers: int | None = None) -> None:
    """Advise on many profiles; the code of the gravest fault is returned when all are done."""
    from tqdm import tqdm  # noqa: PLC0415

    from hepu.batch import advise_each  # noqa: PLC0415

    code, paths = 0, list[Path]()
    for outcome in tqdm(advise_each(orders, workers), total=len(orders), disable=None, leave=False):
        warn(outcome.faults, reader_lang())
        _tell_entries([(outcome.profile, outcome.entry)])
        paths.extend(outcome.paths)
        code = max(code, outcome.exit_code)
    if paths:
        _tell_standing(orders[0])
    for path in paths:
        click.echo(path)
    if code:
        click.get_current_context().exit(code)


@click.command(cls=TellingCommand)
@click.argument("folder", type=click.Path(path_type=Path), default=Path("examples"))
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
)
@with_pack
@with_moment("--issued-at")
def demo(folder: Path, output: Path, layers: Layers, issued_at: str) -> None:
    """Write the advisories of every example profile in FOLDER, in Chinese and in English."""
    from hepu.batch import demo_orders  # noqa: PLC0415

    _all(demo_orders(folder, output, issued_at, layers))


class _progress:  # noqa: N801  # a context manager that reads as a function
    """Shows the step at work on a terminal, and nothing in a pipe."""

    def __enter__(self) -> Callable[[str], None]:
        from tqdm import tqdm  # noqa: PLC0415

        self.bar = tqdm(disable=None, leave=False, bar_format="{desc} {elapsed}", file=sys.stderr)
        return self.step

    def step(self, name: str) -> None:
        if not self.bar.disable:
            from hepu.messages import phrase  # noqa: PLC0415

            self.bar.set_description_str(phrase(f"step_{name}", reader_lang()))

    def __exit__(self, *_: object) -> None:
        self.bar.close()
