"""The files of one git revision, read as git keeps them: nothing is checked out and nothing of them is run."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from hepu.errors import Fault, InputError, Location
from hepu.naming import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["GitFolder", "git_folder"]

_REGULAR = (b"100644", b"100755")
_HASHES = (40, 64)
MAX_FILES = 20_000
MAX_BYTES = 100_000_000
# What the settings of a repository could have git run is turned off.
_NOTHING_RUN = ("-c", "log.showSignature=false", "-c", "core.fsmonitor=false", "-c", "diff.external=")
# Nothing is fetched, asked for or written while a revision is read.
_QUIET = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


@dataclass(frozen=True, slots=True)
class GitFolder:
    """A folder inside a repository; ``prefix`` is its path from the top, empty or ending in a slash."""

    folder: Path
    prefix: str

    def revision(self, name: str, place: Location) -> str:
        """Give the hash of the commit that a name stands for.

        Raises:
            InputError: where the repository has no such revision; the nearest branch or tag is named.

        """
        if not name or name.startswith("-"):
            self._unknown(name, place)
        done = self._run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if done.returncode:
            self._unknown(name, place)
        return done.stdout.decode().strip()

    def files(self, commit: str, below: Sequence[str], place: Location) -> Iterator[tuple[str, bytes]]:
        """Give the regular files below some folders, by their paths inside this one, in the order of paths.

        Raises:
            InputError: where they are more or larger than a pack may be.

        """
        listed = self._run(
            "ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", *(self.prefix + at for at in below)
        )
        entries = [entry.partition(b"\t") for entry in listed.stdout.split(b"\0") if entry]
        kept = [
            (head.split()[2], int(head.split()[3]), path.decode("utf-8", "surrogateescape"))
            for head, _, path in entries
            if head.split()[0] in _REGULAR
        ]
        if len(kept) > MAX_FILES or sum(size for _, size, _ in kept) > MAX_BYTES:
            context = {"found": str(len(kept)), "expected": str(MAX_FILES)}
            raise InputError([Fault("source_too_large", place, context)])
        asked = b"".join(name + b"\n" for name, _, _ in kept)
        told = self._run("cat-file", "--batch", given=asked).stdout
        at = 0
        for _, size, path in kept:
            start = told.index(b"\n", at) + 1
            yield path.removeprefix(self.prefix), told[start : start + size]
            at = start + size + 1

    @property
    def is_tracked(self) -> bool:
        """Say whether the last commit has anything of this folder."""
        return bool(self._run("ls-tree", "HEAD", "--", "./").stdout)

    def touching(self, name: str) -> tuple[tuple[str, str], ...]:
        """Give the commits that touched files of a name below this folder, with their paths in it, the newest first."""
        done = self._run("log", "--format=%x00%H", "--name-only", "--relative", "-z", "--", f":(glob)**/{name}")
        found: list[tuple[str, str]] = []
        commit = ""
        for part in done.stdout.decode("utf-8", "surrogateescape").split("\0"):
            word = part.strip("\n")
            if len(word) in _HASHES and not word.strip("0123456789abcdef"):
                commit = word
            elif word and commit:
                found.append((commit, word))
        return tuple(found)

    def content(self, commit: str, path: str) -> bytes | None:
        """Give a file as it was in a commit, or nothing where it was not there."""
        done = self._run("cat-file", "blob", f"{commit}:{self.prefix}{path}")
        return None if done.returncode else done.stdout

    def _unknown(self, name: str, place: Location) -> NoReturn:
        done = self._run("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
        near = nearest(name, done.stdout.decode("utf-8", "replace").split())
        raise InputError([Fault("git_revision_unknown", place, {"found": name[:80], "nearest": near})])

    def _run(self, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return _git(self.folder, *words, given=given)


def git_folder(folder: Path, place: Location) -> GitFolder | None:
    """Give a folder as git knows it; nothing where it lies in no repository.

    Raises:
        InputError: where there is no git.

    """
    try:
        done = _git(folder, "rev-parse", "--show-prefix")
    except FileNotFoundError:
        raise InputError([Fault("git_missing", place)]) from None
    if done.returncode:
        return None
    return GitFolder(folder, done.stdout.decode("utf-8", "surrogateescape").rstrip("\n"))


def _git(folder: Path, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "--no-pager", "--no-replace-objects", *_NOTHING_RUN, *words]
    return subprocess.run(
        command, cwd=folder, input=given, capture_output=True, check=False, env={**os.environ, **_QUIET}
    )
