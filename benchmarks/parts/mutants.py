"""Changes of single bytes and single values, and what verification makes of each.

A change is *found* where a step fails, *noticed* where a step that passes on the unchanged file no longer passes or
nobody vouches any more, *of no meaning* where all that is read of the file is what it was, and else *missed*.

Verification is a conjunction of steps, each a function of what it looks at: so a change is first shown to verification
without its slowest steps, which can only miss more, and only what that misses to the whole of it; and what was derived
once for a record, or rendered, is kept for the next change of a file that carries the same record.
"""

from __future__ import annotations

import copy
import json
import random
import sqlite3
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from unittest import mock

from hepu.errors import HepuError
from hepu.ledger.chain import GENESIS, chained
from hepu.ledger.checking import check_ledger
from hepu.ledger.copies import open_copy
from hepu.ledger.receipts import read_receipt
from hepu.ledger.store import open_ledger
from hepu.proof import CheckReport
from hepu.proof.check import check_against
from hepu.proof.source import read_pack
from hepu.record.build import canonical, digest_of
from hepu.record.digests import record_bytes, record_digest
from hepu.report.pdf.document import render_pdf
from hepu.signing.dsse import Envelope, read_envelope
from hepu.signing.pades.places import unsigned_part
from hepu.verification import container, derivation, pages
from hepu.verification.inquiry import Anchors, Beside, Options
from hepu.verification.verify import verify_bytes
from parts.mutant_material import AT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hepu.ledger.checking import Checked
    from hepu.record.model import Record
    from hepu.verification.model import Report
    from parts.mutant_material import Material

__all__ = [
    "Examined",
    "Tally",
    "anchored",
    "beside_by_byte",
    "byte_changes",
    "forged",
    "kept_work",
    "leaves_of",
    "ledger_by_byte",
    "ledger_by_value",
    "run_all",
    "value_changes",
]

# What takes longest of the steps that can be left out.
SLOW = frozenset({"again", "experta", "pages"})
_ACCEPTED = CheckReport(accepted=True, steps=1, rejections=())


@dataclass
class Tally:
    """What became of the changes of one kind: how many were found, noticed, missed, and which were missed."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    missed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, what: str, outcome: str) -> None:
        """Count one change."""
        self.counts[kind][outcome] += 1
        if outcome not in {"found", "noticed", "no meaning"}:
            self.missed[kind].append(f"{outcome}: {what}" if outcome != "missed" else what)


@contextmanager
def kept_work() -> Iterator[None]:
    """Keep what is derived of a record, or rendered, for the next change; all of these are functions of the record."""
    source = cache(read_pack)
    checked: dict[str, Any] = {}
    inferred: dict[tuple[str, str], Any] = {}
    rendered: dict[tuple[object, ...], bytes] = {}
    plain = {name: getattr(derivation, name) for name in ("by_chainer", "by_experta", "made_again")}
    render = render_pdf

    def check(raw: Any, layers: Any) -> Any:
        key = digest_of(raw)
        if key not in checked:
            checked.clear()  # changes come one after the other: only the last matters
            checked[key] = check_against(raw, source(layers))
        return checked[key]

    def once(name: str) -> Callable[..., Any]:
        def work(record: Record, *rest: Any, **more: Any) -> Any:
            key = (name, record_digest(record))
            if key not in inferred:
                if len(inferred) > 64:  # noqa: PLR2004  # room for the records that come again
                    inferred.clear()
                inferred[key] = plain[name](record, *rest, **more)
            return inferred[key]

        return work

    def page(record: Record, pack: Any, lang: Any, **how: Any) -> bytes:
        key = (record_digest(record), pack.digest, lang, tuple(sorted(how.items())))
        if key not in rendered:
            rendered[key] = render(record, pack, lang, **how)
        return rendered[key]

    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(derivation, "check_record", check))
        for name in plain:
            stack.enter_context(mock.patch.object(derivation, name, once(name)))
        stack.enter_context(mock.patch.object(pages, "render_pdf", page))
        yield


@contextmanager
def _less(*, pdf: bool) -> Iterator[None]:
    """Look at less: not at the derivation, nor whether a PDF is sound, nor what pages say whose bytes are others."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(derivation, "check_record", return_value=_ACCEPTED))
        if pdf:
            stack.enter_context(mock.patch.object(container, "_unsound", return_value=""))
            stack.enter_context(mock.patch.object(pages, "page_texts", return_value=[]))
            stack.enter_context(mock.patch.object(pages, "departures", return_value=[]))
        yield


def anchored(made: Material, *, ledger: bool = False) -> tuple[Anchors, Beside]:
    """Give whom the reader trusts and what lies beside the signed record."""
    anchors = Anchors(
        certificates=(made.identity.certificate,), keys=(made.key.public,), states=(made.state,) if ledger else ()
    )
    beside = Beside(ledger=made.ledger if ledger else None, envelope=made.envelope, receipt=made.receipt)
    return anchors, beside


