"""Appendices C and E: policies and references, versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.language.model import InForce, leaves_of
from hepu.record.digests import record_digest
from hepu.report.basic import Item
from hepu.report.citing.citations import DOCUMENTS
from hepu.report.numbers import document_number
from hepu.report.packs import pack_rows, packs_named, told_origin
from hepu.report.values import day
from hepu.report.words import both, join, say, words

if TYPE_CHECKING:
    from hepu.record.model import CheckpointRecord, SignerRecord
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["PolicyEntry", "policy_entries", "signed_by", "version_rows"]

_LEVELS = ("law", "regulation", "national", "regional", "international")


@dataclass(frozen=True, slots=True)
class PolicyEntry:
    """A policy with number, issuer, date, force and the day on which the force was looked up.

    ``own`` is the document itself among the works cited, which the table then stands for.
    """

    name: str
    mark: str
    key: str
    title: Text
    number: Text
    numbered: bool
    issuer: Text
    issued: Text
    force: Text
    checked: Text
    cites: tuple[str, ...]
    own: str
    url: str


def _named_policies(context: Context) -> set[str]:
    named: set[str] = set()
    for key, rules in context.printed:
        stage, _, name = key.partition(".")
        named.update(context.in_force(getattr(context.knowledge.conclusions(stage)[name], "policies", ())))
        for rule in rules:
            named.update(_in_conditions(context, rule))
            named.update(ground.policy for ground in context.pack.rules[rule].law)
    for gap in context.record.facts.gaps.values():
        if gap.standard:
            named.add(context.knowledge.standards[gap.standard].policy)
    return named


def _in_conditions(context: Context, rule: str) -> set[str]:
    return {leaf.policy for leaf in leaves_of(context.pack.rules[rule].when) if isinstance(leaf, InForce)}


def policy_entries(context: Context) -> tuple[PolicyEntry, ...]:
    """List the policies that the report names, laws first, then by date."""
    policies = context.knowledge.policies
    ordered = sorted(
        _named_policies(context), key=lambda name: (_LEVELS.index(policies[name].level), policies[name].issued, name)
    )
    entries = []
    listed: set[str] = set()
    for number, name in enumerate(ordered, start=1):
        policy = policies[name]
        own = _document(context, policy.sources, listed)
        listed.add(own)
        force = words()[f"sources.status_{policy.status}"]
        if not policy.original_checked:
            force = join([force, words()["sources.not_original"]], "clause_join")
        if (origin := told_origin(context, "policies", name)) is not None:
            force = join([force, origin], "clause_join")
        entries.append(
            PolicyEntry(
                name,
                f"P{number}",
                f"policy.{name}",
                policy.title,
                document_number(policy.number) if policy.unnumbered is None else policy.unnumbered,
                policy.unnumbered is None,
                policy.issuer,
                both(policy.issued),
                force,
                both(policy.checked.isoformat()),
                context.citations.cite(policy.sources),
                own,
                context.knowledge.sources[own].url if own else "",
            )
        )
    return tuple(entries)


def _document(context: Context, sources: tuple[str, ...], listed: set[str]) -> str:
    """Give the work that is the document itself, where there is one that no other policy stands for."""
    first = sources[0]
    return first if context.knowledge.sources[first].type in DOCUMENTS and first not in listed else ""


def _ledger(found: CheckpointRecord | None) -> Text:
    """Tell the state of the ledger before the advisory, which whoever holds the page can hold against the ledger."""
    if found is None:
        return words()["version.ledger_none"]
    return say("version.ledger_state", name=found.ledger, sequence=found.sequence, digest=found.digest)


def signed_by(found: SignerRecord | None, place: str = "version") -> Text:
    """Tell whose signature the PDF is to carry; one made for show alone is no reliable electronic signature."""
    if found is None:
        return words()[f"{place}.signer_none"]
    kind = "signer_demonstration" if found.demonstration else "signer_named"
    return say(f"{place}.{kind}", subject=found.subject, certificate=found.certificate)


def version_rows(context: Context) -> tuple[Item, ...]:
    """List ids, digests, engines and the checker's answer."""
    record = context.record
    inputs, engines, issue = record.inputs, record.engines, record.issue
    label, packs = words(), packs_named(context)
    as_of = day(inputs.as_of)
    agreed = label["version.engines_both"] if engines.agreed else say("version.engines_one", name=inputs.engine)
    checker = say(f"version.checker_{engines.checker}", steps=engines.checked_steps)
    software = ", ".join(
        f"{name} {version}" for name, version in sorted({"hepu": engines.hepu, **engines.versions}.items())
    )
    rows = [
        ("record", both(issue.id)),
        ("digest", both(record_digest(record))),
        ("status", label["issued_status" if issue.status == "issued" else "diagnosis_status"]),
        ("issued", both(issue.issued_at)),
        ("issuer", both(issue.issuer) if issue.issuer else label["version.issuer_none"]),
        ("as_of", say("version.as_of_overridden", date=as_of) if inputs.as_of_overridden else as_of),
        ("source", both(inputs.source_name) if inputs.source_name else label["version.source_none"]),
        ("profile", both(inputs.profile_digest)),
        ("peers", both(inputs.peers.digest) if inputs.peers else label["version.peers_none"]),
        ("pack", say("packs.stacked", packs=packs) if inputs.pack.overlays else packs),
        ("pack_digest", both(inputs.pack.digest)),
        ("engines", agreed),
        ("checker", checker),
        ("software", both(software)),
    ]
    rows += [("ledger", _ledger(issue.previous)), ("signer", signed_by(issue.signer))]
    told = [(context.values.phrase(f"version.{name}"), value) for name, value in rows]
    after = 1 + next(at for at, (name, _) in enumerate(rows) if name == "pack_digest")
    return tuple(Item(*pair) for pair in (*told[:after], *pack_rows(context), *told[after:]))
