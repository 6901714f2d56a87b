"""The provenance of an advisory as a W3C PROV document, made from its record and its ledger.

Names are in a namespace of their own that leads nowhere (``urn:x-hepu:``); what has a digest is named by it. Nothing of
the profile is in it: what was handed in, the profile, the facts and the advice are told by their digests alone. Times
stand only where the record or an entry of the ledger tells one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hepu.audit.pieces import measures_of
from hepu.errors import Fault, InputError
from hepu.record.build import as_json, digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prov.model import ProvDocument

    from hepu.audit.log import OfRecord
    from hepu.record.model import Record

__all__ = ["NAMESPACE", "provenance"]

NAMESPACE = "urn:x-hepu:"
# What holds nothing of a college: its digest names it in any case.
_OPEN = frozenset({"pack", "pack_archive"})


def provenance(record: Record, told: OfRecord, *, redacted: bool = False) -> ProvDocument:
    """Tell how an advisory came about and what happened to it since.

    ``redacted`` leaves out who: offices have no names, and what holds a college's answers is numbered instead of named
    by its digest, against which names could be tried.

    Raises:
        InputError: where the library that writes PROV is not installed.

    """
    try:
        from prov.model import ProvDocument  # noqa: PLC0415  # an extra
    except ImportError:
        raise InputError([Fault("audit_no_prov")]) from None
    document = ProvDocument()
    document.add_namespace("hepu", NAMESPACE)
    made = _Made(document, record, told, redacted=redacted)
    made.advisory()
    made.issuance()
    made.afterwards()
    return document


@dataclass
class _Made:
    """Adds to a document what a record and the entries about it tell."""

    document: ProvDocument
    record: Record
    told: OfRecord
    redacted: bool
    numbers: dict[str, int] = field(default_factory=dict)

    def entity(self, kind: str, digest: str, /, **about: Any) -> str:
        """Add something by its digest, and give its name."""
        known = self.of(kind, digest).removeprefix("hepu:")
        return self.thing(known, kind, **about)

    def of(self, kind: str, digest: str) -> str:
        """Give the name of something that has a digest."""
        if not self.redacted or kind in _OPEN:
            return f"hepu:{kind}-{digest}"
        return f"hepu:{kind}-{self._number(kind, digest)}"

    def _number(self, kind: str, shown: str) -> int:
        """Give things of a kind numbers in the order in which they are first named."""
        names = [name for name in self.numbers if name.startswith(f"{kind}:")]
        return self.numbers.setdefault(f"{kind}:{shown}", len(names) + 1)

    def thing(self, called: str, kind: str, /, **about: Any) -> str:
        """Add something of a kind under a name of its own, and give that name."""
        known = f"hepu:{called}"
        self.document.entity(known, _typed(self._kind(f"hepu:{kind}"), _told(about)))
        return known

    def _kind(self, name: str) -> Any:
        """Give the name of a kind as PROV writes names, which is no mere word."""
        return self.document.valid_qualified_name(name)

    def activity(self, called: str, agent: str, at: str = "", /, **about: Any) -> str:
        """Add something that was done, by whom, and the moment of it where one is known."""
        name, moment = f"hepu:{called}", dt.datetime.fromisoformat(at) if at else None
        self.document.activity(name, moment, moment, _told(about))
        self.document.wasAssociatedWith(name, agent)
        return name

    def office(self, name: str) -> str:
        """Add an office or role, and give its name; persons are none of these."""
        if not name:
            return self._agent("hepu:office-unnamed", "prov:Organization", {})
        if self.redacted:
            return self._agent(f"hepu:office-{self._number('office', name)}", "prov:Organization", {})
        known = f"hepu:office-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
        return self._agent(known, "prov:Organization", {"prov:label": name})

    def software(self, name: str, version: str) -> str:
        """Add a program, and give its name."""
        about = {"prov:label": name, "hepu:version": version}
        return self._agent(f"hepu:software-{name}-{version}", "prov:SoftwareAgent", about)

    def _agent(self, known: str, kind: str, about: Mapping[str, Any]) -> str:
        if self._new(known):
            self.document.agent(known, _typed(self._kind(kind), about))
        return known

    def step(self, name: str, agent: str, used: list[str], gave: str, at: str = "") -> str:
        """Add a step that made one thing of others: it was made by it, from each of them."""
        done = self.activity(name, agent, at)
        for thing in used:
            self.document.used(done, thing)
            self.document.wasDerivedFrom(gave, thing)
        self.document.wasGeneratedBy(gave, done, dt.datetime.fromisoformat(at) if at else None)
        return done

    def advisory(self) -> None:
        """Tell the road from what was handed in to the record."""
        record, value = self.record, as_json(self.record)
        inputs, engines = record.inputs, record.engines
        hepu = self.software("hepu", engines.hepu)
        pack = self.entity("pack", inputs.pack.digest, name=inputs.pack.name, version=inputs.pack.version)
        profile = self.entity("profile", inputs.profile_digest)
        if inputs.source_digest:
            handed = self.entity("handed_in", inputs.source_digest)
            self.step("intake", hepu, [handed], profile)
        before = [profile, pack]
        if inputs.peers is not None:
            before.append(self.entity("peers", inputs.peers.digest))
        facts = self.entity("facts", digest_of(value["facts"]))
        self.step("typing", hepu, before, facts)
        conclusions = self.entity("conclusions", digest_of(value["inference"]))
        inference = self.step("inference", hepu, [facts, pack], conclusions)
        if engines.agreed is not None and "experta" in engines.versions:
            second = self.software("experta", engines.versions["experta"])
            self.document.wasAssociatedWith(inference, second)
        final = self.entity(
            "record",
            self.told.digest,
            id=self._id(record.issue.id),
            status=record.issue.status,
            as_of=inputs.as_of.isoformat(),
        )
        sources = [conclusions, facts, pack, profile]
        if inputs.last is not None:
            sources.append(self.entity("record", inputs.last.digest, id=self._id(inputs.last.id)))
        self.step("advising", hepu, sources, final)
        if engines.checker != "not_run":
            check = self.activity("check", hepu, outcome=engines.checker, steps=engines.checked_steps)
            for thing in (conclusions, pack, profile):
                self.document.used(check, thing)

    def issuance(self) -> None:
        """Tell each time that the record was issued: who did, and every file that went out."""
        record = self.of("record", self.told.digest)
        engines = self.record.engines
        hepu = self.software("hepu", engines.hepu)
        for number, entry in self.told.issued:
            office = self.office(entry.by or self.record.issue.issuer)
            if number == self.told.issued[0][0]:
                self.document.actedOnBehalfOf(hepu, office)
                self.document.wasAttributedTo(record, office)
            files = self._editions(number, entry.editions, entry.pack_archive, entry.envelope)
            done = self.activity(f"issuance-{number}", office, entry.at, entry=number)
            for thing in (record, *files):
                self.document.used(done, thing)
            self._entry(number, done, entry.at)
            if entry.certificate:
                if self._new(self.of("certificate", entry.certificate)):
                    self.entity("certificate", entry.certificate)
                self.document.used(done, self.of("certificate", entry.certificate))

    def _editions(self, number: int, editions: Mapping[str, str], archive: str, envelope: str) -> list[str]:
        """Tell of the files of an issuance: each was rendered from record and pack, the archive holds the pack."""
        record, pack = self.of("record", self.told.digest), self.of("pack", self.record.inputs.pack.digest)
        hepu = self.software("hepu", self.record.engines.hepu)
        made = []
        rendering = self.activity(f"rendering-{number}", hepu)
        for thing in (record, pack):
            self.document.used(rendering, thing)
        kinds = {"pack_archive": archive, "statement": envelope}
        for kind, digest in kinds.items():
            if digest and self._new(self.of(kind, digest)):
                thing = self.entity(kind, digest)
                self.document.wasGeneratedBy(thing, rendering)
                self.document.wasDerivedFrom(thing, pack if kind == "pack_archive" else record)
        made += [self.of(kind, digest) for kind, digest in kinds.items() if digest]
        for name, digest in sorted(editions.items()):
            thing = self.of("edition", digest)
            if self._new(thing):
                # The beginning of a file's name is that of the profile's file; its endings tell what it is.
                endings = ".".join(name.split(".")[1:])
                self.entity("edition", digest, form=endings)
                self.document.wasGeneratedBy(thing, rendering)
                self.document.wasDerivedFrom(thing, record)
                self.document.wasDerivedFrom(thing, pack)
            made.append(thing)
        return made

    def _id(self, name: str) -> str:
        """Give the number of a record, which begins its digest."""
        return "" if self.redacted else name

    def _new(self, name: str) -> bool:
        return not self.document.get_record(name)

    def _entry(self, number: int, done: str, at: str) -> str:
        """Tell of the entry that an activity left in the ledger."""
        name = self.thing(f"entry-{number}", "entry", number=number)
        self.document.wasGeneratedBy(name, done, dt.datetime.fromisoformat(at))
        return name

    def afterwards(self) -> None:
        """Tell verifications, replays and decisions since, each with the entry that it left."""
        record = self.of("record", self.told.digest)
        for number, seen in self.told.verified:
            done = self.activity(f"verification-{number}", self.office(seen.by), seen.at, verdict=seen.verdict)
            file = self.of("edition", seen.file)
            if self._new(file):
                self.entity("edition", seen.file)
            for thing in (file, record):
                self.document.used(done, thing)
            self._entry(number, done, seen.at)
        for number, again in self.told.replayed:
            outcome = "otherwise" if again.differ else "same"
            done = self.activity(f"replay-{number}", self.office(again.by), again.at, outcome=outcome)
            pack = self.of("pack", again.pack)
            if self._new(pack):
                self.entity("pack", again.pack)
            for thing in (record, pack):
                self.document.used(done, thing)
            self._entry(number, done, again.at)
        self._decisions(record)

    def _decisions(self, record: str) -> None:
        """Tell what was decided on each piece; a later decision is a revision of the one before."""
        pieces = dict.fromkeys((*measures_of(as_json(self.record)), *(item.piece for _, item in self.told.decided)))
        for key in pieces:
            piece = self._piece(record, key)
            before = ""
            for number, entry in self.told.history(key):
                done = self.activity(f"deciding-{number}", self.office(entry.by), entry.at, decision=entry.decision)
                self.document.used(done, piece)
                decision = self._entry(number, done, entry.at)
                self.document.wasDerivedFrom(decision, piece)
                if before:
                    self.document.wasRevisionOf(decision, before)
                before = decision

    def _piece(self, record: str, key: str) -> str:
        """Tell of a piece of advice, which is taken from its record."""
        of = "1" if self.redacted else self.told.digest[:16]
        name = self.thing(f"piece-{of}-{key}", "piece", key=key)
        self.document.wasDerivedFrom(name, record)
        return name


def _told(about: Mapping[str, Any]) -> dict[str, Any]:
    return {f"hepu:{name}": value for name, value in about.items() if value != ""}


def _typed(kind: Any, about: Mapping[str, Any]) -> dict[Any, Any]:
    return {"prov:type": kind, **about}
