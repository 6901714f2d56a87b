"""Whatever a rule reads is supplied by a cell of the form, or derived from what such cells supply."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hepu.facts.advantage import advantages
from hepu.facts.build import build_facts, complete, official_row, official_table, policies_in_force, type_profile
from hepu.facts.derived import DERIVED, derive_one
from hepu.facts.development import STANDINGS, STATE, sign_of, signs, standings
from hepu.facts.indicators import indicator_facts, indicator_reads
from hepu.facts.model import UNKNOWN, FactList
from hepu.intake import default_lexicon, form_bytes, read_profile
from hepu.intake.layout import COLUMNS
from hepu.intake.workbook_grid import read_grids
from hepu.language import model
from hepu.language.model import Compare, Count, InForce, Quantified, ValueRef, leaves_of
from hepu.language.vocabulary import OFFICIAL_ROWS
from hepu.profile.schema import list_specs, questions

if TYPE_CHECKING:
    from hepu.facts.model import Fact, TypedAnswers
    from hepu.intake.workbook_grid import Grid
    from hepu.language.model import Condition, Leaf
    from hepu.pipeline import Advisor

BAY = Path(__file__).resolve().parents[1] / "examples" / "hepu-bay-college.yaml"
OF_INDICATORS = ("gap", "trend", "participation", "standing", "advantage")
YEARS = (2023, 2024, 2025)


class Watched(Mapping[str, Any]):
    """A mapping that notes which of its keys were asked for, also in vain."""

    def __init__(self, values: Mapping[str, Any], asked: set[str], prefix: str = "") -> None:
        self.values_, self.asked, self.prefix = values, asked, prefix

    def __getitem__(self, key: str) -> Any:
        self.asked.add(f"{self.prefix}{key}")
        return self.values_[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


def watched_lists(lists: Mapping[str, FactList], asked: set[str]) -> Mapping[str, FactList]:
    """Give lists that note which of their fields were asked for, and whether they were."""
    rows = {
        name: dataclasses.replace(listed, rows=tuple(Watched(row, asked, f"{name}.") for row in listed.rows))
        for name, listed in lists.items()
    }
    return Watched(rows, asked, "list.")


def marked_columns(grid: Grid, number: int) -> set[str]:
    """Give the marks beside a row's own mark."""
    return {cell.value for column, cell in grid.rows[number].items() if column > 1 and isinstance(cell.value, str)}


@pytest.fixture(scope="module")
def cells() -> frozenset[str]:
    """Give everything for which the real form has a cell: facts, indicators, lists and fields of lists."""
    facts = {item.path: f"fact.{item.id}" for item in questions()}
    facts |= {f"indicators.{name}": f"indicator.{name}" for name in default_lexicon().indicators}
    lists = {spec.id for spec in list_specs()}
    found: set[str] = set()
    for grid in read_grids(form_bytes(years=YEARS), "form.xlsx").grids:
        columns: set[str] = set()
        for number in sorted(grid.rows):
            mark = grid.text(number, 1)
            name = mark.removesuffix(".rows")
            if mark == COLUMNS:
                columns = marked_columns(grid, number)
            elif mark in facts and any(column.partition(".")[0] == "value" for column in columns):
                found.add(facts[mark])
            elif name != mark and name in lists:
                found |= {f"{name}.{column}" for column in marked_columns(grid, number)}
            elif mark.endswith(".complete") and "value" in columns:
                found.add(f"list.{mark.removesuffix('.complete')}")
    return frozenset(found)


def of_leaf(leaf: Leaf) -> Iterator[str]:
    """Name all that one leaf reads: its subject, the fields of its rows, and what it compares them with."""
    match leaf:
        case Compare(key=key):
            yield key
        case Count(list=name, where=where):
            yield f"list.{name}"
            yield from (f"{name}.{item.field}" for item in where)
        case Quantified(list=name, where=where, have=have):
            yield f"list.{name}"
            yield from (f"{name}.{item.field}" for item in (*where, *have))
        case InForce():
            yield "policies"
        case _:  # an earlier conclusion, whose own rules are read
            return
    for test in model.tests_of(leaf):
        yield from (operand.key for operand in test.operands if isinstance(operand, ValueRef))


def answers_of(shipped: Advisor, *, blank: bool) -> TypedAnswers:
    """Type a full profile, or one without an answer."""
    profile = read_profile(BAY).accepted()
    if blank:
        kept = {"as_of": profile.as_of, "data_year": profile.data_year, "college": {"name": profile.college.name}}
        profile = type(profile).model_validate(kept)
    return type_profile(profile, shipped.pack)


def watched(answers: TypedAnswers, asked: set[str]) -> TypedAnswers:
    """Give answers that note what was asked of them."""
    return dataclasses.replace(
        answers,
        values=Watched(answers.values, asked),
        series=Watched(answers.series, asked, "indicator."),
        lists=watched_lists(answers.lists, asked),
    )


def sources_of(key: str, shipped: Advisor) -> set[str]:
    """Find what a value is computed from by watching the computation, with all answers and with none."""
    pack = shipped.pack
    asked: set[str] = set()
    head, _, name = key.partition(".")
    for blank in (False, True):
        answers = answers_of(shipped, blank=blank)
        facts = facts_of(answers, shipped)
        if head in OF_INDICATORS:
            indicator_facts(name, watched(answers, asked), pack, None)
        if head == "advantage":
            advantages(watched(answers, asked), pack, {})
        if name in DERIVED and head == "fact":
            derive_one(name, Watched(facts, asked), watched_lists(answers.lists, asked), pack.knowledge)
        if head == "fact" and name in signs(pack.knowledge):
            every = Watched(complete(answers, pack).values, asked)
            sign_of(name, every, watched_lists(answers.lists, asked), answers.parameters, pack)
        if head == "fact" and name in {*STANDINGS.values(), STATE}:
            standings(Watched(complete(answers, pack).values, asked), (50, 3), pack.knowledge)
        if key == "policies":
            policies_in_force(pack.knowledge, answers.as_of, Watched(facts, asked).get("fact.town", UNKNOWN))
        if OFFICIAL_ROWS in {head, name}:
            table = official_table(answers, pack)
            for row in table.rows if table else ():
                official_row(row, Watched(facts, asked)[f"indicator.{row.indicator}"], pack.knowledge)
    return asked


