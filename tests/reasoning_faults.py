"""Faults put into rules on purpose, in many disguises, and what only looks like one.

``provable`` says whether the laws and limits of ``docs/reasoning.md`` reach a fault; those that they do not reach are
here all the same, so that what is not found is counted too.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.language.read import read_rule

if TYPE_CHECKING:
    from hepu.language.model import Rule
    from hepu.pack import Pack

_RULE = """\
rule: {name}
{head}: {{{target}}}
certainty: {certainty}
since: {since}
{until}theory: open_systems
when:
{when}
because: {{zh: "试", en: "Tried."}}
sources: [HEPU_DESIGN]
examples: [{{it: fires, given: {{}}, expect: fires}}]
"""


@dataclass(frozen=True)
class Put:
    """A rule to put in: its condition in one line of YAML, and what it concludes."""

    when: str
    target: str = "problem: low_visibility"
    certainty: str = "likely"
    since: str = "2017-01-01"
    until: str = ""
    head: str = "concludes"

    def rule(self, name: str, pack: Pack) -> Rule:
        """Read it as a rule of a pack."""
        until = f"until: {self.until}\n" if self.until else ""
        text = _RULE.format(
            name=name,
            head=self.head,
            target=self.target,
            certainty=self.certainty,
            since=dt.date.fromisoformat(self.since),
            until=until,
            when=f"  {self.when}",
        )
        rule, faults = read_rule(text, f"rules/{name}.yaml", name, pack.vocabulary)
        assert rule is not None, faults
        return rule


@dataclass(frozen=True)
class Seeded:
    """Rules to put into the shipped pack, and the finding that is wanted."""

    name: str
    code: str
    put: tuple[Put, ...]
    provable: bool = True

    def rules(self, pack: Pack) -> tuple[Rule, ...]:
        """Give the rules, the first of which is at fault."""
        return tuple(item.rule(f"put-{at}", pack) for at, item in enumerate(self.put))


def _never(name: str, when: str, *, provable: bool = True, since: str = "2017-01-01", until: str = "") -> Seeded:
    return Seeded(name, "rule_never_fires", (Put(f"{{{when}}}", since=since, until=until),), provable)


def _twice(name: str, when: str, other: str, certainty: str = "likely") -> Seeded:
    return Seeded(name, "rule_subsumed", (Put(f"{{{when}}}", certainty=certainty), Put(f"{{{other}}}")))


def _vain(name: str, when: str, exclusion: str) -> Seeded:
    strategy = "strategy: build_brand"
    return Seeded(
        name, "rule_always_withheld", (Put(f"{{{when}}}", strategy), Put(f"{{{exclusion}}}", strategy, head="excludes"))
    )


def _idle(name: str, when: str) -> Seeded:
    return Seeded(name, "part_idle", (Put(f"{{{when}}}"),))


_BEDS, _INTAKE = "fact: free_dormitory_beds", "{fact: planned_overseas_intake}"
FAULTS = (
    _never(
        "gap none and moderate", "all: [{gap: overseas_sites, is: none}, {gap: overseas_sites, at_least: moderate}]"
    ),
    _never("below and above", "all: [{indicator: overseas_sites, below: 3}, {indicator: overseas_sites, at_least: 5}]"),
    _never("neighbours", "all: [{indicator: overseas_sites, above: 3}, {indicator: overseas_sites, below: 4}]"),
    _never("above the form", "fact: staff, above: 500"),
    _never("below nought", "fact: budget, below: 0"),
    _never("over a hundred per cent", "participation: overseas_sites, above: 100"),
    _never("yes and no", "all: [{fact: office, is: true}, {fact: office, is: false}]"),
    _never("in and not", "all: [{fact: office, in: [true]}, {fact: office, is_not: true}]"),
    _never(
        "word and no such word",
        "all: [{fact: level, is: higher_vocational}, {fact: level, not_in: [higher_vocational]}]",
    ),
    _never(
        "no word at all",
        "all: [{fact: level, is_not: higher_vocational}, {fact: level, is_not: vocational_undergraduate}]",
    ),
    _never("empty between", "indicator: overseas_sites, between: [5, 3]"),
    _never("above the last word", "trend: overseas_sites, above: rising"),
    _never(
        "not of any", "all: [{fact: plan, is: true}, {not: {any: [{fact: plan, is: true}, {fact: rules, is: true}]}}]"
    ),
    _never(
        "not of all, twice",
        "all: [{fact: plan, is: true}, {fact: rules, is: true},"
        " {not: {not: {not: {all: [{fact: plan, is: true}, {fact: rules, is: true}]}}}}]",
    ),
    _never(
        "every alternative",
        "all: [{any: [{fact: staff, below: 1}, {fact: staff, above: 9}]}, {fact: staff, between: [2, 8]}]",
    ),
    _never("unknown and compared", "all: [{fact: staff, known: false}, {fact: staff, at_least: 1}]"),
    _never(
        "against a parameter",
        "all: [{fact: staff, below: {parameter: min_office_staff}},"
        " {fact: staff, above: {parameter: min_office_staff}}]",
    ),
    _never(
        "more of fewer",
        "all: [{count: partnerships, where: {active: {is: true}, runs_site: {is: true}}, at_least: 3},"
        " {count: partnerships, where: {active: {is: true}}, below: 3}]",
    ),
    _never(
        "parts beyond the whole",
        "all: [{count: partnerships, where: {active: {is: true}}, at_least: 2},"
        " {count: partnerships, where: {active: {is: false}}, at_least: 2}, {count: partnerships, at_most: 3}]",
    ),
    _never("rows of no number", "some: partnerships, where: {people: {between: [5, 3]}}"),
    _never(
        "some and none",
        "all: [{some: enterprises, where: {agreement: {is: true}}},"
        " {none: enterprises, where: {agreement: {is: true}}}]",
    ),
    _never("none and some of them", "all: [{none: programmes}, {some: programmes, where: {leading: {is: true}}}]"),
    _never(
        "every and a row that does not",
        "all: [{every: alliances, have: {active: {is: true}}}, {some: alliances, where: {active: {is: false}}}]",
    ),
    _never("a list that is not given", "all: [{count: alliances, known: false}, {some: alliances}]"),
    _never("a policy after the rule", "policy: shuanggao_2025", until="2024-12-31"),
    _never("a policy before the rule", "policy: shuanggao_2025", since="2030-01-01"),
    _never("a law that holds on every day", "not: {policy: edu_law}"),
    _never(
        "policies that never meet", "all: [{policy: gx_he_145}, {not: {policy: strong_edu_2025}}]", since="2025-10-01"
    ),
    _never("a regional policy without a place", "all: [{policy: expo}, {fact: town, known: false}]"),
    _never("a town on the border that is none", "all: [{fact: town, is: nanning}, {fact: town_border, is: true}]"),
    _never(
        "a gap without a figure",
        "all: [{indicator: overseas_sites, known: false}, {gap: overseas_sites, at_least: slight}]",
    ),
    _never(
        "a zero with a standing",
        "all: [{indicator: overseas_sites, is: 0}, {standing: overseas_sites, at_least: lower}]",
    ),
    _never("a zero that rises", "all: [{indicator: overseas_sites, is: 0}, {trend: overseas_sites, is: rising}]"),
    _never(
        "a zero that is stronger",
        "all: [{indicator: overseas_sites, is: 0}, {advantage: overseas_sites, is: stronger}]",
    ),
    _never(
        "upper half with a gap",
        "all: [{standing: overseas_sites, at_least: upper}, {gap: overseas_sites, at_least: slight}]",
    ),
    _never("leading and low", "all: [{fact: development_state, is: leading}, {fact: scale_standing, is: low}]"),
    _never("spent of nothing", "all: [{fact: budget, is: 0}, {fact: budget_execution, above: 0}]"),
    _never("areas counted and none", "all: [{fact: mission_areas_named, at_least: 1}, {none: mission_areas}]"),
    _never("a share of no students", "all: [{none: overseas_students}, {fact: degree_student_share, at_least: 1}]"),
    _never("two facts both ways", f"all: [{{{_BEDS}, below: {_INTAKE}}}, {{{_BEDS}, above: {_INTAKE}}}]"),
    _never("fewer than none", f"all: [{{{_BEDS}, below: {_INTAKE}}}, {{fact: planned_overseas_intake, is: 0}}]"),
    _never(
        "a chain of facts",
        f"all: [{{{_BEDS}, at_least: 10}}, {{{_BEDS}, below: {_INTAKE}}},"
        " {fact: planned_overseas_intake, at_most: 10}]",
    ),
    _never("surer than any rule", "problem: concentrated_student_sources, certainty: {at_least: established}"),
    _never(
        "a problem that the facts deny",
        "all: [{problem: no_dedicated_office}, {fact: office, is: true}, {fact: staff, at_least: 5}]",
    ),
    _never(
        "a cause whose problems the facts deny",
        "all: [{cause: incomplete_management_system}, {fact: office, is: true}, {fact: rules, is: true},"
        " {fact: budget_execution, at_least: 95}]",
    ),
    _never(
        "more places than partners", "all: [{none: partnerships}, {fact: partner_places, at_least: 1}]", provable=False
    ),
    _never(
        "students of no row",
        "all: [{fact: overseas_students_total, at_least: 1}, {none: overseas_students}]",
        provable=False,
    ),
    _never(
        "spent over budget, share under",
        "all: [{fact: budget, is: 10}, {fact: budget_spent, is: 20}, {fact: budget_execution, below: 100}]",
        provable=False,
    ),
    _never(
        "a gap against a statute's number",
        "all: [{fact: level, is: higher_vocational}, {fact: college_type, is: comprehensive_normal_ethnic},"
        " {indicator: student_teacher_ratio, above: 40}, {gap: student_teacher_ratio, is: none}]",
        provable=False,
    ),
    _never(
        "a surer problem that the facts deny",
        "all: [{problem: no_dedicated_office, certainty: {at_least: likely}}, {fact: office, is: true},"
        " {fact: staff, at_least: 5}]",
        provable=False,
    ),
    _twice("a higher word", "gap: intl_skill_awards, at_least: large", "gap: intl_skill_awards, at_least: moderate"),
    _twice("fewer words", "gap: intl_skill_awards, in: [large]", "gap: intl_skill_awards, in: [moderate, large]"),
    _twice("a tighter bound", "indicator: intl_skill_awards, at_least: 8", "indicator: intl_skill_awards, above: 4"),
    _twice("between within", "fact: staff, between: [3, 4]", "fact: staff, between: [2, 6]"),
    _twice("the same in other words", "fact: staff, below: 3", "not: {fact: staff, at_least: 3}"),
    _twice("less sure", "fact: staff, is: 3", "fact: staff, is: 3", "possible"),
    _twice("more rows", "count: alliances, at_least: 7", "count: alliances, at_least: 6"),
    _twice("no row for below one", "none: alliances", "count: alliances, at_most: 2"),
    _twice(
        "one alternative of two",
        "all: [{fact: staff, is: 3}, {fact: budget, is: 4}]",
        "any: [{fact: staff, is: 3}, {fact: budget, is: 4}]",
    ),
    _twice(
        "a filter with a higher bound",
        "some: partnerships, where: {people: {at_least: 90}}",
        "some: partnerships, where: {people: {at_least: 80}}",
    ),
    _twice(
        "de Morgan",
        "not: {any: [{fact: staff, is: 3}, {fact: budget, is: 4}]}",
        "all: [{not: {fact: staff, is: 3}}, {not: {fact: budget, is: 4}}]",
    ),
    _vain("excluded by the same", "fact: staff, is: 3", "fact: staff, is: 3"),
    _vain("excluded by more", "fact: staff, is: 3", "fact: staff, between: [1, 5]"),
    _vain(
        "excluded by an alternative",
        "all: [{fact: staff, is: 3}, {fact: plan, is: true}]",
        "any: [{fact: plan, is: true}, {fact: rules, is: true}]",
    ),
    _vain("excluded by a law of facts", "trend: overseas_sites, is: rising", "indicator: overseas_sites, above: 0"),
    _vain(
        "excluded by what its problem needs",
        "problem: no_dedicated_office",
        "any: [{fact: office, is: false}, {fact: staff, below: 5}]",
    ),
    _vain("excluded by a law in force", "fact: staff, is: 3", "policy: edu_law"),
    _idle("a bound within another", "all: [{fact: staff, below: 9}, {fact: staff, below: 3}]"),
    _idle("an alternative within another", "any: [{fact: staff, below: 9}, {fact: staff, below: 3}]"),
    _idle("an alternative that never holds", "any: [{fact: staff, below: 9}, {fact: staff, above: 500}]"),
    _idle(
        "a figure that a standing needs",
        "all: [{indicator: overseas_sites, above: 0}, {standing: overseas_sites, is: upper}]",
    ),
    _idle("a double not", "all: [{fact: plan, is: true}, {not: {not: {fact: plan, is: true}}}]"),
)
SOUND = (
    _never(
        "answered and none of the answers",
        "all: [{fact: office, known: true}, {not: {fact: office, is: true}}, {not: {fact: office, is: false}}]",
    ),
    _never(
        "policies that meet for a while", "all: [{policy: gx_he_145}, {policy: strong_edu_2025}]", since="2025-10-01"
    ),
    _never("known and false", "all: [{fact: plan, known: true}, {fact: plan, is: false}]"),
    _never(
        "some and none, of other rows",
        "all: [{some: alliances, where: {active: {is: true}}}, {none: alliances, where: {active: {is: false}}}]",
    ),
    _never("the bound itself", "all: [{fact: staff, at_least: 3}, {fact: staff, at_most: 3}]"),
    _twice(
        "surer", "gap: intl_skill_awards, at_least: large", "gap: intl_skill_awards, at_least: moderate", "established"
    ),
    _twice(
        "known where the other is not",
        "all: [{fact: staff, known: false}, {fact: budget, is: 4}]",
        "all: [{fact: staff, is: 3}, {fact: budget, is: 4}]",
    ),
)
