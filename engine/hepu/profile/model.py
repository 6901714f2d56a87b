"""The profile of one college: what it answers, in which unit, within which bounds.

This module is the one declaration of the schema. The XLSX form, the JSON Schema and the vocabulary of the rule language
follow it; labels and guidance stand in ``knowledge/form.yaml``, indicators in ``knowledge/indicators.yaml``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from hepu.profile.lines import NAME_SEPARATORS, clean_line

__all__ = [
    "MOST_ROWS",
    "SCHEMA_VERSION",
    "AdviceArea",
    "Alliance",
    "Answer",
    "Choice",
    "College",
    "Completeness",
    "Contact",
    "Core",
    "Enterprise",
    "Flag",
    "ListId",
    "Listing",
    "Mission",
    "MissionArea",
    "MissionMajor",
    "MissionPlace",
    "Names",
    "OverseasStudents",
    "Partnership",
    "Profile",
    "Programme",
    "Quantity",
    "Resources",
    "Row",
    "Sheet",
    "Signature",
    "Status",
    "Target",
]

SCHEMA_VERSION: Literal[1] = 1
# Far beyond what any college lists; a list of tens of thousands would keep whoever judges or checks it for minutes.
MOST_ROWS = 1_000
T = TypeVar("T")
R = TypeVar("R")
Line = Annotated[str, BeforeValidator(clean_line), Field(max_length=500)]
Name = Annotated[str, BeforeValidator(clean_line), Field(min_length=1, max_length=200)]


class Status(StrEnum):
    """How good an answer is: counted, estimated, not given, or without meaning for this college."""

    ACTUAL = "actual"
    ESTIMATE = "estimate"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


class Completeness(StrEnum):
    """Whether a list names all there is, some of it, says that there is none, or is missing."""

    ALL = "all"
    SOME = "some"
    NONE = "none"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Quantity:
    """The unit id (named in ``knowledge/form.yaml``), decimals and bounds of a number."""

    unit: str
    decimals: int = 0
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(10_000_000)


@dataclass(frozen=True, slots=True)
class Choice:
    """The words among which a text answer chooses; ``of`` names a knowledge file whose ids are the words."""

    words: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes-or-no question."""


@dataclass(frozen=True, slots=True)
class Core:
    """A question of the core sheet: enough of these suffice for a first advisory."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of the form on which a question or list stands."""

    name: str


@dataclass(frozen=True, slots=True)
class ListId:
    """The name under which rules know a list, where it is not the field's own."""

    name: str


class Part(BaseModel):
    """A frozen part of the profile that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(Part, Generic[T]):
    """A value with its status, source and evidence; a blank is ``missing`` and never zero.

    A value is ``actual`` or an ``estimate``; without one the answer is ``missing`` or ``not_applicable``.
    """

    value: T | None = None
    status: Status = Status.MISSING
    source: Line = ""
    evidence: Line = ""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.value is None) != (self.status in {Status.MISSING, Status.NOT_APPLICABLE}):
            raise ValueError("a value is actual or estimate, a blank is missing or not_applicable")
        if isinstance(self.value, str) and (not self.value or self.value != clean_line(self.value)):
            raise ValueError("a text answer is one trimmed line, not empty")
        return self

    @property
    def blank(self) -> bool:
        """Say whether the answer says nothing at all."""
        return self.status is Status.MISSING and not self.source and not self.evidence


class Row(Part):
    """A row of a list; ``status`` tells whether its figures are counted or estimated; a field left out is unknown."""

    status: Literal[Status.ACTUAL, Status.ESTIMATE] = Status.ACTUAL
    source: Line = ""
    evidence: Line = ""


class Listing(Part, Generic[R]):
    """Rows with the word that says how complete they are: ``all`` has rows, ``none`` and ``missing`` have not."""

    complete: Completeness = Completeness.MISSING
    rows: Annotated[tuple[R, ...], Field(max_length=MOST_ROWS)] = ()

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.rows and self.complete in {Completeness.NONE, Completeness.MISSING}:
            raise ValueError("a list that is none or missing has no rows")
        if not self.rows and self.complete is Completeness.ALL:
            raise ValueError("a list that names all has rows; write none where there are none")
        return self


OWNERSHIP = Choice(("public", "private", "mixed"))
LEVEL = Choice(("higher_vocational", "vocational_undergraduate"))
COLLEGE_TYPE = Choice(
    (
        "comprehensive_normal_ethnic",
        "engineering_agriculture_forestry",
        "medicine",
        "language_finance_law",
        "sports",
        "arts",
    )
)
DOUBLE_HIGH = Choice(("none", "provincial", "national_majors", "national_college"))
AdviceArea = Choice(
    (
        "inbound_study",
        "training_for_overseas",
        "overseas_sites",
        "standards",
        "teacher_exchange",
        "student_exchange",
        "cooperative_programmes",
        "competitions",
    )
)


class Names(Part):
    """The college's name in both languages."""

    zh: Annotated[Line, Field(min_length=2, max_length=60)]
    en: Annotated[Line, Field(max_length=160)] = ""


