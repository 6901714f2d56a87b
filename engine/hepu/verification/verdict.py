"""From the steps to the verdict, and to what could not be established: pure functions, of which laws are tested.

No step that failed is outweighed by others. Nothing is called authentic unless somebody whom the reader named stands
for the very bytes that were looked at, or for the record that these bytes were found to be the edition of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.ledger.entries import Verdict
    from hepu.verification.model import Step

__all__ = ["ESSENTIAL", "reached", "unestablished", "verdict_of"]

# Without these nobody has seen that the advice follows: who issued it would not make up for that.
ESSENTIAL = frozenset({"container", "record", "schema", "pack", "derivation"})
# Where a step says this there was nothing to establish.
_NOTHING_THERE = frozenset(
    {
        "verify_signature_none",
        "verify_signature_no_pdf",
        "verify_envelope_unannounced",
        "verify_before_none",
        "verify_pages_no_pdf",
    }
)
# What would help depends on how far the step came: what was found need not be given once more.
_FITTING = {
    ("signature", "verify_signature_foreign"): "verify_open_signature_foreign",
    ("signature", "verify_signature_expired_since"): "verify_open_signature_time",
    ("record", "verify_record_needs_pack"): "verify_open_record_pack",
    ("envelope", "verify_envelope_no_anchor"): "verify_open_envelope_signer",
    ("envelope", "verify_signature_expired_since"): "verify_open_envelope_time",
    ("again", "verify_again_version"): "verify_open_again_version",
    ("pages", "verify_left_out"): "verify_open_pages_left_out",
    ("pages", "verify_pages_versions"): "verify_open_pages_version",
}
# What holds for every file, however its steps come out.
_ALWAYS = ("verify_open_facts", "verify_open_given")


def verdict_of(steps: Iterable[Step]) -> Verdict:
    """Give the verdict that follows from the steps."""
    found = tuple(steps)
    if any(step.state == "fail" for step in found):
        return "inconsistent"
    passed = [step for step in found if step.state == "pass"]
    if not {step.name for step in passed} >= ESSENTIAL:
        return "not_established"
    whole = any(step.vouches == "file" for step in passed)
    by_record = any(step.vouches == "record" for step in passed) and any(step.binds for step in passed)
    return "authentic" if whole or by_record else "consistent"


def reached(verdict: Verdict, *, required: bool = False) -> bool:
    """Say whether a verdict is what was asked for: that nothing failed, or, where required, that all is authentic."""
    return verdict == "authentic" if required else verdict in {"consistent", "authentic"}


def unestablished(steps: Iterable[Step], *, record: bool) -> Iterator[Fault]:
    """Name what the steps leave open; ``record`` says that there was a record to look at."""
    found = tuple(steps)
    for step in found:
        if step.state == "not_available" and not any(fault.code in _NOTHING_THERE for fault in step.said):
            yield _open(step)
    passed = [step for step in found if step.state == "pass"]
    if not any(step.vouches for step in passed):
        yield Fault("verify_open_issuer")
    elif not any(step.vouches == "file" or step.binds for step in passed):
        yield Fault("verify_open_bound")
    if record:
        yield from (Fault(code) for code in _ALWAYS)


def _open(step: Step) -> Fault:
    """Name what a step leaves open, with what would help in the case that was found."""
    found = (_FITTING.get((step.name, fault.code)) for fault in step.said)
    return Fault(next(filter(None, found), f"verify_open_{step.name}"))
