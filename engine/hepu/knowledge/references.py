"""Which entries of knowledge name which others, read off the fields that say so in their models."""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from hepu.knowledge.load import knowledge_types
from hepu.knowledge.models.base import Refers
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.knowledge.load import Knowledge
    from hepu.yaml_source import Path

__all__ = ["Named", "names_in"]

Named = tuple[str, str, str, "Path"]


def names_in(knowledge: Knowledge) -> Iterator[Named]:
    """Give every name of an entry that an entry holds: its file, the kind it is of, the name and the path to it."""
    for file, model in knowledge_types().items():
        if file == "pack" or not _refers(model):
            continue
        for key, entry in getattr(knowledge, file).items():
            yield from ((file, kind, name, (key, *path)) for kind, name, path in _entry(entry))


def _entry(entry: BaseModel) -> Iterator[tuple[str, str, Path]]:
    for name, (alias, hint) in _fields(type(entry)).items():
        yield from _value(getattr(entry, name), hint, (alias,))


def _value(value: Any, hint: Any, path: Path) -> Iterator[tuple[str, str, Path]]:
    """Give the names within a value by what its annotation says of it."""
    if isinstance(value, BaseModel):
        yield from ((kind, name, (*path, *below)) for kind, name, below in _entry(value))
        return
    if get_origin(hint) is Annotated and value is not None:
        yield from ((item.kind, value, path) for item in get_args(hint)[1:] if isinstance(item, Refers))
    for item, inner, where in _parts(value, hint, path):
        yield from _value(item, inner, where)


def _parts(value: Any, hint: Any, path: Path) -> Iterator[tuple[Any, Any, Path]]:
    """Give what a value consists of, each with its annotation and path; a value that may be of types, as each."""
    inner = get_args(hint)
    match get_origin(hint), value:
        case _, None:
            return
        case origin, _ if origin is Annotated:
            yield value, inner[0], path
        case origin, _ if origin in {Union, UnionType}:
            yield from ((value, one, path) for one in inner)
        case _, tuple():
            yield from ((item, inner[0], (*path, at)) for at, item in enumerate(value))
        case _, dict():
            for key, item in value.items():
                yield key, inner[0], (*path, key)
                yield item, inner[1], (*path, key)


@cache
def _fields(model: type[BaseModel]) -> Mapping[str, tuple[str, Any]]:
    """Give the fields of a model that hold names, by name, with how the file writes them."""
    if model is Text:
        return {}
    hints = get_type_hints(model, include_extras=True)
    return {
        name: (info.alias or name, hints[name]) for name, info in model.model_fields.items() if _refers(hints[name])
    }


def _refers(hint: Any) -> bool:
    """Say whether anything within an annotation names an entry."""
    if isinstance(hint, Refers):
        return True
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return hint is not Text and bool(_fields(hint))
    return any(_refers(item) for item in get_args(hint))
