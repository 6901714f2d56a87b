"""Running pyHanko's coroutines to their end without an event loop: none of them waits, for nothing is ever fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")

__all__ = ["done_at_once"]


def done_at_once(work: Coroutine[object, None, T]) -> T:
    """Run a coroutine that never waits.

    An event loop opens sockets and cannot run within another one; a web portal's caller may be within one.

    Raises:
        RuntimeError: where the coroutine wants to wait after all.

    """
    try:
        work.send(None)
    except StopIteration as ended:
        value: T = ended.value
        return value
    work.close()
    raise RuntimeError("a coroutine waits")
