"""Valid files made invalid: byte by byte, and by what the form of a file knows of, from a seed that is an input."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

__all__ = ["mutated"]

# What readers stumble over, whatever their form: tags, aliases, depth, size, numbers, dates, marks and names of files.
WORDS = (
    "",
    "\x00",
    "\ufeff",
    "\u202e",
    "\ud83d",
    "\\ud800",
    "null",
    "~",
    "true",
    "NaN",
    "-Infinity",
    "1e999999",
    "-1",
    "0",
    "9" * 400,
    "1" + "0" * 5000,
    "0.1",
    "0x7fffffffffffffff",
    "18446744073709551616",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31T23:59:60Z",
    "!!python/object/apply:os.system ['id']",
    "&a [*a, *a]",
    "*missing",
    "<<: {a: 1}",
    "[" * 300,
    "{" * 300,
    "- " * 200,
    "? ",
    "|\n  x",
    "%YAML 1.1\n---\n",
    "x" * 70_000,
    "合" * 20_000,
    "../../../../tmp/x",
    "/dev/zero",
    "{0.__class__}",
    "{{ 7*7 }}",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
    "=1+1",
    '"',
    "'",
    "\\",
    "\r",
    ",",
    ":",
    "#",
    "a: b: c",
    "%s%n",
)
BYTES = (b"\x00", b"\xff", b"\x80", b"\xed\xa0\x80", b"\xff" * 8, b"\x7f\xff\xff\xff", b"\x00" * 4096, b"PK\x05\x06")
_NUMBER = re.compile(rb"\d+")
_SCALAR = re.compile(r"(?<=[:\-\[,{] )[^\s,\[\]{}#][^\n,\[\]{}#]*")
_XML = re.compile(rb'(?<=>)[^<]+(?=<)|(?<=")[^"<>]+(?=")')


def mutated(data: bytes, form: str, chance: Random) -> bytes:
    """Give a file of some form after one to four changes."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        by_form = _FORMS.get(form)
        data = by_form(data, chance) if by_form is not None and chance.random() < 0.6 else _bytes(data, chance)  # noqa: PLR2004
    return data


def _bytes(data: bytes, chance: Random) -> bytes:
    """Change bytes, whatever they mean."""
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice((1, 2, 8, 64, 1024)))
    match chance.randrange(9):
        case 0 if at < len(data):
            return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        case 1:
            return data[:at] + chance.randbytes(end - at) + data[end:]
        case 2:
            return data[:at] + chance.choice(BYTES) + data[at:]
        case 3:
            return data[:at] + data[end:]
        case 4:
            return data[:end] + data[at:end] * chance.choice((1, 3, 500)) + data[end:]
        case 5:
            return data[:at]
        case 6:
            other = chance.randrange(len(data) + 1)
            return data[:at] + data[other : other + end - at] + data[end:]
        case 7:
            numbers = list(_NUMBER.finditer(data[:200_000]))
            if not numbers:
                return data
            found = chance.choice(numbers)
            return data[: found.start()] + chance.choice((b"0", b"-1", b"99999999999", b"1e9")) + data[found.end() :]
        case _:
            return data[:at] + chance.choice(WORDS).encode("utf-8", "surrogatepass") + data[end:]


