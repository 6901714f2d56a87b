"""Opinions taken over into the files of a pack: all of them or none, each file whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError
from hepu.file_writing import write_files
from hepu.knowledge.reviewed import OPINIONS
from hepu.resources import data_dir, knowledge_dir, rules_dir
from hepu.review.yaml_edit import top_level, with_reviews

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from hepu.knowledge.models import Review
    from hepu.pack import Pack
    from hepu.review.row import Opinion

__all__ = ["PackFolders", "count_opinions", "take_over"]

_FILES: Mapping[str, str] = MappingProxyType(
    {
        "opportunity": "opportunities",
        "challenge": "challenges",
        "strength": "strengths",
        "problem": "problems",
        "cause": "causes",
        "strategy": "strategies",
    }
)
_INSTALLED = "_data"


@dataclass(frozen=True, slots=True)
class PackFolders:
    """Where the files of a pack lie."""

    rules: Path
    knowledge: Path

    @classmethod
    def of(cls, rules: Path | None, knowledge: Path | None) -> PackFolders:
        """Give the folders named, or those of the checkout.

        Raises:
            InputError: where they lie inside the installed software, which an update would overwrite.

        """
        if (rules is None or knowledge is None) and data_dir().name == _INSTALLED:
            raise InputError([Fault("review_installed", context={"found": str(data_dir())})])
        return cls(rules or rules_dir(), knowledge or knowledge_dir())


def count_opinions(opinions: Collection[Opinion]) -> dict[str, int]:
    """Count the new opinions, by what they say, and those that the pack held already."""
    new = [opinion.review.status for opinion in opinions if opinion.new]
    return {**{word: new.count(word) for word in OPINIONS}, "new": len(new), "same": len(opinions) - len(new)}


def take_over(opinions: Iterable[Opinion], pack: Pack, folders: PackFolders) -> tuple[Path, ...]:
    """Write the reviews of all new opinions and give the files changed.

    Raises:
        InputError: where a file has no place for a review; OutputError: where one cannot be written. Nothing has
            changed then.

    """
    wanted: dict[Path, dict[tuple[str, ...], Review]] = {}
    for path, inner, review in _places(opinions, pack, folders):
        wanted.setdefault(path, {})[inner] = review
    made: dict[Path, tuple[bytes | None, bytes]] = {}
    for path, reviews in sorted(wanted.items()):
        before = path.read_bytes()
        made[path] = before, with_reviews(before.decode("utf-8"), path.name, reviews).encode()
    write_files(made)
    return tuple(made)


def _places(
    opinions: Iterable[Opinion], pack: Pack, folders: PackFolders
) -> Iterator[tuple[Path, tuple[str, ...], Review]]:
    """Find the file of each entry, and the way to it inside."""
    by_stage: dict[str, dict[str, Path]] = {}
    for opinion in opinions:
        if not opinion.new:
            continue
        key = opinion.entry.key
        if opinion.entry.kind.startswith("rule."):
            yield folders.rules / pack.rules[key].location.file.partition("/")[2], (), opinion.review
            continue
        stage, _, name = key.partition(".")
        if stage not in by_stage:
            by_stage[stage] = {
                entry: path
                for path in (
                    folders.knowledge / f"{_FILES[stage]}.yaml",
                    *sorted((folders.knowledge / _FILES[stage]).glob("*.yaml")),
                )
                if path.exists()
                for entry in top_level(path.read_text("utf-8"))
            }
        yield by_stage[stage][name], (name,), opinion.review
