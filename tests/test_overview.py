"""The view over many: what rules did, what advice rests on, and whether like colleges are told alike."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import jsonschema
import numpy as np
import pytest

from audit_sample import DAYS, archived, decided, issued, records
from hepu.advising import shipped
from hepu.discrimination import likeness
from hepu.errors import InputError
from hepu.layers import shipped_layers
from hepu.ledger.store import create_ledger
from hepu.overview.build import overview_of
from hepu.overview.collect import of_files, of_ledger
from hepu.overview.command import View, run_view
from hepu.overview.model import Overview
from hepu.overview.told import told_of
from hepu.overview.written import as_csv, as_json, as_text
from hepu.published import model_schema
from hepu.record.digests import record_bytes
from hepu.record.rebuild import facts_of
from overview_sample import AT, collected, many, taken_for_issued

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hepu.overview.model import PackView
    from hepu.record.model import Record

NAME = "虚构"


def named_view(count: int = 10) -> PackView:
    (view,) = overview_of(collected(many(count)), named=True).packs
    return view


def with_profile(record: Record, **college: Any) -> Record:
    profile = record.inputs.profile
    changed = {**profile, "college": {**profile["college"], **college}}
    return record.model_copy(update={"inputs": record.inputs.model_copy(update={"profile": changed})})


def with_advice(record: Record, **parts: Any) -> Record:
    return record.model_copy(update={"advice": record.advice.model_copy(update=parts)})


def renamed(record: Record) -> Record:
    return with_profile(record, name={"zh": "另一所虚构院校", "en": ""})


def test_each_rule_is_counted_as_the_records_say() -> None:
    counted: Mapping[str, Counter[str]] = {rule: Counter() for rule in shipped().pack.rules}
    for record in many():
        for rule in record.inference.rules:
            counted[rule.rule][rule.truth[0] if rule.applies else "-"] += 1
    rows = named_view().rules

    assert {row.rule: (row.fired, row.silent, row.undetermined) for row in rows} == {
        rule: (found["T"], found["F"], found["U"]) for rule, found in counted.items()
    }
    assert all(row.applied == 10 - counted[row.rule]["-"] for row in rows)


def test_every_rule_of_the_pack_has_a_row_with_its_stage_also_when_it_never_fired() -> None:
    rows = named_view().rules

    assert {row.rule: row.stage for row in rows} == {rule.id: rule.stage for rule in shipped().pack.rules.values()}
    assert any(row.fired == 0 for row in rows)


def test_a_measure_is_marked_by_its_entry_its_rules_and_the_day() -> None:
    pack, rows = shipped().pack, named_view().grounds
    strategies = pack.knowledge.strategies

    assert {row.strategy for row in rows if row.unread} == {
        row.strategy for row in rows if not strategies[row.strategy].verified
    }
    assert all(strategies[row.strategy].basis == "synthesis" for row in rows if row.synthesis_only)
    assert {row.unreviewed for row in rows} == {"all"}  # nobody has reviewed anything yet
    for row in rows:
        told = [r for r in many() for item in r.advice.strategies if item.id == row.strategy]
        assert row.not_in_force == () or any(not r.facts.policies[name] for r in told for name in row.not_in_force)
        assert set(row.unchecked) <= {n for n, p in pack.knowledge.policies.items() if not p.original_checked}


def test_what_is_withheld_is_not_told() -> None:
    told = Counter(item.id for record in many() for item in record.advice.strategies if item.placement != "withheld")

    assert {row.strategy: row.records for row in named_view().grounds} == dict(told)


@pytest.mark.parametrize(("years", "some"), [(0, True), (100, False)])
def test_a_work_is_old_beyond_the_bound_that_is_set(years: int, *, some: bool) -> None:
    (view,) = overview_of(collected(many()), named=True, older_than=years).packs

    assert any(row.outdated_at for row in view.grounds) is some


def test_actors_theories_problems_and_causes_add_up_to_what_records_tell() -> None:
    view = named_view()
    pieces = sum(item.placement != "withheld" for record in many() for item in record.advice.strategies)
    holds = Counter(item.id for record in many() for item in record.advice.problems)
    causes = Counter(item.id for record in many() for item in record.advice.causes)

    assert sum(row.pieces for row in view.actors) == pieces
    assert sum(row.pieces for row in view.theories) == pieces
    assert {row.problem: row.colleges for row in view.problems} == dict(holds)
    assert {row.cause: row.colleges for row in view.causes} == dict(causes)


def test_colleges_with_the_same_facts_and_another_name_are_told_the_same() -> None:
    first = many()[0]
    (view,) = overview_of(collected([first, renamed(first)]), named=True).packs

    assert (view.twins.groups, view.twins.records, view.twins.unlike) == (1, 2, ())


def test_the_same_facts_with_other_advice_are_named_loudly() -> None:
    first = many()[0]
    other = with_advice(renamed(first), strategies=first.advice.strategies[1:])
    made = collected([first, other])
    overview = overview_of(made, named=True)
    (unlike,) = overview.packs[0].twins.unlike

    assert overview.violated
    assert unlike.differ == ("strategies",)
    assert set(unlike.records) == {first.issue.id}
    assert "!! ALARM" in as_text(overview, made.packs, "en")


def test_a_violation_is_told_without_names_too_however_few_colleges_there_are() -> None:
    first = many()[0]
    overview = overview_of(collected([first, with_advice(renamed(first), problems=())]))

    assert overview.violated
    assert overview.packs[0].twins.unlike[0].records == ()
    assert NAME not in as_json(overview)


def test_likeness_is_the_one_that_is_measured_elsewhere() -> None:
    pack = shipped().pack
    square = likeness([facts_of(record) for record in many()], pack)
    pairs = square[np.triu_indices(len(square), 1)]
    view = named_view()

    assert view.likeness.pairs == len(pairs)
    assert view.likeness.nearest[0].likeness == round(1000 * float(pairs.max()))


def test_the_nearest_pairs_say_who_is_told_what_alone_and_which_answers_stand_behind() -> None:
    by_id = {record.issue.id: record for record in many()}
    for pair in named_view().likeness.nearest:
        assert pair.one is not None
        assert pair.other is not None
        assert pair.answers is not None
        told = [
            {item.id for item in by_id[side.record].advice.strategies if item.placement != "withheld"}
            for side in (pair.one, pair.other)
        ]
        assert set(pair.one.measures) == told[0] - told[1]
        assert set(pair.other.measures) == told[1] - told[0]
        assert pair.apart == len(told[0] ^ told[1])
        assert 0 < len(pair.answers) <= pair.differing


def test_without_names_nothing_names_a_college_or_a_record() -> None:
    made = collected(many())
    overview = overview_of(made)
    shown = (
        as_json(overview)
        + as_text(overview, made.packs, "zh", every=True)
        + "".join(as_csv(overview, made.packs, "zh").values())
    )

    assert overview.packs[0].problems
    assert not any(
        record.issue.id in shown or record.inputs.profile["college"]["name"]["zh"] in shown for record in many()
    )


def test_without_names_fewer_than_eight_colleges_are_not_told_of() -> None:
    view = overview_of(collected(many()[:7])).packs[0]

    assert view.withheld
    assert (view.rules, view.grounds, view.problems, view.likeness.nearest) == ((), (), (), ())
    assert not overview_of(collected(many()[:8])).packs[0].withheld


def test_without_names_a_rule_that_fewer_than_eight_colleges_let_judge_keeps_its_counts_back() -> None:
    rows = overview_of(collected(many())).packs[0].rules

    assert any(row.judged < 8 for row in rows)
    assert all((row.fired is None) is (row.judged < 8) for row in rows)


def test_the_same_college_twice_counts_as_one() -> None:
    first, again = many()[0], with_advice(many()[0], plan=many()[1].advice.plan)
    view = overview_of(collected([first, again]), named=True).packs[0]

    assert (view.records, view.colleges) == (2, 1)
    assert max(row.colleges or 0 for row in view.rules) == 1


def test_records_of_different_packs_are_never_added_up() -> None:
    first, second = many()[:2]
    pack = second.inputs.pack.model_copy(update={"digest": "f" * 64, "version": "0.0.9"})
    other = second.model_copy(update={"inputs": second.inputs.model_copy(update={"pack": pack})})
    made = collected([first, other])
    made.packs["f" * 64] = None
    views = overview_of(made, named=True).packs

    assert [(view.records, view.at_hand) for view in sorted(views, key=lambda item: item.version)] == [
        (1, False),
        (1, True),
    ]
    assert "--pack" in as_text(overview_of(made, named=True), made.packs, "en")


def test_a_record_is_kept_in_a_small_part_of_its_room() -> None:
    record = many()[0]
    told = told_of(record, "0" * 64, shipped().pack)

    assert len(repr(told)) * 10 < len(record_bytes(record)) * 2


def test_the_json_follows_its_published_schema() -> None:
    for named in (True, False):
        jsonschema.validate(json.loads(as_json(overview_of(collected(many()), named=named))), model_schema(Overview))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for at, record in enumerate(many()[:3]):
        (tmp_path / f"{at}.json").write_bytes(record_bytes(record))
    (tmp_path / "again.json").write_bytes(record_bytes(many()[0]))
    (tmp_path / "0.receipt.json").write_text('{"schema": "other/1"}')
    (tmp_path / "damaged.json").write_bytes(record_bytes(many()[1]).replace(b'"rank":1,', b'"rank":9,', 1))
    return tmp_path


def test_a_folder_is_read_file_by_file_and_what_does_not_count_is_said(folder: Path) -> None:
    made = of_files([folder], shipped_layers())

    assert len(made.told) == 3
    assert dict(made.left_out) == {"repeated": 1, "without_record": 1, "faulty": 1}
    assert [fault.code for fault in made.faults] == ["record_damaged"]


def test_files_and_a_table_each_are_written_and_what_is_at_fault_shows_in_the_code(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    asked = View(
        paths=(folder,),
        ledger=None,
        ledger_given=False,
        named=True,
        older_than=10,
        every=False,
        form="json",
        folder=out,
        report=out / "view.html",
        at=AT,
        layers=shipped_layers(),
        lang="zh",
        report_lang="both",
    )
    done = run_view(asked)
    html = (out / "view.html").read_text("utf-8")

    assert done.code == 1
    assert json.loads(done.text)["records"] == 3
    assert {"rules.csv", "never.csv", "grounds.csv", "problems.csv"} <= {path.name for path in done.paths}
    assert (out / "rules.csv").read_bytes().startswith(b"\xef\xbb\xbfpack,rule,")
    assert "<script" not in html
    assert "供主管部门内部使用" in html


@pytest.mark.parametrize(
    ("paths", "given", "code"), [((), False, "overview_no_input"), (("x",), True, "overview_two_inputs")]
)
def test_a_view_of_nothing_or_of_two_things_is_refused(
    tmp_path: Path, paths: tuple[str, ...], *, given: bool, code: str
) -> None:
    asked = View(
        paths=tuple(tmp_path / name for name in paths),
        ledger="l" if given else None,
        ledger_given=given,
        named=False,
        older_than=10,
        every=False,
        form="text",
        folder=None,
        report=None,
        at=AT,
        layers=shipped_layers(),
        lang="en",
        report_lang="en",
    )
    with pytest.raises(InputError) as raised:
        run_view(asked)

    assert [fault.code for fault in raised.value.faults] == [code]


def test_decisions_of_auditors_are_counted_by_piece_and_basis_and_few_have_no_rate(tmp_path: Path) -> None:
    ledger = create_ledger(str(tmp_path / "ledger"), "示例台账", f"{DAYS[0]}T00:00:00+00:00")
    first, second, third = map(taken_for_issued, records())
    for record in (first, second, third):
        entry = issued(record, archived(), DAYS[1])
        ledger.append([entry], [record_bytes(record), archived()])
    piece = f"strategy.{first.advice.strategies[0].id}"
    ledger.append([decided(first, piece, "rejected", DAYS[2]), decided(second, piece, "partly_adopted", DAYS[2])])
    ledger.append([decided(first, piece, "adopted", DAYS[2])])
    made = of_ledger(str(tmp_path / "ledger"), shipped_layers())
    view = overview_of(made, named=True).packs[0]
    (row,) = view.decisions

    assert (row.piece, row.records, row.colleges, row.rate) == (piece, 2, 2, None)
    assert row.decided == {"adopted": 1, "partly_adopted": 1, "returned": 0, "rejected": 0}
    assert [item.basis for item in view.decisions_by_basis] == [row.basis]
    assert (view.twins.groups, view.twins.unlike) == (1, ())  # one is the other under another name
    assert overview_of(made).packs[0].decisions == ()
