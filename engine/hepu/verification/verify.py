"""A file verified, step after step: a function of its bytes, of what lies beside it and of whom the reader trusts."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hepu.advising import ready
from hepu.layers import shipped_layers
from hepu.pipeline import advisor
from hepu.report.edition_mark import read_mark
from hepu.verification import derivation, ledgered, pages, signed
from hepu.verification.container import contained
from hepu.verification.enveloped import by_envelope
from hepu.verification.inquiry import Beside
from hepu.verification.ledgered import Identity
from hepu.verification.matter import gathered, remade, stored
from hepu.verification.model import STEPS, Report
from hepu.verification.pack import AtHand, compared
from hepu.verification.saying import BROKEN, failed, missing, passed, said, what
from hepu.verification.verdict import unestablished, verdict_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.errors import Fault
    from hepu.pipeline import Advisor
    from hepu.record.found import Found
    from hepu.record.model import PackRecord, Record
    from hepu.verification.inquiry import Anchors, Options
    from hepu.verification.ledgered import Told
    from hepu.verification.matter import Matter
    from hepu.verification.model import Step, StepName

__all__ = ["verify_bytes"]

_NOTHING = Beside()


def verify_bytes(data: bytes, name: str, anchors: Anchors, options: Options, beside: Beside = _NOTHING) -> Report:
    """Verify a file of some name: a PDF of either edition, or a record.

    Whatever the file holds, the result is a report: nothing of it is executed, and nothing is fetched.

    Raises:
        InputError: where what was given as the record beside it is none.

    """
    digest = hashlib.sha256(data).hexdigest()
    container, found = contained(data, name)
    if found is None:
        steps: dict[StepName, Step] = {"container": container}
        if beside.ledger is not None:
            steps["ledger"] = ledgered.as_file(beside.ledger, digest, anchors)
        return _report(name, digest, steps, said("no_container"))
    with ExitStack() as stack:
        return _Case(data, name, digest, found, anchors, options, beside, stack).report(container)


def _report(
    name: str,
    digest: str,
    steps: Mapping[StepName, Step],
    why: Fault,
    identity: Identity | None = None,
    told: Sequence[Fault] = (),
    given: Sequence[str] = (),
) -> Report:
    """Put a report together; a step that nobody came to was not available for the reason that is given."""
    whole = tuple(steps.get(step) or missing(step, why) for step in STEPS)
    seen = any(step.name == "derivation" and step.state != "not_available" for step in whole)
    return Report(
        file=name,
        digest=digest,
        record=identity.record if identity else "",
        record_id=identity.record_id if identity else "",
        steps=whole,
        verdict=verdict_of(whole),
        told=tuple(told),
        open=tuple(unestablished(whole, record=seen)),
        given=tuple(given),
    )


@dataclass(frozen=True)
class _Case:
    """One file under verification, with all that was given for it; ``stack`` lets go of what was laid out for it."""

    data: bytes
    name: str
    digest: str
    found: Found
    anchors: Anchors
    options: Options
    beside: Beside
    stack: ExitStack

    def report(self, container: Step) -> Report:
        """Go all steps."""
        matter = gathered(self.found, self.beside)
        steps: dict[StepName, Step] = {"container": container}
        same, used = self._pack(steps, matter)
        matter = remade(matter, self.name, used if same else None)
        steps.update({step.name: step for step in matter.steps})
        given = self._derived(steps, matter, used, same=same is not None)
        issue, identity = matter.issue, self._identity(matter)
        if self.found.pdf:
            signatures = signed.signatures_of(self.data, self.anchors, self.options.at)
            steps["signature"] = signed.by_signature(signatures, issue, self.anchors)
        else:
            steps["signature"] = missing("signature", said("signature_no_pdf"))
        envelope = self.beside.envelope or stored(self.beside, matter.told, "envelope")
        # Who signs an advisory signs a statement too; where nobody did there is none to ask for.
        if envelope is None and issue is not None and issue.signer is None:
            steps["envelope"] = missing("envelope", said("envelope_unannounced"))
        else:
            steps["envelope"] = by_envelope(envelope, matter.digest, matter.record, self.anchors, self.options.at)
        if matter.ledger_faults:
            steps["ledger"] = missing("ledger", *matter.ledger_faults)
        elif identity.record:
            steps["ledger"] = ledgered.included(identity, matter.told, self.beside.receipt, self.anchors)
        if issue is not None:
            steps["before"] = ledgered.before(issue, matter.told, self.beside.receipt, self.anchors)
        steps["pages"] = self._pages(matter.record, used if same else None, steps)
        decided = ledgered.decisions(matter.told) if matter.told else ()
        return _report(self.name, self.digest, steps, said("no_record"), identity, decided, given)

    def _pack(self, steps: dict[StepName, Step], matter: Matter) -> tuple[AtHand | None, Advisor | None]:
        """Find the record's own pack among those at hand, and load it, or else one that may have moved on since."""
        if matter.pack is None:
            return None, None
        steps["pack"], same = compared(matter.pack, self._packs(matter.told))
        used = self._loaded(matter.pack, same)
        if isinstance(used, str):
            steps["pack"] = failed("pack", said("pack_unsound", found=used))
            return None, None
        return same, used

    def _packs(self, told: Told | None) -> list[AtHand]:
        """Name the packs at hand, those that have to be the record's first."""
        packs: list[AtHand] = []
        if self.found.pack is not None:
            packs.append(AtHand("attached", self.found.pack))
        kept = stored(self.beside, told, "pack_archive")
        if kept is not None:
            packs.append(AtHand("stored", kept))
        if self.beside.archive is not None or self.beside.layers is not None:
            packs.append(AtHand("given", self.beside.archive, self.beside.layers or ()))
        return packs or [AtHand("shipped", layers=shipped_layers())]

    def _loaded(self, pack: PackRecord, same: AtHand | None) -> Advisor | str | None:
        """Load a pack; what is wrong with the record's own, in a line, where it cannot be loaded."""
        shipped = shipped_layers()
        try:
            if same is None:
                return ready(self.beside.layers or shipped)
            # What has the digest of the shipped pack is that, file by file; else the checker finds it.
            if pack.digest == ready(shipped).pack.digest:
                return ready(shipped)
            layers = self.stack.enter_context(same.opened())
            return advisor(layers) if same.archive is not None else ready(layers)
        except BROKEN as error:
            return what(error) if same is not None else None

    def _derived(
        self, steps: dict[StepName, Step], matter: Matter, used: Advisor | None, *, same: bool
    ) -> tuple[str, ...]:
        """Have the checker derive again, both engines infer again, and the whole road be gone again."""
        read, given = matter.record, tuple[str, ...]()
        if read is None or matter.carried is None:
            return given
        if used is None:
            steps.update({name: missing(name, said("no_pack")) for name in derivation.NAMES})
            return given
        steps["chainer"] = self._left_out("chainer") or derivation.by_chainer(read, used.pack, same_pack=same)
        steps["experta"] = self._left_out("experta") or derivation.by_experta(read, used.pack, same_pack=same)
        if not same:
            steps["derivation"] = missing("derivation", said("other_pack"))
            steps["again"] = missing("again", said("other_pack"))
            return given
        steps["derivation"], given = derivation.by_checker(matter.carried.value, used.layers)
        if skipped := self._left_out("again"):
            steps["again"] = skipped
        elif matter.inputs is not None:
            # The record was made from the inputs: whether it is the one of the digests is told there.
            remade_too = steps["record"].state == "pass"
            steps["again"] = (
                passed("again", said("again_remade")) if remade_too else replace(steps["record"], name="again")
            )
        elif steps["derivation"].state == "pass":
            steps["again"] = derivation.made_again(read, used)
        else:
            steps["again"] = missing("again", said("not_followed"))
        return given

    def _pages(self, read: Record | None, used: Advisor | None, steps: Mapping[StepName, Step]) -> Step:
        """Render the pages again, where there are some and the record is one that gives pages."""
        if not self.found.pdf:
            return missing("pages", said("pages_no_pdf"))
        if skipped := self._left_out("pages"):
            return skipped
        if read is None or used is None:
            return missing("pages", said("no_record" if read is None else "no_pack"))
        if any(steps[name].state != "pass" for name in ("schema", "derivation")):
            return missing("pages", said("not_followed"))
        edition = read_mark(self.data.decode("latin-1"))
        if edition is None:
            return failed("pages", said("pages_unmarked"))
        return pages.compared(self.data, read, used.pack, edition)

    def _identity(self, matter: Matter) -> Identity:
        """Give by what a ledger knows the file."""
        return Identity(
            self.digest,
            matter.issue.id if matter.issue else "",
            matter.digest,
            matter.pack.digest if matter.pack else "",
            matter.issue,
            is_record=not self.found.pdf,
        )

    def _left_out(self, name: StepName) -> Step | None:
        """Give the step as one that was left out, where it was asked to be."""
        return missing(name, said("left_out")) if name in self.options.without else None
