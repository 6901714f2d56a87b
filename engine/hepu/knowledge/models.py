"""What knowledge files may say: one frozen model for each kind of entry.

Every file under ``knowledge/`` is a mapping from an id to an entry of one of these models; rules name ids only.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from hepu.text import LANGUAGES, Text

__all__ = [
    "ACTORS",
    "ROLES",
    "Actor",
    "Approval",
    "Author",
    "Basis",
    "Cause",
    "Challenge",
    "College",
    "ConclusionEntry",
    "Cost",
    "Derived",
    "Entry",
    "Figure",
    "Framework",
    "Id",
    "Indicator",
    "Lever",
    "Link",
    "Membership",
    "Moves",
    "Opinion",
    "Opportunity",
    "OtherPlace",
    "Parameter",
    "ParameterValue",
    "PersonName",
    "Policy",
    "PolicyClause",
    "Priority",
    "Problem",
    "Province",
    "Request",
    "Review",
    "RoleText",
    "Sign",
    "Source",
    "SourceId",
    "Stage",
    "Standard",
    "Strategy",
    "Strength",
    "Table",
    "TableRow",
    "Theory",
    "Town",
]

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
SourceId = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
Actor = Literal["government", "industry", "enterprise", "college"]
ACTORS: tuple[Actor, ...] = ("college", "enterprise", "industry", "government")
Basis = Literal["law", "study", "case", "synthesis"]
Horizon = Literal["short", "mid", "long"]


class Entry(BaseModel):
    """An entry of a knowledge file: frozen, and free of keys that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Opinion = Literal["agreed", "amended", "rejected"]


class Review(Entry):
    """What a reviewer said of an entry, in which role and when; ``unreviewed`` is printed with the advice.

    ``of`` names the wording that was reviewed: once the entry says something else, nobody has reviewed it any more.
    A name is personal data: it stands here only if the reviewer gave it, and is never printed.
    """

    status: Literal["unreviewed", Opinion] = "unreviewed"
    reason: str = Field(default="", description="needed with `amended` and `rejected`")
    name: str = Field(default="", description="only if the reviewer gave it; never printed")
    role: str = ""
    date: dt.date | None = None
    of: str = Field(default="", pattern=r"^(?:[0-9a-f]{16})?$", description="mark of what was reviewed")

    @model_validator(mode="after")
    def _whole(self) -> Review:
        """Keep an opinion that says who, when, of what and, where it objects, why; and no other trace of one."""
        said = (self.role, self.date, self.of)
        if self.status == "unreviewed":
            if any((*said, self.reason, self.name)):
                msg = "what nobody reviewed has no reason, name, role, date or mark"
                raise ValueError(msg)
        elif not all(said) or (self.status != "agreed" and not self.reason):
            msg = "an opinion has a role, a date and the mark of what was reviewed, and a reason unless it agrees"
            raise ValueError(msg)
        return self


class PersonName(Entry):
    """A name in Latin letters in its two parts, where a work gives it so."""

    family: str = Field(min_length=1)
    given: str = Field(min_length=1)


class Author(Entry):
    """Who wrote or issued a work.

    Names are printed whole; ``en`` has two parts only where the work itself gives the name in Latin letters.
    """

    zh: str = Field(min_length=1)
    en: Annotated[str, Field(min_length=1)] | PersonName


class Source(Entry):
    """A work that carries a fact or a claim, in the variables of the Citation Style Language (CSL).

    ``type`` is the CSL item type. ``URL`` is set only for addresses of governments, universities, issuers and
    publishers. ``verified`` says that the claim was read there.
    """

    type: Literal[
        "legislation",
        "regulation",
        "treaty",
        "article-journal",
        "article-newspaper",
        "webpage",
        "report",
        "thesis",
        "dataset",
        "standard",
    ]
    language: Literal["zh", "en"] = Field(default="zh", description="the language of the work itself")
    author: tuple[Author, ...] = ()
    title: Text
    title_short: Text | None = Field(
        default=None,
        alias="title-short",
        description="by which laws and documents, and works without an author, are cited",
    )
    container_title: Text | None = Field(default=None, alias="container-title")
    issued: str = Field(
        default="",
        pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$",
        description="year, year-month or full date, as far as it is known",
    )
    number: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    url: str = Field(default="", alias="URL")
    verified: bool
    note: Text | None = None


