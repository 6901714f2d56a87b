"""Every digest that docs/record.md tells of can be taken again by hand: its commands run, and each pair agrees."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hepu.pack import load_pack
from hepu.pack_sources.archive import pack_archive
from hepu.record.digests import digests_bytes, record_bytes
from hepu.signing.dsse import envelope_bytes
from hepu.signing.keys import private_key
from hepu.signing.statement import sealed_statement
from since_sample import THEN, TOP, earlier

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = TOP / "docs" / "record.md"
KEY = private_key(Ed25519PrivateKey.from_private_bytes(bytes(32)))


def pairs() -> Iterator[tuple[str, str, str]]:
    """Give from the page each pair of commands with what it is about."""
    (block,) = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    for part in block.strip().split("\n\n"):
        about, one, other = part.split("\n")
        yield about.removeprefix("# "), one, other


PAIRS = {about: (one, other) for about, one, other in pairs()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out the files that the page speaks of."""
    if missing := [name for name in ("bash", "jq", "unzip", "sha256sum") if shutil.which(name) is None]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    made = tmp_path_factory.mktemp("by-hand")
    for name, data in {
        "record.json": record_bytes(earlier()),
        "digests.json": digests_bytes(earlier()),
        "pack.zip": pack_archive(load_pack()),
        "advisory.dsse.json": envelope_bytes(sealed_statement(earlier(), [KEY])),
        "peers.csv": THEN.with_name("hepu-bay-college-2024-peers.csv").read_bytes(),
    }.items():
        (made / name).write_bytes(data)
    return made


def digits(command: str, folder: Path) -> str:
    """Run a command and give the digits with which its output begins."""
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True)  # noqa: S607
    assert not done.stderr
    return done.stdout.split()[0]


@pytest.mark.parametrize("about", PAIRS)
def test_each_pair_of_commands_of_the_page_prints_the_same_digits(about: str, folder: Path) -> None:
    one, other = (digits(command, folder) for command in PAIRS[about])

    assert re.fullmatch(r"[0-9a-f]{16}|[0-9a-f]{64}", one)
    assert one == other