class College(Part):
    """Who the college is. Only the name is required."""

    name: Names
    former_names: tuple[Name, ...] = ()
    code: Annotated[Line, Field(max_length=12)] = ""
    town: Annotated[Answer[str], Choice(of="towns"), Core()] = Answer()
    ownership: Annotated[Answer[str], OWNERSHIP, Core()] = Answer()
    level: Annotated[Answer[str], LEVEL, Core()] = Answer()
    college_type: Annotated[Answer[str], COLLEGE_TYPE, Core()] = Answer()
    double_high: Annotated[Answer[str], DOUBLE_HIGH, Core()] = Answer()

    @field_validator("former_names")
    @classmethod
    def _separable(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if any(mark in name for name in names for mark in NAME_SEPARATORS):
            raise ValueError("a former name holds no semicolon: names are separated by it")
        return names

    @property
    def names(self) -> tuple[str, ...]:
        """The Chinese names that the college has and had."""
        return (self.name.zh, *self.former_names)


class Programme(Row):
    """A major that the college offers."""

    name: Name
    sector: Annotated[str | None, Choice(of="sectors")] = None
    leading: Annotated[bool | None, Flag()] = None
    open_to_overseas: Annotated[bool | None, Flag()] = None
    bilingual: Annotated[bool | None, Flag()] = None


class Enterprise(Row):
    """An enterprise that the college is close to."""

    name: Name
    sector: Annotated[str | None, Choice(of="sectors")] = None
    operates_abroad: Annotated[bool | None, Flag()] = None
    place: Annotated[str | None, Choice(of="places")] = None
    agreement: Annotated[bool | None, Flag()] = None


class MissionArea(Row):
    """An area of international work that the college's own mission names."""

    area: Annotated[str, AdviceArea]


class MissionPlace(Row):
    """A country or region that the college gives priority to."""

    place: Annotated[str, Choice(of="places")]


class MissionMajor(Row):
    """A major that the college gives priority to in its international work."""

    name: Name


class Target(Row):
    """A target that the college set itself for an indicator."""

    indicator: Annotated[str, Choice(of="indicators")]
    year: Annotated[int, Quantity("year", low=Decimal(2012), high=Decimal(2060))]
    value: Annotated[Decimal, Quantity("as_indicator", decimals=2)]


class Mission(Part):
    """What the college itself wants of its international work."""

    areas: Annotated[Listing[MissionArea], Sheet("college"), ListId("mission_areas")] = Listing()
    priority_places: Annotated[Listing[MissionPlace], Sheet("mission")] = Listing()
    priority_majors: Annotated[Listing[MissionMajor], Sheet("mission")] = Listing()
    targets: Annotated[Listing[Target], Sheet("mission")] = Listing()


class Resources(Part):
    """People, money, room and rules for international work; the basic conditions are indicators."""

    full_time_students: Annotated[Answer[Decimal], Quantity("persons", high=Decimal(80_000)), Core()] = Answer()
    full_time_teachers: Annotated[Answer[Decimal], Quantity("persons", high=Decimal(8_000)), Core()] = Answer()
    converted_students: Annotated[Answer[Decimal], Quantity("persons", 1, high=Decimal(120_000))] = Answer()
    converted_teachers: Annotated[Answer[Decimal], Quantity("persons", 1, high=Decimal(10_000))] = Answer()
    planned_overseas_intake: Annotated[Answer[Decimal], Quantity("persons", high=Decimal(5_000))] = Answer()
    majors: Annotated[Answer[Decimal], Quantity("majors", high=Decimal(200))] = Answer()

    budget: Annotated[Answer[Decimal], Quantity("ten_thousand_yuan", 2, high=Decimal(100_000)), Core()] = Answer()
    budget_spent: Annotated[Answer[Decimal], Quantity("ten_thousand_yuan", 2, high=Decimal(100_000))] = Answer()
    funding_sources: Annotated[Answer[Decimal], Quantity("sources", high=Decimal(50))] = Answer()
    office: Annotated[Answer[bool], Flag(), Core()] = Answer()
    staff: Annotated[Answer[Decimal], Quantity("persons", high=Decimal(500)), Core()] = Answer()
    plan: Annotated[Answer[bool], Flag(), Core()] = Answer()
    rules: Annotated[Answer[bool], Flag(), Core()] = Answer()
    counted_in_appraisal: Annotated[Answer[bool], Flag()] = Answer()
    coordination_body: Annotated[Answer[bool], Flag()] = Answer()
    data_ledger: Annotated[Answer[bool], Flag()] = Answer()

    foreign_teachers: Annotated[Answer[Decimal], Quantity("persons", high=Decimal(1_000)), Core()] = Answer()
    bilingual_teachers: Annotated[Answer[Decimal], Quantity("persons", high=Decimal(5_000))] = Answer()
    teacher_incentives: Annotated[Answer[bool], Flag()] = Answer()
    teacher_training_plan: Annotated[Answer[bool], Flag()] = Answer()
    bilingual_courses: Annotated[Answer[Decimal], Quantity("courses", high=Decimal(5_000))] = Answer()
    online_courses: Annotated[Answer[Decimal], Quantity("courses", high=Decimal(5_000))] = Answer()
    home_internationalisation: Annotated[Answer[bool], Flag()] = Answer()

    admission_qualification: Annotated[Answer[bool], Flag(), Core()] = Answer()
    qualification_number: Answer[str] = Answer()
    free_dormitory_beds: Annotated[Answer[Decimal], Quantity("beds", high=Decimal(20_000)), Core()] = Answer()
    free_practice_places: Annotated[Answer[Decimal], Quantity("places", high=Decimal(50_000))] = Answer()
    language_support: Annotated[Answer[bool], Flag()] = Answer()
    scholarships: Annotated[Answer[bool], Flag()] = Answer()
    graduate_tracking: Annotated[Answer[bool], Flag()] = Answer()

    outbound_delegations: Annotated[Answer[Decimal], Quantity("delegations", high=Decimal(1_000))] = Answer()
    inbound_delegations: Annotated[Answer[Decimal], Quantity("delegations", high=Decimal(1_000))] = Answer()
    publicity_in_foreign_languages: Annotated[Answer[bool], Flag()] = Answer()
    demand_survey: Annotated[Answer[bool], Flag()] = Answer()

    destination_safety_check: Annotated[Answer[bool], Flag()] = Answer()
    outbound_insurance: Annotated[Answer[bool], Flag()] = Answer()
    accompanying_staff: Annotated[Answer[bool], Flag()] = Answer()
    safety_incidents: Annotated[Answer[Decimal], Quantity("incidents", high=Decimal(1_000))] = Answer()
    emergency_plan: Annotated[Answer[bool], Flag()] = Answer()
    travel_blocked: Annotated[Answer[bool], Flag()] = Answer()
    site_quality_review: Annotated[Answer[bool], Flag()] = Answer()
    site_exit_terms: Annotated[Answer[bool], Flag()] = Answer()
    asset_approval: Annotated[Answer[bool], Flag()] = Answer()


class OverseasStudents(Row):
    """Overseas students of one country or region and kind, in the data year."""

    place: Annotated[str, Choice(of="places")]
    kind: Annotated[str, Choice(("degree", "language", "short"))]
    students: Annotated[int | None, Quantity("persons", high=Decimal(20_000))] = None


class Partnership(Row):
    """A partnership with an institution, enterprise or body outside the mainland."""

    partner: Name
    kind: Annotated[str | None, Choice(("institution", "enterprise", "government", "association", "other"))] = None
    place: Annotated[str | None, Choice(of="places")] = None
    level: Annotated[str | None, Choice(("memorandum", "agreement", "project", "joint_entity"))] = None
    since: Annotated[int | None, Quantity("year", low=Decimal(1950), high=Decimal(2100))] = None
    until: Annotated[int | None, Quantity("year", low=Decimal(1950), high=Decimal(2100))] = None
    active: Annotated[bool | None, Flag()] = None
    enterprise: Line = ""
    with_enterprise: Annotated[bool | None, Flag()] = None
    sends_teachers: Annotated[bool | None, Flag()] = None
    sends_students: Annotated[bool | None, Flag()] = None
    receives_students: Annotated[bool | None, Flag()] = None
    trains_partner_staff: Annotated[bool | None, Flag()] = None
    adopts_standards: Annotated[bool | None, Flag()] = None
    runs_site: Annotated[bool | None, Flag()] = None
    cooperative_programme: Annotated[bool | None, Flag()] = None
    credits_recognised: Annotated[bool | None, Flag()] = None
    approval_number: Line = ""
    approval_until: dt.date | None = None
    outcome: Line = ""
    people: Annotated[int | None, Quantity("persons", high=Decimal(1_000_000))] = None


class Alliance(Row):
    """An alliance or platform that the college belongs to."""

    name: Name
    leads: Annotated[bool | None, Flag()] = None
    active: Annotated[bool | None, Flag()] = None


class Signature(Part):
    """Who filled in and who checked one sheet of the form, and where its evidence is kept."""

    filled_in_by: Annotated[Line, Field(max_length=60)] = ""
    checked_by: Annotated[Line, Field(max_length=60)] = ""
    evidence: Line = ""


class Contact(Part):
    """Who filled the form in and who checked it, as a whole and sheet by sheet; kept apart from all that is hashed."""

    filled_in_by: Annotated[Line, Field(max_length=60)] = ""
    checked_by: Annotated[Line, Field(max_length=60)] = ""
    telephone: Annotated[Line, Field(max_length=40)] = ""
    sheets: dict[str, Signature] = {}

    @field_validator("sheets")
    @classmethod
    def _said(cls, sheets: dict[str, Signature]) -> dict[str, Signature]:
        """Leave out the sheets of which nothing is said, and put the others in order."""
        return {name: sheets[name] for name in sorted(sheets) if sheets[name] != Signature()}


class Profile(Part):
    """Everything that one college hands in.

    ``as_of`` is the day for which advice is asked; ``data_year`` the calendar year of the newest figures;
    ``indicators`` maps an indicator id to its answers by calendar year.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    as_of: dt.date
    data_year: int = Field(ge=2012, le=2100)
    fictitious: Annotated[bool, Flag()] = False
    published_figures_only: Annotated[bool, Flag()] = False
    college: Annotated[College, Sheet("college")]
    programmes: Annotated[Listing[Programme], Sheet("majors")] = Listing()
    enterprises: Annotated[Listing[Enterprise], Sheet("majors")] = Listing()
    mission: Mission = Mission()
    resources: Annotated[Resources, Sheet("resources")] = Resources()
    indicators: dict[str, dict[int, Answer[Decimal]]] = {}
    overseas_students: Annotated[Listing[OverseasStudents], Sheet("overseas_students")] = Listing()
    partnerships: Annotated[Listing[Partnership], Sheet("partnerships")] = Listing()
    alliances: Annotated[Listing[Alliance], Sheet("alliances")] = Listing()
    contact: Contact = Contact()

    @field_validator("indicators")
    @classmethod
    def _answered(cls, indicators: dict[str, dict[int, Answer[Decimal]]]) -> dict[str, dict[int, Answer[Decimal]]]:
        """Leave out blank answers, and put the others in order of indicator and year."""
        kept = {
            name: {year: years[year] for year in sorted(years) if not years[year].blank}
            for name, years in sorted(indicators.items())
        }
        return {name: years for name, years in kept.items() if years}
