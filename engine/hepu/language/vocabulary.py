"""The vocabulary that rules may use, made from the profile's schema and the knowledge files."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.knowledge.load import DEFINED_IN
from hepu.language.kinds import ADVANTAGE, BOOLEAN, DATE, GAP, PERCENT, STANDING, TEXT, TREND, Kind, Vocabulary
from hepu.profile.schema import list_specs, questions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.knowledge.load import Knowledge
    from hepu.profile.schema import Question

__all__ = ["OFFICIAL_ROWS", "build_vocabulary", "kind_of"]

OFFICIAL_ROWS = "official_rows"
_CONCLUSIONS = ("opportunity", "challenge", "strength", "problem", "cause", "strategy", "exclusion")


def kind_of(question: Question, knowledge: Knowledge) -> Kind:
    """Give the kind of value behind a question of the profile; words may come from a knowledge file."""
    match question.kind:
        case "number":
            return Kind("number", question.decimals)
        case "flag":
            return BOOLEAN
        case "date":
            return DATE
        case "choice":
            return Kind("choice", words=question.words or knowledge.names(question.of))
        case _:
            return TEXT


def build_vocabulary(knowledge: Knowledge) -> Vocabulary:
    """Name everything that a rule may read or conclude."""
    values: dict[str, Kind] = {f"fact.{item.id}": kind_of(item, knowledge) for item in questions()}
    for name, derived in knowledge.derived.items():
        values[f"fact.{name}"] = Kind(derived.kind, derived.decimals, tuple(derived.words))
    for name, indicator in knowledge.indicators.items():
        values[f"indicator.{name}"] = Kind("number", indicator.decimals)
        values[f"gap.{name}"] = GAP
        values[f"trend.{name}"] = TREND
        values[f"participation.{name}"] = PERCENT
        values[f"standing.{name}"] = STANDING
        values[f"advantage.{name}"] = ADVANTAGE
    lists: dict[str, Mapping[str, Kind]] = {
        spec.id: MappingProxyType({field.id: kind_of(field, knowledge) for field in spec.fields})
        for spec in list_specs()
    }
    lists[OFFICIAL_ROWS] = MappingProxyType(
        {
            "indicator": Kind("choice", words=knowledge.names("indicators")),
            "dimension": Kind("choice", words=("scale", "substance", "condition")),
            "reported": BOOLEAN,
            "positive": BOOLEAN,
        }
    )
    return Vocabulary(
        values=MappingProxyType(values),
        lists=MappingProxyType(lists),
        parameters=MappingProxyType(
            {name: Kind("number", item.decimals) for name, item in knowledge.parameters.items()}
        ),
        policies=frozenset(knowledge.policies),
        conclusions=MappingProxyType({stage: frozenset(knowledge.conclusions(stage)) for stage in _CONCLUSIONS}),
        sources=frozenset(knowledge.names("sources")),
        theories=frozenset(
            {name for name, item in knowledge.theories.items() if item.kind == "theory"}
            | knowledge.unread.get("theories", frozenset())
        ),
        unread=frozenset(_unread(knowledge)),
    )


_HEADS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "derived": ("fact",),
        "indicators": ("indicator", "gap", "trend", "participation", "standing", "advantage"),
        "parameters": ("parameter",),
        "policies": ("policy",),
    }
)


def _unread(knowledge: Knowledge) -> Iterator[str]:
    """Name what rests on entries that could not be read."""
    for kind, heads in _HEADS.items():
        yield from (f"{head}.{name}" for name in knowledge.unread.get(kind, ()) for head in heads)
    for stage, kind in DEFINED_IN.items():
        yield from (f"{stage}.{name}" for name in knowledge.unread.get(kind, ()))
