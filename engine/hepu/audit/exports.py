"""What leaves the desk: provenance as PROV-JSON or PROV-N, and tables of pieces and decisions as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from hepu.audit.desk import Wanted, cases
from hepu.audit.grounds import grounds_of
from hepu.audit.opened import Opener
from hepu.audit.outline import placement_text
from hepu.audit.pieces import pieces_of
from hepu.audit.provenance import provenance
from hepu.audit.stand_ins import Shown, StandIns
from hepu.csv_text import csv_text
from hepu.errors import Fault, Location, OutputError
from hepu.file_writing import present, write_files
from hepu.record.build import as_json
from hepu.report.derivation import certainty_word
from hepu.report.words import both, join, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hepu.audit.log import Log, OfRecord
    from hepu.layers import Layers
    from hepu.text import Lang, Text

__all__ = ["TABLES", "Table", "prov_bytes", "table_bytes", "write_export"]

Table = Literal["pieces", "decisions"]
TABLES: tuple[Table, ...] = ("pieces", "decisions")
_FORMS = {".json": "json", ".provn": "provn"}
_PIECES = (
    "record", "digest", "college", "issued", "by", "key", "piece", "placed", "certainty", "basis", "review", "rules",
    "read", "unread", "decision", "decided_at", "decided_by", "reason", "decision_new", "reason_new",
)  # fmt: skip
_DECISIONS = (
    "entry",
    "record",
    "digest",
    "college",
    "key",
    "piece",
    "decision",
    "decided_at",
    "decided_by",
    "reason",
    "stands",
)


def prov_bytes(log: Log, item: OfRecord, layers: Layers, path: Path, *, redacted: bool = False) -> bytes:
    """Give the provenance of a record in the form that a file's name asks for.

    Raises:
        InputError: where the record cannot be read, or the library that writes PROV is not installed.
        OutputError: where the file has another name than such a form.

    """
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        context = {"found": path.suffix or path.name, "expected": ", ".join(_FORMS)}
        raise OutputError([Fault("audit_prov_suffix", Location(str(path)), context)])
    document = provenance(Opener(log, layers).record(item), item, redacted=redacted)
    layout: dict[str, Any] = {"indent": 1, "ensure_ascii": False} if form == "json" else {}
    written = document.serialize(format=form, **layout)
    return f"{str(written).rstrip()}\n".encode()


def table_bytes(  # of what, for whom and how
    log: Log,
    table: Table,
    layers: Layers,
    lang: Lang,
    wanted: Sequence[OfRecord],
    *,
    bom: bool = False,
    redacted: bool = False,
) -> bytes:
    """Give a table of some records as CSV, its heads in the reader's language; ``bom`` marks it as UTF-8 for Excel.

    ``redacted`` puts stand-ins for colleges, records and offices, and leaves out reasons and digests.

    Raises:
        InputError, PackError: where a record or its pack cannot be read.

    """
    names, rows = (_PIECES, _piece_rows) if table == "pieces" else (_DECISIONS, _decision_rows)
    opener, names_of = Opener(log, layers), StandIns() if redacted else Shown()
    heads = [words()[f"audit.head_{name}"][lang] for name in names]
    text = csv_text(heads, ([cell[lang] for cell in row] for item in wanted for row in rows(opener, item, names_of)))
    return text.encode("utf-8-sig" if bom else "utf-8")


def _piece_rows(opener: Opener, item: OfRecord, shown: Shown) -> Iterator[list[Text]]:
    context = opener.context(item)
    case = next(cases(opener.log, Wanted(), (item,)))
    for key in pieces_of(as_json(context.record)):
        grounds, decision = grounds_of(context, key), item.standing.get(key)
        read = sum(work.read for work in grounds.works)
        yield [
            shown.record(case),
            shown.digest(case),
            shown.college(case),
            both(case.issued),
            shown.office(case.by),
            both(key),
            context.names.conclusion(key),
            placement_text(context, key),
            words()[f"certainty.{certainty_word(context, key)}"],
            words()[f"book_basis.{grounds.basis}"],
            grounds.review,
            join([both(rule.rule) for rule in grounds.rules]),
            both(read),
            both(len(grounds.works) - read),
            words()[f"decisions.{decision.decision if decision else 'none'}"],
            both(decision.at if decision else ""),
            shown.office(decision.by if decision else ""),
            shown.reason(decision.reason if decision else ""),
            both(""),
            both(""),
        ]


def _decision_rows(opener: Opener, item: OfRecord, shown: Shown) -> Iterator[list[Text]]:
    if not item.decided:
        return
    context = opener.context(item)
    case = next(cases(opener.log, Wanted(), (item,)))
    last = {entry.piece: number for number, entry in item.decided}
    for number, entry in item.decided:
        known = entry.piece in context.pack.conclusion_keys
        yield [
            both(number),
            shown.record(case),
            shown.digest(case),
            shown.college(case),
            both(entry.piece),
            context.names.conclusion(entry.piece) if known else both(entry.piece),
            words()[f"decisions.{entry.decision}"],
            both(entry.at),
            shown.office(entry.by),
            shown.reason(entry.reason),
            words()["value.yes" if last[entry.piece] == number else "value.no"],
        ]


def write_export(path: Path, data: bytes) -> None:
    """Write an export to a file, whole or not at all.

    Raises:
        OutputError: where it cannot be written.

    """
    write_files({path: (present(path), data)})
