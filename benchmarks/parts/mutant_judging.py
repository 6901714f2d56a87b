"""What verification makes of a change of a file, or of what lies beside it.

A change is *found* where a step fails, and the verdict *falls* where none does but it is a lower one than by the same
anchors before. It is *given* where the verdict stays and what was changed is a fact of the profile or stands at a place
that the report itself lists as one that nothing implies, and *of no meaning* where all that is read is what it was.
Anything else is *missed*: that a step no longer passes is not enough where the verdict is the same.

Verification is a conjunction of steps, each a function of what it looks at. So steps that are gone quickly are gone
first, by themselves, and where one fails that the whole would come to, that is what the whole would find; only what
they let pass is shown to the whole. What was derived of a record or rendered is kept for files that carry the same.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict, defaultdict
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest import mock

from hepu.advising import ready
from hepu.errors import HepuError
from hepu.layers import shipped_layers
from hepu.proof.check import check_against
from hepu.proof.source import read_pack
from hepu.record import found as finding
from hepu.record.build import as_json, digest_of
from hepu.record.digests import record_bytes, record_digest
from hepu.record.inputs_file import places_of
from hepu.report.edition_mark import read_mark
from hepu.report.pdf.document import render_pdf
from hepu.verification import derivation, ledgered, pages, signed, verify
from hepu.verification import record as held
from hepu.verification.enveloped import by_envelope
from hepu.verification.inquiry import Anchors, Beside, Options
from hepu.verification.matter import gathered as gather
from hepu.verification.pack import compared as compare
from parts.mutant_material import AT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hepu.pipeline import Advisor
    from hepu.record.found import Found
    from hepu.record.model import Record
    from hepu.verification.model import Report
    from parts.mutant_material import Material

__all__ = ["CLASSES", "Examined", "Tally", "anchored", "kept_work", "pdf_case"]

# What a change may come to and be no defect, in the order of the table.
CLASSES = ("found", "fell", "given", "no meaning")
_RANK = ("inconsistent", "not_established", "consistent", "authentic")
_KEPT = 32


@dataclass
class Tally:
    """What became of the changes of each kind, and which of them were missed."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    missed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, what: str, outcome: str) -> None:
        """Count one change."""
        self.counts[kind][outcome] += 1
        if outcome not in CLASSES:
            self.missed[kind].append(f"{outcome}: {what}" if outcome != "missed" else what)

    def __add__(self, other: Tally) -> Tally:
        """Add up two tallies of different changes."""
        both = Tally()
        for tally in (self, other):
            for kind, counts in tally.counts.items():
                both.counts[kind].update(counts)
            for kind, missed in tally.missed.items():
                both.missed[kind] += missed
        return both


class _Kept:
    """The last few results of a function by what they were made from."""

    def __init__(self) -> None:
        self.results: OrderedDict[Any, Any] = OrderedDict()

    def of(self, key: Any, make: Callable[[], Any]) -> Any:
        """Give what was made from the same before, or else make it."""
        if key in self.results:
            self.results.move_to_end(key)
        else:
            self.results[key] = make()
            if len(self.results) > _KEPT:
                self.results.popitem(last=False)
        return self.results[key]


@contextmanager
def kept_work(made: Material | None = None) -> Iterator[None]:
    """Keep what is read, derived or rendered for the next change that leads to the same; these are all functions.

    What was made and rendered for the material is kept too, and not made once more.
    """
    source, plain = cache(read_pack), dict(vars(derivation))
    read, render = finding._object_in, render_pdf  # noqa: SLF001
    kept: Mapping[str, _Kept] = defaultdict(_Kept)

    def once(name: str) -> Callable[..., Any]:
        def work(record: Record, pack: Any, **more: Any) -> Any:
            key = (record_digest(record), pack.digest, *sorted(more.items()))
            return kept[name].of(key, lambda: plain[name](record, pack, **more))

        return work

    def made_from(inputs: Any, places: Mapping[str, str], engines: Any, issue: Any, advisor: Any) -> Record:
        key, bare = _inputs_of(inputs, places, engines, issue, advisor.pack.digest)
        again = kept["made"].of(key, lambda: plain["made_from"](inputs, places, engines, bare, advisor))
        found: Record = again.model_copy(update={"issue": again.issue.model_copy(update={"id": issue.id})})
        return found

    def gathered(found: Found, beside: Beside) -> Any:
        parts = tuple(part and part.data for part in (found.record, found.digests, found.inputs))
        key = (parts, found.pdf, beside.record, id(beside.ledger))
        return kept["gathered"].of(key, lambda: gather(found, beside))

    def compared(told: Any, packs: Any) -> Any:
        key = (digest_of(as_json(told)), tuple((item.origin, item.archive, item.layers) for item in packs))
        return kept["compared"].of(key, lambda: compare(told, packs))

    def page(record: Record, pack: Any, lang: Any, **how: Any) -> Any:
        key = (record_digest(record), pack.digest, lang, tuple(sorted(how.items())))
        return kept["page"].of(key, lambda: render(record, pack, lang, **how))

    replaced = (
        (finding, "_object_in", lambda data: kept["read"].of(data, lambda: read(data))),
        (verify, "gathered", gathered),
        (verify, "compared", compared),
        (
            derivation,
            "check_record",
            lambda raw, layers: kept["checked"].of(
                (digest_of(raw), layers), lambda: check_against(raw, source(layers))
            ),
        ),
        (derivation, "by_chainer", once("by_chainer")),
        (derivation, "by_experta", once("by_experta")),
        (derivation, "made_from", made_from),
        (pages, "render_pdf", page),
    )
    if made is not None:
        _keep_material(kept, made)
    with ExitStack() as stack:
        for module, name, work in replaced:
            stack.enter_context(mock.patch.object(module, name, work))
        yield