def _yaml(data: bytes, chance: Random) -> bytes:
    """Change lines and scalars."""
    text = data.decode("utf-8", "replace")
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(chance.randrange(len(lines)), lines[at])
        case 2:
            lines[at] = " " * chance.randrange(9) + lines[at].lstrip()
        case 3:
            lines.insert(at, chance.choice(WORDS))
        case _:
            scalars = list(_SCALAR.finditer(text))
            if scalars:
                found = chance.choice(scalars)
                text = text[: found.start()] + chance.choice(WORDS) + text[found.end() :]
                return text.encode("utf-8", "surrogatepass")
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _json(data: bytes, chance: Random) -> bytes:
    """Change one value at any depth, or its key."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return _bytes(data, chance)
    places = list(_places(value))
    if not places:
        return _bytes(data, chance)
    holder, key = chance.choice(places)
    others: list[Any] = [None, True, -1, 0.5, 10**30, -(2**63), "", "x" * 70_000, [], {}, {"a": {}}, [[[[[]]]]]]
    match chance.randrange(6):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[chance.choice(WORDS)[:200]] = holder[key]
        case 1:
            holder.append(holder[key])
        case 2:
            source, name = chance.choice(places)
            try:
                holder[key] = json.loads(json.dumps(source[name]))
            except (LookupError, TypeError, RecursionError):
                holder[key] = None
        case 3:
            holder[key] = chance.choice(WORDS)
        case 4 if isinstance(holder[key], str) and holder[key]:
            text = holder[key]
            spot = chance.randrange(len(text))
            holder[key] = text[:spot] + chance.choice('0aF{}/"=%合') + text[spot + 1 :]
        case _:
            holder[key] = chance.choice(others)
    return json.dumps(value, ensure_ascii=chance.random() < 0.5, separators=(",", ":")).encode("utf-8", "replace")  # noqa: PLR2004


def _places(value: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        keys: Sequence[Any] = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            found.append((holder, key))
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])
    return found


def _zip(data: bytes, chance: Random) -> bytes:  # one case a change
    """Change members of an archive and put it together again, so that what is within is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(item, archive.read(item)) for item in archive.infolist()]
    except Exception:  # noqa: BLE001  # a change before this one broke it
        return _bytes(data, chance)
    if not members:
        return _bytes(data, chance)
    at = chance.randrange(len(members))
    item, content = members[at]
    name, again = item.filename, False
    match chance.randrange(6):
        case 0 if at < len(members) - 1:
            del members[at]
            item, content = members[at]
            name = item.filename
        case 1:
            again = True
        case 2:
            name = chance.choice(("../x", "/tmp/x", "x" * 3000, "a/../../x", "xl/workbook.xml", name.upper(), "\x00x"))  # noqa: S108  # a name in an archive
        case 3 if name.endswith((".yaml", ".yml")):
            content = _yaml(content, chance)
        case 3 | 4 if found := list(_XML.finditer(content[:400_000])):
            spot = chance.choice(found)
            word = chance.choice(WORDS).encode("utf-8", "surrogatepass")
            content = content[: spot.start()] + word + content[spot.end() :]
        case _:
            content = _bytes(content, chance)
    if at < len(members):
        members[at] = (item, content)
    renamed = [(name if number == at else old.filename, old, held) for number, (old, held) in enumerate(members)]
    return _zipped([*renamed, *([renamed[at]] if again else [])])


def _zipped(members: list[tuple[str, zipfile.ZipInfo, bytes]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that stands twice is meant
        for name, old, held in members:
            fresh = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            fresh.compress_type = old.compress_type if old.compress_type in {0, 8} else 0
            fresh.create_system, fresh.external_attr = old.create_system, old.external_attr
            archive.writestr(fresh, held)
    return made.getvalue()


def _csv(data: bytes, chance: Random) -> bytes:
    """Change a cell."""
    rows = data.decode("utf-8", "replace").split("\n")
    at = chance.randrange(len(rows))
    cells = rows[at].split(",")
    cells[chance.randrange(len(cells))] = chance.choice(WORDS)
    rows[at] = ",".join(cells)
    return "\n".join(rows).encode("utf-8", "surrogatepass")


def _sqlite(data: bytes, chance: Random) -> bytes:
    """Change rows, columns and tables as one who may write the file could."""
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "x.db"
        path.write_bytes(data)
        try:
            with sqlite3.connect(path) as database:
                for (trigger,) in list(database.execute("SELECT name FROM sqlite_master WHERE type='trigger'")):
                    database.execute(f'DROP TRIGGER "{trigger}"')
                tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type='table'")]
                table = chance.choice(tables)
                columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
                column = chance.choice(columns)
                given: Any = chance.choice((None, -1, 2**62, 0.5, "x", b"", b"x" * 40, chance.randbytes(32), "合"))
                which = (
                    f'WHERE rowid = (SELECT rowid FROM "{table}" ORDER BY rowid LIMIT 1 OFFSET {chance.randrange(3)})'  # noqa: S608  # names of our own tables
                )
                match chance.randrange(5):
                    case 0:
                        database.execute(f'DROP TABLE "{table}"')
                    case 1:
                        database.execute(f'DELETE FROM "{table}" {which}')  # noqa: S608  # as above
                    case 2:
                        database.execute(f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "other"')
                    case 3:
                        held = database.execute(f'SELECT "{column}" FROM "{table}" {which}').fetchone()  # noqa: S608  # as above
                        if held and isinstance(held[0], bytes) and held[0]:
                            given = (_json if held[0][:1] == b"{" else _bytes)(held[0], chance)
                        database.execute(f'UPDATE "{table}" SET "{column}" = ? {which}', (given,))  # noqa: S608  # as above
                    case _:
                        database.execute(f'UPDATE "{table}" SET "{column}" = ? {which}', (given,))  # noqa: S608  # as above
            database.close()
        except (sqlite3.Error, UnicodeError):  # a name that an earlier change left in no code of signs
            return _bytes(data, chance)
        return path.read_bytes()


_FORMS: dict[str, Callable[[bytes, Random], bytes]] = {
    "yaml": _yaml,
    "json": _json,
    "zip": _zip,
    "csv": _csv,
    "sqlite": _sqlite,
}
