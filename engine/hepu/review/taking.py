"""Opinions taken over into the files of a pack: all of them or none, each file whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hepu.errors import Fault, InputError
from hepu.file_writing import write_files
from hepu.knowledge.load import DEFINED_IN
from hepu.knowledge.reviewed import OPINIONS
from hepu.layering.installed import is_installed
from hepu.layers import file_of
from hepu.resources import data_dir
from hepu.review.yaml_edit import top_level, with_reviews

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from hepu.knowledge.models import Review
    from hepu.layers import Layers
    from hepu.pack import Pack
    from hepu.review.row import Opinion

__all__ = ["count_opinions", "refuse_installed", "take_over"]


def refuse_installed(layers: Layers) -> None:
    """Refuse to write into the installed software, which an update would overwrite.

    Raises:
        InputError: where no layer lies elsewhere.

    """
    if all(is_installed(layer.knowledge) for layer in layers):
        raise InputError([Fault("review_installed", context={"found": str(data_dir())})])


def count_opinions(opinions: Collection[Opinion]) -> dict[str, int]:
    """Count the new opinions, by what they say, and those that the pack held already."""
    new = [opinion.review.status for opinion in opinions if opinion.new]
    return {**{word: new.count(word) for word in OPINIONS}, "new": len(new), "same": len(opinions) - len(new)}


def take_over(opinions: Iterable[Opinion], pack: Pack, layers: Layers) -> tuple[Path, ...]:
    """Write the reviews of all new opinions and give the files changed.

    Raises:
        InputError: where a file has no place for a review, or lies inside the installed software; OutputError: where
            one cannot be written. Nothing has changed then.

    """
    wanted: dict[Path, dict[tuple[str, ...], Review]] = {}
    for path, inner, review in _places(opinions, pack, layers):
        if is_installed(path):
            raise InputError([Fault("review_installed", context={"found": str(data_dir())})])
        wanted.setdefault(path, {})[inner] = review
    made: dict[Path, tuple[bytes | None, bytes]] = {}
    for path, reviews in sorted(wanted.items()):
        before = path.read_bytes()
        made[path] = before, with_reviews(before.decode("utf-8"), path.name, reviews).encode()
    write_files(made)
    return tuple(made)


def _places(opinions: Iterable[Opinion], pack: Pack, layers: Layers) -> Iterator[tuple[Path, tuple[str, ...], Review]]:
    """Find the file of each entry, and the way to it inside."""
    by_stage: dict[str, dict[str, Path]] = {}
    for opinion in opinions:
        if not opinion.new:
            continue
        key = opinion.entry.key
        if opinion.entry.kind.startswith("rule."):
            yield file_of(layers, pack.rules[key].location.file), (), opinion.review
            continue
        stage, _, name = key.partition(".")
        if stage not in by_stage:
            by_stage[stage] = {
                entry: path
                for layer in layers
                for path in (
                    layer.knowledge / f"{DEFINED_IN[stage]}.yaml",
                    *sorted((layer.knowledge / DEFINED_IN[stage]).glob("*.yaml")),
                )
                if path.exists()
                for entry in top_level(path.read_text("utf-8"))
            }
        yield by_stage[stage][name], (name,), opinion.review
