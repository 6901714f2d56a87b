"""A condition on something that the vocabulary knows, with what makes it true and what makes it false."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hepu.errors import Fault, InputError, Location
from hepu.language.conditions import SUBJECTS
from hepu.language.kinds import STAGES
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.language.kinds import Kind, Stage, Vocabulary

__all__ = ["Asked", "askable", "asked_of"]

_DAY, _DAY_BEFORE = "2020-01-01", "2019-12-31"
_ABOUT_THE_MIDDLE = frozenset({"gap", "standing"})
# What is wrong is mostly that something is not there: their rules ask for "no row" and "false" far more often.
_LACKS = frozenset({"problem", "cause"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition as a rule states it; ``given`` names it in examples, where ``yes`` fulfils it and ``no`` does not.

    ``title`` is under what name it is told. Where ``closed``, leaving it out makes it false and not unknown. ``reason``
    is the sort of sentence that gives it as a reason, ``name`` what that names.
    """

    condition: Mapping[str, Any]
    given: str
    yes: Any
    no: Any
    title: str
    reason: str
    name: str
    closed: bool = False


def askable(vocabulary: Vocabulary, stage: Stage) -> dict[str, str]:
    """Give all that a rule of a stage may read, as people write it, with the whole name of each."""
    found = {key.removeprefix("fact."): key for key in vocabulary.values} | {key: key for key in vocabulary.values}
    found |= {name: f"list.{name}" for name in vocabulary.lists}
    found |= {f"{name}.{item}": f"field.{name}.{item}" for name, fields in vocabulary.lists.items() for item in fields}
    found |= {f"policy.{name}": f"policy.{name}" for name in sorted(vocabulary.policies)}
    for earlier in STAGES[: STAGES.index(stage)]:
        names = sorted(vocabulary.conclusions.get(earlier, ()))
        found |= {f"{earlier}.{name}": f"{earlier}.{name}" for name in names}
    return found


def asked_of(written: str, vocabulary: Vocabulary, stage: Stage) -> Asked:
    """Give the condition on something by the name by which people write it.

    Raises:
        InputError: where a rule of this stage cannot read anything of that name.

    """
    known = askable(vocabulary, stage)
    if written not in known:
        context = {"found": written, "expected": stage, "nearest": nearest(written, known)}
        raise InputError([Fault("draft_reads", Location("--reads"), context)])
    key = known[written]
    head, _, name = key.partition(".")
    if head == "list":
        return _list(name, vocabulary.lists[name])
    if head == "field":
        name, _, item = name.partition(".")
        return _row(name, item, vocabulary.lists[name][item], lacking=stage in _LACKS)
    if head == "policy":
        return Asked({"policy": name}, key, "in_force", None, key, "other", name, closed=True)
    if head in STAGES:
        return Asked({head: name}, key, True, False, key, "other", name)
    test, yes, no = _test(vocabulary.values[key], head)
    if test == {"is": True} and stage in _LACKS:
        test, yes, no = {"is": False}, no, yes
    reason = head if head in SUBJECTS else "other"
    given = name if head == "fact" else key
    closed = "known" in test
    return Asked({head: name, **test}, given, yes, None if closed else no, f"value.{key}", reason, name, closed)


def _test(kind: Kind, head: str) -> tuple[dict[str, Any], Any, Any]:
    """Give a comparator with a bound, a value that meets it and one that just does not."""
    match kind.name:
        case "boolean":
            return {"is": True}, True, False
        case "number":
            return {"at_least": 1}, 1, 0
        case "date":
            return {"at_least": _DAY}, _DAY, _DAY_BEFORE
        case "choice":
            return {"is": kind.words[0]}, kind.words[0], kind.words[1]
        case "ordered" if head == "trend":
            return {"is": kind.words[0]}, kind.words[0], kind.words[1]
        case "ordered":
            at = len(kind.words) // 2 if head in _ABOUT_THE_MIDDLE else len(kind.words) - 1
            return {"at_least": kind.words[at]}, kind.words[at], kind.words[at - 1]
        case _:
            return {"known": True}, "-", None


def _list(name: str, fields: Mapping[str, Kind]) -> Asked:
    flag = next((item for item, kind in fields.items() if kind.name == "boolean"), None)
    if flag is None:
        return Asked({"some": name}, name, [{}], "none", f"list.{name}", "list", name)
    return _row(name, flag, fields[flag])


def _row(name: str, item: str, kind: Kind, *, lacking: bool = False) -> Asked:
    test, passes, fails = _test(kind, "")
    some, none = [{item: passes}], [{} if fails is None else {item: fails}]
    where, title = {item: test}, f"field.{name}.{item}"
    if lacking:
        return Asked({"none": name, "where": where}, name, none, some, title, "lack", name)
    return Asked({"some": name, "where": where}, name, some, none, title, "list", name)
