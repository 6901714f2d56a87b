"""The text of an earlier wording found again: kept beside the lock, in a pack that is named, or by git."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from hepu.errors import InputError, Location
from hepu.history.lock_file import LOCK_NAME, kept_path
from hepu.history.model import file_digest
from hepu.language.read import rule_content
from hepu.pack_sources.git_tree import git_folder
from hepu.pack_sources.source import opened
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

    from hepu.history.model import Version
    from hepu.layers import Layer
    from hepu.pack_sources.git_tree import GitFolder

__all__ = ["Keeping", "says"]

# Commits of a rule that are looked through for a wording; it is nearly always the last but one.
MOST_COMMITS = 200


def says(text: str, content: str | None) -> bool:
    """Say whether a rule file says what a digest stands for."""
    try:
        raw = read_yaml(text, "").value
    except InputError:
        return False
    return isinstance(raw, dict) and rule_content(raw) == content


@dataclass
class Keeping:
    """Where earlier wordings of a layer's rules are looked for; ``named`` is a folder, wheel or revision with them."""

    layer: Layer
    named: str = ""
    _stack: ExitStack = field(default_factory=ExitStack)
    _root: Path | None = None
    _git: GitFolder | None = None

    def __enter__(self) -> Self:
        """Open what is named, and look whether git keeps the folder."""
        if self.named:
            _, self._root = self._stack.enter_context(opened(self.named, self.layer.rules.parent))
        try:
            found = git_folder(self.layer.rules, Location(str(self.layer.rules)))
        except InputError:  # no git: nothing to find there
            found = None
        self._git = found if found is not None and found.is_tracked else None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of what was laid out."""
        self._stack.close()

    @property
    def by_git(self) -> bool:
        """Say whether git keeps the earlier wordings of committed files, so that none needs to be kept beforehand."""
        return self._git is not None

    def committed(self) -> Mapping[str, int] | None:
        """Give the number of versions of each entry in the lock as it was last committed; nothing without git."""
        if self._git is None:
            return None
        content = self._git.content("HEAD", LOCK_NAME)
        try:
            value = read_yaml((content or b"").decode("utf-8", "replace"), LOCK_NAME).value
        except InputError:
            value = None
        entries = value.get("entries") if isinstance(value, dict) else None
        if not isinstance(entries, dict):
            return {}
        return {str(key): len(history) for key, history in entries.items() if isinstance(history, list)}

    def text(self, key: str, version: Version) -> str | None:
        """Give the text of a wording; one whose file the lock names before another that says the same."""
        spare: str | None = None
        for text in self._texts(key, version.version):
            if not says(text, version.content):
                continue
            if file_digest(text) in version.files:
                return text
            spare = spare or text
        return spare

    def _texts(self, key: str, number: int) -> Iterator[str]:
        kept = kept_path(self.layer, key, number)
        if kept.is_file():
            yield kept.read_text("utf-8")
        if self._root is not None:
            for path in sorted((self._root / "rules").rglob(f"{key}.yaml")):
                yield path.read_text("utf-8")
        if self._git is not None:
            yield from self._committed(self._git, key)

    @staticmethod
    def _committed(git: GitFolder, key: str) -> Iterator[str]:
        """Give the texts of a rule in the commits that touched it, wherever below the folder it stood."""
        for commit, path in git.touching(f"{key}.yaml")[:MOST_COMMITS]:
            content = git.content(commit, path)
            if content is not None:
                yield content.decode("utf-8", "replace").replace("\r\n", "\n")
