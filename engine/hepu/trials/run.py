"""A run of trials as the command line asks for it: examples, coverage, mutants, and what is written."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.inference.examples import run_examples
from hepu.layers import own_layers
from hepu.messages import phrase, render_fault, render_faults
from hepu.report.values import PackValues
from hepu.trials.plain import plain_results
from hepu.trials.results import KINDS, Asked, counted, fates, try_rules
from hepu.trials.sentences import said, with_sentences
from hepu.trials.telling import Teller
from hepu.trials.writing import write_examples

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from hepu.language.model import Rule
    from hepu.layers import Layers
    from hepu.pack import Pack
    from hepu.text import Lang
    from hepu.trials.kinds import GoalKind
    from hepu.trials.results import Found

__all__ = ["Options", "Told", "run"]


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for; no ``kinds`` are all, and what needs coverage asks for it unless mutants are asked for."""

    coverage: bool = False
    mutants: bool = False
    kinds: Collection[GoalKind] = ()
    write: bool = False
    least: float | None = None
    as_json: bool = False

    @property
    def covers(self) -> bool:
        """Say whether coverage is told."""
        wanted = bool(self.kinds) or ((self.write or self.least is not None) and not self.mutants)
        return self.coverage or wanted


@dataclass(frozen=True, slots=True)
class Told:
    """What a run says: lines of the result, notes about it, and whether all is as it should be."""

    lines: tuple[str, ...]
    notes: tuple[str, ...]
    good: bool


def run(pack: Pack, layers: Layers, rules: Iterable[Rule] | None, options: Options, lang: Lang) -> Told:
    """Run the examples of rules, try what they cover and which mutants they notice, and write what is missing.

    Raises:
        InputError: where a file cannot be changed; OutputError: where one cannot be written. Then none is.

    """
    chosen = tuple(pack.rules.values() if rules is None else rules)
    outcomes, faults = run_examples(pack, chosen)
    failed = [outcome for outcome in outcomes if not outcome.passed]
    kinds = tuple(options.kinds) or KINDS
    found: list[Found] = []
    if options.covers or options.mutants:
        tried = chosen if rules is not None else _own(pack, layers, chosen)
        found, _ = try_rules(pack, tried, Asked(options.covers, options.mutants, kinds))
        found = _told_in_words(found, PackValues(pack))
    lines: list[str] = []
    notes: list[str] = []
    if options.as_json:
        covered = kinds if options.covers else ()
        values = plain_results(pack, outcomes, found, covered, mutants=options.mutants)
        lines.append(json.dumps(values, ensure_ascii=False, indent=1))
        notes.extend([render_faults(faults, lang)] if faults else [])
    else:
        lines.extend(render_fault(outcome.fault, lang) for outcome in failed)
        lines.extend([render_faults(faults, lang)] if faults else [])
        if found:
            teller = Teller(PackValues(pack), lang)
            lines.extend(teller.report(found, kinds, coverage=options.covers, mutants=options.mutants))
        lines.append(phrase("examples_run", lang, passed=len(outcomes) - len(failed), failed=len(failed)))
    good = not failed and not faults
    if options.write and good:
        notes.append(_write(found, layers, lang))
    for percent in _short(found, options, kinds):
        notes.append(said("report.under", lang, percent=f"{percent:.1f}", wanted=f"{options.least:g}"))
        good = False
    return Told(tuple(lines), tuple(notes), good)


def _own(pack: Pack, layers: Layers, rules: Sequence[Rule]) -> Sequence[Rule]:
    """Give the rules of own packs where there are any: the shipped ones are tried by those who write them."""
    own = own_layers(layers)
    return [rule for rule in rules if not own or pack.level("rules", rule.id).layer in own]


def _told_in_words(found: Sequence[Found], values: PackValues) -> list[Found]:
    """Give each suggestion its sentence."""
    return [
        dataclasses.replace(item, suggestions=with_sentences(item.rule, item.suggestions, values))
        if item.suggestions
        else item
        for item in found
    ]


def _write(found: Sequence[Found], layers: Layers, lang: Lang) -> str:
    own = layers[-1]  # what lies below it belongs to others
    changed = [item for item in found if item.suggestions and own.file(item.rule.location.file) is not None]
    files = write_examples([(item.rule, item.suggestions) for item in changed], layers)
    if not files:
        return phrase("examples_whole", lang)
    examples = sum(len(item.suggestions) for item in changed)
    return phrase("examples_written", lang, files=len(files), examples=examples)


def _short(found: Sequence[Found], options: Options, kinds: Collection[GoalKind]) -> list[float]:
    """Give the percentages that are asked for and too low."""
    if options.least is None:
        return []
    percents = [counted(found, kinds).share(kinds).percent] if options.covers else []
    if options.mutants:
        number = fates(found)
        whole = number["killed"] + number["survived"] + number["undecided"]
        percents.append(100 * number["killed"] / whole if whole else 100.0)
    return [percent for percent in percents if percent < options.least]