def _keep_material(kept: Mapping[str, _Kept], made: Material) -> None:
    for sort, record in (("unsigned", made.plain), ("stripped", made.signed)):
        digest = record.inputs.pack.digest
        key, _ = _inputs_of(record.inputs, places_of(record), record.engines, record.issue, digest)
        kept["made"].results[key] = record
        for kind in ("circulation", "audit") if made.pdfs else ():
            how = (("kind", kind), ("requests", True))
            kept["page"].results[record_digest(record), digest, "zh", how] = made.pdfs[f"{sort} {kind}"]


def _inputs_of(inputs: Any, places: Mapping[str, str], engines: Any, issue: Any, pack: str) -> tuple[str, Any]:
    """Give the digest of all from which a record is made, and its issue block without the id, which follows."""
    bare = issue.model_copy(update={"id": ""})
    return digest_of([*(as_json(part) for part in (inputs, engines, bare)), dict(places), pack]), bare


def anchored(made: Material, *, ledger: bool = False) -> tuple[Anchors, Beside]:
    """Give whom the reader trusts and what lies beside the signed record."""
    anchors = Anchors(
        certificates=(made.identity.certificate,), keys=(made.key.public,), states=(made.state,) if ledger else ()
    )
    beside = Beside(ledger=made.ledger if ledger else None, envelope=made.envelope, receipt=made.receipt)
    return anchors, beside


