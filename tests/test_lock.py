"""The lock of a pack: a version and a line for each change, the earlier wordings kept, tampering found."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from hepu.checks.registry import check_pack
from hepu.checks.run import check_layers
from hepu.cli import main
from hepu.errors import Fault, InputError, OutputError
from hepu.history.lock_file import read_lock, written_lock
from hepu.history.locking import Note, Wish, lock_pack
from hepu.history.log import log_lines
from hepu.history.standing import lock_faults
from hepu.layers import Layer
from hepu.ledger.entries import RuleChange, read_body
from hepu.ledger.store import create_ledger, open_ledger
from hepu.pack import load_pack
from impact_sample import FEW, PARAMETERS, PLAN, commit, pack_at
from ledger_sample import AT, TITLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hepu.history.locking import Locked
    from hepu.pipeline import Advisor

DAY, LATER = dt.date(2026, 11, 26), dt.date(2026, 12, 1)
NOTE = Note(
    "把握程度降为有可能；没有合作的院校受影响。",
    "Certainty lowered to possible; touches colleges without partnerships.",
)


@dataclass(frozen=True)
class Bench:
    """A small pack that is locked and changed."""

    root: Path

    @property
    def layer(self) -> Layer:
        """Where it lies."""
        return Layer.at(self.root)

    @property
    def lock(self) -> Path:
        """The lock."""
        return self.root / "rules" / "rules.lock"

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file of the pack."""
        path = self.root / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def locked(
        self, day: dt.date = DAY, note: Note | None = NOTE, *keys: str, earlier: str = "", **renamed: str
    ) -> Locked:
        """Lock the pack."""
        names = {old.replace("_", "-"): new for old, new in renamed.items()}
        return lock_pack(load_pack((self.layer,)), 0, Wish(day, keys, note, earlier, names))

    def codes(self) -> list[str]:
        """Give what ``--check`` finds."""
        return [fault.code for fault in lock_faults(load_pack((self.layer,)), 0)]

    def history(self, key: str) -> list[tuple[int, str]]:
        """Give the versions of an entry with their days."""
        found = read_lock(self.layer)
        assert found is not None
        return [(item.version, item.begins.isoformat()) for item in found.lock.entries[key]]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Give a pack in a repository, locked and committed."""
    made = Bench(pack_at(tmp_path))
    commit(made.root)
    made.locked(note=None)
    commit(made.root)
    return made


def weaken(bench: Bench) -> None:
    """Change what a rule says."""
    bench.edit(FEW, "certainty: likely", "certainty: possible")


def refusal(act: Callable[[], object]) -> list[str]:
    """Give the codes of what is refused."""
    with pytest.raises(InputError) as caught:
        act()
    return [fault.code for fault in caught.value.faults]


def test_the_first_lock_gives_every_rule_and_parameter_version_one_and_claims_no_history(bench: Bench) -> None:
    found = read_lock(bench.layer)

    assert found is not None
    assert {"few-partners", "parameter.min_partners"} <= set(found.lock.entries)
    assert all(len(history) == 1 and history[0].zh is None for history in found.lock.entries.values())
    assert bench.codes() == []


def test_a_changed_rule_is_an_error_until_a_line_tells_of_it(bench: Bench) -> None:
    weaken(bench)
    [fault] = [item for item in check_pack(load_pack((bench.layer,))) if "changelog" in item.code]
    assert (fault.code, fault.location.file.endswith(FEW)) == ("rule_changed_without_changelog", True)
    assert refusal(lambda: bench.locked(note=None)) == ["lock_note_needed"]

    bench.locked(LATER)

    assert bench.history("few-partners") == [(1, "2026-11-26"), (2, "2026-12-01")]
    assert bench.codes() == []
    assert not [item for item in check_pack(load_pack((bench.layer,))) if "changelog" in item.code]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (FEW, "certainty: likely", "certainty: lickely"),
        (FEW, "concludes: {", "concludes: {{"),
        (PARAMETERS, "value: 2", "value: two"),
        (PARAMETERS, "value: 2", "value: [2"),
    ],
)
def test_what_has_faults_is_told_for_these_and_not_as_taken_out(bench: Bench, file: str, old: str, new: str) -> None:
    bench.edit(file, old, new)

    found = check_layers((bench.layer,)).findings

    assert any(fault.location.file.endswith(file) for fault in found)
    assert not [fault for fault in found if "changelog" in fault.code]


def test_parameters_in_a_file_that_cannot_be_opened_are_not_told_as_taken_out(bench: Bench) -> None:
    (bench.root / PARAMETERS).unlink()
    (bench.root / PARAMETERS).mkdir()

    assert not [fault for fault in check_layers((bench.layer,)).findings if "changelog" in fault.code]


def test_a_changed_parameter_is_an_error_too(bench: Bench) -> None:
    bench.edit(PARAMETERS, "value: 2", "value: 3")

    assert bench.codes() == ["parameter_changed_without_changelog", "lock_behind"]
    [fault] = [item for item in check_pack(load_pack((bench.layer,))) if "changelog" in item.code]
    assert (fault.location.file.endswith(PARAMETERS), fault.location.path) == (True, "min_partners")
    bench.locked(LATER, NOTE, "parameter.min_partners")
    assert bench.codes() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("certainty: likely", "certainty:   likely  # sure enough"),
        ("rule: few-partners\n", "# A remark.\nrule: few-partners\n"),
        ("examples:\n  - it: ", "examples:\n  - it: really "),
    ],
)
def test_comments_layout_and_examples_need_no_version(bench: Bench, old: str, new: str) -> None:
    bench.edit(FEW, old, new)

    assert bench.codes() == ["lock_behind"]
    done = bench.locked(LATER, note=None)
    assert (done.versions, done.refreshed) == ({}, ("few-partners",))
    assert bench.history("few-partners") == [(1, "2026-11-26")]
    assert bench.codes() == []


def test_locking_by_id_leaves_the_digests_of_other_rules_alone(bench: Bench) -> None:
    bench.edit(FEW, "rule: few-partners\n", "# A remark.\nrule: few-partners\n")
    bench.edit(PARAMETERS, "value: 2", "value: 3")

    done = bench.locked(LATER, NOTE, "parameter.min_partners")

    assert (list(done.versions), done.refreshed) == (["parameter.min_partners"], ())
    assert bench.codes() == ["lock_behind"]


def test_a_review_needs_no_version(bench: Bench) -> None:
    review = 'review: {status: agreed, role: "处长", date: 2026-11-20, of: 0123456789abcdef}'
    bench.edit(FEW, "review: {status: unreviewed}", review)

    assert bench.codes() == ["lock_behind"]


def test_the_earlier_wording_is_kept_to_the_byte(bench: Bench) -> None:
    before = (bench.root / FEW).read_bytes()
    weaken(bench)
    bench.locked(LATER)

    assert (bench.root / "rules/history/few-partners@1.txt").read_bytes() == before
    assert "few-partners@1" not in load_pack((bench.layer,)).rules


def test_where_no_git_keeps_them_the_present_wordings_are_kept_too(tmp_path: Path) -> None:
    bench = Bench(pack_at(tmp_path))
    bench.locked(note=None)
    before = (bench.root / FEW).read_bytes()
    weaken(bench)
    bench.locked(LATER)
    bench.edit(FEW, "certainty: possible", "certainty: established")
    bench.locked(LATER)

    assert (bench.root / "rules/history/few-partners@1.txt").read_bytes() == before
    assert [number for number, _ in bench.history("few-partners")] == [1, 2, 3]
    assert bench.codes() == []


def test_a_wording_that_git_does_not_have_is_taken_from_where_it_is_named(bench: Bench, tmp_path: Path) -> None:
    spare = pack_at(tmp_path / "spare")
    lock = bench.lock.read_text("utf-8")
    old = (bench.root / FEW).read_text("utf-8")
    weaken(bench)
    for path in (bench.root / ".git").rglob("*"):  # a repository that forgot: made anew from the changed files
        path.chmod(0o700 if path.is_dir() else 0o600)
    (bench.root / ".git").rename(tmp_path / "forgotten")
    commit(bench.root)

    assert refusal(lambda: bench.locked(LATER)) == ["history_not_found"]
    assert bench.lock.read_text("utf-8") == lock
    bench.locked(LATER, NOTE, earlier=str(spare))
    assert (bench.root / "rules/history/few-partners@1.txt").read_text("utf-8") == old


def test_what_was_locked_and_never_committed_is_a_draft_and_replaced(bench: Bench) -> None:
    weaken(bench)
    bench.locked(LATER)
    bench.edit(FEW, "certainty: possible", "certainty: established")
    bench.locked(LATER)

    assert bench.history("few-partners") == [(1, "2026-11-26"), (2, "2026-12-01")]
    assert bench.codes() == []


def test_a_removed_and_a_renamed_rule_stay_in_the_history(bench: Bench) -> None:
    (bench.root / FEW).rename(bench.root / "rules/problems/too-few-partners.yaml")
    bench.edit("rules/problems/too-few-partners.yaml", "rule: few-partners", "rule: too-few-partners")
    (bench.root / PLAN).unlink()
    assert bench.codes() == ["rule_removed_without_changelog", "rule_removed_without_changelog", "lock_new"]

    bench.locked(LATER, NOTE, few_partners="too-few-partners")

    found = read_lock(bench.layer)
    assert found is not None
    entries = found.lock.entries
    assert (entries["few-partners"][-1].renamed, entries["too-few-partners"][0].was) == (
        "too-few-partners",
        "few-partners",
    )
    assert (entries["no-plan"][-1].gone, entries["no-plan"][-1].renamed) == (True, None)
    assert (bench.root / "rules/history/no-plan@1.txt").is_file()
    assert bench.codes() == []


def test_a_new_rule_is_found_by_the_check_of_the_lock_alone(bench: Bench) -> None:
    path = bench.root / "rules/problems/few-partners.yaml"
    text = path.read_text("utf-8").replace("rule: few-partners", "rule: very-few-partners")
    path.with_name("very-few-partners.yaml").write_text(text, "utf-8")

    assert bench.codes() == ["lock_new"]
    assert not [item for item in check_pack(load_pack((bench.layer,))) if item.code.startswith("lock")]


TAMPERED = {
    "version": ("{version: 2,", "{version: 1,", "lock_version"),
    "day": ("from: 2026-12-01,", "from: 2026-12-02,", "lock_seal"),
    "line": ("Certainty lowered", "Certainty raised", "lock_seal"),
    "file": ('files: ["', 'files: ["0', "lock_form"),
    "note": (', zh: "把握程度降为有可能；没有合作的院校受影响。"', "", "lock_note_missing"),
    "backwards": ("from: 2026-12-01,", "from: 2026-11-01,", "lock_days"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_is_changed_in_the_lock_by_hand_is_found(bench: Bench, what: str) -> None:
    weaken(bench)
    bench.locked(LATER)
    old, new, code = TAMPERED[what]
    bench.edit("rules/rules.lock", old, new)

    found = [fault.code for fault in check_pack(load_pack((bench.layer,)))]
    assert code in found
    assert refusal(lambda: bench.locked(LATER))


def test_a_dropped_line_is_found(bench: Bench) -> None:
    weaken(bench)
    bench.locked(LATER)
    lines = bench.lock.read_text("utf-8").splitlines(keepends=True)
    at = lines.index("  few-partners:\n")
    first = "".join([*lines[: at + 1], *lines[at + 2 :]])
    last = "".join([*lines[: at + 2], *lines[at + 3 :]])

    bench.lock.write_text(first, "utf-8")
    assert "lock_version" in bench.codes()
    bench.lock.write_text(first.replace("{version: 2,", "{version: 1,"), "utf-8")
    assert "lock_seal" in bench.codes()
    bench.lock.write_text(last, "utf-8")
    assert "rule_changed_without_changelog" in bench.codes()
    bench.lock.write_text("".join([*lines[:at], *lines[at + 3 :]]), "utf-8")
    assert "history_text_stray" in bench.codes()


def test_an_altered_or_lost_wording_is_found(bench: Bench) -> None:
    weaken(bench)
    bench.locked(LATER)
    bench.edit("rules/history/few-partners@1.txt", "since: 2017-01-01", "since: 2018-01-01")
    assert bench.codes() == ["history_text_altered"]
    (bench.root / "rules/history/few-partners@1.txt").unlink()
    assert bench.codes() == ["history_text_missing"]


def test_days_do_not_run_backwards(bench: Bench) -> None:
    weaken(bench)

    assert refusal(lambda: bench.locked(dt.date(2026, 11, 1))) == ["lock_days"]


@pytest.mark.parametrize(
    ("note", "code"),
    [
        (Note("", "x"), "lock_note_needed"),
        (Note("English", "English"), "lock_note_language"),
        (Note("中文", "中文"), "lock_note_language"),
        (Note("中文\n中文", "Two\nlines"), "lock_note_form"),
    ],
)
def test_a_line_is_one_line_in_each_language(bench: Bench, note: Note, code: str) -> None:
    weaken(bench)

    assert refusal(lambda: bench.locked(LATER, note)) == [code]


def test_names_that_are_not_there_or_did_not_change_are_told(bench: Bench) -> None:
    weaken(bench)

    assert refusal(lambda: bench.locked(LATER, NOTE, "few-partner")) == ["lock_unknown"]
    assert refusal(lambda: bench.locked(LATER, NOTE, "no-plan")) == ["lock_unchanged"]


def test_locking_twice_changes_nothing(bench: Bench) -> None:
    weaken(bench)
    bench.locked(LATER)
    text = bench.lock.read_bytes()

    assert bench.locked(LATER).written == ()
    found = read_lock(bench.layer)
    assert found is not None
    assert written_lock(found.lock).encode() == text


def test_changes_of_two_rules_in_two_branches_merge(bench: Bench) -> None:
    """A line a version, sorted: each side adds lines of its own, far enough apart for git."""
    base = bench.lock.read_text("utf-8").splitlines()
    weaken(bench)
    bench.locked(LATER, NOTE, "few-partners")
    one = bench.lock.read_text("utf-8").splitlines()

    assert [line for line in base if line not in one] == []
    assert len([line for line in one if line not in base]) == 1


def test_the_log_tells_each_change_by_day_in_either_language(bench: Bench) -> None:
    weaken(bench)
    bench.locked(LATER)
    found = read_lock(bench.layer)
    assert found is not None

    english = list(log_lines(found.lock, "en"))
    assert english[:3] == ["2026-12-01", "  few-partners, version 2", f"    {NOTE.en}"]
    assert english[3] == "2026-11-26"
    assert list(log_lines(found.lock, "zh", dt.date(2026, 12, 1)))[-1] == f"    {NOTE.zh}"
    assert next(iter(log_lines(found.lock, "zh", 2))) == "2026-12-01"
    assert list(log_lines(found.lock, "en", 3)) == ["Nothing was locked."]


def test_the_lock_of_the_shipped_pack_is_whole_and_tells_of_every_change(shipped: Advisor) -> None:
    assert [fault for fault in lock_faults(shipped.pack, 0) if fault.severity == "error"] == []


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run the command and give its code and all that it says."""
    monkeypatch.setattr(sys, "argv", ["hepu", "rules", "lock", *words])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr()
    return int(left.value.code or 0), told.out + told.err


