"""What entries of all kinds share: their base, their ids, and what a reviewer said of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema

__all__ = [
    "REFERS",
    "Basis",
    "CaseId",
    "ConclusionKey",
    "Entry",
    "Id",
    "IndicatorId",
    "ListId",
    "ModeId",
    "Opinion",
    "PlaceId",
    "PolicyId",
    "ProblemId",
    "ProvinceId",
    "Refers",
    "Review",
    "RuleId",
    "SectorId",
    "SourceId",
    "StageId",
    "StrategyId",
    "TheoryId",
    "TownId",
    "TraitId",
]

REFERS = "x-refers"  # the key under which a field's schema says of what kind the entry is that it names


@dataclass(frozen=True, slots=True)
class Refers:
    """Says of an id that it names an entry of a kind: the check of references and the schema for editors read it."""

    kind: str

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), REFERS: self.kind}


Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
SourceId = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$"), Refers("source")]
ConclusionKey = Annotated[str, Field(pattern=r"^[a-z]+\.[a-z][a-z0-9_]*$"), Refers("conclusion")]
CaseId = Annotated[Id, Refers("case")]
IndicatorId = Annotated[Id, Refers("indicator")]
ListId = Annotated[Id, Refers("list")]
ModeId = Annotated[Id, Refers("mode")]
PlaceId = Annotated[Id, Refers("place")]
PolicyId = Annotated[Id, Refers("policy")]
ProblemId = Annotated[Id, Refers("problem")]
ProvinceId = Annotated[Id, Refers("province")]
RuleId = Annotated[str, Refers("rule")]
SectorId = Annotated[Id, Refers("sector")]
StageId = Annotated[Id, Refers("stage")]
StrategyId = Annotated[Id, Refers("strategy")]
TheoryId = Annotated[Id, Refers("theory")]
TownId = Annotated[Id, Refers("town")]
TraitId = Annotated[Id, Refers("trait")]
Basis = Literal["law", "study", "case", "synthesis"]


class Entry(BaseModel):
    """An entry of a knowledge file: frozen, and free of keys that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Opinion = Literal["agreed", "amended", "rejected"]


class Review(Entry):
    """What a reviewer said of an entry, in which role and when; ``unreviewed`` is printed with the advice.

    ``of`` names the wording that was reviewed: once the entry says something else, nobody has reviewed it any more.
    A name is personal data: it stands here only if the reviewer gave it, and is never printed.
    """

    status: Literal["unreviewed", Opinion] = "unreviewed"
    reason: str = Field(default="", description="needed with `amended` and `rejected`")
    name: str = Field(default="", description="only if the reviewer gave it; never printed")
    role: str = ""
    date: dt.date | None = None
    of: str = Field(default="", pattern=r"^(?:[0-9a-f]{16})?$", description="mark of what was reviewed")

    @model_validator(mode="after")
    def _whole(self) -> Review:
        """Keep an opinion that says who, when, of what and, where it objects, why; and no other trace of one."""
        said = (self.role, self.date, self.of)
        if self.status == "unreviewed":
            if any((*said, self.reason, self.name)):
                msg = "what nobody reviewed has no reason, name, role, date or mark"
                raise ValueError(msg)
        elif not all(said) or (self.status != "agreed" and not self.reason):
            msg = "an opinion has a role, a date and the mark of what was reviewed, and a reason unless it agrees"
            raise ValueError(msg)
        return self
