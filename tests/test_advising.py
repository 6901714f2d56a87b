"""Advising on many: in parallel where the system can, one after the other where it cannot, always in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from hepu import advising
from hepu.advising import Order, Written, advise_many, demo_orders

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
