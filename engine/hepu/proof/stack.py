"""Packs over one another, as the checker reads them: what each says that it does, and what holds of it all.

Nothing of the product's own reading is used: here every id goes its way through the packs on its own, lowest first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["OPEN", "RawLevel", "fits_beneath", "holding"]

# Of which kinds a pack over others may hold entries at all, and of which it may only have new ones.
_NEW_ONLY = frozenset({"places", "provinces", "sectors", "towns"})
OPEN = _NEW_ONLY | {
    "cases",
    "causes",
    "challenges",
    "colleges",
    "figures",
    "frameworks",
    "memberships",
    "opportunities",
    "parameters",
    "policies",
    "problems",
    "rules",
    "sources",
    "standards",
    "strategies",
    "strengths",
}
_ACTS = ("replaces", "continues", "retires")


@dataclass(frozen=True, slots=True)
class RawLevel:
    """One pack: its ``pack.yaml``, its entries by kind and id, and the sha256 of every file by its name in it."""

    about: Mapping[str, Any]
    entries: Mapping[str, Mapping[str, Any]]
    files: Mapping[str, str]

    @property
    def name(self) -> str:
        """Give the name of the pack."""
        return str(self.about["name"])

    @property
    def version(self) -> str:
        """Give the version of the pack."""
        return str(self.about["version"])

    def named(self, act: str) -> dict[str, list[str]]:
        """Give the ids that the pack says it replaces, continues or retires, by kind, in order."""
        said = self.about.get(act) or {}
        by_kind = {"parameters": said} if act == "continues" else said
        return {kind: sorted(map(str, names)) for kind, names in sorted(by_kind.items()) if names}

    def acts(self, kind: str, name: str) -> tuple[str, ...]:
        """Give what the pack says that it does to an id."""
        return tuple(act for act in _ACTS if name in self.named(act).get(kind, ()))


def fits_beneath(levels: Sequence[RawLevel]) -> None:
    """Find the packs in an order in which they may lie.

    Raises:
        ValueError: where they are not.

    """
    lowest, *upper = levels
    if lowest.about.get("extends") or any(lowest.named(act) for act in _ACTS):
        raise ValueError(lowest.name)
    known = {lowest.name: _ordered(lowest.version)}
    for level in upper:
        extends = level.about["extends"]
        fits = _ordered(extends["at_least"]) <= known[extends["pack"]] < _ordered(extends["below"])
        kinds = {*level.entries, *(kind for act in _ACTS for kind in level.named(act))}
        if not fits or level.name in known or not kinds <= OPEN:
            raise ValueError(level.name)
        known[level.name] = _ordered(level.version)


def _ordered(version: Any) -> list[int]:
    """Give a version as numbers in order, as long as a version can be."""
    numbers = [int(part) for part in str(version).split(".")]
    return [*numbers, *[0] * (4 - len(numbers))]


def holding(levels: Sequence[RawLevel], kind: str) -> dict[str, Any]:
    """Give the entries of one kind that hold.

    Raises:
        ValueError: where a pack does to an id what it does not say, or says what it does not do.

    """
    names = dict.fromkeys(name for level in levels for name in level.entries.get(kind, ()))
    said = (name for level in levels for act in _ACTS for name in level.named(act).get(kind, ()))
    found = {name: _through(levels, kind, name) for name in {**names, **dict.fromkeys(said)}}
    return {name: entry for name, entry in found.items() if entry is not None}


def _through(levels: Sequence[RawLevel], kind: str, name: str) -> Any:
    """Take one id through the packs, lowest first, and give what it is above them all, or nothing."""
    entry: Any = None
    for level in levels:
        own = level.entries.get(kind, {}).get(name)
        match entry is not None, own is not None, level.acts(kind, name):
            case _, False, ():
                pass
            case False, True, ():
                entry = own
            case True, True, ("replaces",) if kind not in _NEW_ONLY:
                entry = own
            case True, True, ("continues",):
                entry = {**entry, "values": _later(entry["values"], own or {})}
            case True, False, ("retires",) if kind not in _NEW_ONLY:
                entry = None
            case _:
                raise ValueError(f"{level.name}: {kind} {name}")
    return entry


def _later(values: Sequence[Mapping[str, Any]], own: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the values of a parameter with those after them."""
    (key,) = own
    days = [str(value["since"]) for value in values]
    if key != "values" or any(str(value["since"]) <= max(days) for value in own["values"]):
        raise ValueError(key)
    return [*values, *own["values"]]