def _fails(report: Report) -> bool:
    return any(step.state == "fail" for step in report.steps)


def _outcome(before: Report, after: Report) -> str:
    if _fails(after):
        return "found"
    lost = any(
        (one.state == "pass" and other.state != "pass") or (one.vouches and not other.vouches)
        for one, other in zip(before.steps, after.steps, strict=True)
    )
    return "noticed" if lost else "missed"


class Examined:
    """One file with what lies beside it, and verification of changes of any of these."""

    def __init__(self, data: bytes, anchors: Anchors, beside: Beside) -> None:
        self.data, self.anchors, self.beside = data, anchors, beside
        self.pdf = data.startswith(b"%PDF-")
        self.before = self._report(data, beside, frozenset())

    def _report(self, data: bytes, beside: Beside, without: frozenset[Any]) -> Report:
        return verify_bytes(data, "file", self.anchors, Options(AT, without), beside)

    def outcome(self, data: bytes | None = None, **changed: Any) -> str:
        """Say what becomes of a change: of the file, or of what lies beside it."""
        content = self.data if data is None else data
        beside = Beside(**{name: changed.get(name, getattr(self.beside, name)) for name in Beside.__slots__})
        try:
            with _less(pdf=self.pdf):
                left = (SLOW - {"pages"} if self.pdf else SLOW) | {"chainer"}
                if _fails(self._report(content, beside, left)):
                    return "found"
            if not self.pdf and _fails(self._report(content, beside, SLOW)):
                return "found"
            return _outcome(self.before, self._report(content, beside, frozenset()))
        except HepuError as error:
            return f"refused {error.faults[0].code}"
        except Exception as error:  # noqa: BLE001  # what breaks verification is what is looked for
            return f"BROKE {type(error).__name__}: {error}"[:200]


def byte_changes(data: bytes, count: int, seed: str) -> Iterator[tuple[int, bytes]]:
    """Change one byte at a time to any other, at places drawn over the whole; at most each place once."""
    chance = random.Random(seed)  # noqa: S311  # a repeatable choice, no secret
    for at in sorted(chance.sample(range(len(data)), min(count, len(data)))):
        other = (data[at] + chance.randrange(1, 256)) % 256
        yield at, data[:at] + bytes([other]) + data[at + 1 :]


def leaves_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of every value that holds no others."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if not items:
        yield path
        return
    for key, item in items:
        yield from leaves_of(item, (*path, key))


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
        case str() if len(value) == 64:  # noqa: PLR2004  # a digest stays one
            return value[:-1] + ("0" if value[-1] != "0" else "1")
        case str():
            return f"{value}x" if not value or value[0] != "T" else "F" + value[1:]
        case None:
            return 0
        case _:
            return [0] if isinstance(value, list) else {"x": 0}


def value_changes(raw: Any, count: int, seed: str) -> Iterator[tuple[str, Any]]:
    """Set one value to another of its type, take a key out, or put one in; drawn over all, or each if they are few."""
    chance = random.Random(seed)  # noqa: S311  # as above
    paths = list(leaves_of(raw))
    for path in chance.sample(paths, min(count, len(paths))):
        made = copy.deepcopy(raw)
        holder = _at(made, path[:-1])
        how = chance.choice(("set", "set", "set", "set", "take", "put")) if isinstance(holder, dict) else "set"
        if how == "take":
            del holder[path[-1]]
        elif how == "put":
            holder[f"{path[-1]}x"] = holder[path[-1]]
        else:
            holder[path[-1]] = _another(holder[path[-1]], chance)
        yield f"{how} {'.'.join(map(str, path))}", made


def forged(value: Any) -> bytes:
    """Write a changed record with all digests that it has of itself, as one who can compute them would."""
    made = copy.deepcopy(value)
    try:
        made["inputs"]["profile_digest"] = digest_of(made["inputs"]["profile"])
        made["issue"]["id"] = ""
        made["issue"]["id"] = f"HP-{digest_of(made)[:16]}"
    except (KeyError, TypeError):
        pass
    return canonical(made)


# --- the campaigns, one a kind -------------------------------------------------------------------------------------


