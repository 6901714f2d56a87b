"""A YAML file changed in some of its values; all else in it stays as it is, byte for byte, comments included."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

import yaml

from hepu.errors import InputError, Location
from hepu.yaml_source import read_yaml
from hepu.yaml_text import block, dashed, entry, flow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["PatchError", "Patched", "mark", "patched", "same"]

Span = tuple[int, int, str]


class PatchError(ValueError):
    """The outcome would not read as it should, so the file was left alone."""


@dataclass(frozen=True, slots=True)
class Patched:
    """A file's new text, and the comments of the old one that it lacks, each with its place."""

    text: str
    lost: tuple[tuple[Location, str], ...] = ()


def same(one: object, other: object) -> bool:
    """Say whether two values are written alike: 1 is not true and 1.0 not 1; the order of keys does not count."""
    return mark(one) == mark(other)


def mark(value: object) -> str:
    """Give a text that is the same for values that are written alike, and for no others."""
    match value:
        case dict():
            return f"{{{','.join(sorted(f'{key!r}:{mark(item)}' for key, item in value.items()))}}}"
        case list():
            return f"[{','.join(map(mark, value))}]"
        case _:
            return repr(value)


def patched(text: str, file: str, wanted: Mapping[str, Any]) -> Patched:
    """Give the text of a file with a mapping changed until it reads as wanted.

    Raises:
        InputError: where the text is no sound YAML; PatchError: where the outcome would not read as wanted.

    """
    before = read_yaml(text, file).value
    if same(before, wanted):
        return Patched(text)
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    tried = (_made(text, root, before, wanted, whole=whole) for whole in (False, True))
    made = next((one for one in tried if _reads_as(one, wanted)), None)
    if made is None:
        raise PatchError(file)
    left = Counter(said for _, said in _comments(made))
    lost = []
    for line, said in _comments(text):
        left[said] -= 1
        if left[said] < 0:
            lost.append((Location(file, line=line), said))
    return Patched(made, tuple(lost))


def _made(text: str, root: Any, before: object, wanted: object, *, whole: bool) -> str:
    """Give a text with its values changed; ``whole`` writes each entry of the file anew that is not as wanted."""
    patch = _Patch(text, whole=whole)
    patch.change(root, before, wanted)
    for start, end, put in sorted(patch.spans, reverse=True):
        text = text[:start] + put + text[end:]
    return text


def _reads_as(text: str, wanted: object) -> bool:
    try:
        return same(read_yaml(text, "").value, wanted)
    except InputError:
        return False


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """Give the comments of a text with their lines: what stands behind a hash between tokens."""
    last = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        between = text[last : token.start_mark.index]
        line = text.count("\n", 0, last) + 1
        for at, piece in enumerate(between.split("\n")):
            if "#" in piece:
                yield line + at, piece[piece.index("#") :].strip()
        last = max(last, token.end_mark.index)


