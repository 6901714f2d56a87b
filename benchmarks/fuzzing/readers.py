"""Every reader of files of others: a valid file of each kind to begin with, and how it is read."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hepu.errors import InputError, PackError
from hepu.layers import Layer

if TYPE_CHECKING:
    from collections.abc import Callable

    from hepu.errors import Fault
    from hepu.layers import Layers
    from hepu.pipeline import Advisor

__all__ = ["READERS", "Reader"]

TOP = Path(__file__).resolve().parents[2]
EXAMPLES = TOP / "examples"
SMALL = TOP / "tests" / "fixtures" / "small_pack"
AT = "2026-11-26T08:00:00+00:00"
DAY = dt.date(2026, 11, 26)
PASSWORD = b"only for trying"


@dataclass(frozen=True)
class Reader:
    """A reader: the form and ending of its files, how a valid one is made, and how one is read.

    ``read`` raises what the engine raises and gives the faults that it tells without raising. ``share`` is how many of
    a hundred inputs a slow reader gets. ``mend`` does after a change what whoever makes a hostile file would do too, so
    that it is not refused for a sum that no longer fits.
    """

    name: str
    form: str
    suffix: str
    seed: Callable[[Path], bytes]
    read: Callable[[Path], tuple[Fault, ...] | None]
    share: int = 100
    mend: Callable[[bytes], bytes] = bytes


def _given(name: str) -> Callable[[Path], bytes]:
    return lambda _: (EXAMPLES / name).read_bytes()


@cache
def _advisor() -> Advisor:
    from hepu.advising import shipped

    return shipped()


@cache
def _small() -> Layers:
    return (Layer.at(SMALL),)


@cache
def _record() -> Any:
    from hepu.advising import Order, record_of

    return record_of(
        Order(EXAMPLES / "hepu-bay-college.yaml", Path(), AT, peers=EXAMPLES / "peers" / "hepu-bay-college.csv")
    )[0]


def _profile(path: Path) -> tuple[Fault, ...]:
    """Read a profile, and mark its faults in a copy of its workbook."""
    from hepu.intake import annotate, read_profile

    found = read_profile(path)
    if path.suffix == ".xlsx" and found.faults:
        copy = path.with_name("annotated.xlsx")
        try:
            annotate(path, found.faults, copy)
        except InputError:
            pass
        finally:
            copy.unlink(missing_ok=True)
    return found.faults


def _json_profile(_: Path) -> bytes:
    import json

    from hepu.yaml_source import read_yaml

    value = read_yaml((EXAMPLES / "hepu-bay-college.yaml").read_text("utf-8"), "").value
    return json.dumps(value, default=str, ensure_ascii=False, indent=1).encode()


def _peers(path: Path) -> None:
    from hepu.facts.peers import PeerTable

    knowledge = _advisor().pack.knowledge
    PeerTable.read(path, knowledge.indicators).without([], knowledge, 8)


def _peers_book(_: Path) -> bytes:
    import pandas as pd

    made = io.BytesIO()
    pd.read_csv(EXAMPLES / "peers" / "hepu-bay-college.csv", dtype=str).to_excel(made, index=False)
    return made.getvalue()


def _tasks_seed(_: Path) -> bytes:
    from hepu.report.workbook.task_book import task_book

    return task_book(_record(), _advisor().pack, "zh")


def _tasks(path: Path) -> None:
    from hepu.report.workbook.task_states import read_states

    read_states(path, _record().issue.id, _advisor().pack.knowledge)


def _pack() -> Any:
    from hepu.pack import load_pack

    return load_pack(_small())


def _table_seed(room: Path) -> bytes:
    from hepu.decision_table.book import write_table
    from hepu.decision_table.exported import chosen_rules

    pack = _pack()
    write_table(room / "seed.xlsx", pack, chosen_rules(pack, (), ()), "zh", overwrite=True)
    return (room / "seed.xlsx").read_bytes()


def _table(path: Path) -> None:
    from hepu.decision_table.importing import plan_import

    plan_import(path, _pack(), _small())


def _review_seed(room: Path) -> bytes:
    from openpyxl import load_workbook

    from hepu.review.book import write_book

    path = room / "seed.xlsx"
    write_book(path, _pack(), "zh", overwrite=True)
    book = load_workbook(path)
    sheet = book.worksheets[1]
    columns = {sheet.cell(3, at).value: at for at in range(1, sheet.max_column + 1)}
    for name, value in {"opinion": "同意", "role": "高职院校国际交流处负责人", "date": DAY.isoformat()}.items():
        sheet.cell(5, columns[name], value)
    book.save(path)
    return path.read_bytes()


def _review(path: Path) -> tuple[Fault, ...]:
    from hepu.review.reading import read_book

    return read_book(path, _pack(), DAY)[1]


def _in_pack(inside: str) -> tuple[Callable[[Path], bytes], Callable[[Path], tuple[Fault, ...] | None]]:
    """Read a file as a part of the small pack."""

    def seed(_: Path) -> bytes:
        path = SMALL / inside
        return path.read_bytes() if path.exists() else _locked()

    def read(path: Path) -> tuple[Fault, ...] | None:
        from hepu.checks.registry import check_pack
        from hepu.history.lock_file import read_lock
        from hepu.pack import load_pack

        root = path.parent / "pack"
        shutil.copytree(SMALL, root)
        try:
            shutil.copyfile(path, root / inside)
            layer = Layer.at(root)
            read_lock(layer)
            return tuple(fault for fault in check_pack(load_pack((layer,))) if fault.severity == "error")
        finally:
            shutil.rmtree(root)

    return seed, read


def _locked() -> bytes:
    """Lock the small pack."""
    from hepu.history.locking import Wish, lock_pack
    from hepu.pack import load_pack

    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "pack"
        shutil.copytree(SMALL, root)
        lock_pack(load_pack((Layer.at(root),)), 0, Wish(DAY))
        return (root / "rules" / "rules.lock").read_bytes()


def _wheel_seed(_: Path) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(SMALL.rglob("*.yaml")):
            archive.writestr(f"own/{path.relative_to(SMALL).as_posix()}", path.read_bytes())
    return made.getvalue()


def _wheel(path: Path) -> None:
    from hepu.pack_sources.source import read_source

    read_source(str(path))


def _archive_seed(_: Path) -> bytes:
    from hepu.pack_sources.archive import pack_archive

    return pack_archive(_pack())


def _zipped_anew(data: bytes) -> bytes:
    """Put an archive together as ours are, whatever it holds."""
    from hepu.pack_sources import archive

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            return archive._zipped({name: held.read(name) for name in held.namelist()})  # noqa: SLF001  # as an imitator would
    except Exception:  # noqa: BLE001  # it is no archive any more
        return data


def _archive(path: Path) -> None:
    from hepu.errors import Location
    from hepu.pack import load_pack
    from hepu.pack_sources.archive import opened_archive

    with opened_archive(path.read_bytes(), Location(path.name)) as layers:
        load_pack(layers)


def _record_seed(_: Path) -> bytes:
    from hepu.record.digests import record_bytes

    return record_bytes(_record())


def _found(path: Path) -> None:
    from hepu.record.found import digests_in, found_at, inputs_in, record_in

    found = found_at(path)
    digests_in(found)
    inputs_in(found)
    record = record_in(found)
    _advisor().verify(record.model_dump(mode="json", by_alias=True), path.name)


def _named_anew(data: bytes) -> bytes:
    """Give a record the id that follows from what it says now."""
    import json

    from hepu.record.build import canonical, digest_of

    try:
        value = json.loads(data)
        value["issue"]["id"] = ""
        value["issue"]["id"] = f"HP-{digest_of(value)[:16]}"
        return canonical(value)
    except (ValueError, TypeError, LookupError, RecursionError):
        return data


def _chained_anew(data: bytes) -> bytes:
    """Chain the entries of a ledger again, as one could who may write its file."""
    import sqlite3

    from hepu.ledger.chain import GENESIS, chained

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "x.db"
        path.write_bytes(data)
        database = sqlite3.connect(path)
        try:
            before = GENESIS
            for (name,) in list(database.execute("SELECT name FROM sqlite_master WHERE type='trigger'")):
                database.execute(f'DROP TRIGGER "{name}"')
            for number, body in list(database.execute("SELECT sequence, body FROM hepu_entry ORDER BY sequence")):
                entry = chained(before, bytes(body))
                changed = (entry.previous, entry.digest, entry.sequence, number)
                database.execute(
                    "UPDATE hepu_entry SET previous = ?, digest = ?, sequence = ? WHERE sequence = ?", changed
                )
                before = entry.head
            database.commit()
        except (sqlite3.Error, TypeError, ValueError, OverflowError):
            return data
        finally:
            database.close()
        return path.read_bytes()


def _since(path: Path) -> None:
    from hepu.record.last import read_record

    read_record(path)


def _identity_seed(_: Path) -> bytes:
    from hepu.signing.demonstration import demonstration_identity

    return demonstration_identity(AT, PASSWORD)


def _identity(path: Path) -> None:
    from hepu.signing.identity import read_identity

    read_identity(path, PASSWORD, AT)


def _pdf_seed(room: Path) -> bytes:
    """Sign a small PDF that carries what an edition carries; the pages of a whole one would be mere ballast."""
    import pypdf

    from hepu.record.digests import digests_bytes, record_bytes
    from hepu.signing.identity import read_identity
    from hepu.signing.pades import sign_pdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("record.json", record_bytes(_record())[:20_000])
    made = io.BytesIO()
    writer.write(made)
    (room / "seed.p12").write_bytes(_identity_seed(room))
    return sign_pdf(made.getvalue(), read_identity(room / "seed.p12", PASSWORD, AT), AT)


def _pdf(path: Path) -> None:
    from hepu.record.found import found_at
    from hepu.signing.pades import check_signatures

    check_signatures(path.read_bytes(), (), AT)
    found_at(path)


@cache
def _key() -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from hepu.signing.keys import private_key

    return private_key(Ed25519PrivateKey.from_private_bytes(bytes(32)))


def _envelope_seed(_: Path) -> bytes:
    from hepu.signing.dsse import envelope_bytes, seal

    return envelope_bytes(
        seal("application/vnd.in-toto+json", b'{"_type":"https://in-toto.io/Statement/v1"}', [_key()])
    )


def _envelope(path: Path) -> None:
    from hepu.signing.dsse import read_envelope, signers_of

    signers_of(read_envelope(path.read_bytes(), path.name), [_key().public])


def _ledger_at(path: Path) -> Any:
    sys.path.insert(0, str(TOP / "tests"))
    import ledger_sample as sample
    from hepu.ledger.store import create_ledger

    made = create_ledger(str(path), sample.TITLE, sample.AT, by="自治区教育厅", key=_key().public.name)
    made.append([sample.issued(1), sample.decided(1)], [b"a record", b"a pack" * 900])
    made.append([sample.issued(2)], [b"another"])
    return made


def _ledger_seed(room: Path) -> bytes:
    path = room / "seed.db"
    made = _ledger_at(path)
    made.engine.dispose()
    import sqlite3

    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("PRAGMA journal_mode=DELETE")
    database.close()
    data = path.read_bytes()
    path.unlink()
    return data


def _ledger(path: Path) -> None:
    import hashlib

    from hepu.ledger.chain import broken_at
    from hepu.ledger.entries import read_body
    from hepu.ledger.store import open_ledger

    ledger = open_ledger(str(path))
    try:
        ledger.head()
        entries = list(ledger.entries())
        broken_at(entries)
        for blob in (b"a record", b"a pack" * 900, b"another"):
            ledger.blob(hashlib.sha256(blob).hexdigest())
        ledger.checkpoints()
        for entry in entries:
            read_body(entry.body, path.name)
    finally:
        ledger.engine.dispose()


def _checkpoint_seed(room: Path) -> bytes:
    from hepu.ledger.checkpoints import Checkpoint, sign_checkpoint
    from hepu.signing.dsse import envelope_bytes

    made = _ledger_at(room / "seed.db")
    head = made.head()
    made.engine.dispose()
    (room / "seed.db").unlink()
    return envelope_bytes(sign_checkpoint(Checkpoint("台账", head), [_key()]).envelope)


def _checkpoint(path: Path) -> None:
    from hepu.ledger.checkpoints import read_checkpoint

    read_checkpoint(path.read_bytes(), path.name).signers([_key().public])


def _receipt_seed(room: Path) -> bytes:
    from hepu.ledger.receipts import make_receipt, receipt_bytes

    made = _ledger_at(room / "seed.db")
    data = receipt_bytes(make_receipt(made, 2))
    made.engine.dispose()
    (room / "seed.db").unlink()
    return data


def _receipt(path: Path) -> None:
    from hepu.ledger.receipts import check_receipt, read_receipt

    check_receipt(read_receipt(path.read_bytes(), path.name), ())


def _public_seed(_: Path) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    data: bytes = _key().public.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return data


def _public(path: Path) -> None:
    from hepu.signing.keys import trusted_key

    trusted_key(path)


def _statement_seed(_: Path) -> bytes:
    from hepu.signing.dsse import envelope_bytes
    from hepu.signing.statement import sealed_statement

    return envelope_bytes(sealed_statement(_record(), [_key()]))


def _statement(path: Path) -> None:
    from hepu.signing.dsse import read_envelope
    from hepu.signing.statement import mismatches, read_statement

    mismatches(read_statement(read_envelope(path.read_bytes(), path.name), path.name), _record())


def _copy_seed(room: Path) -> bytes:
    from hepu.ledger.copies import write_copy

    made = _ledger_at(room / "seed.db")
    write_copy(made, room / "copy.zip", force=True)
    made.engine.dispose()
    (room / "seed.db").unlink()
    return (room / "copy.zip").read_bytes()


def _copy(path: Path) -> None:
    from hepu.ledger.checking import check_ledger
    from hepu.ledger.copies import open_copy

    check_ledger(open_copy(str(path)), (), ())


def _docx_seed(_: Path) -> bytes:
    from hepu.report.docx import docx_bytes

    return docx_bytes(_record(), _advisor().pack, "zh")


def _docx(path: Path) -> None:
    from hepu.verification.docx_texts import read_docx

    read_docx(path.read_bytes(), path.name)


def _verified(path: Path) -> None:
    """Verify a file with all that is beside it left out, but for the pages, which take seconds."""
    from hepu.verification.asking import Question, verify_file

    verify_file(Question(path, AT, without=frozenset({"pages"})))


_RULE = _in_pack("rules/problems/few-partners.yaml")
_KNOWLEDGE = _in_pack("knowledge/strategies.yaml")
_LOCK = _in_pack("rules/rules.lock")
READERS: tuple[Reader, ...] = (
    Reader("profile.yaml", "yaml", ".yaml", _given("hepu-bay-college.yaml"), _profile, 30),
    Reader("profile.json", "json", ".json", _json_profile, _profile, 30),
    Reader("profile.xlsx", "zip", ".xlsx", _given("hepu-bay-college-form.xlsx"), _profile, 10),
    Reader("peers.csv", "csv", ".csv", _given("peers/hepu-bay-college.csv"), _peers, 50),
    Reader("peers.xlsx", "zip", ".xlsx", _peers_book, _peers, 50),
    Reader("tasks.xlsx", "zip", ".xlsx", _tasks_seed, _tasks, 20),
    Reader("decision table", "zip", ".xlsx", _table_seed, _table, 20),
    Reader("review book", "zip", ".xlsx", _review_seed, _review, 20),
    Reader("rule", "yaml", ".yaml", *_RULE, 30),
    Reader("knowledge", "yaml", ".yaml", *_KNOWLEDGE, 30),
    Reader("rules.lock", "yaml", ".lock", *_LOCK, 30),
    Reader("wheel of a pack", "zip", ".whl", _wheel_seed, _wheel, 30),
    Reader("archive of a pack", "zip", ".zip", _archive_seed, _archive, 30, _zipped_anew),
    Reader("record.json", "json", ".json", _record_seed, _found, 10),
    Reader("record.json, id mended", "json", ".json", _record_seed, _found, 10, _named_anew),
    Reader("record of the last advisory", "json", ".json", _record_seed, _since, 10, _named_anew),
    Reader("signed PDF", "pdf", ".pdf", _pdf_seed, _pdf, 50),
    Reader("DSSE envelope", "json", ".json", _envelope_seed, _envelope),
    Reader("statement", "json", ".json", _statement_seed, _statement),
    Reader("receipt", "json", ".json", _receipt_seed, _receipt),
    Reader("checkpoint", "json", ".json", _checkpoint_seed, _checkpoint),
    Reader("ledger", "sqlite", ".db", _ledger_seed, _ledger, 50),
    Reader("ledger, chained again", "sqlite", ".db", _ledger_seed, _ledger, 50, _chained_anew),
    Reader("copy of a ledger", "zip", ".zip", _copy_seed, _copy, 50),
    Reader("DOCX", "zip", ".docx", _docx_seed, _docx, 10),
    Reader("hepu verify", "json", ".json", _record_seed, _verified, 5, _named_anew),
    Reader("PKCS#12", "der", ".p12", _identity_seed, _identity, 10),
    Reader("public key", "pem", ".pem", _public_seed, _public),
)
