"""Which conclusion a reader means: by key, by id where it is unique, or by its name in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError
from hepu.naming import nearest

if TYPE_CHECKING:
    from hepu.pack import Pack

__all__ = ["find_conclusion"]

# Readers copy a name with or without the marks around it, and those inside it may differ from what a keyboard gives.
_MARKS = str.maketrans("", "", "“”‘’\"'《》〈〉〔〕")


def _plain(name: str) -> str:
    return " ".join(name.translate(_MARKS).casefold().split())


def find_conclusion(asked: str, pack: Pack) -> str:
    """Give the key of the conclusion that is asked for; what speaks against a strategy is known by its key alone.

    Raises:
        InputError: if nothing, or more than one conclusion, is called so; the fault names the nearest, or all of them.

    """
    wanted = _plain(asked)
    if wanted in pack.conclusion_keys:
        return wanted
    called: dict[str, list[str]] = {}
    for key in pack.conclusion_keys:
        stage, _, name = key.partition(".")
        if stage != "exclusion":
            entry = pack.knowledge.conclusions(stage)[name].name
            for word in {name, _plain(entry.zh), _plain(entry.en)}:
                called.setdefault(word, []).append(key)
    found = called.get(wanted, [])
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError([Fault("conclusion_twice", context={"found": asked, "expected": ", ".join(found)})])
    near = nearest(wanted, (*pack.conclusion_keys, *called))
    if not near:
        raise InputError([Fault("conclusion_unlike", context={"found": asked})])
    context = {"found": asked, "nearest": ", ".join(called.get(near, [near]))}
    raise InputError([Fault("conclusion_asked", context=context)])
