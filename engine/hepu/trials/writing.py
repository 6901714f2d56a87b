"""Suggested examples written into the rule files that lack them; all else in a file stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.authoring.layout.formatted import formatted
from hepu.errors import Fault, InputError
from hepu.file_writing import write_files
from hepu.layers import file_of
from hepu.yaml_patch import PatchError, patched, same
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from hepu.language.model import Example, Rule
    from hepu.layers import Layers
    from hepu.trials.missing import Suggestion

__all__ = ["stated", "with_examples", "write_examples"]


def write_examples(found: Iterable[tuple[Rule, Iterable[Suggestion]]], layers: Layers) -> tuple[Path, ...]:
    """Write the suggestions for some rules into their files, all or none; give the files that changed.

    Raises:
        InputError: where a file cannot be changed without changing anything else; OutputError: where one cannot be
            written.

    """
    made: dict[Path, tuple[bytes | None, bytes]] = {}
    for rule, suggestions in found:
        path = file_of(layers, rule.location.file)
        before = path.read_bytes()
        after = with_examples(before.decode("utf-8"), rule, suggestions, path).encode()
        if after != before:
            made[path] = before, after
    write_files(made)
    return tuple(made)


def with_examples(text: str, rule: Rule, suggestions: Iterable[Suggestion], path: Path) -> str:
    """Give the text of a rule's file with examples added; one that is in the layout of its kind stays in it.

    Raises:
        InputError: where the outcome would not read as the same rule with these examples.

    """
    shown = rule.location.file
    wanted: dict[str, Any] = read_yaml(text, shown).value
    examples: list[Any] = list(wanted["examples"])
    for suggestion in suggestions:
        new = stated(suggestion.example)
        if suggestion.amends is not None:
            examples[suggestion.amends] = {**examples[suggestion.amends], "certainty": new["certainty"]}
        elif not any(same(_given(new), _given(example)) for example in examples):
            examples.append(new)
    try:
        made = patched(text, shown, {**wanted, "examples": examples}).text
        return formatted(made, path, shown) if formatted(text, path, shown) == text else made
    except PatchError:
        raise InputError([Fault("trials_unwritable", rule.place(("examples",)))]) from None


def _given(example: Mapping[str, Any]) -> dict[str, Any]:
    """Give what makes an example the same as another, whatever its sentence says."""
    return {name: example[name] for name in ("given", "as_of") if name in example}


def stated(example: Example) -> dict[str, Any]:
    """Give an example as a file states it."""
    found: dict[str, Any] = {"it": example.it}
    if example.as_of is not None:
        found["as_of"] = example.as_of.isoformat()
    found |= {"given": dict(example.given), "expect": example.expect}
    if example.certainty is not None:
        found["certainty"] = example.certainty.word
    return found
