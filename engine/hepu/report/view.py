"""The whole report as ready strings in both languages, made from a record and its pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.errors import Fault, PackError
from hepu.report.appendices import policy_entries, signed_by, version_rows
from hepu.report.basic import Item, basic
from hepu.report.comparison import chosen_cases, comparison
from hepu.report.context import Context
from hepu.report.derivation import derivations, exclusions
from hepu.report.development import development
from hepu.report.diagnosis import diagnosis
from hepu.report.measures import measures
from hepu.report.method import method
from hepu.report.openings import openings
from hepu.report.packs import packs_named
from hepu.report.plan import Plan, plan
from hepu.report.progress import since
from hepu.report.relative import relative
from hepu.report.summary import summary
from hepu.report.system import system
from hepu.report.tasks import tasks
from hepu.report.traces import traces
from hepu.report.values import day
from hepu.report.words import both, glue, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.report.appendices import PolicyEntry
    from hepu.report.basic import Basic
    from hepu.report.comparison import Comparison
    from hepu.report.context import Point
    from hepu.report.derivation import Derivation
    from hepu.report.development import Development
    from hepu.report.diagnosis import Diagnosis
    from hepu.report.measures import Measures
    from hepu.report.method import Method
    from hepu.report.openings import Openings
    from hepu.report.progress import Since
    from hepu.report.relative import Relative
    from hepu.report.summary import Summary
    from hepu.report.system import System
    from hepu.report.tasks import Tasks
    from hepu.report.traces import Traces

__all__ = ["Cover", "View", "build_view"]


@dataclass(frozen=True, slots=True)
class Cover:
    """The words of the cover; ``notice`` stands on every page of the report."""

    title: Text
    college: Text
    issued: Text
    rows: tuple[Item, ...]
    notice: Text | None
    diagnosis: bool


@dataclass(frozen=True, slots=True)
class View:
    """Everything that the templates print; ``general`` names the points of the situation that go into a table.

    ``documents`` are the works for which the table of policies stands, with their marks there.
    """

    cover: Cover
    published: bool
    summary: Summary
    basic: Basic
    development: Development | None
    relative: Relative | None
    since: Since | None
    system: System
    opportunities: tuple[Point, ...]
    challenges: tuple[Point, ...]
    general: frozenset[str]
    strengths: tuple[Point, ...]
    diagnosis: Diagnosis
    measures: Measures
    tasks: Tasks
    plan: Plan | None
    openings: Openings
    method: Method
    derivations: tuple[Derivation, ...]
    exclusions: tuple[Derivation, ...]
    traces: Traces
    policies: tuple[PolicyEntry, ...]
    documents: Mapping[str, str]
    comparison: Comparison
    version: tuple[Item, ...]
    requests: bool
    record_id: str
    issued_at: str


def build_view(record: Record, pack: Pack, *, requests: bool = True) -> View:
    """Put a record into words.

    Raises:
        PackError: when the pack is not the one that the record names.

    """
    if pack.digest != record.inputs.pack.digest:
        context = {"expected": record.inputs.pack.digest[:12], "found": pack.digest[:12]}
        raise PackError([Fault("report_pack_differs", context=context)])
    return _View(Context(record, pack, requests)).made()


@dataclass(frozen=True, slots=True)
class _View:
    """Builds the parts."""

    context: Context

    def made(self) -> View:
        context, advice = self.context, self.context.record.advice
        basics = basic(context)
        opportunities = tuple(context.point("opportunity", item) for item in advice.opportunities)
        challenges = tuple(context.point("challenge", item) for item in context.challenges)
        strengths = tuple(context.point("strength", item) for item in advice.strengths)
        problems = diagnosis(context, basics.indicators)
        cases = chosen_cases(context)
        found = measures(context, frozenset(cases))
        opening = openings(context)
        made = method(context)
        derived, excluded = derivations(context), exclusions(context)
        compared = comparison(context, cases)
        policies = policy_entries(context)
        return View(
            cover=self._cover(),
            published=context.published,
            summary=summary(context, basics, strengths, opportunities, problems, found, opening),
            basic=basics,
            development=development(context),
            relative=relative(context),
            since=since(context),
            system=system(context),
            opportunities=opportunities,
            challenges=challenges,
            general=self._general(),
            strengths=strengths,
            diagnosis=problems,
            measures=found,
            tasks=tasks(context),
            plan=plan(context),
            openings=opening,
            method=made,
            derivations=derived,
            exclusions=excluded,
            traces=traces(context, policies),
            policies=policies,
            documents={policy.own: policy.mark for policy in policies if policy.own},
            comparison=compared,
            version=version_rows(context),
            requests=bool(found.requests or found.partners),
            record_id=context.record.issue.id,
            issued_at=context.record.issue.issued_at,
        )

    def _general(self) -> frozenset[str]:
        """Name the opportunities and challenges that go into a table: those of every college alike."""
        context, advice = self.context, self.context.record.advice
        general: set[str] = set()
        for stage, items in (("opportunity", advice.opportunities), ("challenge", context.challenges)):
            general.update(f"{stage}.{item.id}" for item in items if all(map(context.of_environment, item.rules)))
        return frozenset(general)

    def _cover(self) -> Cover:
        record, profile = self.context.record, self.context.record.inputs.profile
        names = profile["college"]["name"]
        college = Text(zh=names["zh"], en=names["en"] or names["zh"])
        inputs, issue = record.inputs, record.issue
        pack = say("cover.pack_value", name=packs_named(self.context), digest=inputs.pack.digest[:12])
        issued = issue.status == "issued"
        rows = [
            ("as_of", day(inputs.as_of)),
            ("data_year", both(inputs.data_year)),
            ("record", both(issue.id)),
            ("pack", pack),
            ("status", words()["issued_status" if issued else "diagnosis_status"]),
        ]
        if issue.issuer:
            rows.append(("issuer", both(issue.issuer)))
        rows.append(("signer", signed_by(issue.signer, "cover")))
        if issue.previous is not None:
            before = issue.previous
            told = say("cover.checkpoint_value", sequence=before.sequence, digest=before.digest[:12])
            rows.append(("checkpoint", told))
        return Cover(
            title=say("title", college=college),
            college=college,
            issued=day(issue.issued_at),
            rows=tuple(Item(words()[f"cover.{name}"], value) for name, value in rows),
            notice=self._notice(),
            diagnosis=not issued,
        )

    def _notice(self) -> Text | None:
        context = self.context
        notices = [
            words()[name]
            for name, holds in (("fictitious", context.fictitious), ("published", context.published))
            if holds
        ]
        if not notices:
            return None
        return notices[0] if len(notices) == 1 else glue(notices[0], words()["clause_join"], notices[1])
