"""Advising on many: in parallel where the system can, one after the other where it cannot, always in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from hepu import advising
from hepu.advising import Order, Written, advise_file, advise_many, demo_orders
from hepu.errors import DisagreementError, ProofError
from hepu.proof import CheckReport, Rejection

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def test_without_shared_semaphores_the_work_is_done_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError

    orders = [Order(Path(name), Path(), "2026-11-22T00:00:00+00:00") for name in ("b.yaml", "a.yaml")]
    monkeypatch.setattr(advising, "ProcessPoolExecutor", refuse)
    monkeypatch.setattr(advising, "advise_file", lambda order: Written((order.profile,), ()))

    assert [written.paths for written in advise_many(orders)] == [(Path("b.yaml"),), (Path("a.yaml"),)]


def test_the_demo_advises_every_example_and_gives_peers_where_they_lie_beside(tmp_path: Path) -> None:
    orders = demo_orders(EXAMPLES, tmp_path, "2026-11-22T00:00:00+00:00")
    with_peers = [order.profile.name for order in orders if order.peers is not None]

    assert len(orders) >= 7
    assert with_peers == ["hepu-bay-college.yaml"]
    assert all(order.langs == ("zh", "en") for order in orders)


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