def facts_of(answers: TypedAnswers, shipped: Advisor) -> Mapping[str, Fact]:
    """Give the single answers and the indicators of the data year."""
    of_year = {f"indicator.{name}": series[answers.data_year] for name, series in answers.series.items()}
    return {**answers.values, **of_year}


def unsupplied(key: str, cells: frozenset[str], shipped: Advisor) -> set[str]:
    """Name what a value comes from in the end and the form has no cell for."""
    if key in cells:
        return set()
    sources = sources_of(key, shipped) - {key}
    return set().union(*(unsupplied(source, cells, shipped) for source in sources)) if sources else {key}


def conditions(shipped: Advisor) -> Iterator[Condition]:
    """Give every condition of the pack: those of rules, and those under which cases fit or are compared."""
    yield from (rule.when for rule in shipped.pack.rules.values())
    yield from (item for items in shipped.pack.fits.values() for item in items if item is not None)
    yield from (item for items in shipped.pack.likeness.values() for item in items.values() if item is not None)
    yield from (item for item in shipped.pack.respects.values() if item is not None)


def test_the_form_has_the_cells_that_the_schema_asks_for(cells: frozenset[str]) -> None:
    wanted = {f"fact.{item.id}" for item in questions()}
    wanted |= {f"indicator.{name}" for name in default_lexicon().indicators}
    wanted |= {f"{spec.id}.{item.id}" for spec in list_specs() for item in spec.fields}
    wanted |= {f"list.{spec.id}" for spec in list_specs()}

    assert wanted <= cells


def test_every_value_that_a_rule_reads_is_supplied_by_a_cell_or_derived_from_one(
    shipped: Advisor, cells: frozenset[str]
) -> None:
    read = {key for condition in conditions(shipped) for leaf in leaves_of(condition) for key in of_leaf(leaf)}

    assert len(read) > 100
    assert {key: found for key in sorted(read) if (found := unsupplied(key, cells, shipped))} == {}


@pytest.mark.parametrize("taken", ["fact.budget_spent", "partnerships.place", "indicator.overseas_sites", "fact.town"])
def test_a_cell_that_is_taken_away_is_missed(shipped: Advisor, cells: frozenset[str], taken: str) -> None:
    """The search for what is not supplied finds an operand, a field, a figure and the source of a derived fact."""
    less = cells - {taken}
    derived = {
        "fact.budget_spent": "fact.budget_execution",
        "partnerships.place": "fact.partner_places",
        "indicator.overseas_sites": "gap.overseas_sites",
        "fact.town": "fact.town_border",
    }[taken]

    assert unsupplied(taken, less, shipped) == {taken}
    assert taken in unsupplied(derived, less, shipped)
    assert unsupplied(derived, cells, shipped) == set()


def test_every_leaf_names_all_that_it_reads(shipped: Advisor) -> None:
    """Right-hand operands, filters and policies are among what the pack reads."""
    read = {key for rule in shipped.pack.rules.values() for leaf in leaves_of(rule.when) for key in of_leaf(leaf)}

    assert {"policies", "fact.free_dormitory_beds", "fact.planned_overseas_intake"} <= read
    assert any(key.startswith("partnerships.") for key in read)


@pytest.mark.parametrize("name", sorted(DERIVED))
def test_a_derived_fact_reads_what_its_entry_says(shipped: Advisor, name: str) -> None:
    """The entry of the knowledge, the computed fact and the computation itself name the same sources."""
    declared = set(shipped.pack.knowledge.derived[name].reads)
    said = derive_one(name, {}, {}, shipped.pack.knowledge).reads

    assert {source(key) for key in said} == declared
    assert {source(key) for key in sources_of(f"fact.{name}", shipped)} == declared


def source(key: str) -> str:
    """Name the answer or the list that a key belongs to."""
    return key.removeprefix("fact.").removeprefix("list.").partition(".")[0]


def test_the_knowledge_and_the_program_know_the_same_derived_facts(shipped: Advisor) -> None:
    of_development = {*signs(shipped.pack.knowledge), *STANDINGS.values(), STATE}

    assert set(shipped.pack.knowledge.derived) == {*DERIVED, *of_development}


def test_a_fact_of_development_reads_what_its_entry_says(shipped: Advisor) -> None:
    profile = read_profile(BAY).accepted()
    found = build_facts(profile, shipped.pack).values
    for name in (*signs(shipped.pack.knowledge), *STANDINGS.values(), STATE):
        said = {source(key.removeprefix("indicator.")) for key in found[f"fact.{name}"].reads}

        assert said == set(shipped.pack.knowledge.derived[name].reads)


def test_an_indicator_reads_no_more_than_it_says(shipped: Advisor) -> None:
    for name in shipped.pack.knowledge.indicators:
        watched_keys = {key for key in sources_of(f"gap.{name}", shipped) if not key.startswith("mission_areas.")}

        assert watched_keys <= indicator_reads(name, shipped.pack)
