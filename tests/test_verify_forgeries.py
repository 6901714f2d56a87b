"""What a forger, an insider or a repenting issuer would try against a verification, each of which has to be found."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

import report_sample
import signing_sample
import verify_sample as verify
from hepu.advising import shipped
from hepu.ledger.store import create_ledger
from hepu.pack_sources.archive import pack_archive
from hepu.pipeline import Request
from hepu.profile.model import Profile
from hepu.record.digests import record_bytes
from hepu.signing.dsse import envelope_bytes
from hepu.signing.pades import sign_pdf
from hepu.signing.statement import sealed_statement
from hepu.verification.inquiry import Anchors, Beside, Options
from hepu.verification.verify import verify_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from hepu.record.model import Record
    from hepu.verification.model import Report


@pytest.fixture(scope="module")
def record() -> Record:
    return verify.issued()


def stated(record: Record, holder: signing_sample.Holder, at: str = verify.AT) -> Report:
    """Verify a record with a statement by somebody whose certificate the reader trusts."""
    envelope = envelope_bytes(sealed_statement(record, [holder.identity.key]))
    anchors = Anchors(certificates=(holder.certificate,))
    options = Options(at, verify.COSTLY)
    return verify_bytes(record_bytes(record), "file", anchors, options, Beside(envelope=envelope))


@pytest.mark.parametrize(
    ("made", "code"),
    [
        ({"last": signing_sample.NOW - dt.timedelta(days=200)}, "not_valid_then"),
        ({"first": signing_sample.NOW + dt.timedelta(days=20)}, "not_valid_then"),
        ({"signing": False}, "unfit"),
        ({"authority": True, "signing": False}, "unfit"),
    ],
)
def test_a_statement_by_a_certificate_that_could_not_sign_then_fails(
    record: Record, made: dict[str, Any], code: str
) -> None:
    key = signing_sample.drawn("ec", "statements")
    report = stated(record, signing_sample.Holder(key, signing_sample.certified(key, "Old office", **made)))
    assert report.verdict == "inconsistent"
    assert f"verify_signature_{code}" in verify.codes(report, "envelope")


def test_a_statement_by_a_certificate_that_has_expired_since_leaves_its_time_open(record: Record) -> None:
    report = stated(record, signing_sample.issuer(), "2031-01-01T00:00:00+00:00")
    assert report.verdict == "consistent"
    assert "verify_signature_expired_since" in verify.codes(report, "envelope")


def test_a_record_hidden_in_a_letter_that_somebody_trusted_signed_is_not_authentic(record: Record) -> None:
    issuer = signing_sample.issuer()
    letter = sign_pdf(verify.carrying({"record.json": record_bytes(record)}), issuer.identity, signing_sample.AT)
    report = verify.found(letter, Anchors(certificates=(issuer.certificate,)))
    assert "verify_signature_trusted" in verify.codes(report, "signature")
    assert report.verdict == "consistent"


def test_an_own_pack_under_the_digest_of_the_shipped_one_is_not_called_that(record: Record) -> None:
    archive = zipfile.ZipFile(io.BytesIO(pack_archive(shipped().pack)))
    files = {name: archive.read(name) for name in archive.namelist()}
    name = next(name for name in files if "/knowledge/" in name)
    files[name] += b"# changed\n"
    value = verify.value_of(record)
    value["inputs"]["pack"]["files"][name.partition("/")[2]] = hashlib.sha256(files[name]).hexdigest()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as other:
        for member in archive.infolist():
            other.writestr(member, files[member.filename])
    report = verify.found(verify.carrying({"record.json": verify.renamed(value), "pack.zip": made.getvalue()}))
    assert "verify_pack_not_shipped" in verify.codes(report, "pack")
    assert report.verdict == "inconsistent"


@pytest.mark.parametrize(
    "changed", [{"at": "2031-01-01T00:00:00+00:00"}, {"by": "Somebody else"}, {"certificate": "f" * 64}]
)
def test_an_entry_that_tells_another_time_office_or_certificate_than_the_record_fails(
    record: Record, tmp_path: Path, changed: dict[str, Any]
) -> None:
    ledger = verify.ledger_with(tmp_path / "l.db", record, **changed)
    report = verify.found(record_bytes(record), Anchors(states=(verify.head_of(ledger),)), ledger=ledger)
    assert "verify_ledger_unlike" in verify.codes(report, "ledger")
    assert report.verdict == "inconsistent"


def test_a_receipt_of_another_ledger_than_the_one_that_is_printed_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = verify.issued(previous=True)
    monkeypatch.setattr(verify, "LEDGER", "Another ledger")
    ledger = verify.ledger_with(tmp_path / "l.db", record)
    anchors = Anchors(keys=(verify.KEY.public,), checkpoints=(verify.checkpoint(ledger, 2),))
    report = verify.found(record_bytes(record), anchors, receipt=verify.receipt(ledger, 2))
    assert "verify_before_other" in verify.codes(report, "before")
    assert report.verdict == "inconsistent"


def test_an_advisory_dated_before_the_state_that_it_prints_is_told(tmp_path: Path) -> None:
    ledger = create_ledger(str(tmp_path / "l.db"), verify.LEDGER, "2031-01-01T00:00:00+00:00")
    profile = Profile.model_validate(report_sample.core())
    dated_back = shipped().advise(Request(profile, report_sample.ISSUED, issuer="教育厅", previous=ledger.state()))
    report = verify.found(record_bytes(dated_back), ledger=ledger)
    assert "verify_before_dated" in verify.codes(report, "before")
