"""``hepu rules check``: find what is wrong with a pack."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from hepu.cli.help import TellingCommand
from hepu.cli.options import message_lang, warn, with_lang, with_pack

if TYPE_CHECKING:
    from hepu.layers import Layers

__all__ = ["check"]


@click.command(cls=TellingCommand)
@with_pack
@with_lang
def check(layers: Layers, lang: str | None) -> None:
    """Check every rule and knowledge file: schema, names, both languages, cycles, reachability, examples."""
    from hepu.checks.registry import check_pack  # noqa: PLC0415
    from hepu.inference.chainer import compile_pack  # noqa: PLC0415
    from hepu.inference.examples import run_examples  # noqa: PLC0415
    from hepu.messages import phrase, render_faults  # noqa: PLC0415
    from hepu.pack import load_pack  # noqa: PLC0415
    from hepu.review.status import objections  # noqa: PLC0415

    reader = message_lang(lang)
    pack = load_pack(layers)
    compile_pack(pack)
    faults = check_pack(pack)
    warn(objections(pack), reader)
    outcomes, malformed = run_examples(pack)
    faults.extend(malformed)
    if faults:
        click.echo(render_faults(faults, reader), err=True)
    failed = [outcome for outcome in outcomes if not outcome.passed]
    click.echo(
        phrase(
            "rules_checked",
            reader,
            rules=len(pack.rules),
            examples=len(outcomes),
            faults=len(faults),
            failed=len(failed),
        )
    )
    sys.exit(1 if faults or failed else 0)
