"""Random profiles: every answer, list and indicator of the schema, within its bounds and without contradictions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from hepu.intake import default_lexicon
from hepu.profile.lines import clean_line
from hepu.profile.model import Completeness, Profile, Status
from hepu.profile.schema import SHEETS, indicator_question, list_specs, questions, signatures

if TYPE_CHECKING:
    from hepu.profile.schema import ListSpec, Question

LEXICON = default_lexicon()
DATA_YEAR = 2024
# Totals are bound to each other; their agreement has tests of its own.
BOUND = {"converted_students", "converted_teachers", "budget_spent", "bilingual_teachers"}
ROWS_ONCE = {spec.id for spec in list_specs()} - {"partnerships"}
SIGNS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="_")
# Words that mean nothing, not known or not applicable are read as such wherever a text may be left out.
TYPED = LEXICON.form.typed
NOT_TEXTS = {*TYPED.zero, *TYPED.missing, *TYPED.not_applicable}


def lines(smallest: int = 0, largest: int = 30) -> st.SearchStrategy[str]:
    """Give lines of text that are kept as they are: no marks of secrecy, no long numbers."""
    texts = st.text(SIGNS, min_size=smallest, max_size=largest).map(lambda text: str(clean_line(text)))
    return texts.filter(
        lambda text: len(text) >= smallest and text not in NOT_TEXTS and sum(map(str.isdigit, text)) < 8
    )


def numbers(question: Question) -> st.SearchStrategy[Decimal]:
    """Give numbers within a question's bounds with at most its decimals."""
    scale = 10**question.decimals
    whole = st.integers(int(question.low * scale), int(question.high * scale))
    return whole.map(lambda number: Decimal(number) / scale)


def values(question: Question) -> st.SearchStrategy[Any]:
    """Give values of a question's kind."""
    match question.kind:
        case "number":
            return numbers(question).map(int) if question.whole else numbers(question)
        case "flag":
            return st.booleans()
        case "choice":
            return st.sampled_from(sorted(LEXICON.choices(question)))
        case "date":
            return st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))
        case _:
            return lines(1)


def answers(question: Question) -> st.SearchStrategy[dict[str, Any]]:
    """Give answers of every status."""
    source = {"source": lines(), "evidence": lines()}
    given = st.fixed_dictionaries(
        {"value": values(question), "status": st.sampled_from([Status.ACTUAL, Status.ESTIMATE]), **source}
    )
    blank = st.fixed_dictionaries({"status": st.sampled_from([Status.MISSING, Status.NOT_APPLICABLE]), **source})
    return st.one_of(given, blank)


@st.composite
def rows(draw: st.DrawFn, spec: ListSpec) -> dict[str, Any]:
    """Give rows of a list with some of their fields."""
    row: dict[str, Any] = {}
    for question in spec.fields:
        asked = question
        if question.unit == "as_indicator":
            asked = indicator_question(row["indicator"], LEXICON.indicators[row["indicator"]])
        if question.required or draw(st.booleans()):
            row[question.id] = draw(values(asked))
    if row.get("since") is not None and row.get("until") is not None:
        row["since"], row["until"] = sorted((row["since"], row["until"]))
    row |= {
        "status": draw(st.sampled_from([Status.ACTUAL, Status.ESTIMATE])),
        "source": draw(lines()),
        "evidence": draw(lines()),
    }
    return row


@st.composite
def listings(draw: st.DrawFn, spec: ListSpec) -> dict[str, Any]:
    """Give lists of every completeness, no row twice."""
    keys = [question.id for question in spec.fields if question.required]
    once = (lambda row: tuple(row[key] for key in keys)) if spec.id in ROWS_ONCE else None
    found = tuple(draw(st.lists(rows(spec), max_size=3, unique_by=once)))
    words = (
        [Completeness.ALL, Completeness.SOME] if found else [Completeness.NONE, Completeness.SOME, Completeness.MISSING]
    )
    return {"complete": draw(st.sampled_from(words)), "rows": found}


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Give profiles of every shape that a form can hold."""
    data: dict[str, Any] = {
        "as_of": draw(st.dates(dt.date(DATA_YEAR, 1, 1), dt.date(2099, 12, 31))),
        "data_year": DATA_YEAR,
        "fictitious": draw(st.booleans()),
        "published_figures_only": draw(st.booleans()),
        "college": {
            "name": {"zh": draw(lines(2)), "en": draw(lines())},
            "former_names": tuple(
                draw(st.lists(lines(1, 12).filter(lambda name: not set(name) & set(";；")), max_size=2))
            ),
            "code": draw(lines(0, 12)),
        },
        "resources": {},
        "mission": {},
        "contact": {"filled_in_by": draw(lines()), "checked_by": draw(lines()), "telephone": draw(lines())},
    }
    for question in questions():
        if question.id not in BOUND and draw(st.booleans()):
            data[question.section][question.id] = draw(answers(question))
    for spec in list_specs():
        owner = data["mission"] if spec.path.startswith("mission.") else data
        if draw(st.booleans()):
            owner[spec.path.rpartition(".")[2]] = draw(listings(spec))
    names = draw(st.lists(st.sampled_from(sorted(LEXICON.indicators)), unique=True, max_size=5))
    data["indicators"] = {
        name: draw(
            st.dictionaries(
                st.integers(2019, DATA_YEAR), answers(indicator_question(name, LEXICON.indicators[name])), max_size=3
            )
        )
        for name in names
        if name != "intl_ft_students"
    }
    sheets = draw(st.lists(st.sampled_from(SHEETS[1:-1]), unique=True, max_size=3))
    data["contact"]["sheets"] = {sheet: {item.id: draw(lines()) for item in signatures()} for sheet in sheets}
    return Profile.model_validate(data, strict=True)
