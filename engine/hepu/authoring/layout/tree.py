"""A file as entries with their comments, in the order of its form: what the layout is written from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import yaml

from hepu.authoring.layout.comments import Comment, comments_of, is_parted
from hepu.authoring.layout.forms import LOOSE, RULE, Form
from hepu.authoring.layout.scalars import Style, TextBlock, written_key, written_value
from hepu.text import LANGUAGES

__all__ = ["MODELINE", "Block", "Entry", "Sheet", "read_sheet"]

MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")
WIDTH = 120
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Node = Any  # a node of PyYAML, which ships no types for its parts


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value, or an item of a list (which has no key), with the comments above and beside it."""

    key: str
    name: str
    value: str | TextBlock | Block
    head: tuple[Comment, ...] = ()
    beside: Comment | None = None
    parted: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A mapping or list that takes several lines, and the comments at its end."""

    entries: tuple[Entry, ...]
    foot: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole file: the comments that head it, and what it holds; ``parted`` says that a blank line ends the head."""

    head: tuple[Comment, ...]
    parted: bool
    content: str | TextBlock | Block


def read_sheet(text: str, form: Form) -> Sheet:
    """Give a text with plain line ends as entries in the order of a form."""
    node = yaml.compose(text, Loader=_LOADER)
    reader = _Reader(text, bare_names=form is RULE)
    if node is None or isinstance(node, yaml.ScalarNode) or not node.value:
        content = "" if node is None else reader.single(node, form)
        return Sheet(tuple(reader.comments), parted=False, content=content)
    start = _start(node)
    above = reader.before(start)
    count = max((at + 1 for at, comment in enumerate(above[1:]) if comment.parted), default=0)
    if is_parted(text, start):
        count = len(above)
    elif above and MODELINE.match(above[0].text):
        count = max(count, 1)
    head, rest = above[:count], above[count:]
    parted = bool(head) and (rest[0].parted if rest else is_parted(text, start))
    block = reader.block(node, form, len(text), 0, rest)
    return Sheet(head, parted, block)


@dataclass(slots=True)
class _Reader:
    """Walks the nodes of a text and hands each comment to the entry that it stands with."""

    text: str
    bare_names: bool
    comments: list[Comment]

    def __init__(self, text: str, *, bare_names: bool) -> None:
        self.text, self.bare_names = text, bare_names
        self.comments = list(comments_of(text))

    def before(self, index: int) -> tuple[Comment, ...]:
        """Take the comments that stand before a place."""
        count = next((at for at, comment in enumerate(self.comments) if comment.index >= index), len(self.comments))
        taken, self.comments = tuple(self.comments[:count]), self.comments[count:]
        return taken

    def beside(self, end: int, limit: int) -> tuple[Comment, ...]:
        """Take the comments on the line on which something ends."""
        line_end = self.text.find("\n", end)
        return self.before(min(limit, line_end if line_end >= 0 else len(self.text)))

    def block(self, node: Node, form: Form, limit: int, floor: int, above: tuple[Comment, ...] = ()) -> Block:
        """Give the entries of a mapping or list; comments from column ``floor`` on behind the last one belong to it."""
        mapping = isinstance(node, yaml.MappingNode)
        pairs: list[tuple[Node, Node]] = node.value if mapping else [(None, item) for item in node.value]
        starts = [_start(key or value) for key, value in pairs]
        is_text = mapping and {key.value for key, _ in pairs} == set(LANGUAGES)
        entries = []
        for at, (key, value) in enumerate(pairs):
            head = (*above, *self.before(starts[at])) if at == 0 else self.before(starts[at])
            parted = is_parted(self.text, _line_start(self.text, starts[at]))
            if at == 0:  # nothing stands above the first, wherever it comes to stand
                parted = parted and bool(head)
                head = tuple(replace(comment, parted=comment.parted and n > 0) for n, comment in enumerate(head))
            until = starts[at + 1] if at + 1 < len(pairs) else limit
            entry = self.entry(
                key, value, form.inner(str(key.value)) if key else form, _Room(until, node.start_mark.column, is_text)
            )
            entries.append(replace(entry, head=(*head, *entry.head), parted=parted))
        foot = []
        while self.comments and self.comments[0].index < limit and self.comments[0].column >= floor:
            foot.append(self.comments.pop(0))
        if mapping:
            entries.sort(key=lambda entry: form.rank(entry.name))
        return Block(tuple(entries), tuple(foot))

    def entry(self, key: Node, value: Node, form: Form, room: _Room) -> Entry:
        """Give one entry with the comments that stand within it and on its lines."""
        written = written_key(key) if key else ""
        name = key.value if key else ""
        near: tuple[Comment, ...] = ()
        if self.is_block(value):
            if key:
                near = self.beside(key.end_mark.index, _start(value))
            flow = value.flow_style
            # A list may stand in the column of the key above it, whose next neighbour a comment there belongs to.
            floor = 0 if flow else max(value.start_mark.column, room.column + 1)
            limit = value.end_mark.index if flow else room.limit
            content: str | TextBlock | Block = self.block(value, form, limit, floor)
            if flow:
                near = (*near, *self.beside(value.end_mark.index, room.limit))
        else:
            content = self.single(value, form, is_text=room.is_text)
            end = max(value.end_mark.index, key.end_mark.index if key else 0)
            if isinstance(value, yaml.ScalarNode) and value.style in {"|", ">"}:
                near = self.before(end)
            else:
                near = (*self.before(end), *self.beside(end, room.limit))
        one = next((comment for comment in near if not comment.alone), None)
        if one is not None and not key and isinstance(content, Block):
            one = None
        return Entry(written, name, content, tuple(comment for comment in near if comment is not one), one)

    def is_block(self, node: Node) -> bool:
        """Say whether a value takes lines of its own: braces do that hold comments, or lines too long for one."""
        if isinstance(node, yaml.ScalarNode) or not node.value:
            return False
        if not node.flow_style:
            return True
        start, end = node.start_mark.index, node.end_mark.index
        if any(start < comment.index < end for comment in self.comments):
            return True
        many = "\n" in self.text[start:end]
        return many and node.start_mark.column + len(str(self.single(node, LOOSE))) > WIDTH

    def single(self, node: Node, form: Form, *, is_text: bool = False, in_flow: bool = False) -> str | TextBlock:
        """Write a value on one line, or a text as the block that it is."""
        match node:
            case yaml.ScalarNode():
                return written_value(node, self.text, Style(is_text, self.bare_names, in_flow))
            case yaml.SequenceNode():
                return f"[{', '.join(str(self.single(item, form, in_flow=True)) for item in node.value)}]"
            case _:
                pairs = sorted(node.value, key=lambda pair: form.rank(pair[0].value))
                is_text = {key.value for key, _ in pairs} == set(LANGUAGES)
                parts = (
                    f"{written_key(key)}: {self.single(value, form.inner(key.value), is_text=is_text, in_flow=True)}"
                    for key, value in pairs
                )
                return f"{{{', '.join(parts)}}}"


@dataclass(frozen=True, slots=True)
class _Room:
    """What surrounds an entry: where the next one begins, the column of its siblings, and whether they are a text."""

    limit: int
    column: int
    is_text: bool


def _start(node: Node) -> int:
    index: int = node.start_mark.index
    return index


def _line_start(text: str, index: int) -> int:
    """Give where the line of an entry begins to say something, which for an item of a list is its dash."""
    begin = text.rfind("\n", 0, index) + 1
    return begin + len(text[begin:index]) - len(text[begin:index].lstrip(" -"))
