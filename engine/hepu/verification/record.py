"""What a record says of itself: its form, its id, the digests within it, and what a file that goes round says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from hepu.errors import Fault
from hepu.record.build import as_json, canonical, digest_of
from hepu.record.digests import digests_bytes
from hepu.record.inputs_file import inputs_bytes
from hepu.record.model import RECORD_SCHEMA, Record
from hepu.verification.saying import BROKEN, failed, missing, named, passed, said, what

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.record.digests import Digests
    from hepu.record.found import Carried
    from hepu.verification.model import Step

__all__ = ["held", "remade", "strict"]


def strict(raw: Mapping[str, Any]) -> tuple[Step, Record | None]:
    """Read a record by the model of which the published schema is made; what it is written as must be what was read.

    One that says it is of another version of the form is not read: what that version asks for is not known here.
    """
    if _is_of_another_version(raw):
        known = {"found": str(raw["schema"])[:40], "expected": RECORD_SCHEMA}
        return missing("schema", said("schema_version", **known)), None
    try:
        record = Record.model_validate_json(canonical(raw), strict=True)
    except ValidationError as error:
        places = named(".".join(map(str, fault["loc"])) for fault in error.errors(include_url=False))
        return failed("schema", said("schema_fail", count=error.error_count(), found=places)), None
    except BROKEN as error:
        return failed("schema", said("schema_broken", found=what(error))), None
    if canonical(as_json(record)) != canonical(raw):
        return failed("schema", said("schema_other")), None
    return passed("schema", said("schema_pass", schema=record.schema_)), record


def held(
    carried: Carried,
    record: Record | None,
    digests: Carried | None,
    inputs: Carried | None,
    *,
    is_file: bool = False,
) -> Step:
    """Hold a record's digests against what it holds, and against the digests and inputs that a file carries.

    ``is_file`` says that the file that is verified is the record itself.
    """
    value, wrong = carried.value, list[Fault]()
    try:
        issue, answers = value["issue"], value["inputs"]
        expected = f"HP-{digest_of({**value, 'issue': {**issue, 'id': ''}})[:16]}"
        if issue["id"] != expected:
            wrong.append(said("record_id", found=issue["id"], expected=expected))
        if answers["profile_digest"] != digest_of(answers["profile"]):
            wrong.append(said("record_profile"))
    except BROKEN as error:
        wrong.append(said("record_broken", found=what(error)))
    if not carried.canonical and not _is_of_another_version(value):
        wrong.append(said("record_form"))
    if digests is not None and (record is None or digests_bytes(record) != digests.data):
        wrong.append(said("record_digests"))
    if inputs is not None and (record is None or inputs_bytes(record) != inputs.data):
        wrong.append(said("record_inputs"))
    if wrong:
        return failed("record", *wrong)
    code = "record_pass_digests" if digests is not None else "record_pass"
    return passed("record", said(code, id=value["issue"]["id"], digest=carried.digest), binds=is_file)


def _is_of_another_version(value: Mapping[str, Any]) -> bool:
    told, family = value.get("schema"), RECORD_SCHEMA.rpartition("/")[0]
    return isinstance(told, str) and told.rpartition("/")[0] == family and told != RECORD_SCHEMA


def remade(record: Record, digests: Digests) -> Step:
    """Hold the digests that a file carries against the record that was made again from its inputs."""
    if digests_bytes(record) == canonical(digests.model_dump(mode="json", by_alias=True)):
        return passed("record", said("record_remade", id=record.issue.id, digest=digests.record.sha256))
    return failed("record", said("record_remade_fail", expected=digests.record.sha256))