class Theory(Entry):
    """A theory or core concept of the field, and how the product makes it operational."""

    kind: Literal["theory", "concept"]
    name: Text
    text: Text
    operational: Text
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Indicator(Entry):
    """A quantity of the annual quality report or of the basic conditions.

    ``decimals`` fixes the scaled integer that all evaluators compare. ``dimension`` reads the two kinds of
    development: scale (extensional), substance (connotational), condition (resources). ``per`` names the base for
    the per-head form: 1,000 students or 100 teachers. ``own_question`` marks an indicator that Hepu's own form asks
    in years whose official table lacks the row.
    """

    name: Text
    short: Text
    unit: Text
    decimals: int = Field(ge=0, le=4)
    minimum: Decimal = Decimal(0)
    maximum: Decimal
    direction: Literal["higher", "lower"]
    group: Literal["international", "resource"]
    dimension: Literal["scale", "substance", "condition"]
    per: Literal["students", "teachers"] | None = None
    mission_area: Id | None = None
    own_question: bool = False
    help: Text
    sources: tuple[SourceId, ...] = Field(min_length=1)
    verified: bool


class TableRow(Entry):
    """A row of one version of the official table: the indicator and the label as printed that year."""

    indicator: Id
    label: Text
    verified: bool


class Table(Entry):
    """One version of the official international table, valid for data years from ``data_years_from`` on."""

    name: Text
    data_years_from: int
    report_year: int
    rows: tuple[TableRow, ...] = Field(min_length=1)
    verified: bool
    note: Text | None = None
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Standard(Entry):
    """The qualified value that a regulation sets for one resource indicator, level and type of college."""

    indicator: Id
    level: Literal["higher_vocational", "vocational_undergraduate"]
    college_types: tuple[Id, ...] = Field(min_length=1)
    value: Decimal
    since: dt.date
    until: dt.date | None = None
    article: Text
    policy: Id
    sources: tuple[SourceId, ...] = Field(min_length=1)


class ParameterValue(Entry):
    """The value of a parameter from a date on."""

    since: dt.date
    value: Decimal
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Parameter(Entry):
    """A dated number that rules and facts use; ``kind`` says whether law, a plan or we ourselves set it."""

    name: Text
    unit: Text
    decimals: int = Field(ge=0, le=4)
    kind: Literal["statute", "official_target", "design"]
    text: Text
    values: tuple[ParameterValue, ...] = Field(min_length=1)


class PolicyClause(Entry):
    """What an article of a policy says for a college, and whether that wording was read."""

    article: Text
    text: Text
    verified: bool


