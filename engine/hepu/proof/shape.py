"""The shape that the checker asks of a record before it reads any of it: the parts that a derivation starts from."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Last", "Peers", "Robustness", "Shape", "Summary"]

Count = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


Quartiles = Annotated[list[int], Field(min_length=3, max_length=3)]


class Summary(_Part):
    """What the peers report of one indicator in one year, in integers of its last decimal; per head with two more."""

    reporting: Count
    positive: Count
    quartiles: Quartiles | None
    per_head_positive: Count
    per_head_quartiles: Quartiles | None


class Peers(_Part):
    """How many peers there are, and their summaries by year and indicator."""

    colleges: Count
    digest: str
    summaries: dict[str, dict[str, Summary]]


class Stability(_Part):
    """In how many variants a piece of advice stayed what it is, and the word for it."""

    kept: Count
    word: str


class Robustness(_Part):
    """What was tried, and what came of it, by the key of a piece of advice."""

    variants: Count
    estimates: Count
    design_values: Count
    orders: Count
    kept: dict[str, Stability]


class LastPack(_Part):
    """Which pack gave the last advisory."""

    name: str
    version: str
    digest: str


class LastStrategy(_Part):
    """Where a measure stood in the last advisory, and what the college reported of it."""

    id: str
    placement: Literal[
        "launch", "reserve", "conditional", "withheld", "alternative", "request", "partner", "department"
    ]
    rank: Count
    reported: Literal["", "open", "running", "done", "paused"]


class Last(_Part):
    """Of the last advisory what progress is told from; the rest is only compared."""

    model_config = ConfigDict(extra="ignore")

    pack: LastPack
    profile: dict[str, Any]
    peers: Peers | None
    conclusions: dict[str, Annotated[str, Field(pattern=r"^[TFU]{3}$")]]
    strategies: list[LastStrategy]
    questions: list[str]
    tasks_digest: str


class Inputs(_Part):
    """What the advice follows from; the rest is only compared."""

    model_config = ConfigDict(extra="ignore")

    profile: dict[str, Any]
    peers: Peers | None
    last: Last | None
    engine: str


class Advice(_Part):
    """What of the advice cannot be derived; the rest is only compared."""

    model_config = ConfigDict(extra="ignore")

    robustness: Robustness | None


class Engines(_Part):
    """Which version of the product made the record."""

    model_config = ConfigDict(extra="ignore")

    hepu: str


class Issue(_Part):
    """Whether the record says that it was issued."""

    model_config = ConfigDict(extra="ignore")

    status: str


class Shape(_Part):
    """A record as far as a derivation needs it."""

    model_config = ConfigDict(extra="ignore")

    inputs: Inputs
    facts: dict[str, Any]
    inference: dict[str, Any]
    advice: Advice
    engines: Engines
    issue: Issue
