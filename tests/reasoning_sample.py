"""A domain for the random packs of ``random_packs``: every fact may be anything that random facts are."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.reasoning.domain import Domain, Policy
from random_packs import LISTS, LONG_AGO, POLICIES, TODAY, VALUES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.facts.model import ChosenParameter
    from hepu.reasoning.readings import Blank

BLANKS: tuple[Blank, ...] = ("missing", "not_asked", "not_applicable")


def anything(parameters: Mapping[str, ChosenParameter] = MappingProxyType({})) -> Domain:
    """Give the domain in which no law holds and nothing is bounded."""
    return Domain(
        kinds=VALUES,
        fields=LISTS,
        bounds=lambda _: (None, None),
        blanks=lambda _: BLANKS,
        field_bounds=lambda *_: (None, None),
        field_blanks=lambda *_: BLANKS,
        ranged=lambda _: True,
        parameters=lambda _: parameters,
        parameter_days=lambda _: (),
        policies={name: Policy(dt.date.min, None, sure=False) for name in POLICIES},
        laws=(),
        list_laws=(),
        first=LONG_AGO,
        today=TODAY,
    )
