"""What a word processor shows of a DOCX, or hides of it, by other means than the texts in its paragraphs."""

from __future__ import annotations

import hashlib
import posixpath
import re
from typing import TYPE_CHECKING

from defusedxml import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

__all__ = ["MAIN", "TEXT_PARTS", "hidden_styles", "is_main", "is_on", "pictures_shown", "unread"]

MAIN = "word/document.xml"
TEXT_PARTS = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WITH_TEXT = frozenset({"header", "footer", "footnotes", "endnotes", "comments"})
# What a part may refer to that shows nothing by itself, or is looked at.
_KNOWN = _WITH_TEXT | {
    "styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "font", "theme", "numbering", "image",
    "hyperlink", "customXml", "customXmlProps", "commentsExtended", "commentsIds", "commentsExtensible", "people",
}  # fmt: skip
_HIDDEN_STYLES_DEEP = 20


def is_main(relations: bytes) -> bool:
    """Say whether the part that a word processor opens is the one that is read here, and the only one."""
    found = [target for kind, target, _ in _relations(relations, "") if kind == "officeDocument"]
    return found == [MAIN]


def unread(parts: Mapping[str, bytes]) -> Iterator[str]:
    """Name what may show something and is not read: parts of other kinds or names, and words before items of lists."""
    for name in sorted(parts):
        if not name.endswith(".rels") or not name.startswith("word/_rels/"):
            continue
        for kind, target, outside in _relations(parts[name], "word"):
            strange = kind in _WITH_TEXT and not TEXT_PARTS.fullmatch(target)
            if kind not in _KNOWN or strange or (outside and kind != "hyperlink"):
                yield f"{kind}: {target}"
    for name in sorted(parts):
        if name == MAIN or TEXT_PARTS.fullmatch(name):
            yield from (f"dataBinding: {name}" for _ in ElementTree.fromstring(parts[name]).iter(f"{_W}dataBinding"))
    if "word/numbering.xml" in parts:
        for item in ElementTree.fromstring(parts["word/numbering.xml"]).iter(f"{_W}lvlText"):
            words = re.sub(r"%\d", "", item.get(f"{_W}val", ""))
            if len(words) > 1 and any(map(str.isalnum, words)):
                yield f"numbering: {words[:80]}"


def is_on(properties: Element | None, name: str) -> bool:
    """Say whether a property, such as ``vanish``, is switched on."""
    found = None if properties is None else properties.find(f"{_W}{name}")
    return found is not None and found.get(f"{_W}val", "true") not in {"0", "false", "off"}


def hidden_styles(parts: Mapping[str, bytes]) -> frozenset[str]:
    """Give the ids of the styles whose text a word processor does not show; of the default one it is an empty text."""
    content = parts.get("word/styles.xml")
    if content is None:
        return frozenset()
    root, based, hidden = ElementTree.fromstring(content), dict[str, str](), set[str]()
    if any(is_on(item, "vanish") for item in root.iterfind(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr")):
        hidden.add("")
    for style in root.iter(f"{_W}style"):
        name, above = style.get(f"{_W}styleId", ""), style.find(f"{_W}basedOn")
        based[name] = "" if above is None else above.get(f"{_W}val", "")
        if is_on(style.find(f"{_W}rPr"), "vanish"):
            hidden.add(name)
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in {"1", "true"}:
                hidden.add("")
    for _ in range(_HIDDEN_STYLES_DEEP):
        hidden |= {name for name, above in based.items() if above and above in hidden}
    return frozenset(hidden)


def pictures_shown(parts: Mapping[str, bytes]) -> tuple[str, ...]:
    """Give the digests of the pictures in the order in which the pages show them."""
    relations = parts.get("word/_rels/document.xml.rels")
    if relations is None:
        return ()
    targets = dict(_identified(relations))
    shown = [
        targets[value]
        for node in ElementTree.fromstring(parts[MAIN]).iter()
        for name in (f"{_R}embed", f"{_R}id")
        if (value := node.get(name)) in targets
    ]
    return tuple(hashlib.sha256(parts[target]).hexdigest() for target in shown if target in parts)


def _relations(content: bytes, folder: str) -> Iterator[tuple[str, str, bool]]:
    """Give kind and target of each relation of a part, and whether the target lies outside the file."""
    for item in ElementTree.fromstring(content):
        kind, outside = item.get("Type", "").rpartition("/")[2], item.get("TargetMode", "") == "External"
        target = item.get("Target", "")
        yield kind, target if outside else _inside(target, folder), outside


def _identified(content: bytes) -> Iterator[tuple[str, str]]:
    for item in ElementTree.fromstring(content):
        if item.get("Type", "").endswith("/image") and item.get("TargetMode", "") != "External":
            yield item.get("Id", ""), _inside(item.get("Target", ""), "word")


def _inside(target: str, folder: str) -> str:
    return posixpath.normpath(target if target.startswith("/") else posixpath.join("/", folder, target)).lstrip("/")
