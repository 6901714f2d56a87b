"""How full the pages of a laid-out report are, told from WeasyPrint's boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["filled", "sparse"]

_LEAST, _LEAST_AT_END = 0.25, 0.12
# What has pages of its own, however little there is to say; contents may take one, but no second for a line or two.
_APART = frozenset({"cover", "summary", "contents"})


def filled(page: Any) -> float:
    """Give the share of a page's height down to the end of its last line, row or picture."""
    box = page._page_box  # noqa: SLF001  # the boxes are what the pages are drawn from; there is no other way to them
    top: float = box.content_box_y()
    bottom = max((item.position_y + item.height for item in _ends(box.children[0])), default=top)
    return float((bottom - top) / box.height)


def sparse(document: Any) -> tuple[int, ...]:
    """Give the numbers of the pages that are nearly empty; the last page may be shorter than others."""
    last = len(document.pages)
    shown = [_classes(page) for page in document.pages]
    return tuple(
        number
        for number, page in enumerate(document.pages, start=1)
        if (not shown[number - 1] & _APART or "contents" in shown[number - 1] & shown[number - 2])
        and filled(page) < (_LEAST_AT_END if number == last else _LEAST)
    )


def _ends(box: Any) -> Iterator[Any]:
    """Give the boxes that are drawn: lines, rows of tables and pictures."""
    if type(box).__name__ in {"LineBox", "TableRowBox"} or "Replaced" in type(box).__name__:
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _ends(child)


def _classes(page: Any) -> frozenset[str]:
    """Give the classes of the sections that a page shows."""
    body = page._page_box.children[0].children[0]  # noqa: SLF001  # as above
    found = (child.element.get("class", "") for child in body.children if child.element is not None)
    return frozenset(name for names in found for name in names.split())
