"""What a conclusion means: opportunities, challenges, strengths, problems and causes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hepu.knowledge.models.base import (
    Basis,
    ConclusionKey,
    Entry,
    IndicatorId,
    PolicyId,
    ProblemId,
    Review,
    SourceId,
    TheoryId,
)
from hepu.text import Text

__all__ = ["Cause", "Challenge", "ConclusionEntry", "Opportunity", "Problem", "Strength"]


class ConclusionEntry(Entry):
    """What a conclusion of any stage means: name, explanation, theory, basis, sources, review."""

    name: Text
    text: Text
    theory: TheoryId
    basis: Basis
    verified: bool
    sources: tuple[SourceId, ...] = Field(min_length=1)
    review: Review = Review()


class Opportunity(ConclusionEntry):
    """Something in the environment that a college can use."""

    policies: tuple[PolicyId, ...] = ()


class Challenge(ConclusionEntry):
    """Something in the environment that makes the work harder."""

    policies: tuple[PolicyId, ...] = ()


class Strength(ConclusionEntry):
    """Something that the college already does well; ``opposes`` are conclusions that no college can have beside it."""

    opposes: tuple[ConclusionKey, ...] = Field((), description="such as `problem.no_admission_qualification`")


class Problem(ConclusionEntry):
    """A problem of the college's international work; ``indicators`` are those in which it shows.

    ``opposes`` are conclusions that no college can have beside it.
    """

    indicators: tuple[IndicatorId, ...] = ()
    opposes: tuple[ConclusionKey, ...] = Field((), description="such as `strength.qualified_to_admit`")


class Cause(ConclusionEntry):
    """A cause behind problems; ``explains`` names them, ``domain`` says on whose side it lies.

    ``opposes`` are conclusions that no college can have beside it.
    """

    domain: Literal["external", "government", "environment", "enterprise", "college"]
    explains: tuple[ProblemId, ...] = Field(min_length=1)
    opposes: tuple[ConclusionKey, ...] = Field((), description="such as `strength.sound_management`")