class Policy(Entry):
    """A law, regulation or policy: number, issuer, dates, place and what it says.

    ``since`` is the first day in force, ``until`` the last; ``original_checked`` says whether it was checked at the
    issuer (otherwise 待核原文 is printed), ``checked`` the day on which the status was looked up. ``unnumbered`` says
    why there is no number: a treaty has none, another was not read.
    """

    title: Text
    number: str = ""
    unnumbered: Text | None = None
    issuer: Text
    issued: str
    since: dt.date
    until: dt.date | None = None
    status: Literal["in_force", "revised", "repealed"]
    level: Literal["law", "regulation", "national", "regional", "international"]
    place: Literal["china", "guangxi"]
    clauses: tuple[PolicyClause, ...] = Field(min_length=1)
    original_checked: bool
    checked: dt.date
    sources: tuple[SourceId, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _number_or_reason(self) -> Policy:
        """Keep a policy that has either a number or a reason why it has none."""
        if bool(self.number) == (self.unnumbered is not None):
            msg = "give either the document's number or, under unnumbered, why there is none"
            raise ValueError(msg)
        return self


class Province(Entry):
    """A province-level region of China."""

    name: Text


class Town(Entry):
    """A prefecture-level city of Guangxi, with what its place offers; a trait is left blank where it is not known."""

    name: Text
    province: Id
    border: bool | None
    coastal: bool | None
    sources: tuple[SourceId, ...] = Field(min_length=1)


class OtherPlace(Entry):
    """A country, or Hong Kong, Macao or Taiwan of China, as partner place; always spoken of as country or region."""

    name: Text
    of_china: bool = False


class Membership(Entry):
    """A dated list of the places that belong to a grouping."""

    name: Text
    since: dt.date
    until: dt.date | None = None
    members: tuple[Id, ...] = Field(min_length=1)
    sources: tuple[SourceId, ...] = Field(min_length=1)


class ConclusionEntry(Entry):
    """What a conclusion of any stage means: name, explanation, theory, basis, sources, review."""

    name: Text
    text: Text
    theory: Id
    basis: Basis
    verified: bool
    sources: tuple[SourceId, ...] = Field(min_length=1)
    review: Review = Review()


class Opportunity(ConclusionEntry):
    """Something in the environment that a college can use."""

    policies: tuple[Id, ...] = ()


class Challenge(ConclusionEntry):
    """Something in the environment that makes the work harder."""

    policies: tuple[Id, ...] = ()


class Strength(ConclusionEntry):
    """Something that the college already does well."""


class Problem(ConclusionEntry):
    """A problem of the college's international work; ``indicators`` are those in which it shows."""

    indicators: tuple[Id, ...] = ()


class Cause(ConclusionEntry):
    """A cause behind problems; ``explains`` names them, ``domain`` says on whose side it lies."""

    domain: Literal["external", "government", "environment", "enterprise", "college"]
    explains: tuple[Id, ...] = Field(min_length=1)


class Approval(Entry):
    """One approval in order: who gives it, on what, and how many days to allow (a planning assumption).

    ``before`` is the number of the first step that cannot be carried through without it; the first step of all, which
    is taken before any approval, has no number. Where none is named, every step waits for it.
    """

    by: Text
    what: Text
    days: int = Field(ge=0, le=730)
    before: int | None = Field(
        default=None, ge=1, description="the first of `steps` that cannot be carried through without it"
    )

    @property
    def step(self) -> int:
        """Give the number of the first step that waits for it."""
        return self.before or 1


class Cost(Entry):
    """A band of cost to the college with its basis; low ends at 100,000 yuan a year, medium at 500,000."""

    band: Literal["none", "low", "medium", "high"]
    basis: Text


class Moves(Entry):
    """The indicator that should move, which way, and after how many months it can be read."""

    indicator: Id
    direction: Literal["up", "down"]
    months: int = Field(ge=1, le=60)


class Request(Entry):
    """How a college asks others to act: whom, for what, with which papers, and what it does meanwhile."""

    addressee: Text
    ask: Text
    submit: Text
    meanwhile: Text


ROLES = ("office",)
_ROLE = re.compile(r"\{(.*?)\}")


def _roles(text: Text) -> Text:
    """Keep a text whose braces hold roles of the college alone, the same in both languages."""
    named = {frozenset(_ROLE.findall(text[lang])) for lang in LANGUAGES}
    if len(named) > 1 or not named.pop() <= frozenset(ROLES):
        msg = f"braces may hold only {', '.join(ROLES)}, and the same in both languages"
        raise ValueError(msg)
    return text


RoleText = Annotated[Text, AfterValidator(_roles)]


class Strategy(ConclusionEntry):
    """A measure of one actor, defined so that the actor can act on it."""

    actor: Actor
    addresses: tuple[Id, ...] = Field(min_length=1, description="problems that it relieves")
    legal_duty: bool = False
    first_step: RoleText = Field(description="what can be done within 30 days, before any approval")
    steps: tuple[RoleText, ...] = Field(min_length=2)
    approvals: tuple[Approval, ...] = ()
    leads: RoleText
    helps: RoleText
    effort: Literal["low", "medium", "high"]
    cost: Cost
    lead_time_days: int = Field(ge=0, le=1825)
    horizon: Horizon
    needs: tuple[Id, ...] = ()
    conflicts: tuple[Id, ...] = ()
    moves: tuple[Moves, ...] = ()
    measure: Text
    evidence: tuple[Text, ...] = Field(min_length=1)
    funding: Text
    risks: tuple[Text, ...] = Field(min_length=1)
    cases: tuple[Id, ...] = ()
    policies: tuple[Id, ...] = ()
    articles: dict[Id, tuple[str, ...]] = Field(
        {}, description="which articles of a policy it rests on, as policies.yaml names them in Chinese"
    )
    request: Request | None = None

    @model_validator(mode="after")
    def _in_time(self) -> Strategy:
        """Keep approvals in the order of the steps that need them, and within the time allowed for the whole."""
        before = [item.step for item in self.approvals]
        if before != sorted(before) or any(step > len(self.steps) for step in before):
            msg = "approvals stand in the order of the steps that need them, and `before` names one of the steps"
            raise ValueError(msg)
        if sum(item.days for item in self.approvals) > self.lead_time_days:
            msg = "the days of the approvals add up to more than `lead_time_days`"
            raise ValueError(msg)
        return self


class Figure(Entry):
    """A published figure used as context, never as a target; ``value`` in ``unit``.

    ``whose`` names the college or body whose figure it is, where it is not the whole place's. ``derived`` marks a
    product or sum of figures that were read, which the source itself does not state. ``note`` tells what goes with
    the figure and where sources disagree.
    """

    name: Text
    whose: Text | None = None
    value: Decimal
    approx: Literal["", "about", "more than", "nearly"] = ""
    unit: Text
    period: Text
    place: Literal["china", "guangxi", "elsewhere"]
    quality: Literal["A", "B", "C"]
    derived: bool = False
    note: Text | None = None
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Framework(Entry):
    """A framework of internationalisation or quality: what was read of it, and what Hepu takes from it."""

    name: Text
    text: Text
    use: Text
    strategies: tuple[Id, ...] = ()
    verified: bool
    sources: tuple[SourceId, ...] = Field(min_length=1)


class College(Entry):
    """The name of a higher vocational college of Guangxi and of what it has become."""

    name: str
    now: str = ""
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Sign(Entry):
    """What a sign of development asks: an indicator that meets its reference, or a number of at least a parameter.

    The number is a derived fact or how many rows of a list pass ``where``: a field is true or false, or one of some
    words. ``dimension`` is Hepu's own reading, not an official one. ``short`` names it where no indicator does.
    """

    dimension: Literal["scale", "substance"]
    short: Text | None = None
    indicator: str = ""
    fact: str = ""
    list: str = ""
    where: dict[str, bool | tuple[str, ...]] = {}
    at_least: str = ""


class Derived(Entry):
    """A fact that is computed from the profile: how, in words, and in what form; ``words`` name what it can be."""

    name: Text
    kind: Literal["number", "boolean", "ordered", "choice"]
    words: dict[str, Text] = {}
    unit: Text | None = None
    decimals: int = 0
    text: Text
    reads: tuple[str, ...] = Field(min_length=1)
    sign: Sign | None = None


class Priority(Entry):
    """One criterion of the order of priority: words in their ``order``, or numbers, the greater or the least first."""

    name: Text
    text: Text
    order: tuple[str, ...] = ()
    least_first: bool = False


class Link(Entry):
    """A link from one stage to another, and the rules that fire where it is broken."""

    to: Id
    name: Text
    rules: tuple[str, ...] = Field(min_length=1)


class Stage(Entry):
    """A stage of the college as an open system: the facts that stand there, and the links that lead on."""

    name: Text
    text: Text
    facts: dict[str, Text] = Field(min_length=1)
    links: tuple[Link, ...] = ()


class Lever(Entry):
    """Something that a college can influence itself, by the key of what changes.

    A key is ``fact.ID``, ``indicator.ID``, ``LIST.FIELD`` for the rows of a list, or ``list.LIST``. ``move`` says how
    it can be moved: a yes or no set or cleared, a number raised or lowered, a row added.
    """

    move: Literal["set", "clear", "raise", "lower", "add"]
    effort: Literal["low", "medium", "high"]
    along: tuple[Id, ...] = Field((), description="lists that must be brought in line with it")
