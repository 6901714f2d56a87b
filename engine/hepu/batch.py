"""Many profiles at a time: each advised or its faults told, whatever becomes of the others, always in order."""

from __future__ import annotations

import ctypes
import gc
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.advising import Order, advise_file
from hepu.errors import Fault, HepuError, Location
from hepu.intake.folders import profiles_of
from hepu.layers import shipped_layers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hepu.layers import Layers

__all__ = ["Outcome", "advise_each", "demo_orders"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one profile: the files written, and what is wrong; the code is 0 where it was advised.

    ``entry`` is the number under which the advisory was entered in the ledger, zero where it was not.
    """

    profile: Path
    paths: tuple[Path, ...]
    faults: tuple[Fault, ...]
    exit_code: int = 0
    entry: int = 0


def demo_orders(folder: Path, output: Path, issued_at: str, layers: Layers | None = None) -> tuple[Order, ...]:
    """Give one order for each example profile; the table of its name in ``peers`` beside them serves a fictitious one.

    Raises:
        InputError: as ``profiles_of`` does.

    """
    orders = []
    for path in profiles_of([folder]):
        peers = folder / "peers" / f"{path.stem.partition('.')[0]}.csv"
        orders.append(
            Order(
                profile=path,
                output=output,
                issued_at=issued_at,
                langs=("zh", "en"),
                formats=("pdf", "json"),
                peers=peers if peers.is_file() else None,
                layers=layers or shipped_layers(),
            )
        )
    return tuple(orders)


def advise_each(orders: Sequence[Order], workers: int | None = None) -> Iterator[Outcome]:
    """Advise on each of many profiles, as if it were the only one, and give what became of them in their order.

    Processes take one profile at a time: each is seconds of work, beside which handing it over costs nothing. Where
    the system offers no shared semaphores, or one process is asked for, the work is done one after the other.
    """
    if workers == 1 or len(orders) == 1:
        yield from map(_attempt, orders)
        return
    try:
        pool = ProcessPoolExecutor(max_workers=workers)
    except (OSError, NotImplementedError):
        yield from map(_attempt, orders)
        return
    with pool:
        waiting = [(order, pool.submit(_attempt, order)) for order in orders]
        for order, future in waiting:
            try:
                yield future.result()
            except BrokenProcessPool:
                yield _apart(order)


def _apart(order: Order) -> Outcome:
    """Advise in a process of its own after one was lost, as when memory ran out: only whose fault it is fails again."""
    with ProcessPoolExecutor(max_workers=1) as pool:
        try:
            return pool.submit(_attempt, order).result()
        except BrokenProcessPool as error:
            return _failed(order, error)


def _attempt(order: Order) -> Outcome:
    """Advise on one profile; what is wrong is told with its file, and ends nothing but this."""
    _let_go()
    try:
        written = advise_file(order)
    except HepuError as error:
        return Outcome(order.profile, (), _placed(error.faults, order.profile), error.exit_code)
    except Exception as error:  # noqa: BLE001  # the others are still to be advised; the code says that it was ours
        return _failed(order, error)
    return Outcome(order.profile, written.paths, written.faults, entry=written.entry)


def _failed(order: Order, error: Exception) -> Outcome:
    found = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    faults = _placed((Fault("internal_error", context={"found": found}),), order.profile)
    return Outcome(order.profile, (), faults, HepuError.exit_code)


def _let_go() -> None:
    """Free the pages of the profile before: they are large and hold one another; glibc would keep their room."""
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):  # another library of C, or none that is shared
        ctypes.CDLL(None).malloc_trim(0)


def _placed(faults: Sequence[Fault], profile: Path) -> tuple[Fault, ...]:
    """Name the profile where a fault does not say whose it is."""
    return tuple(fault if fault.location.file else replace(fault, location=Location(str(profile))) for fault in faults)
