"""The shape that the checker asks of a record: only the parts that it verifies, with exact types."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["FactShape", "Shape", "Summary"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


Quartiles = Annotated[list[int], Field(min_length=3, max_length=3)]


class Summary(_Part):
    """What the peers report of one indicator in one year, in integers of its last decimal; per head with two more."""

    reporting: int = Field(ge=0)
    positive: int = Field(ge=0)
    quartiles: Quartiles | None
    per_head_positive: int = Field(ge=0)
    per_head_quartiles: Quartiles | None


class Peers(_Part):
    """The peer summaries by year and indicator."""

    summaries: dict[str, dict[str, Summary]]


class Pack(_Part):
    """The pack that the record names."""

    name: str
    version: str
    digest: str
    files: dict[str, str]


class Inputs(_Part):
    """What the advice follows from."""

    profile: dict[str, Any]
    profile_digest: str
    as_of: str
    data_year: int
    peers: Peers | None
    pack: Pack


class FactShape(_Part):
    """A fact as recorded."""

    state: str
    low: int | str | None
    high: int | str | None
    certainty: str


class Listed(_Part):
    """A list as recorded."""

    complete: bool
    rows: list[dict[str, FactShape]]


class Parameter(_Part):
    """A parameter as recorded."""

    value: int
    since: str


class GapShape(_Part):
    """How a gap was measured, as recorded."""

    basis: str
    reference: int | None


class TrendShape(_Part):
    """The years behind a trend, as recorded."""

    years: list[int]
    values: list[int]


class FactsShape(_Part):
    """All facts as recorded."""

    values: dict[str, FactShape]
    lists: dict[str, Listed]
    parameters: dict[str, Parameter]
    policies: dict[str, bool]
    gaps: dict[str, GapShape]
    trends: dict[str, TrendShape]


class RuleShape(_Part):
    """What a rule came to, as recorded."""

    rule: str
    digest: str
    applies: bool
    truth: str
    leaves: list[str]


class ConclusionShape(_Part):
    """What a conclusion came to, as recorded."""

    truth: str
    fired: list[str]


class Inference(_Part):
    """Every rule and conclusion as recorded."""

    rules: list[RuleShape]
    conclusions: dict[str, ConclusionShape]


class StrategyShape(_Part):
    """How a strategy is advised, as recorded."""

    id: str
    status: str


class Advice(_Part):
    """The strategies as recorded."""

    strategies: list[StrategyShape]


class Shape(_Part):
    """The parts of a record that the checker verifies."""

    inputs: Inputs
    facts: FactsShape
    inference: Inference
    advice: Advice
