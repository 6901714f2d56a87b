"""The rules of a decision table tried in the pack: what checks would say of them, each fault at its cell."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.checks.registry import check_pack
from hepu.errors import Fault, PackError
from hepu.inference.chainer import compile_pack
from hepu.inference.examples import run_examples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hepu.decision_table.rows import RuleRow
    from hepu.language.model import Rule
    from hepu.pack import Pack

__all__ = ["try_rules"]

# What can only be mended once the files are written.
_AFTERWARDS = frozenset({"rule_changed_without_changelog"})


def try_rules(pack: Pack, tried: Mapping[str, Rule], rows: Mapping[str, RuleRow]) -> Iterator[Fault]:
    """Give the faults that a pack would have with some rules in it and does not have now, where the table can tell."""
    if not tried:
        return
    made = {**pack.rules, **tried}
    whole = dataclasses.replace(
        pack, rules=MappingProxyType({name: made[name] for name in sorted(made)}), origins=_origins(pack, tried)
    )
    files = {rule.location.file: name for name, rule in whole.rules.items()}
    try:
        compile_pack(whole)
    except PackError as error:
        yield from _placed(error.faults, files, rows, tried, pack)
        return
    found = [fault for fault in check_pack(whole) if fault.severity == "error" and fault.code not in _AFTERWARDS]
    if found:
        before = {_said(fault) for fault in check_pack(pack)}
        found = [fault for fault in found if _said(fault) not in before]
    outcomes, malformed = run_examples(whole, tried.values())
    failed = [outcome.fault for outcome in outcomes if not outcome.passed]
    # What the checks say of the examples of a rule is said by those that fail or could not be run.
    told = {fault.location.file for fault in (*malformed, *failed)}
    found = [fault for fault in found if not (fault.location.file in told and fault.code.startswith("example"))]
    yield from _placed([*malformed, *failed, *found], files, rows, tried, pack)


def _origins(pack: Pack, tried: Mapping[str, Rule]) -> Mapping[str, Mapping[str, int]]:
    """Say of new rules that they are of the last pack of a stack."""
    new = dict.fromkeys((name for name in tried if name not in pack.rules), max(len(pack.stack) - 1, 0))
    return MappingProxyType({**pack.origins, "rules": {**pack.origins.get("rules", {}), **new}})


def _said(fault: Fault) -> tuple[object, ...]:
    """Give what a fault says apart from the line on which it says it."""
    return fault.code, fault.location.file, fault.location.path, tuple(sorted(fault.context.items()))


def _placed(
    faults: Iterable[Fault],
    files: Mapping[str, str],
    rows: Mapping[str, RuleRow],
    tried: Mapping[str, Rule],
    pack: Pack,
) -> Iterator[Fault]:
    """Put errors where they can be mended: at the cell of what they are about, or of what no longer concludes it."""
    for fault in faults:
        name = files.get(fault.location.file, "")
        if name in rows:
            yield dataclasses.replace(fault, location=rows[name].place(fault.location.path, fault.code))
            continue
        left = next(
            (key for key in tried if key in pack.rules and pack.rules[key].key == fault.context.get("found")), None
        )
        if left is not None:
            yield dataclasses.replace(fault, location=rows[left].row.places["target"])
        else:
            yield fault
