"""What a pack says of itself in ``pack.yaml``, and what of the packs beneath it a pack may change."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hepu.text import Text

__all__ = ["ADDED", "REPLACED", "About", "Extends", "Kind", "number_of"]

Kind = Literal[
    "rules",
    "sources",
    "parameters",
    "standards",
    "policies",
    "memberships",
    "opportunities",
    "challenges",
    "strengths",
    "problems",
    "causes",
    "strategies",
    "cases",
    "figures",
    "frameworks",
    "colleges",
]
# What a pack may define anew or retire; whatever stands here it may add as well.
REPLACED: tuple[str, ...] = Kind.__args__  # type: ignore[attr-defined]
# What it may only add: filled forms name these, and must go on meaning what they meant.
ADDED_ONLY = ("provinces", "towns", "places", "sectors")
ADDED = (*REPLACED, *ADDED_ONLY)

Version = Annotated[str, Field(pattern=r"^[0-9]{1,6}(\.[0-9]{1,6}){0,3}$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]


def number_of(version: str) -> tuple[int, ...]:
    """Give a version as numbers that have its order; 1 is 1.0."""
    numbers = [int(part) for part in version.split(".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


class Extends(BaseModel):
    """The pack that another one extends, and the versions of it for which that was made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pack: Name
    at_least: Version
    below: Version

    def fits(self, version: str) -> bool:
        """Say whether a version is one of those."""
        return number_of(self.at_least) <= number_of(version) < number_of(self.below)


class About(BaseModel):
    """A pack's name, version and reference date, the day on which its examples run; and what it extends, if anything.

    ``replaces`` names, by kind, what it defines in place of packs beneath it; ``continues`` the parameters to whose
    values it adds later ones; ``retires`` what no longer holds, each with the reason.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    version: Version
    date: dt.date
    title: Text
    extends: Extends | None = None
    replaces: dict[Kind, tuple[str, ...]] = {}
    continues: tuple[str, ...] = ()
    retires: dict[Kind, dict[str, Text]] = {}
