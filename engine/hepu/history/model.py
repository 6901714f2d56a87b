"""What the lock of a pack holds: every wording that each rule and parameter has had, and the line that tells of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["LOCK_FORMAT", "PARAMETER", "SEAL_LENGTH", "History", "Lock", "Version", "file_digest", "seal_of", "sealed"]

LOCK_FORMAT = 1
SEAL_LENGTH = 16
PARAMETER = "parameter."
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[str, Field(min_length=1, max_length=1000)]


class Version(BaseModel):
    """One wording: since when it is the pack's, what it says as a digest, its files, and what is told of the change.

    ``files`` are the digests of every file that had this wording, in order; a parameter has none. ``since`` and
    ``until`` are the days between which the rule may fire. ``gone`` marks that the entry was taken out on the day
    ``from``; ``renamed`` and ``was`` lead to the other name. ``seal`` binds all this to the version before it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    version: int = Field(ge=1)
    begins: dt.date = Field(alias="from")
    content: Digest | None = None
    files: tuple[Digest, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    gone: Literal[True] | None = None
    renamed: str | None = None
    was: str | None = None
    zh: Line | None = None
    en: Line | None = None
    seal: str = Field(default="", pattern=r"^(?:[0-9a-f]{16})?$")

    def written(self) -> dict[str, Any]:
        """Give the version as the lock writes it: what it does not say is left out."""
        plain: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        if not plain["files"]:
            del plain["files"]
        return plain


History = tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Lock:
    """The histories of a pack by key (a rule's id, or ``parameter.ID``), oldest version first; knowledge digests."""

    entries: Mapping[str, History]
    knowledge: Mapping[str, str]


def file_digest(text: str) -> str:
    """Give the sha256 by which a record names the file of a rule."""
    return hashlib.sha256(text.encode()).hexdigest()


def seal_of(key: str, before: str, version: Version) -> str:
    """Give the seal of a version: a digest over its key, the seal of the version before it, and all that it says."""
    said = version.written()
    said.pop("seal", None)
    text = json.dumps([key, before, said], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:SEAL_LENGTH]


def sealed(key: str, before: History, version: Version) -> Version:
    """Give a version with its seal, to stand after others."""
    return version.model_copy(update={"seal": seal_of(key, before[-1].seal if before else "", version)})
