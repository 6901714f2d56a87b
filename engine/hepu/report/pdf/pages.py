"""How full the pages of a laid-out report are, told from WeasyPrint's boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["filled", "sparse", "thin"]

_LEAST, _LEAST_AT_END = 0.25, 0.12
# What has pages of its own, however little there is to say; contents may take one, but no second for a line or two.
_APART = frozenset({"cover", "summary", "contents"})


def filled(page: Any) -> float:
    """Give the share of a page's height down to the end of its last line, row or picture."""
    top: float = page.content_box_y()
    bottom = max((item.position_y + item.height for item in _ends(page.children[0])), default=top)
    return float((bottom - top) / page.height)


def thin(pages: Sequence[Any]) -> tuple[int, ...]:
    """Give the places of the pages that are nearly empty, from 0; the last page may be shorter than others."""
    shown = [_classes(page) for page in pages]
    return tuple(
        at
        for at in range(len(pages))
        if (not shown[at] & _APART or "contents" in shown[at] & shown[at - 1])
        and filled(pages[at]) < (_LEAST_AT_END if at == len(pages) - 1 else _LEAST)
    )


def sparse(document: Any) -> tuple[int, ...]:
    """Give the numbers of a document's pages that are nearly empty."""
    # The boxes are what the pages are drawn from; there is no other way to them.
    return tuple(at + 1 for at in thin([page._page_box for page in document.pages]))  # noqa: SLF001


def _ends(box: Any) -> Iterator[Any]:
    """Give the boxes that are drawn: lines, rows of tables and pictures."""
    if type(box).__name__ in {"LineBox", "TableRowBox"} or "Replaced" in type(box).__name__:
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _ends(child)


def _classes(page: Any) -> frozenset[str]:
    """Give the classes of the sections that a page shows."""
    body = page.children[0].children[0]
    found = (child.element.get("class", "") for child in body.children if child.element is not None)
    return frozenset(name for names in found for name in names.split())