def files_by_byte(made: Material, tally: Tally, count: int, seed: int) -> None:
    """Change bytes of the record, of what lies beside it, and of every PDF there is."""
    beside_by_byte(made, tally, count, seed)
    data = record_bytes(made.signed)
    anchors, _ = anchored(made)
    alone = Examined(data, Anchors(), Beside())
    for at, changed in byte_changes(data, count, f"{seed} record"):
        tally.add("byte of record.json", f"byte {at}", alone.outcome(changed))
    for name, content in made.pdfs.items():
        if name.partition(" ")[0] in {"unsigned", "signed"}:
            trusted = anchors if name.startswith("signed") else Anchors()
            case = Examined(content, trusted, Beside(record=data if name == "signed circulation" else None))
            if name == "unsigned circulation":
                case = Examined(content, trusted, Beside(record=record_bytes(made.plain)))
            for at, changed in byte_changes(content, count, f"{seed} {name}"):
                tally.add(f"byte of the PDF, {name}", f"byte {at}", case.outcome(changed))


def _in_envelope(envelope: Envelope) -> object:
    """Give what an envelope holds, but for the name of the key, which is a hint that nobody relies on."""
    return envelope.payload_type, envelope.payload, [item.value for item in envelope.signatures]


def _in_receipt(data: bytes) -> object:
    """Give what a receipt holds, but for the same hints in its checkpoints."""
    read = read_receipt(data, "receipt")
    return replace(read, checkpoints=()), [_in_envelope(item.envelope) for item in read.checkpoints]


_SAME: dict[str, Callable[[bytes], object]] = {
    "envelope": lambda data: _in_envelope(read_envelope(data, "envelope")),
    "receipt": _in_receipt,
}


def beside_by_byte(made: Material, tally: Tally, count: int, seed: int) -> None:
    """Change bytes of the envelope and of the receipt that lie beside a record."""
    anchors, beside = anchored(made)
    whole = Examined(record_bytes(made.signed), anchors, beside)
    for name, content in (("envelope", made.envelope), ("receipt", made.receipt)):
        for at, changed in byte_changes(content, count, f"{seed} {name}"):
            outcome = whole.outcome(**{name: changed})
            if outcome == "missed" and _SAME[name](content) == _SAME[name](changed):
                outcome = "no meaning"
            tally.add(f"byte of the {name}", f"byte {at}", outcome)


