"""``hepu key``: keys are written once and for their owner alone, and told by name."""

from __future__ import annotations

import json
import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

import signing_sample as sample
from hepu.cli import main
from hepu.signing.certificates import certificate_digest, read_certificates
from hepu.signing.identity import read_identity
from hepu.signing.keys import read_signing_key, trusted_key
from signing_sample import AT, issuer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``hepu key`` in this process; give its code and what it printed."""
    monkeypatch.delenv("HEPU_SIGN_PASSWORD", raising=False)

    def of(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["hepu", "key", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return int(left.value.code or 0), told.out, told.err

    return of


@pytest.fixture
def password(tmp_path: Path) -> Path:
    """Give the file of a password."""
    path = tmp_path / "the password"
    path.write_text("口令\n", "utf-8")
    return path


def test_a_new_key_is_readable_by_its_owner_alone(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a key.pem"
    old = os.umask(0)
    try:
        code, out, err = run("new", path)
    finally:
        os.umask(old)

    assert (code, out) == (0, f"{path}\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_signing_key(path).public.name in err


def test_no_two_keys_are_the_same(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path / "one.pem")
    run("new", tmp_path / "two.pem")

    assert read_signing_key(tmp_path / "one.pem").public.name != read_signing_key(tmp_path / "two.pem").public.name


def test_a_key_under_a_password_is_read_only_with_it(run: Run, tmp_path: Path, password: Path) -> None:
    path = tmp_path / "key.pem"
    run("new", path, "--password-file", password)

    assert run("show", path)[0] == 1
    assert run("show", path, "--password-file", password)[0] == 0


def test_the_variable_gives_the_password_too(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEPU_SIGN_PASSWORD", "secret")
    run("demo", tmp_path / "demo.p12", "--at", AT)

    assert read_identity(tmp_path / "demo.p12", b"secret", AT).record.demonstration


@pytest.mark.parametrize("command", ["new", "demo"])
@pytest.mark.parametrize("there", [b"", b"a key of mine"])
def test_no_file_is_overwritten(command: str, there: bytes, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_bytes(there)

    assert run(command, path)[0] == 5
    assert path.read_bytes() == there


def test_a_link_that_leads_elsewhere_is_not_followed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")

    assert run("new", tmp_path / "link")[0] == 5
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("words", [("new",), ("demo",), ("show", "--public", "-o")])
def test_a_folder_that_is_not_there_is_one_clear_fault(words: tuple[str, ...], run: Run, tmp_path: Path) -> None:
    if words[0] == "show":
        run("new", tmp_path / "key.pem")
        words = ("show", str(tmp_path / "key.pem"), *words[1:])

    assert run(*words, tmp_path / "none" / "key")[0] == 5


def test_the_public_half_of_a_key_verifies_what_it_signs(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path / "key.pem")
    code, out, _ = run("show", tmp_path / "key.pem", "--public", "-o", tmp_path / "key.pub")
    key = read_signing_key(tmp_path / "key.pem")

    assert (code, out) == (0, f"{tmp_path / 'key.pub'}\n")
    assert trusted_key(tmp_path / "key.pub").accepts(key.sign(b"words"), b"words")
    assert b"PRIVATE" not in (tmp_path / "key.pub").read_bytes()


def test_the_public_half_of_a_signers_file_is_its_certificates(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEPU_SIGN_PASSWORD", "secret")
    code, out, _ = run("show", sample.in_file(tmp_path, issuer()), "--public")
    (tmp_path / "chain.pem").write_text(out, "ascii")

    assert code == 0
    assert set(read_certificates(tmp_path / "chain.pem")) == {issuer().certificate, *issuer().chain}
    assert "PRIVATE" not in out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_demonstration_certificate_is_shown_as_one(lang: str, run: Run, tmp_path: Path) -> None:
    run("demo", tmp_path / "demo.p12", "--at", AT)
    shown = run("show", tmp_path / "demo.p12", "--lang", lang)[1]

    assert {"zh": "仅供演示", "en": "for demonstration alone"}[lang] in shown


def test_what_is_shown_may_be_read_by_a_machine(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEPU_SIGN_PASSWORD", "secret")
    values = json.loads(run("show", sample.in_file(tmp_path, issuer("ec")), "--json")[1])

    assert (values["kind"], values["private"]) == ("ec", True)
    assert values["certificates"][0]["sha256"] == certificate_digest(issuer("ec").certificate)


@pytest.mark.parametrize(
    "content", [b"", b"words", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", b"\x00" * 100]
)
def test_a_file_that_holds_no_key_is_one_clear_fault(content: bytes, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a file"
    path.write_bytes(content)

    code, out, err = run("show", path)

    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 2


def test_a_certificate_of_a_kind_that_is_not_used_here_is_one_clear_fault(run: Run, tmp_path: Path) -> None:
    """SM2, as many Chinese authorities issue it: the curve of a P-256 certificate is called by another name."""
    der = issuer("ec").certificate.public_bytes(Encoding.DER)
    p256, sm2 = bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a811ccf5501822d")
    assert p256 in der
    path = tmp_path / "sm2.cer"
    path.write_bytes(der.replace(p256, sm2))

    code, _, err = run("show", path, "--lang", "en")

    assert code == 1
    assert "not supported" in err


def test_a_device_is_no_key(run: Run) -> None:
    assert run("show", os.devnull)[0] == 1
