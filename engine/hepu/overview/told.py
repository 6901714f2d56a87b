"""What the view keeps of a record: what its rules came to, what it told, and digests; the record is then let go."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from sys import intern
from typing import TYPE_CHECKING, Any

from hepu.discrimination import Answers, answers_of
from hepu.record.rebuild import facts_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from hepu.advice.model import Placement
    from hepu.language.kinds import CertaintyWord
    from hepu.pack import Pack
    from hepu.record.model import FactRecord, Record
    from hepu.text import Text

__all__ = ["FIRED", "NOT_APPLICABLE", "SILENT", "UNDETERMINED", "Measure", "Problem", "Told", "college_of", "told_of"]

NOT_APPLICABLE, SILENT, UNDETERMINED, FIRED = range(4)
_OUTCOMES = {"F": SILENT, "U": UNDETERMINED, "T": FIRED}
_FIRST = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as a record tells it."""

    id: str
    placement: Placement
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as a record tells it; ``first`` says that it is among the first three."""

    id: str
    certainty: CertaintyWord
    first: bool
    rules: tuple[str, ...]
    causes: tuple[str, ...]
    strategies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One record in small room.

    ``facts`` is a digest of its typed facts and ``said`` one for each part of what it concludes from them. ``rules``
    holds one outcome a rule, in the order of the rules of its pack. ``answers`` is what likeness compares, empty
    without the pack. ``lapsed`` are the documents not in force on its day.
    """

    digest: str
    id: str
    issued_at: str
    pack: str
    day: dt.date
    college: str
    name: Text
    fictitious: bool
    least: int
    facts: str
    said: Mapping[str, str]
    rules: bytes
    measures: tuple[Measure, ...]
    problems: tuple[Problem, ...]
    causes: Mapping[str, tuple[str, ...]]
    lapsed: frozenset[str]
    answers: Answers

    @property
    def told(self) -> frozenset[str]:
        """Give the measures that are told and not withheld."""
        return frozenset(item.id for item in self.measures if item.placement != "withheld")


def college_of(profile: Mapping[str, Any]) -> str:
    """Name the college of a profile as one and the same wherever it appears: by its code, else by its name."""
    college = profile["college"]
    code = str(college.get("code", "")).strip()
    return intern(f"code {code}" if code.strip("0") else f"name {college['name']['zh']}")


def told_of(record: Record, digest: str, pack: Pack | None) -> Told:
    """Keep of a record, by its digest, what the view tells; without its pack nothing can be said of likeness."""
    advice, inputs = record.advice, record.inputs
    parameters = record.facts.parameters
    return Told(
        digest=digest,
        id=record.issue.id,
        issued_at=record.issue.issued_at,
        pack=intern(inputs.pack.digest),
        day=inputs.as_of,
        college=college_of(inputs.profile),
        name=_name(inputs.profile),
        fictitious=bool(inputs.profile.get("fictitious")),
        least=parameters["min_peers"].value if "min_peers" in parameters else 0,
        facts=_facts(record, pack),
        said=_said(record),
        rules=bytes(_OUTCOMES[rule.truth[0]] if rule.applies else NOT_APPLICABLE for rule in record.inference.rules),
        measures=tuple(
            Measure(intern(item.id), item.placement, tuple(map(intern, item.rules))) for item in advice.strategies
        ),
        problems=tuple(
            Problem(
                intern(item.id),
                item.certainty,
                at < _FIRST,
                tuple(map(intern, item.rules)),
                tuple(map(intern, item.causes)),
                tuple(map(intern, item.strategies)),
            )
            for at, item in enumerate(advice.problems)
        ),
        causes={intern(item.id): tuple(map(intern, item.rules)) for item in advice.causes},
        lapsed=frozenset(intern(name) for name, holds in record.facts.policies.items() if not holds),
        answers=() if pack is None else answers_of(facts_of(record), pack),
    )


def _name(profile: Mapping[str, Any]) -> Text:
    from hepu.report.words import both  # noqa: PLC0415  # reads the templates
    from hepu.text import Text  # noqa: PLC0415

    name = profile["college"]["name"]
    return Text(zh=name["zh"], en=name["en"]) if name.get("en") else both(name["zh"])


def _facts(record: Record, pack: Pack | None) -> str:
    """Give a digest of the typed facts that rules read: not where they stood, nor what a cell was called by.

    The order of rows and the texts in them, such as a partner's name, decide nothing and are left out.
    """
    facts = record.facts
    texts: dict[str, frozenset[str]] = {"": frozenset()}
    if pack is not None:
        texts = {
            name: frozenset(field for field, kind in fields.items() if kind.name == "text")
            for name, fields in pack.vocabulary.lists.items()
        }
        texts[""] = frozenset(key for key, kind in pack.vocabulary.values.items() if kind.name == "text")
    value = {
        "values": _plain(facts.values, texts[""]),
        "lists": {
            name: [rows.complete, sorted(map(_written, (_plain(row, texts.get(name, ())) for row in rows.rows)))]
            for name, rows in facts.lists.items()
        },
        **facts.model_dump(mode="json", include={"parameters", "policies", "gaps", "trends", "per_head"}),
    }
    return _digest(value)


def _plain(values: Mapping[str, FactRecord], texts: frozenset[str] | tuple[()]) -> dict[str, Any]:
    return {
        key: [item.state, item.certainty, *(() if key in texts else (item.low, item.high))]
        for key, item in values.items()
    }


def _said(record: Record) -> dict[str, str]:
    """Give a digest of each thing that follows from facts, pack and day alone.

    Progress follows from the last advisory too, similar cases from the college's name, and firmness from figures that
    no fact holds: these are left out.
    """
    advice = record.advice.model_dump(mode="json", exclude={"similar", "robustness", "progress"})
    parts = {"conclusions": record.inference.model_dump(mode="json"), **advice}
    return {intern(name): _digest(value) for name, value in parts.items()}


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(value: Any) -> str:
    return hashlib.sha256(_written(value).encode()).hexdigest()