def test_the_command_walks_from_a_change_to_a_green_check(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    weaken(bench)
    pack = ("--pack", str(bench.root), "--lang", "en")
    code, said = run(monkeypatch, capsys, "--check", *pack)
    assert code == 1
    assert f"hepu rules lock --pack {bench.root} --note-zh" in said
    code, said = run(monkeypatch, capsys, "--note-zh", NOTE.zh, "--note-en", NOTE.en, "--as-of", "2026-12-01", *pack)
    assert (code, said.splitlines()[0]) == (0, "few-partners: version 2, from 2026-12-01 on")
    assert run(monkeypatch, capsys, "--check", *pack) == (0, "Lock checked: 0 errors, 0 warnings\n")
    assert "few-partners, version 2" in run(monkeypatch, capsys, "--log", *pack)[1]
    assert run(monkeypatch, capsys, "--log", "--since", "soon", *pack)[0] == 1


def test_a_pack_that_cannot_be_written_is_left_as_it_was(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from hepu.errors import OutputError

    weaken(bench)
    before = bench.lock.read_bytes()

    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OutputError):
        bench.locked(LATER)

    assert bench.lock.read_bytes() == before
    assert not list((bench.root / "rules").rglob("*.part"))


def entered(place: str) -> list[RuleChange]:
    """Give the changes of rules that a ledger tells of."""
    bodies = [read_body(entry.body, place) for entry in open_ledger(place).entries()]
    return [body for body in bodies if isinstance(body, RuleChange)]


def test_new_versions_are_entered_in_a_ledger_with_their_notes(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = create_ledger(str(tmp_path / "l.ledger"), TITLE, AT).name
    weaken(bench)
    words = ["hepu", "rules", "lock", "--pack", str(bench.root), "--ledger", place, "--by", "规则组", "--lang", "en"]
    monkeypatch.setattr("sys.argv", [*words, "--note-zh", NOTE.zh, "--note-en", NOTE.en])
    with pytest.raises(SystemExit) as ended:
        main()

    assert (ended.value.code, capsys.readouterr().err) == (0, "")
    [body] = entered(place)
    found = read_lock(bench.layer)
    assert found is not None
    last = found.lock.entries["few-partners"][-1]
    assert (body.by, body.pack, len(body.changes)) == ("规则组", "sample", 1)
    assert body.changes[0].model_dump() == {
        "subject": "few-partners",
        "version": 2,
        "content": last.content,
        "note_zh": NOTE.zh,
        "note_en": NOTE.en,
    }


def test_where_the_ledger_cannot_be_written_the_lock_stays_as_it_was(bench: Bench) -> None:
    weaken(bench)
    before = {path: path.read_bytes() for path in bench.root.rglob("*") if path.is_file()}

    def refuse(_: Locked) -> None:
        raise OutputError([Fault("ledger_full")])

    with pytest.raises(OutputError, match="ledger_full"):
        lock_pack(load_pack((bench.layer,)), 0, Wish(LATER, (), NOTE), refuse)

    assert {path: path.read_bytes() for path in bench.root.rglob("*") if path.is_file()} == before


def test_a_lock_without_new_versions_is_not_entered(bench: Bench) -> None:
    told: list[Locked] = []

    lock_pack(load_pack((bench.layer,)), 0, Wish(LATER), told.append)

    assert told == []
