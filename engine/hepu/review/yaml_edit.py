"""Reviews written into YAML files; all else in a file stays as it is, byte for byte."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

from hepu.errors import Fault, InputError
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.knowledge.models import Review

__all__ = ["top_level", "with_reviews"]

Path = tuple[str, ...]
_KEY, _BEFORE = "review", "sources"


def top_level(text: str) -> tuple[str, ...]:
    """Give the keys of the mapping that a file holds."""
    return tuple(key.value for key, _ in _node(text).value)


def with_reviews(text: str, file: str, reviews: Mapping[Path, Review]) -> str:
    """Give a file's text with reviews in place of those of some mappings, each named by its path.

    Raises:
        InputError: where the outcome would not be the same file with these reviews and nothing else.

    """
    root = _node(text)
    changes = sorted((_change(text, _below(root, path), review) for path, review in reviews.items()), reverse=True)
    made = text
    for start, end, put in changes:
        made = made[:start] + put + made[end:]
    expected = read_yaml(text, file).value
    for path, review in reviews.items():
        place = expected
        for name in path:
            place = place[name]
        place[_KEY] = _plain(review)
    if not _reads_as(made, expected):
        raise InputError([Fault("review_place", read_yaml(text, file).location(next(iter(reviews), ())))])
    return made


def _reads_as(text: str, expected: Any) -> bool:
    try:
        found: Any = read_yaml(text, "").value
    except InputError:
        return False
    return bool(found == expected)


def _node(text: str) -> Any:
    # The pure reader counts places in signs, as Python does.
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _below(node: Any, path: Path) -> Any:
    for name in path:
        node = next(value for key, value in node.value if key.value == name)
    return node


def _change(text: str, mapping: Any, review: Review) -> tuple[int, int, str]:
    """Give the part of a text to put something else for: the review, or the place after the sources."""
    pairs = {key.value: (key, value) for key, value in mapping.value}
    newline = "\r\n" if "\r\n" in text else "\n"
    if _KEY in pairs:
        key, value = pairs[_KEY]
        start = key.start_mark.index
        end = max(_end(value, text), key.end_mark.index)
        if mapping.flow_style:
            return start, end, _flow(review)
        return start, end, _block(review, key.start_mark.column, newline)
    key, value = pairs[_BEFORE]
    end = _end(value, text)
    if mapping.flow_style:
        return end, end, f", {_flow(review)}"
    column = key.start_mark.column
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop - (text[stop - 1] == "\r")
    return stop, stop, newline + " " * column + _block(review, column, newline)


def _end(node: Any, text: str) -> int:
    """Give where a node's own text ends, before blanks and comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last, text)
    end: int = node.end_mark.index
    while end > node.start_mark.index and text[end - 1] in " \r\n":
        end -= 1
    return end


def _plain(review: Review) -> dict[str, str]:
    """Give a review as a file states it, in the order of reading."""
    said = review.model_dump(mode="json")
    return {name: said[name] for name in ("status", "reason", "name", "role", "date", "of") if said[name]}


def _written(review: Review) -> list[str]:
    """Write the parts of a review; text of people stands in quotes, whatever it holds."""
    bare = {"status", "date"}
    return [
        f"{name}: {value if name in bare else json.dumps(value, ensure_ascii=False)}"
        for name, value in _plain(review).items()
    ]


def _flow(review: Review) -> str:
    return f"{_KEY}: {{{', '.join(_written(review))}}}"


def _block(review: Review, column: int, newline: str) -> str:
    return newline.join((f"{_KEY}:", *(" " * (column + 2) + line for line in _written(review))))