class _Patch:
    """Finds what of a text to put something else for."""

    def __init__(self, text: str, *, whole: bool) -> None:
        self.text, self.whole = text, whole
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.spans: list[Span] = []

    def change(self, node: Any, before: object, wanted: object, key: object = None) -> None:
        if same(before, wanted):
            return
        if self.whole and key is not None:
            self.replace(node, wanted, key)
        elif isinstance(node, yaml.MappingNode) and isinstance(before, dict) and isinstance(wanted, dict):
            self.mapping(node, before, wanted, key)
        elif isinstance(node, yaml.SequenceNode) and isinstance(before, list) and isinstance(wanted, list):
            self.sequence(node, before, wanted, key)
        else:
            self.replace(node, wanted, key)

    def mapping(self, node: Any, before: dict[Any, Any], wanted: dict[Any, Any], key: object) -> None:
        kept = [name for name in wanted if name in before]
        renamed = len(kept) != len(before) or len(kept) != len(wanted)
        if renamed and (node.flow_style or not kept):
            self.replace(node, wanted, key)
            return
        pairs = dict(zip(before, node.value, strict=True))
        for name in kept:
            self.change(pairs[name][1], before[name], wanted[name], name)
        for name in before:
            if name not in wanted:
                self.spans.append((*self.lines(*pairs[name]), ""))
        self.added(node, pairs, wanted)

    def added(self, node: Any, pairs: Mapping[Any, Any], wanted: Mapping[Any, Any]) -> None:
        """Put new entries behind the one that goes before them, or before the first."""
        column = node.start_mark.column
        behind: Any = None
        waiting: list[str] = []
        for name, value in wanted.items():
            if name in pairs:
                if behind is None and waiting:
                    at = pairs[name][0].start_mark.index
                    self.put(at, at, "".join(f"{item}\n{' ' * column}" for item in waiting))
                elif waiting:
                    self.after(behind, waiting, column)
                behind, waiting = pairs[name][1], []
            else:
                waiting.append(entry(name, value, column))
        if waiting:
            self.after(behind, waiting, column)

    def after(self, node: Any, items: list[str], column: int) -> None:
        at = self.text.find("\n", self.end(node))
        at = len(self.text) if at < 0 else at - (self.text[at - 1] == "\r")
        self.put(at, at, "".join(f"\n{' ' * column}{item}" for item in items))

    def sequence(self, node: Any, before: list[Any], wanted: list[Any], key: object) -> None:
        """Change, leave out and add items; items are told apart by what they say."""
        matcher = SequenceMatcher(
            None, [mark(item) for item in before], [mark(item) for item in wanted], autojunk=False
        )
        steps = [step for step in matcher.get_opcodes() if step[0] != "equal"]
        if not wanted or (node.flow_style and any(end - start != stop - first for _, start, end, first, stop in steps)):
            self.replace(node, wanted, key)
            return
        dash = node.start_mark.column
        for _, start, end, first, stop in steps:
            both = min(end - start, stop - first)
            for at in range(both):
                self.change(node.value[start + at], before[start + at], wanted[first + at])
            for at in range(start + both, end):
                item = node.value[at]
                self.spans.append((*self.lines(item, item), ""))
            more = [f"- {dashed(value, dash + 2)}" for value in wanted[first + both : stop]]
            at = start + both
            if more and at:
                self.after(node.value[at - 1], more, dash)
            elif more:
                self.put(node.start_mark.index, node.start_mark.index, "".join(f"{one}\n{' ' * dash}" for one in more))

    def replace(self, node: Any, wanted: object, key: object) -> None:
        """Put a new value for an old one, in a block where the old one stood in a block."""
        column, inside = node.start_mark.column, isinstance(node, yaml.CollectionNode) and not node.flow_style
        quoted = key in {"zh", "en"} or getattr(node, "style", None) == '"'
        if inside and isinstance(wanted, dict) and wanted:
            said = block(wanted, column)
        elif inside and isinstance(wanted, list) and wanted:
            said = f"\n{' ' * column}".join(f"- {dashed(value, column + 2)}" for value in wanted)
        else:
            said = flow(wanted, quoted=quoted)
        start = node.start_mark.index
        # Nothing at all may stand close to its key.
        self.put(start, max(self.end(node), start), f" {said}" if self.text[start - 1 : start] == ":" else said)

    def put(self, start: int, end: int, said: str) -> None:
        self.spans.append((start, end, said.replace("\n", self.newline)))

    def lines(self, first: Any, last: Any) -> tuple[int, int]:
        """Give the whole lines from the start of one node to the end of another; a dash goes with its item."""
        start = self.text.rfind("\n", 0, first.start_mark.index) + 1
        at = self.text.find("\n", self.end(last))
        return (start, at + 1) if at >= 0 else (max(start - len(self.newline), 0), len(self.text))

    def end(self, node: Any) -> int:
        """Give where a node's own text ends, before blanks and comments that follow it."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self.end(last[1] if isinstance(last, tuple) else last)
        end: int = node.end_mark.index
        while end > node.start_mark.index and self.text[end - 1] in " \r\n":
            end -= 1
        return end
