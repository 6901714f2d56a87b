"""The auditor's desk: what was issued is listed and told, and decisions are entered, superseded and never lost."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from audit_sample import DAYS, decided, digest_of, filled, records
from hepu.audit.deciding import Opinion, prepared
from hepu.audit.desk import Wanted, cases
from hepu.audit.log import read_log
from hepu.audit.pieces import measures_of, pieces_of
from hepu.audit.stored import find_record
from hepu.cli import main
from hepu.errors import InputError
from hepu.ledger.entries import Decided, read_body
from hepu.record.build import as_json
from report_sample import published, record_of
from verify_sample import issued, ledger_with

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.ledger.store import Ledger

Say = Callable[..., tuple[int, str, str]]
AT = "2026-11-25T08:00:00+00:00"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Give a ledger of three advisories."""
    return filled(tmp_path / "desk ledger.db")


@pytest.fixture
def say(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command of the desk on the ledger and give its code and what it prints."""
    monkeypatch.setenv("HEPU_LEDGER", ledger.name)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["hepu", "audit", *words])
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    return run


def faults_of(call: Callable[[], object]) -> list[str]:
    """Give the codes of the faults of a call that must fail."""
    with pytest.raises(InputError) as error:
        call()
    return [fault.code for fault in error.value.faults]


def opinion(**other: str) -> Opinion:
    """Give an opinion on the first measure."""
    told = {"piece": measures_of(as_json(records()[0]))[0], "decision": "采纳", "reason": "示例理由", "by": "审计组"}
    return Opinion(**{**told, **other})  # type: ignore[arg-type]  # all of these are words


def test_the_list_tells_how_far_each_advisory_is_decided_on(ledger: Ledger) -> None:
    first, second, third = records()
    keys = measures_of(as_json(first))
    ledger.append([decided(second, keys[0], "adopted", "2026-11-24")])
    ledger.append([decided(third, key, "rejected", "2026-11-24") for key in measures_of(as_json(third))])

    found = list(cases(read_log(ledger), Wanted()))

    assert [case.record_id for case in found] == [item.issue.id for item in (first, second, third)]
    assert [case.state for case in found] == ["open", "partly", "decided"]
    assert [len(case.decided) for case in found] == [0, 1, len(measures_of(as_json(third)))]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(college="内陆"), [1]),
        (Wanted(college="inland"), [1]),
        (Wanted(college="nowhere"), []),
    ],
)
def test_the_list_is_narrowed_by_college_in_either_language(
    ledger: Ledger, wanted: Wanted, expected: list[int]
) -> None:
    found = list(cases(read_log(ledger), wanted))

    assert [case.record_id for case in found] == [records()[at].issue.id for at in expected]


def test_the_list_is_narrowed_by_day_and_by_what_is_left_to_decide(ledger: Ledger, say: Say) -> None:
    third = records()[2]
    ledger.append([decided(third, key, "adopted", "2026-11-24") for key in measures_of(as_json(third))])

    code, told, _ = say("list", "--since", DAYS[1], "--undecided", "--json")

    assert code == 0
    assert [item["record_id"] for item in json.loads(told)] == [records()[1].issue.id]


def test_what_is_for_the_department_alone_is_no_advice_to_the_college() -> None:
    record = as_json(records()[0])
    department = {
        f"strategy.{item['id']}" for item in record["advice"]["strategies"] if item["placement"] == "department"
    }

    assert department
    assert not department & set(measures_of(record))


def test_an_advisory_without_measures_is_not_told_as_decided_on(tmp_path: Path) -> None:
    """Nobody decided anything on a college of which only published figures are known, and nothing is left to decide."""
    ledger = ledger_with(tmp_path / "published.db", issued(published=True))

    assert [case.state for case in cases(read_log(ledger), Wanted())] == ["none"]
    assert not list(cases(read_log(ledger), Wanted(undecided=True)))


def test_of_published_figures_no_measure_or_problem_is_a_piece() -> None:
    record = as_json(record_of(published())[0])

    assert measures_of(record) == ()
    assert {key.partition(".")[0] for key in pieces_of(record)} <= {"strength", "opportunity"}


def test_the_table_has_heads_in_the_readers_language_and_no_formula(ledger: Ledger, say: Say) -> None:
    del ledger
    _, chinese, _ = say("list", "--csv")
    _, english, _ = say("list", "--csv", "--lang", "en")

    assert next(csv.reader(io.StringIO(chinese)))[:2] == ["记录编号", "院校"]
    assert next(csv.reader(io.StringIO(english)))[:2] == ["Record", "College"]
    assert len(list(csv.reader(io.StringIO(english)))) == 4


def test_a_record_is_found_by_number_or_by_the_beginning_of_its_digest(ledger: Ledger) -> None:
    log, record = read_log(ledger), records()[0]

    assert find_record(log, record.issue.id.lower()).digest == digest_of(record)
    assert find_record(log, digest_of(record)[:8]).digest == digest_of(record)


def test_an_unknown_record_is_told_with_the_nearest(ledger: Ledger) -> None:
    wanted = records()[0].issue.id

    with pytest.raises(InputError) as error:
        find_record(read_log(ledger), wanted[:-1])

    assert error.value.faults[0].context["nearest"] == wanted


@pytest.mark.parametrize("word", ["部分采纳", "partly", "partly_adopted", "adopted in part", " partly "])
def test_a_decision_is_read_in_every_way_it_is_written(ledger: Ledger, word: str) -> None:
    log = read_log(ledger)
    item = find_record(log, records()[0].issue.id)

    assert prepared(log, item, opinion(decision=word), AT, {}).decision == "partly_adopted"


def test_every_fault_of_an_opinion_is_told_at_once(ledger: Ledger) -> None:
    log = read_log(ledger)
    item = find_record(log, records()[0].issue.id)
    wrong = opinion(piece="strategy.nothing", decision="maybe", reason=" ", by="x" * 201)

    assert faults_of(lambda: prepared(log, item, wrong, AT, {})) == [
        "audit_no_reason",
        "audit_long_role",
        "audit_piece",
        "audit_decision",
    ]


@pytest.mark.parametrize(
    "text", ["经办人 11010519491231002X", "请联系 13800138000", "见 someone@example.com 的来信", "护照号 E12345678"]
)
@pytest.mark.parametrize("part", ["reason", "by"])
def test_nothing_personal_is_entered_for_ever(ledger: Ledger, part: str, text: str) -> None:
    log = read_log(ledger)
    item = find_record(log, records()[0].issue.id)

    assert faults_of(lambda: prepared(log, item, opinion(**{part: text}), AT, {})) == ["audit_personal"]


def test_a_reason_is_bounded(ledger: Ledger) -> None:
    log = read_log(ledger)
    item = find_record(log, records()[0].issue.id)

    assert prepared(log, item, opinion(reason="字" * 4000), AT, {}).reason == "字" * 4000
    assert faults_of(lambda: prepared(log, item, opinion(reason="字" * 4001), AT, {})) == ["audit_long_reason"]


def test_a_later_decision_stands_and_the_earlier_one_stays(ledger: Ledger, say: Say) -> None:
    record = records()[0]
    key = measures_of(as_json(record))[0]
    for word in ("adopted", "退回补充"):
        code, _, warned = say(
            "decide", record.issue.id, key, "--decision", word, "--reason", f"因为{word}", "--by", "审计组", "--at", AT
        )
        assert code == 0
        assert "不能撤回" in warned

    _, told, _ = say("show", record.issue.id, "--json")
    piece = next(part for part in json.loads(told)["parts"] if part.get("piece") == key)

    assert piece["decision"] == "returned"
    assert [item["decision"] for item in piece["decisions"]] == ["adopted", "returned"]
    assert [type(read_body(entry.body, "")) for entry in ledger.entries()][-2:] == [Decided, Decided]


def test_a_piece_is_named_by_its_name_and_a_wrong_one_is_told_with_the_nearest(ledger: Ledger, say: Say) -> None:
    record, pack = records()[0], record_of(published())[1]
    name = measures_of(as_json(record))[0].partition(".")[2]
    told = pack.knowledge.strategies[name].name
    words = ("--decision", "adopted", "--reason", "因为", "--by", "审计组", "--at", AT)

    code, _, _ = say("decide", record.issue.id, told.zh, *words)
    wrong, _, why = say("decide", record.issue.id, f"{name}x", *words)

    assert (code, wrong) == (0, 1)
    assert name in why
    assert len(list(ledger.entries())) == 5


def test_an_advisory_is_told_piece_by_piece_with_its_grounds(say: Say) -> None:
    record = records()[0]
    _, told, _ = say("show", record.issue.id, "--json")
    pieces: list[dict[str, Any]] = [part for part in json.loads(told)["parts"] if part["kind"] == "piece"]

    assert [item["piece"] for item in pieces] == list(measures_of(as_json(record)))
    assert all(item["basis"] in {"law", "study", "case", "synthesis"} for item in pieces)
    assert all(item["sources"] and item["parts"] for item in pieces)
    fired = record.inference.conclusions[pieces[0]["piece"]].fired
    assert [part["rule"] for part in pieces[0]["parts"]] == list(fired)


def test_a_ledger_whose_chain_is_broken_is_not_worked_on(ledger: Ledger, say: Say) -> None:
    ledger.engine.dispose()
    with sqlite3.connect(ledger.name) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        table = raw.execute("SELECT name FROM sqlite_master WHERE type='table' AND name LIKE '%entry%'").fetchone()[0]
        raw.execute(f"UPDATE {table} SET body = CAST(body || ' ' AS BLOB) WHERE sequence = 2")  # noqa: S608  # ours

    code, told, why = say("list")

    assert (code, told) == (1, "")
    assert "2" in why


@pytest.mark.parametrize("words", [("list",), ("show", "HP-0"), ("list", "--ledger", "missing.db")])
def test_without_a_ledger_the_command_says_so_in_a_line(
    say: Say, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.delenv("HEPU_LEDGER")
    code, told, why = say(*words)

    assert (code, told) == (1, "")
    assert "Traceback" not in why
    assert "→" in why
