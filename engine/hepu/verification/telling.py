"""A report for people, in rows of a mark, a step and what was found, and for programs, in a published form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from hepu.ledger.entries import Verdict
from hepu.messages import phrase, told
from hepu.verification.model import State, StepName, Vouched
from hepu.verification.verdict import ESSENTIAL
from hepu.widths import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.errors import Fault
    from hepu.text import Lang
    from hepu.verification.model import Report

__all__ = ["VERIFICATION_SCHEMA", "Verification", "as_data", "conclusion", "page", "step_rows"]

VERIFICATION_SCHEMA = "hepu-verification/1"
_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Part):
    """One thing that was found: its code, in words, and what would help."""

    code: str
    text: str
    remedy: str = ""


class SteppedOn(_Part):
    """One step: how it came out, what was found, for what somebody trusted vouches, whether it binds file to record."""

    name: StepName
    title: str
    state: State
    said: tuple[Said, ...]
    vouches: Vouched
    binds: bool


class Verification(_Part):
    """What was found out about a file, for programs; texts are in one language."""

    schema_: Literal["hepu-verification/1"] = Field(default="hepu-verification/1", alias="schema")
    file: str
    sha256: str
    record: str
    record_id: str
    verdict: Verdict
    conclusion: str
    steps: tuple[SteppedOn, ...]
    told: tuple[Said, ...]
    open: tuple[Said, ...]
    given: tuple[str, ...]
    caveat: str
    entry: int | None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def as_data(report: Report, lang: Lang, entry: int | None = None) -> Verification:
    """Give a report as data; ``entry`` is the number under which the verification was entered in a ledger."""
    return Verification(
        file=report.file,
        sha256=report.digest,
        record=report.record,
        record_id=report.record_id,
        verdict=report.verdict,
        conclusion=conclusion(report, lang),
        steps=tuple(
            SteppedOn(
                name=step.name,
                title=title(step.name, lang),
                state=step.state,
                said=_all_said(step.said, lang),
                vouches=step.vouches if step.state == "pass" else "",
                binds=step.binds and step.state == "pass",
            )
            for step in report.steps
        ),
        told=_all_said(report.told, lang),
        open=_all_said(report.open, lang),
        given=report.given,
        caveat=phrase("verify_caveat", lang),
        entry=entry,
    )


def title(name: StepName, lang: Lang) -> str:
    """Give the name of a step."""
    return phrase(f"verify_step_{name}", lang)


def step_rows(report: Report, lang: Lang) -> Iterator[tuple[str, str]]:
    """Give a row a step: mark and name, each as wide as the widest, and what was found, a row each, digests cut."""
    marks = {state: phrase(f"verify_mark_{state}", lang) for state in ("pass", "fail", "not_available")}
    widest = max(map(columns, marks.values()))
    for step in report.steps:
        name = f"{_filled(marks[step.state], widest)}  {title(step.name, lang)}"
        for at, item in enumerate(_all_said(step.said, lang)):
            yield ("" if at else name), _short(item.text)


def conclusion(report: Report, lang: Lang) -> str:
    """Say the verdict, and in an unfavourable one by which steps."""
    comma = "、" if lang == "zh" else ", "
    failing = [step.name for step in report.steps if step.state == "fail"]
    lacking = [step.name for step in report.steps if step.state != "pass" and step.name in ESSENTIAL]
    names = failing or lacking
    return phrase(
        f"verify_verdict_{report.verdict}",
        lang,
        count=len(names),
        found=comma.join(title(name, lang) for name in names),
    )


def page(report: Report, lang: Lang, entry: int | None = None) -> Iterator[str | tuple[tuple[str, str], ...]]:
    """Give a report as paragraphs and as rows of two columns, in the order in which they are read."""
    yield phrase("verify_file_line", lang, file=report.file, digest=report.digest)
    yield ""
    yield tuple(step_rows(report, lang))
    if report.told:
        yield ""
        yield phrase("verify_heading_told", lang)
        yield tuple(("·", item.text) for item in _all_said(report.told, lang))
    yield ""
    yield conclusion(report, lang)
    yield phrase("verify_caveat", lang)
    if report.open:
        yield ""
        yield phrase("verify_heading_open", lang)
        yield tuple(("·", f"{item.text}{_stop(item, lang)}{item.remedy}") for item in _all_said(report.open, lang))
    if entry is not None:
        yield ""
        yield phrase("verify_entered", lang, number=entry)


def _stop(item: Said, lang: Lang) -> str:
    """End a sentence behind which what would help stands in another."""
    if lang == "zh":
        return "。"
    return ". " if item.remedy else "."


def _all_said(faults: Iterable[Fault], lang: Lang) -> tuple[Said, ...]:
    found = []
    for fault in faults:
        text, remedy = told(fault, lang)
        found.append(Said(code=fault.code, text=text, remedy=remedy))
    return tuple(found)


def _filled(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


def _short(text: str) -> str:
    return _DIGEST.sub(r"\1…", text)
