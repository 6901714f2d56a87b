"""Advising on one: what keeps an advisory from being issued."""

from __future__ import annotations

from pathlib import Path

import pytest

from hepu.advising import Order, advise_file
from hepu.errors import DisagreementError, ProofError
from hepu.proof import CheckReport, Rejection

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def test_when_the_engines_differ_nothing_is_issued_and_both_traces_are_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("hepu.inference.second_opinion.differences", lambda *_: ["problem.shallow_cooperation"])
    order = Order(EXAMPLES / "hepu-bay-college.yaml", tmp_path, "2026-11-22T00:00:00+00:00", formats=("json",))

    with pytest.raises(DisagreementError) as caught:
        advise_file(order)

    assert caught.value.exit_code == 4
    assert "problem.shallow_cooperation" in caught.value.faults[0].context["found"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "hepu-bay-college.trace.chainer.json",
        "hepu-bay-college.trace.experta.json",
    ]


def test_when_the_checker_rejects_nothing_is_issued(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rejected = CheckReport(accepted=False, steps=1, rejections=(Rejection("truth", "some-rule", "TTT", "FFF"),))
    monkeypatch.setattr("hepu.proof.check_record", lambda *_: rejected)
    order = Order(EXAMPLES / "hepu-bay-college.yaml", tmp_path, "2026-11-22T00:00:00+00:00", formats=("json",))

    with pytest.raises(ProofError) as caught:
        advise_file(order)

    assert caught.value.exit_code == 4
    assert "some-rule" in caught.value.faults[0].context["found"]
    assert list(tmp_path.iterdir()) == []
