"""What leaves the desk: provenance that holds by the constraints of PROV and tells nothing of the profile; tables."""

from __future__ import annotations

import builtins
import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

import pytest
from prov.model import (
    ProvActivity,
    ProvAssociation,
    ProvDerivation,
    ProvDocument,
    ProvElement,
    ProvGeneration,
    ProvUsage,
)

from audit_sample import decided, digest_of, filled, records
from hepu.audit.log import read_log
from hepu.audit.pieces import measures_of, pieces_of
from hepu.audit.provenance import NAMESPACE, provenance
from hepu.cli import main
from hepu.errors import InputError
from hepu.ledger.entries import Replayed, Verified
from hepu.record.build import as_json

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.ledger.store import Ledger

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Give a ledger in which the first advisory was verified, replayed and decided on, once anew."""
    made, record = filled(tmp_path / "ledger.db"), records()[0]
    keys, digest, named = measures_of(as_json(record)), digest_of(record), record.issue.id
    at = "2026-11-25T01:00:00+00:00"
    steps: dict[str, Any] = {"record": "pass"}
    made.append(
        [
            Verified(
                at=at, by="审计组", file="ab" * 32, record=digest, record_id=named, verdict="consistent", steps=steps
            ),
            Replayed(
                at=at,
                by="审计组",
                record=digest,
                record_id=named,
                pack=record.inputs.pack.digest,
                engines=("chainer", "experta"),
                differ=(),
            ),
            decided(record, keys[0], "adopted", "2026-11-25"),
            decided(record, keys[1], "rejected", "2026-11-25", "=HYPERLINK('x')"),
            decided(record, keys[0], "returned", "2026-11-26"),
        ]
    )
    return made


@pytest.fixture
def document(ledger: Ledger) -> ProvDocument:
    """Give the provenance of the first advisory."""
    return provenance(records()[0], read_log(ledger).records[digest_of(records()[0])])


@pytest.fixture
def say(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run the command and give its code and what it prints."""
    monkeypatch.setenv("HEPU_LEDGER", ledger.name)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["hepu", "audit", "export", *words])
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr()
        return int(left.value.code or 0), told.out, told.err

    return run


def ends(document: ProvDocument, kind: type) -> list[tuple[str, str]]:
    """Give what each relation of a kind joins."""
    found = []
    for item in document.get_records(kind):
        first, second = [str(value) for _, value in item.formal_attributes][:2]
        found.append((first, second))
    return found


def words_of(value: Any) -> Iterator[str]:
    """Give every text of a profile."""
    if isinstance(value, dict):
        for item in value.values():
            yield from words_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from words_of(item)
    elif isinstance(value, str):
        yield value


def test_every_end_of_a_relation_is_told_of(document: ProvDocument) -> None:
    known = {str(item.identifier) for item in document.get_records(ProvElement)}
    named = {
        end
        for kind in (ProvUsage, ProvGeneration, ProvDerivation, ProvAssociation)
        for pair in ends(document, kind)
        for end in pair
    }

    assert len(known) > 20
    assert named <= known


def test_nothing_is_made_twice_or_of_itself(document: ProvDocument) -> None:
    made = [thing for thing, _ in ends(document, ProvGeneration)]
    graph: dict[str, set[str]] = {}
    for thing, source in [*ends(document, ProvDerivation), *ends(document, ProvGeneration)]:
        graph.setdefault(thing, set()).add(source)
    for activity, thing in ends(document, ProvUsage):
        graph.setdefault(activity, set()).add(thing)

    assert len(made) == len(set(made))
    assert list(TopologicalSorter(graph).static_order())


def test_somebody_or_something_did_each_activity(document: ProvDocument) -> None:
    done = {str(item.identifier) for item in document.get_records(ProvActivity)}

    assert done == {activity for activity, _ in ends(document, ProvAssociation)}


def test_what_is_derived_by_a_step_was_used_by_it(document: ProvDocument) -> None:
    """Hold the derivations of the road against what the activity that made the thing used."""
    made = dict(ends(document, ProvGeneration))
    used = set(ends(document, ProvUsage))
    apart = [
        (thing, source)
        for thing, source in ends(document, ProvDerivation)
        if thing in made and ":entry-" not in thing and (made[thing], source) not in used
    ]

    assert apart == []


def test_it_is_read_back_by_the_library_as_it_was(document: ProvDocument) -> None:
    written = document.serialize(format="json")

    assert ProvDocument.deserialize(content=written, format="json") == document


def test_it_tells_what_happened_since_in_the_order_of_the_ledger(document: ProvDocument) -> None:
    told = [str(item.identifier) for item in document.get_records(ProvActivity)]
    since = [name for name in told if name.startswith(("hepu:verification", "hepu:replay", "hepu:deciding"))]

    assert since == [
        "hepu:verification-5",
        "hepu:replay-6",
        "hepu:deciding-7",
        "hepu:deciding-9",
        "hepu:deciding-8",
    ]
    assert ("hepu:entry-9", "hepu:entry-7") in ends(document, ProvDerivation)


