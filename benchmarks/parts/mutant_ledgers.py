"""Changes of a ledger: of the bytes of its copy and of its database, and of its entries, with the chain made to fit."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from hepu.errors import HepuError
from hepu.ledger.chain import GENESIS, chained
from hepu.ledger.checking import check_ledger
from hepu.ledger.copies import open_copy
from hepu.ledger.store import open_ledger
from hepu.record.build import canonical
from parts.mutant_drawing import byte_changes, every_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hepu.ledger.checking import Checked
    from parts.mutant_drawing import ByteChange, ValueChange
    from parts.mutant_material import Material

__all__ = ["copy_by_byte", "database_by_byte", "entries_by_value", "entries_moved"]

Judged = tuple[str, str, "Callable[[], str]"]


def copy_by_byte(made: Material, count: int, seed: int) -> Iterator[Judged]:
    """Change bytes of the copy that is handed over."""
    content, trial = made.copy.read_bytes(), made.trial("zip")

    def judge(change: ByteChange) -> str:
        trial.write_bytes(change.of(content))
        return _looked(lambda: open_copy(str(trial)), made)

    for change in byte_changes(content, count, f"{seed} copy"):
        yield "byte of the ledger's copy", f"byte {change.at}{_part_of(content, change.at)}", partial(judge, change)


def database_by_byte(made: Material, count: int, seed: int) -> Iterator[Judged]:
    """Change bytes of the file of an SQLite database."""
    with sqlite3.connect(made.folder / "ledger.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content, trial = (made.folder / "ledger.db").read_bytes(), made.trial("db")

    def judge(change: ByteChange) -> str:
        for end in ("-wal", "-shm"):
            trial.with_name(trial.name + end).unlink(missing_ok=True)
        trial.write_bytes(change.of(content))
        return _looked(lambda: open_ledger(str(trial)), made)

    for change in byte_changes(content, count, f"{seed} file"):
        yield "byte of the ledger's SQLite file", f"byte {change.at}", partial(judge, change)


def _part_of(content: bytes, at: int) -> str:
    """Say in which member of an archive a byte lies."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for member in archive.infolist():
            start = member.header_offset + 30 + len(member.filename.encode()) + len(member.extra)
            if start <= at < start + member.compress_size:
                return f" in {member.filename}"
    return " of the archive's own directory"


def _looked(opened: Callable[[], Any], made: Material) -> str:
    """Verify a ledger against a state that was kept elsewhere and the key that signs."""
    try:
        found: Checked = check_ledger(opened(), [made.state], [made.key.public])
    except HepuError:
        return "found"
    except Exception as error:  # noqa: BLE001  # what breaks verification is what is looked for
        return f"BROKE {type(error).__name__}: {error}"[:200]
    if found.verdict == "inconsistent":
        return "found"
    if found.vouched < made.state.head.sequence:
        return "fell"
    (title, entries, *rest), (true_title, true_entries, *true_rest) = _content(opened()), _content(made.ledger)
    if (title, entries, rest) == (true_title, true_entries, true_rest):
        return "no meaning"
    # Of what stands behind the last state that is kept elsewhere the report says that nobody vouches for it.
    told = any(step.name == "rest" and step.state == "not_available" for step in found.steps)
    last = made.state.head.sequence
    return "given" if told and (title, entries[:last]) == (true_title, true_entries[:last]) else "missed"


def _content(ledger: Any) -> tuple[Any, ...]:
    """Give all that can be read of a ledger."""
    blobs = {digest: ledger.blob(digest) for digest in ledger.blobs()}
    return ledger.title, tuple(ledger.entries()), blobs, tuple(ledger.checkpoints())


def entries_by_value(made: Material, seed: int) -> Iterator[Judged]:
    """Change each value of each entry in each way; all digests behind it are made to fit."""
    bodies = [json.loads(entry.body) for entry in made.ledger.entries()]

    def judge(at: int, change: ValueChange) -> str:
        with change.within(bodies[at]):
            return _looked(lambda: _rewritten(made, bodies), made)

    for at, body in enumerate(bodies):
        for change in every_value(body, f"{seed} entry {at}"):
            yield "value of an entry, the chain made to fit", f"{at + 1} {change}", partial(judge, at, change)


def entries_moved(made: Material) -> Iterator[Judged]:
    """Take entries out, cut the end off, exchange entries and enter them twice; all digests are made to fit."""
    bodies = [json.loads(entry.body) for entry in made.ledger.entries()]

    def judge(changed: Sequence[Any]) -> str:
        return _looked(lambda: _rewritten(made, changed), made)

    kind = "entry taken out, moved or put in, end cut off"
    for at, body in enumerate(bodies):
        yield kind, f"{at + 1} taken out", partial(judge, bodies[:at] + bodies[at + 1 :])
        yield kind, f"cut off behind {at}", partial(judge, bodies[:at])
        yield kind, f"{at + 1} twice", partial(judge, [*bodies[:at], body, *bodies[at:]])
        for other in range(at):
            moved = list(bodies)
            moved[at], moved[other] = moved[other], moved[at]
            yield kind, f"{other + 1} and {at + 1} exchanged", partial(judge, moved)


@dataclass
class _Rewritten:
    """A ledger written anew from other bodies, with what the true one stores."""

    name: str
    title: str
    made: Material
    bodies: list[bytes]

    def entries(self, after: int = 0) -> Iterator[Any]:
        before = GENESIS
        for body in self.bodies:
            entry = chained(before, body)
            before = entry.head
            if entry.sequence > after:
                yield entry

    def head(self) -> Any:
        return [GENESIS, *(entry.head for entry in self.entries())][-1]

    def blob(self, digest: str) -> bytes | None:
        return self.made.ledger.blob(digest)

    def blobs(self) -> tuple[str, ...]:
        return self.made.ledger.blobs()

    def contents(self) -> Iterator[tuple[str, bytes | None]]:
        return self.made.ledger.contents()

    def checkpoints(self) -> tuple[bytes, ...]:
        return ()  # the forger leaves out what would speak against the new chain


def _rewritten(made: Material, bodies: Sequence[Any]) -> Any:
    return _Rewritten("rewritten", made.ledger.title, made, [canonical(body) for body in bodies])