class Examined:
    """One file with what lies beside it, and verification of changes of any of these."""

    def __init__(self, data: bytes, anchors: Anchors, beside: Beside) -> None:
        self.data, self.anchors, self.beside = data, anchors, beside
        self.found = finding.found_in(data, "file")
        self.before = self.whole(data, beside)
        self.matter = gather(self.found, beside)
        if self.before.verdict == "inconsistent":
            raise ValueError(*(step for step in self.before.steps if step.state == "fail"))

    def whole(self, data: bytes, beside: Beside) -> Report:
        """Verify a file by all steps."""
        return verify.verify_bytes(data, "file", self.anchors, Options(AT), beside)

    def outcome(self, data: bytes | None = None, place: str = "", **changed: Any) -> str:
        """Say what becomes of a change of the file, at some place of a record, or of what lies beside it."""
        content = self.data if data is None else data
        beside = Beside(**{name: changed.get(name, getattr(self.beside, name)) for name in Beside.__slots__})
        try:
            if self.fails_at_once(content, beside):
                return "found"
            after = self.whole(content, beside)
        except HepuError as error:
            return f"refused {error.faults[0].code}"
        except Exception as error:  # noqa: BLE001  # what breaks verification is what is looked for
            return f"BROKE {type(error).__name__}: {error}"[:200]
        if after.verdict == "inconsistent":
            return "found"
        if _RANK.index(after.verdict) < _RANK.index(self.before.verdict):
            return "fell"
        return "given" if place and _is_given(place, after) else "missed"

    def fails_at_once(self, content: bytes, beside: Beside) -> bool:
        """Say whether a step fails among those that are gone quickly; each is one that the whole comes to."""
        try:
            if self.found.pdf:
                return content != self.data and self._pdf_fails(content, beside)
            carried = finding.found_in(content, "file").record
        except HepuError:
            return True  # nothing of ours can be read in it, which fails the first step
        if carried is None:
            return False
        return self._denied(carried, beside) or (content != self.data and self._record_fails(carried))

    def _pdf_fails(self, content: bytes, beside: Beside) -> bool:
        seen = signed.signatures_of(content, self.anchors, AT)
        if signed.by_signature(seen, None, self.anchors).state == "fail":
            return True
        found, record = finding.found_in(content, "file"), self.matter.record
        names = ("record", "digests", "inputs")
        alike = found.pack == self.found.pack and all(_bytes(found, name) == _bytes(self.found, name) for name in names)
        # Where what other steps look at is unchanged, they pass as they did, and what is shown is compared.
        if not alike or record is None or beside != self.beside:
            return False
        if signed.by_signature(seen, self.matter.issue, self.anchors).state == "fail":
            return True
        if any(self.before.states[name] != "pass" for name in ("schema", "pack", "derivation", "pages")):
            return False
        edition = read_mark(content.decode("latin-1"))
        # Of what part their texts differ is not asked: where the bytes do, that fails by itself.
        with (
            mock.patch.object(pages, "page_texts", return_value=[]),
            mock.patch.object(pages, "departures", return_value=[]),
        ):
            pack = ready(shipped_layers()).pack
            return edition is None or pages.compared(content, record, pack, edition).state == "fail"

    def _record_fails(self, carried: finding.Carried) -> bool:
        value = carried.value
        try:
            if value["issue"]["id"] != f"HP-{digest_of({**value, 'issue': {**value['issue'], 'id': ''}})[:16]}":
                return True
        except (LookupError, TypeError, ValueError):
            return True
        schema, record = held.strict(value)
        if record is None:
            return schema.state == "fail"
        before = self.matter.record
        if before is None or record.inputs.pack != before.inputs.pack or self.before.states["pack"] != "pass":
            return False
        advisor = ready(shipped_layers())
        issue = record.issue.model_copy(update={"id": before.issue.id})
        alike = (record.inputs, record.engines, issue) == (before.inputs, before.engines, before.issue)
        # What the same inputs give was made before. Where the checker does not come first to fail, this does.
        if alike and places_of(record) == places_of(before) and _made_otherwise(record, advisor):
            return True
        return derivation.by_checker(value, advisor.layers)[0].state == "fail"

    def _denied(self, carried: finding.Carried, beside: Beside) -> bool:
        """Say whether envelope, receipt or ledger speak of another record."""
        if beside.envelope is not None:
            step = by_envelope(beside.envelope, carried.digest, None, self.anchors, AT)
            if step.state == "fail":
                return True
        told, issue, pack = self.matter.told, self.matter.issue, self.matter.pack
        if beside.ledger is not None and carried.data != self.data:
            told = ledgered.told_by(beside.ledger, carried.digest)
        if (told is None and beside.receipt is None) or issue is None or pack is None:
            return False
        # An id or a pack's digest that is another makes it no less another.
        who = ledgered.Identity("", issue.id, carried.digest, pack.digest, is_record=True)
        unlike = carried.data != self.data and told is not None and bool(told.issued)
        return not unlike and ledgered.included(who, told, beside.receipt, self.anchors).state == "fail"


def pdf_case(made: Material, name: str) -> Examined:
    """Give a PDF with what its reader has besides: of a signed one the certificate, of digests alone the record."""
    if name not in made.cases:
        sort, _, kind = name.partition(" ")
        data = record_bytes(made.plain if sort == "unsigned" else made.signed)
        anchors = anchored(made)[0] if sort == "signed" else Anchors()
        beside = Beside(record=data if kind == "circulation" else None)
        made.cases[name] = Examined(made.pdfs[name], anchors, beside)
    found: Examined = made.cases[name]
    return found


def _made_otherwise(record: Record, used: Advisor) -> bool:
    return derivation.made_again(record, used).state == "fail"


def _bytes(found: Found, name: str) -> bytes | None:
    part = getattr(found, name)
    return None if part is None else part.data


def _is_given(place: str, report: Report) -> bool:
    """Say whether a place is one of those that the report lists as given, an answer of the profile, or another pack."""
    named = (re.escape(item).replace(r"\*", r".+") for item in report.given)
    if place == "inputs.pack":  # what a pack is nothing implies: the report says that it is not the shipped one
        return any(text.code == "verify_pack_not_shipped" for step in report.steps for text in step.said)
    return place.startswith("inputs.profile.") or any(re.match(rf"{item}(?:\.|$)", place) for item in named)