def record_by_value(made: Material, tally: Tally, count: int, seed: int) -> None:
    """Change values of the record: as they are, by a forger, and by a forger where the true one is anchored."""
    data = record_bytes(made.plain)
    raw, case = json.loads(data), Examined(data, Anchors(), Beside())
    for what, value in value_changes(raw, count, f"{seed} plain"):
        tally.add("value of record.json", what, case.outcome(canonical(value)))
    for what, value in value_changes(raw, count, f"{seed} forged"):
        tally.add("value of record.json, digests made to fit", what, case.outcome(forged(value)))
    data = record_bytes(made.signed)
    raw = json.loads(data)
    for kind, (anchors, beside) in {
        "envelope and receipt": anchored(made),
        "ledger": (anchored(made, ledger=True)[0], Beside(ledger=made.ledger)),
    }.items():
        case = Examined(data, anchors, beside)
        for what, value in value_changes(raw, count // 2, f"{seed} {kind}"):
            tally.add(f"the same, against {kind}", what, case.outcome(forged(value)))


def ledger_by_byte(made: Material, tally: Tally, count: int, seed: int) -> None:
    """Change bytes of the copy that was handed over, and of the database's file."""
    content = made.copy.read_bytes()
    trial = made.folder / "trial.zip"
    for at, changed in byte_changes(content, count, f"{seed} copy"):
        trial.write_bytes(changed)
        tally.add(
            "byte of the ledger's copy",
            f"byte {at}{_part_of(content, at)}",
            _looked(lambda: open_copy(str(trial)), made),
        )
    with sqlite3.connect(made.folder / "ledger.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = (made.folder / "ledger.db").read_bytes()
    trial = made.folder / "trial.db"
    for at, changed in byte_changes(content, count, f"{seed} file"):
        _fresh(trial, changed)
        tally.add("byte of the ledger's SQLite file", f"byte {at}", _looked(lambda: open_ledger(str(trial)), made))


def _fresh(path: Any, content: bytes) -> None:
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    path.write_bytes(content)


def _part_of(content: bytes, at: int) -> str:
    """Say whether a byte of an archive lies in what its members hold."""
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
    except Exception as error:  # noqa: BLE001  # as above
        return f"BROKE {type(error).__name__}: {error}"[:200]
    if found.verdict == "inconsistent":
        return "found"
    if found.vouched < made.state.head.sequence:
        return "noticed"
    return "no meaning" if _content(opened()) == _content(made.ledger) else "missed"


def _content(ledger: Any) -> tuple[Any, ...]:
    """Give all that can be read of a ledger."""
    blobs = {digest: ledger.blob(digest) for digest in ledger.blobs()}
    return tuple(ledger.entries()), blobs, tuple(ledger.checkpoints())


def ledger_by_value(made: Material, tally: Tally) -> None:
    """Change each field of each entry, move entries, take them out, cut the end off; all digests are made to fit."""
    entries = [json.loads(entry.body) for entry in made.ledger.entries()]

    def look(kind: str, what: str, bodies: Iterable[Any]) -> None:
        tally.add(kind, what, _looked(lambda: _rewritten(made, list(bodies)), made))

    for number, body in enumerate(entries):
        for path in leaves_of(body):
            changed = copy.deepcopy(entries)
            holder = _at(changed[number], path[:-1])
            holder[path[-1]] = _another(holder[path[-1]], random.Random(0))  # noqa: S311  # as above
            look("value of an entry, the chain made to fit", f"{number + 1} {path}", changed)
    for number in range(len(entries)):
        look("entry taken out", str(number + 1), entries[:number] + entries[number + 1 :])
        look("end cut off", str(number), entries[:number])
        for other in range(number):
            moved = list(entries)
            moved[number], moved[other] = moved[other], moved[number]
            look("entries exchanged", f"{other + 1} {number + 1}", moved)


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


def _rewritten(made: Material, bodies: list[Any]) -> Any:
    return _Rewritten("rewritten", made.ledger.title, made, [canonical(body) for body in bodies])


def _whole_swaps(made: Material, tally: Tally) -> None:
    """Exchange whole parts: receipts, envelopes, records, packs, pages and attachments; strip and append."""
    data, other = record_bytes(made.signed), record_bytes(made.other)
    anchors, beside = anchored(made)
    case = Examined(data, anchors, beside)
    tally.add("parts exchanged", "receipt of another entry", case.outcome(receipt=made.other_receipt))
    tally.add("parts exchanged", "record of another advisory", case.outcome(other))
    for name in sorted(zipfile.ZipFile(BytesIO(made.archive)).namelist())[::97]:
        changed = _with_member(made.archive, name)
        tally.add("pack archive changed, written as an archive is", name, case.outcome(archive=changed))
    for kind in ("circulation", "audit"):
        if f"signed {kind}" not in made.pdfs:
            continue
        signed, theirs = made.pdfs[f"signed {kind}"], made.pdfs[f"other {kind}"]
        unsigned, plain = made.pdfs[f"stripped {kind}"], made.pdfs[f"unsigned {kind}"]
        own = None if kind == "audit" else data
        case = Examined(signed, anchors, Beside(record=own))
        tally.add("signature stripped", kind, case.outcome(unsigned))
        tally.add("signature stripped", f"{kind}, by hand", case.outcome(unsigned_part(signed)))
        case = Examined(plain, Anchors(), Beside(record=None if kind == "audit" else record_bytes(made.plain)))
        for what, tail in {
            "a line feed": b"\n",
            "a blank": b" ",
            "a remark": b"% remark\n%%EOF\n",
            "the end once more": b"%%EOF\n",
            "a page of another": theirs,
        }.items():
            tally.add("bytes after the end", f"{kind}, {what}", case.outcome(plain + tail))
        for what, (shown, carried) in {"attachments": (plain, theirs), "pages": (theirs, plain)}.items():
            tally.add("parts exchanged", f"{what} of another, {kind}", case.outcome(_regrafted(shown, carried)))


def _with_member(archive: bytes, name: str) -> bytes:
    """Change one file of a pack's archive, and write the archive as such archives are written."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member, content + b"# more\n" if member.filename == name else content)
    return made.getvalue()


def _regrafted(shown: bytes, carried: bytes) -> bytes:
    """Show the pages of one PDF and carry the files of another."""
    import pypdf

    source: Any = pypdf.PdfReader(BytesIO(shown))
    files: Any = pypdf.PdfReader(BytesIO(carried))
    writer = pypdf.PdfWriter(clone_from=source)
    names = files.trailer["/Root"]["/Names"]
    writer.root_object[pypdf.generic.NameObject("/Names")] = names.clone(writer)
    if "/AF" in files.trailer["/Root"]:
        writer.root_object[pypdf.generic.NameObject("/AF")] = files.trailer["/Root"]["/AF"].clone(writer)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def run_all(made: Material, count: int, seed: int, note: Callable[[str], None] = lambda _: None) -> Tally:
    """Run every campaign, with ``count`` changes of each kind that is drawn."""
    tally = Tally()
    works: dict[str, Callable[[], None]] = {
        "files by byte": lambda: files_by_byte(made, tally, count, seed),
        "record by value": lambda: record_by_value(made, tally, count, seed),
        "ledger by byte": lambda: ledger_by_byte(made, tally, count, seed),
        "ledger by value": lambda: ledger_by_value(made, tally),
        "whole parts": lambda: _whole_swaps(made, tally),
    }
    with kept_work():
        for name, work in works.items():
            note(name)
            work()
    return tally
