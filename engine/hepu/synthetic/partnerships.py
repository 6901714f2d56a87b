"""Partnerships that carry what the college does: each active field rests on some of them, each site on one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.synthetic.college import College

__all__ = ["partnerships"]

Rows = list[dict[str, Any]]
_FLAGS = {
    "inbound_study": "receives_students",
    "training_for_overseas": "trains_partner_staff",
    "student_exchange": "sends_students",
    "teacher_exchange": "sends_teachers",
    "standards": "adopts_standards",
    "overseas_sites": "runs_site",
    "cooperative_programmes": "cooperative_programme",
}
# What takes more than a memorandum.
_FIRM = {"overseas_sites": ("project", "joint_entity"), "cooperative_programmes": ("project", "joint_entity")}
_SIGNED = ("agreement", "project", "joint_entity")
_FIRST_YEAR = 2012
_MOST_CARRIERS = 3


def partnerships(college: College, enterprises: Rows, years: Mapping[str, Mapping[int, Any]]) -> Rows:
    """Draw the partnerships of a college."""
    chance = college.chance
    sites = years["overseas_sites"][college.data_year]
    carried = [
        name
        for name in _FLAGS
        if name in college.fields and chance.flip(college.assumed.carried_by_a_partner.get(name, 1))
    ]
    rows = [_row(college, at) for at in range(max(college.count("partnerships"), sites, int(bool(carried))))]
    for name in carried:
        _carry(college, rows, name, sites if name == "overseas_sites" else chance.between(1, _MOST_CARRIERS))
    for row in rows:
        _share_in(college, row)
        _with_enterprise(college, row, enterprises)
    return rows


def _row(college: College, at: int) -> dict[str, Any]:
    chance, assumed = college.chance, college.assumed
    row: dict[str, Any] = {
        "partner": college.named("partner", number=at + 1),
        "kind": chance.pick(assumed.partner_kinds),
        "place": chance.pick(college.kind.places),
        "level": chance.pick(assumed.levels),
        "since": chance.between(_FIRST_YEAR, college.data_year),
        "active": college.share("partnership_active"),
    }
    return row | dict.fromkeys(_FLAGS.values(), False)


def _carry(college: College, rows: Rows, name: str, number: int) -> None:
    """Let the firmest partnerships carry a field; the first does in any case, and is made active and firm for it."""
    ready = [row for row in rows if row["active"] and row["level"] in _FIRM.get(name, _SIGNED)]
    others = [row for row in rows if row not in ready]
    exactly = name == "overseas_sites"
    carriers = college.chance.few(ready, number) if not exactly else ready[:number]
    carriers += others[: (number if exactly else 1) - len(carriers)]
    for row in carriers:
        row["active"] = True
        if row["level"] not in _FIRM.get(name, _SIGNED):
            row["level"] = college.chance.pick(dict.fromkeys(_FIRM.get(name, _SIGNED), 1.0))
        row[_FLAGS[name]] = True


def _share_in(college: College, row: dict[str, Any]) -> None:
    """Let a partnership share in what the college does; one that has lapsed may have carried something else."""
    for name, flag in _FLAGS.items():
        possible = name not in _FIRM and (name in college.fields or not row["active"])
        if possible and not row[flag] and row["level"] != "memorandum":
            row[flag] = college.share("extra_activity")
    if not row["active"] and row["level"] in _FIRM["overseas_sites"]:
        row["runs_site"] = college.share("lapsed_site")
    exchanging = row["receives_students"] or row["sends_students"] or row["cooperative_programme"] or row["runs_site"]
    row["credits_recognised"] = bool(exchanging) and college.share("credits_recognised")
    if any(row[flag] for flag in _FLAGS.values()):
        row["people"] = max(2, round(college.size("partnership_people")))


def _with_enterprise(college: College, row: dict[str, Any], enterprises: Rows) -> None:
    row["with_enterprise"] = row["kind"] == "enterprise" or college.share("partner_with_enterprise")
    abroad = [item["name"] for item in enterprises if item["operates_abroad"]]
    if row["with_enterprise"] and abroad:
        row["enterprise"] = college.chance.pick(dict.fromkeys(abroad, 1.0))
