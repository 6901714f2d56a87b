"""The record of an advisory on published figures, which its audit edition carries as inputs and digests alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError, Location
from hepu.pack_sources.archive import opened_archive
from hepu.pipeline import advisor
from hepu.record.digests import digests_of
from hepu.record.found import digests_in, inputs_in
from hepu.verification.derivation import made_from
from hepu.verification.saying import BROKEN

if TYPE_CHECKING:
    from hepu.record.found import Found
    from hepu.record.model import Record

__all__ = ["record_from_inputs"]


def record_from_inputs(found: Found) -> Record | None:
    """Make the record again from the inputs and the pack that a file carries, or give nothing where it carries none.

    Raises:
        InputError: where they cannot be read, or give another record than the one whose digests the file carries.

    """
    digests, inputs = digests_in(found), inputs_in(found)
    if digests is None or inputs is None or found.pack is None:
        return None
    place = Location(found.file)
    try:
        with opened_archive(found.pack, place) as layers:
            made = made_from(inputs.inputs, inputs.places, digests.engines, digests.issue, advisor(layers))
        same = digests_of(made) == digests
    except BROKEN:
        same = False
    if not same:
        raise InputError([Fault("found_inputs_other", place)])
    return made
