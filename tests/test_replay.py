"""Old records inferred again by the wordings that they were made with, whatever the pack says since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hepu.errors import InputError
from hepu.history.replay import replay, rules_of
from hepu.inference.chainer import compile_pack
from hepu.intake import read_profile
from hepu.layers import Layer
from hepu.pack import load_pack
from hepu.pipeline import Advisor, Request
from impact_sample import FEW, commit, library, pack_at
from test_lock import LATER, Bench, weaken

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.pack import Pack
    from hepu.record.model import Record


def record(root: Path, tmp_path: Path) -> Record:
    """Make a record under the pack as it is."""
    layers = (Layer.at(root),)
    pack = load_pack(layers)
    profile = read_profile(library(tmp_path / "profiles", {"A": (1, False)}) / "A.yaml").accepted()
    advisor = Advisor(pack, compile_pack(pack), layers)
    return advisor.advise(Request(profile, "2026-11-26T00:00:00+00:00", engine="chainer"))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Give a pack in a repository, locked and committed."""
    made = Bench(pack_at(tmp_path))
    commit(made.root)
    made.locked(note=None)
    commit(made.root)
    return made


def pack(bench: Bench) -> Pack:
    """Load the pack as it is."""
    return load_pack((bench.layer,))


def test_a_record_under_the_present_pack_replays(bench: Bench, tmp_path: Path) -> None:
    found = replay(record(bench.root, tmp_path), pack(bench))

    assert found.differ == ()
    assert {item.current for item in found.wordings.values()} == {True}


def test_an_old_record_replays_to_its_own_conclusions_while_new_advice_differs(bench: Bench, tmp_path: Path) -> None:
    old = record(bench.root, tmp_path)
    weaken(bench)
    bench.locked(LATER)

    found = replay(old, pack(bench))

    assert found.differ == ()
    wording = found.wordings["few-partners"]
    assert (wording.version, wording.by, wording.current) == (1, "file", False)
    assert wording.rule.digest == old.inputs.pack.files["rules/few-partners"]
    new = record(bench.root, tmp_path)
    assert old.inference.conclusions["problem.few_partners"].truth == "TTU"
    assert new.inference.conclusions["problem.few_partners"].truth == "TUU"


def test_a_record_of_another_layout_replays_by_what_the_rule_says(bench: Bench, tmp_path: Path) -> None:
    old = record(bench.root, tmp_path)
    bench.edit(FEW, "rule: few-partners\n", "# A remark.\nrule: few-partners\n")
    bench.locked(LATER, note=None)

    found = replay(old, pack(bench))

    assert (found.differ, found.wordings["few-partners"].by) == ((), "content")


def test_a_removed_rule_is_replayed_from_its_kept_text(bench: Bench, tmp_path: Path) -> None:
    old = record(bench.root, tmp_path)
    (bench.root / "rules/causes/no-plan.yaml").unlink()
    bench.locked(LATER)

    found = replay(old, pack(bench))

    assert (found.differ, found.wordings["no-plan"].current) == ((), False)


def codes(old: Record, bench: Bench) -> list[str]:
    """Give why a record cannot be replayed."""
    with pytest.raises(InputError) as caught:
        rules_of(old, pack(bench))
    return [fault.code for fault in caught.value.faults]


def test_a_missing_or_altered_wording_is_named(bench: Bench, tmp_path: Path) -> None:
    old = record(bench.root, tmp_path)
    weaken(bench)
    assert codes(old, bench) == ["replay_missing"]
    bench.locked(LATER)
    kept = "rules/history/few-partners@1.txt"
    bench.edit(kept, "below: {parameter: min_partners}", "below: 9")
    assert codes(old, bench) == ["replay_altered"]
    (bench.root / kept).unlink()
    assert codes(old, bench) == ["replay_missing"]


def test_a_rule_that_the_pack_never_knew_is_named(bench: Bench, tmp_path: Path) -> None:
    old = record(bench.root, tmp_path)
    files = {**old.inputs.pack.files, "rules/few-partners": "0" * 64}
    inputs = old.inputs.model_copy(update={"pack": old.inputs.pack.model_copy(update={"files": files})})

    assert codes(old.model_copy(update={"inputs": inputs}), bench) == ["replay_digest"]
    rules = tuple(
        item.model_copy(update={"digest": "0" * 64}) if item.rule == "few-partners" else item
        for item in old.inference.rules
    )
    inference = old.inference.model_copy(update={"rules": rules})
    forged = old.model_copy(update={"inputs": inputs, "inference": inference})
    assert codes(forged, bench) == ["replay_unknown"]


def test_a_rule_left_out_of_the_inference_is_named(bench: Bench, tmp_path: Path) -> None:
    old = record(bench.root, tmp_path)
    rules = tuple(item for item in old.inference.rules if item.rule != "few-partners")
    shortened = old.model_copy(update={"inference": old.inference.model_copy(update={"rules": rules})})

    assert codes(shortened, bench) == ["replay_rule_untold"]


def test_a_conclusion_that_was_altered_in_a_record_comes_out_otherwise(bench: Bench, tmp_path: Path) -> None:
    old = record(bench.root, tmp_path)
    conclusions = dict(old.inference.conclusions)
    key = "problem.few_partners"
    conclusions[key] = conclusions[key].model_copy(update={"truth": "FFF"})
    forged = old.model_copy(update={"inference": old.inference.model_copy(update={"conclusions": conclusions})})

    assert replay(forged, pack(bench)).differ == (key,)
