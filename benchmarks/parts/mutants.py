"""The campaign of changes: which kinds there are, and the changes of each, to be judged one by one or in pieces."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from hepu.ledger.receipts import read_receipt
from hepu.record.build import canonical
from hepu.record.digests import record_bytes
from hepu.signing.dsse import Envelope, read_envelope
from hepu.verification.inquiry import Anchors, Beside
from parts import mutant_ledgers, mutant_swaps
from parts.mutant_drawing import byte_changes, forged, value_changes
from parts.mutant_judging import Examined, Tally, anchored, pdf_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from parts.mutant_drawing import ByteChange, ValueChange
    from parts.mutant_material import Material

__all__ = ["beside_by_byte", "judged", "kinds_of", "record_by_byte", "record_by_value", "run_piece"]

Judged = tuple[str, str, "Callable[[], str]"]


def judged(changes: Iterator[Judged]) -> Tally:
    """Judge some changes, and count what becomes of them."""
    tally = Tally()
    for kind, what, judge in changes:
        tally.add(kind, what, judge())
    return tally


def record_by_byte(made: Material, count: int, seed: int) -> Iterator[Judged]:
    """Change bytes of a record for which nobody vouches."""
    data = record_bytes(made.signed)
    case = Examined(data, Anchors(), Beside())
    for change in byte_changes(data, count, f"{seed} record"):
        yield "byte of the record", f"byte {change.at}", partial(_byte, case, change)


def pdf_by_byte(made: Material, name: str, count: int, seed: int) -> Iterator[Judged]:
    """Change bytes of a PDF."""
    case = pdf_case(made, name)
    for change in byte_changes(case.data, count, f"{seed} {name}"):
        yield f"byte of a PDF, {name}", f"byte {change.at}", partial(_byte, case, change)


def _byte(case: Examined, change: ByteChange) -> str:
    return case.outcome(change.of(case.data))


def _in_envelope(envelope: Envelope) -> object:
    """Give what an envelope holds, but for the name of the key, which is a hint that nobody relies on."""
    return envelope.payload_type, envelope.payload, [item.value for item in envelope.signatures]


def _in_receipt(data: bytes) -> object:
    """Give what a receipt holds, but for the same hints in its checkpoints."""
    read = read_receipt(data, "receipt")
    return replace(read, checkpoints=()), [_in_envelope(item.envelope) for item in read.checkpoints]


_SAME: Mapping[str, Callable[[bytes], object]] = {
    "envelope": lambda data: _in_envelope(read_envelope(data, "envelope")),
    "receipt": _in_receipt,
}


def beside_by_byte(made: Material, count: int, seed: int) -> Iterator[Judged]:
    """Change bytes of the envelope and of the receipt that lie beside a record."""
    anchors, beside = anchored(made)
    case = Examined(record_bytes(made.signed), anchors, beside)

    def judge(name: str, content: bytes, changed: bytes) -> str:
        outcome = case.outcome(None, "", **{name: changed})
        same = outcome == "missed" and _SAME[name](content) == _SAME[name](changed)
        return "no meaning" if same else outcome

    for name, content in (("envelope", made.envelope), ("receipt", made.receipt)):
        for change in byte_changes(content, count, f"{seed} {name}"):
            yield f"byte of the {name}", f"byte {change.at}", partial(judge, name, content, change.of(content))


def record_by_value(made: Material, against: str, count: int, seed: int) -> Iterator[Judged]:
    """Change values of a record: as they are, or by a forger, alone or where something vouches for the true one."""
    record = made.plain if against in {"", "alone"} else made.signed
    anchors, beside = {
        "envelope": lambda: (anchored(made)[0], Beside(envelope=made.envelope)),
        "receipt": lambda: (anchored(made)[0], Beside(receipt=made.receipt)),
        "ledger": lambda: (anchored(made, ledger=True)[0], Beside(ledger=made.ledger)),
    }.get(against, lambda: (Anchors(), Beside()))()
    data = record_bytes(record)
    raw, case = json.loads(data), Examined(data, anchors, beside)
    kind = f"value of the record, digests made to fit, against {against}" if against else "value of the record"
    kind = kind.removesuffix(", against alone")

    def judge(change: ValueChange) -> str:
        with change.within(raw):
            changed = forged(raw) if against else canonical(raw)
        return case.outcome(changed, place=".".join(map(str, change.path)) if against == "alone" else "")

    for change in value_changes(raw, count, f"{seed} {against}"):
        yield kind, str(change), partial(judge, change)


def kinds_of(made: Material, count: int, seed: int) -> Mapping[str, Callable[[], Iterator[Judged]]]:
    """Name the campaigns, with the changes of each; ``count`` of each are drawn, where there are as many."""
    pdfs = [name for name in made.pdfs if name.partition(" ")[0] in {"unsigned", "signed"}]
    work: dict[str, Callable[[], Iterator[Judged]]] = {
        "record by byte": lambda: record_by_byte(made, count, seed),
        "beside by byte": lambda: beside_by_byte(made, count, seed),
        **{
            f"record by value {against}".strip(): partial(record_by_value, made, against, count, seed)
            for against in ("", "alone", "envelope", "receipt", "ledger")
        },
        "copy by byte": lambda: mutant_ledgers.copy_by_byte(made, count, seed),
        "database by byte": lambda: mutant_ledgers.database_by_byte(made, count, seed),
        "entries by value": lambda: mutant_ledgers.entries_by_value(made, seed),
        "entries moved": lambda: mutant_ledgers.entries_moved(made),
        "beside exchanged": lambda: mutant_swaps.beside_exchanged(made),
        "packs changed": lambda: mutant_swaps.packs_changed(made, count // 10, seed),
        **{f"PDF by byte, {name}": partial(pdf_by_byte, made, name, count, seed) for name in pdfs},
    }
    if pdfs:
        work |= {
            "stripped": lambda: mutant_swaps.stripped(made),
            "appended": lambda: mutant_swaps.bytes_appended(made, count // 4, seed),
            "parts exchanged": lambda: mutant_swaps.parts_exchanged(made),
        }
    return work


def run_piece(changes: Iterator[Judged], piece: int, pieces: int, until: float = float("inf")) -> Tally:
    """Judge every so-many-th change, so that as many pieces add up to the whole; none is begun when time is up."""
    mine = (item for at, item in enumerate(changes) if at % pieces == piece)
    tally = Tally()
    for kind, what, judge in mine:
        if time.monotonic() > until:
            break
        tally.add(kind, what, judge())
    return tally
