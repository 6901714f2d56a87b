"""A record inferred again by both engines: the same under its own pack, and told where it is not."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from audit_sample import digest_of, filled, records
from hepu.advising import shipped
from hepu.audit.replaying import again_by_history, again_under
from hepu.cli import main
from hepu.layers import Layer, shipped_layers
from hepu.ledger.entries import Replayed, read_body
from hepu.pack_sources.archive import pack_archive
from hepu.record.build import as_json, canonical
from hepu.record.build import digest_of as digest_of_value
from hepu.record.digests import digests_bytes, record_bytes
from hepu.record.inputs_file import inputs_bytes
from hepu.record.model import Record
from verify_sample import carrying, issued, ledger_with

if TYPE_CHECKING:
    from hepu.ledger.store import Ledger

Say = Callable[..., tuple[int, str, str]]
OWN_PACK = Path(__file__).parents[1] / "examples" / "packs" / "yunjiang"
AT = "2026-11-25T08:00:00+00:00"


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run the command and give its code and what it prints."""
    monkeypatch.delenv("HEPU_LEDGER", raising=False)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["hepu", "replay", *words])
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    return run


def changed(key: str, truth: str) -> Record:
    """Give the first record with another truth of a conclusion, and an id that fits."""
    value: dict[str, Any] = json.loads(record_bytes(records()[0]))
    value["inference"]["conclusions"][key]["truth"] = truth
    value["issue"]["id"] = ""
    value["issue"]["id"] = f"HP-{digest_of_value(value)[:16]}"
    return Record.model_validate(value)


def test_a_record_comes_out_the_same_under_its_own_pack() -> None:
    again = again_under(records()[0], shipped_layers(), "present")

    assert again.same
    assert again.differ == ()
    assert again.rules == len(records()[0].inference.rules)


def test_the_wordings_that_the_present_pack_keeps_give_the_same_by_both_engines() -> None:
    again = again_by_history(records()[0], shipped().pack)

    assert again.differ == ()
    assert again.rules == len(records()[0].inference.rules)


@pytest.mark.parametrize("letters", ["FFF", "UUU"])
def test_a_conclusion_that_does_not_follow_is_named(letters: str) -> None:
    key = next(key for key, item in records()[0].inference.conclusions.items() if item.truth == "TTT")
    again = again_under(changed(key, letters), shipped_layers(), "present")

    assert [(item.name, item.then, item.chainer, item.experta) for item in again.differ] == [
        (key, letters, "TTT", "TTT")
    ]
    assert again.engines_agree


def test_under_another_pack_what_changed_in_the_rules_is_told() -> None:
    again = again_under(records()[0], (*shipped_layers(), Layer.at(OWN_PACK)), "given")

    assert not again.same
    assert again.engines_agree
    told = {item.name: item for item in again.differ}
    assert told["yunjiang-fund-open"].then == "---"
    assert told["exchange-week-in-guizhou"].chainer == "---"


def test_the_command_returns_seven_where_anything_is_otherwise(tmp_path: Path, say: Say) -> None:
    key = next(key for key, item in records()[0].inference.conclusions.items() if item.truth == "TTT")
    whole, other = tmp_path / "whole record.json", tmp_path / "other.json"
    whole.write_bytes(record_bytes(records()[0]))
    other.write_bytes(canonical(as_json(changed(key, "FFF"))))

    assert say(str(whole))[0] == 0
    code, told, _ = say(str(other), "--json")
    assert code == 7
    assert [item["name"] for item in json.loads(told)["differ"]] == [key]


def test_a_replay_of_a_stored_record_is_entered(tmp_path: Path, say: Say) -> None:
    ledger: Ledger = filled(tmp_path / "ledger.db")
    record = records()[0]
    code, told, _ = say(record.issue.id, "--ledger", ledger.name, "--by", "审计组", "--at", AT, "--json")
    *_, last = ledger.entries()
    body = read_body(last.body, "")

    assert code == 0
    assert json.loads(told)["pack"]["origin"] == "stored"
    assert json.loads(told)["entry"] == last.sequence == 5
    assert isinstance(body, Replayed)
    assert (body.record, body.by, body.engines, body.differ) == (
        digest_of(record),
        "审计组",
        ("chainer", "experta"),
        (),
    )


def test_of_published_figures_no_problem_is_named_that_came_out_otherwise(tmp_path: Path, say: Say) -> None:
    """The entry of a ledger can never be taken out again, and its author would have named a real college's problem."""
    record = issued(published=True)
    ledger = ledger_with(tmp_path / "ledger.db", record)
    value: dict[str, Any] = json.loads(record_bytes(record))
    for key in ("problem.concentrated_student_sources", "opportunity.asean_proximity"):
        told = value["inference"]["conclusions"][key]
        told["truth"] = "FFF" if told["truth"] != "FFF" else "TTT"
    value["issue"]["id"] = ""
    value["issue"]["id"] = f"HP-{digest_of_value(value)[:16]}"
    (tmp_path / "other.json").write_bytes(canonical(as_json(Record.model_validate(value))))

    code, told, _ = say(str(tmp_path / "other.json"), "--ledger", ledger.name, "--json")
    *_, last = ledger.entries()
    body = read_body(last.body, "")

    assert code == 7
    assert ([item["name"] for item in json.loads(told)["differ"]], json.loads(told)["withheld"]) == (
        ["opportunity.asean_proximity"],
        1,
    )
    assert isinstance(body, Replayed)
    assert body.differ == ("opportunity.asean_proximity", "withheld")


def test_an_audit_edition_on_published_figures_is_inferred_again_from_its_inputs(tmp_path: Path, say: Say) -> None:
    record = issued(published=True)
    files = {
        "digests.json": digests_bytes(record),
        "inputs.json": inputs_bytes(record),
        "pack.zip": pack_archive(shipped().pack),
    }
    (tmp_path / "true.pdf").write_bytes(carrying(files))
    (tmp_path / "other.pdf").write_bytes(carrying(files | {"digests.json": digests_bytes(issued())}))

    code, told, _ = say(str(tmp_path / "true.pdf"))
    assert (code, told.startswith(record.issue.id)) == (0, True)
    code, told, why = say(str(tmp_path / "other.pdf"))
    assert (code, told) == (1, "")
    assert "its digests name" in why


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "not the record of an advisory"),
        (b"{}", "not the record of an advisory"),
        (b"%PDF-1.7\n%%EOF", "no attached file"),
        (None, "does not exist"),
    ],
    ids=["empty", "an empty object", "a bare PDF", "no file"],
)
def test_what_is_no_record_is_told_in_a_line(tmp_path: Path, say: Say, content: bytes | None, expected: str) -> None:
    file = tmp_path / "some file"
    if content is not None:
        file.write_bytes(content)
    code, told, why = say(str(file))

    assert (code, told) == (1, "")
    assert "→" in why
    assert "Traceback" not in why
    assert expected in why