def test_nothing_of_the_profile_and_no_address_is_told(document: ProvDocument) -> None:
    written = document.serialize(format="json", ensure_ascii=False)
    told = str(written)
    profile = records()[0].inputs.profile
    texts = {text for text in words_of(profile) if any("\u4e00" <= sign <= "\u9fff" for sign in text)}

    assert len(texts) > 10
    assert [text for text in texts if text in told] == []
    assert "://" not in told
    assert json.loads(told)["prefix"] == {"hepu": NAMESPACE}
    assert "示例理由" not in told


def test_the_same_record_and_ledger_give_the_same_bytes(tmp_path: Path, say: Say) -> None:
    named = records()[0].issue.id
    for name in ("one.json", "two.json", "one.provn"):
        assert say(named, "--prov", "-o", str(tmp_path / name))[0] == 0

    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert (tmp_path / "one.provn").read_text("utf-8").startswith("document\n")


def test_without_the_library_one_line_says_how_to_get_it(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.startswith("prov"):
            raise ImportError(name)
        return plain(name, *rest, **named)

    item = read_log(ledger).records[digest_of(records()[0])]
    monkeypatch.setattr(builtins, "__import__", without)

    with pytest.raises(InputError, match="audit_no_prov"):
        provenance(records()[0], item)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 1),
        (("--prov",), 1),
        (("--prov", "--csv", "pieces"), 1),
        (("HP-none", "--csv", "pieces"), 1),
        (("{id}", "--prov", "-o", "{folder}/some.ttl"), 5),
        (("{id}", "--prov", "-o", "/dev/null/provenance.json"), 5),
    ],
    ids=["nothing", "no record", "two things", "an unknown record", "another form", "a place that is none"],
)
def test_what_cannot_be_exported_is_told_in_a_line(tmp_path: Path, say: Say, words: tuple[str, ...], code: int) -> None:
    filled_in = [word.format(id=records()[0].issue.id, folder=tmp_path) for word in words]
    left, told, why = say(*filled_in)

    assert told == ""
    assert "→" in why
    assert "Traceback" not in why
    assert left == code


def test_the_table_of_decisions_has_each_and_marks_the_one_that_stands(say: Say) -> None:
    _, told, _ = say("--csv", "decisions")
    heads, *rows = csv.reader(io.StringIO(told))

    assert heads[0] == "台账条号"
    assert [(row[0], row[-1]) for row in rows] == [("7", "否"), ("8", "是"), ("9", "是")]


def test_a_reason_that_looks_like_a_formula_stays_a_text(say: Say) -> None:
    _, told, _ = say("--csv", "decisions", "--lang", "en")

    assert "'=HYPERLINK" in told
    assert not any(cell.startswith("=") for row in csv.reader(io.StringIO(told)) for cell in row)


def test_the_table_of_pieces_has_every_piece_and_the_mark_that_excel_wants(tmp_path: Path, say: Say) -> None:
    record, file = records()[0], tmp_path / "pieces.csv"
    say(record.issue.id, "--csv", "pieces", "--bom", "-o", str(file))
    data = file.read_bytes()
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))

    assert data.startswith(b"\xef\xbb\xbf")
    assert [row[5] for row in rows[1:]] == list(pieces_of(as_json(record)))
    assert rows[1][14] == "退回补充"


def test_a_redacted_provenance_has_the_same_shape_and_no_name_or_digest_of_answers(ledger: Ledger) -> None:
    record = records()[0]
    item = read_log(ledger).records[digest_of(record)]
    plain, bare = provenance(record, item), provenance(record, item, redacted=True)
    told = str(bare.serialize(format="json", ensure_ascii=False))
    secrets = [
        item.digest,
        item.digest[:16],
        record.issue.id,
        record.inputs.profile_digest,
        "国际交流咨询室",
        "审计组",
        "ab" * 32,
    ]

    assert [type(part).__name__ for part in bare.get_records()] == [type(part).__name__ for part in plain.get_records()]
    assert [secret for secret in secrets if secret in told] == []
    assert record.inputs.pack.digest in told


@pytest.mark.parametrize("table", ["pieces", "decisions"])
def test_a_redacted_table_has_stand_ins(say: Say, table: str) -> None:
    _, plain, _ = say("--csv", table)
    _, told, _ = say("--csv", table, "--redacted")
    record = records()[0]
    name = record.inputs.profile["college"]["name"]["zh"]

    assert name in plain
    assert len(told.splitlines()) == len(plain.splitlines())
    assert [text for text in (name, record.issue.id, digest_of(record), "审计组", "示例理由") if text in told] == []
    assert "<college-1>" in told
