"""The pieces of an advisory on which somebody can decide: its measures, and whatever else it says of the college."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.advice.build import LAUNCH_LIMIT
from hepu.errors import Fault, InputError, Location
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hepu.text import Text

__all__ = ["find_piece", "measures_of", "pieces_of"]

# What stands under these names of a record's advice, and the stage by which its key begins; the measures come first.
_STAGES = (
    ("strategies", "strategy"),
    ("problems", "problem"),
    ("causes", "cause"),
    ("strengths", "strength"),
    ("opportunities", "opportunity"),
    ("challenges", "challenge"),
)
# Of a college of which only published figures are known no problem or measure is told, so none is decided on.
_OF_PUBLISHED = frozenset({"strength", "opportunity"})


def pieces_of(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the keys of the pieces of a record (as JSON), such as ``strategy.train_teachers_abroad``, in its order."""
    published = bool(record["inputs"]["profile"]["published_figures_only"])
    return tuple(
        f"{stage}.{item['id']}"
        for name, stage in _STAGES
        if not published or stage in _OF_PUBLISHED
        for item in record["advice"][name]
    )


def measures_of(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the keys of the measures of a record that its advisory gives the college, in their order.

    Of what is asked of others an advisory prints the first few; what is for the department's view alone it does not.
    """
    given: set[str] = set()
    asked = dict.fromkeys(("request", "partner"), 0)
    for item in record["advice"]["strategies"]:
        placement = item["placement"]
        if placement in asked:
            asked[placement] += 1
        if placement != "department" and asked.get(placement, 0) <= LAUNCH_LIMIT:
            given.add(f"strategy.{item['id']}")
    return tuple(key for key in pieces_of(record) if key in given)


def find_piece(named: str, pieces: Iterable[str], names: Mapping[str, Text], place: str) -> str:
    """Find a piece by its key, its id or, where ``names`` are known, its name in either language.

    Raises:
        InputError: where there is none of that name, or more than one of that id.

    """
    keys = tuple(pieces)
    wanted = named.strip()
    if wanted in keys:
        return wanted
    alike = [key for key in keys if key.partition(".")[2] == wanted]
    alike = alike or [key for key in keys if key in names and wanted in {names[key].zh, names[key].en}]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise InputError(
            [Fault("audit_piece_several", Location(place), {"found": wanted, "expected": ", ".join(alike)})]
        )
    known = [
        *keys,
        *(key.partition(".")[2] for key in keys),
        *(text[lang] for text in names.values() for lang in ("zh", "en")),
    ]
    close = nearest(wanted, known)
    raise InputError([Fault("audit_piece", Location(place), {"found": wanted[:80], "nearest": close})])
