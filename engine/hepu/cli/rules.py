"""``hepu rules``: check a pack, run its examples, and have it reviewed."""

from __future__ import annotations

import sys

import click

from hepu.cli.help import TellingGroup
from hepu.cli.options import message_lang, warn, with_group_lang, with_lang
from hepu.cli.review import review

__all__ = ["rules"]


@click.group(cls=TellingGroup)
@with_group_lang
def rules() -> None:
    """Check rules, run their examples, and have them reviewed by people."""


rules.add_command(review)


@rules.command()
@with_lang
def check(lang: str | None) -> None:
    """Check every rule and knowledge file: schema, names, both languages, cycles, reachability, examples."""
    from hepu.inference.chainer import compile_pack  # noqa: PLC0415
    from hepu.inference.examples import run_examples  # noqa: PLC0415
    from hepu.language.check import check_pack  # noqa: PLC0415
    from hepu.messages import phrase, render_faults  # noqa: PLC0415
    from hepu.pack import load_pack  # noqa: PLC0415
    from hepu.review.status import objections  # noqa: PLC0415

    reader = message_lang(lang)
    pack = load_pack()
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


@rules.command()
@click.argument("names", metavar="[RULE]...", nargs=-1)
@with_lang
def test(names: tuple[str, ...], lang: str | None) -> None:
    """Run the examples of all rules, or of the rules NAMED."""
    from hepu.inference.examples import run_examples  # noqa: PLC0415
    from hepu.messages import phrase, render_fault, render_faults  # noqa: PLC0415
    from hepu.pack import load_pack  # noqa: PLC0415

    reader = message_lang(lang)
    pack = load_pack()
    outcomes, faults = run_examples(pack, pack.named(names) if names else None)
    for outcome in outcomes:
        if not outcome.passed:
            click.echo(render_fault(outcome.fault, reader))
    click.echo(render_faults(faults, reader), nl=bool(faults))
    failed = sum(not outcome.passed for outcome in outcomes)
    click.echo(phrase("examples_run", reader, passed=len(outcomes) - failed, failed=failed))
    sys.exit(1 if failed or faults else 0)
