"""Which single bytes and single values are changed, and to what: all of it follows from a seed."""

from __future__ import annotations

import random
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from hepu.record.build import canonical, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ByteChange", "ValueChange", "byte_changes", "every_value", "forged", "leaves_of", "value_changes"]

_DIGEST = 64


@dataclass(frozen=True, slots=True)
class ByteChange:
    """One byte set to another."""

    at: int
    byte: int

    def of(self, data: bytes) -> bytes:
        """Give some bytes with the change."""
        return data[: self.at] + bytes([self.byte]) + data[self.at + 1 :]


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value of some JSON set to another, taken out, or put in once more under another name."""

    path: tuple[Any, ...]
    how: Literal["set", "take", "put"]
    value: Any = None

    def __str__(self) -> str:
        """Tell the place, and what becomes of it."""
        return f"{self.how} {'.'.join(map(str, self.path))}"

    @contextmanager
    def within(self, raw: Any) -> Iterator[Any]:
        """Change some JSON where it stands, and put it back afterwards."""
        holder = raw
        for key in self.path[:-1]:
            holder = holder[key]
        key, kept = self.path[-1], holder[self.path[-1]]
        if self.how == "take":
            del holder[key]
        elif self.how == "put":
            holder[f"{key}x"] = kept
        else:
            holder[key] = self.value
        try:
            yield raw
        finally:
            if self.how == "put":
                del holder[f"{key}x"]
            holder[key] = kept


def byte_changes(data: bytes, count: int, seed: str) -> list[ByteChange]:
    """Draw places over the whole, each at most once, and for each any other byte; fewer are the first of more."""
    chance = random.Random(seed)  # noqa: S311  # a repeatable choice, no secret
    return [ByteChange(at, (data[at] + chance.randrange(1, 256)) % 256) for at in _drawn(len(data), count, chance)]


def _drawn(size: int, count: int, chance: random.Random) -> Iterator[int]:
    """Draw places, each at most once."""
    seen: set[int] = set()
    while len(seen) < min(count, size):
        at = chance.randrange(size)
        if at not in seen:
            seen.add(at)
            yield at


def leaves_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of every value that holds no others."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if not items:
        yield path
        return
    for key, item in items:
        yield from leaves_of(item, (*path, key))


def value_changes(raw: Any, count: int, seed: str) -> list[ValueChange]:
    """Draw over all values, each at most once: most are set to others of their type; fewer are the first of more."""
    chance = random.Random(seed)  # noqa: S311  # as above
    paths = list(leaves_of(raw))
    made = []
    for at in _drawn(len(paths), count, chance):
        path = paths[at]
        holder, value = _at(raw, path[:-1]), _at(raw, path)
        how = chance.choice(("set", "set", "set", "set", "take", "put")) if isinstance(holder, dict) else "set"
        made.append(ValueChange(path, how, _another(value, chance) if how == "set" else None))  # type: ignore[arg-type]
    return made


def every_value(raw: Any, seed: str) -> list[ValueChange]:
    """Change every value there is in each of the ways."""
    chance = random.Random(seed)  # noqa: S311  # as above
    made = []
    for path in leaves_of(raw):
        made.append(ValueChange(path, "set", _another(_at(raw, path), chance)))
        if isinstance(_at(raw, path[:-1]), dict):
            made += [ValueChange(path, "take"), ValueChange(path, "put")]
    return made


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _another(value: Any, chance: random.Random) -> Any:
    """Give another value of the same type."""
    match value:
        case bool():
            return not value
        case int():
            return value + chance.choice((-1, 1, 10))
        case str() if len(value) == _DIGEST:  # a digest stays one
            return value[:-1] + ("0" if value[-1] != "0" else "1")
        case str():
            return f"{value}x" if not value or value[0] != "T" else "F" + value[1:]
        case None:
            return 0
        case _:
            return [0] if isinstance(value, list) else {"x": 0}


def forged(value: Any) -> bytes:
    """Write a changed record with all digests that it has of itself, as one who can compute them would."""
    made = dict(value)
    try:
        answers, issue = dict(made["inputs"]), dict(made["issue"])
        answers["profile_digest"] = digest_of(answers["profile"])
        made["inputs"], made["issue"] = answers, {**issue, "id": ""}
        made["issue"] = {**issue, "id": f"HP-{digest_of(made)[:16]}"}
    except (KeyError, TypeError):
        pass
    return canonical(made)
