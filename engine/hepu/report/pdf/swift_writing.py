"""PDF files written in less time by pydyf 0.13: each object is turned into bytes once."""

from __future__ import annotations

from typing import Any

__all__ = ["write_once"]

_PYDYF = "0.13."


def paint_closely() -> None:
    """Join the drawing of each page as soon as it is painted: in the pieces of WeasyPrint 70 it takes more memory."""
    import pydyf  # noqa: PLC0415  # only after the fonts have been set, as it comes with WeasyPrint
    from weasyprint.document import Page  # noqa: PLC0415

    plain, as_bytes = Page.paint, pydyf._to_bytes  # noqa: SLF001  # as the writer itself joins them

    def paint(page: Any, stream: Any, *rest: Any, **named: Any) -> None:
        plain(page, stream, *rest, **named)
        stream.stream = [b"\n".join(map(as_bytes, stream.stream))]

    Page.paint = paint


def write_once() -> bool:
    """Keep the bytes of each object while a file is written; say whether pydyf's version is the one that was read.

    pydyf makes them twice: for the file, and for the digest that becomes the file's identifier. It also lists the
    references of all pages anew for each of the marks of a tagged file.
    """
    import pydyf  # noqa: PLC0415  # only after the fonts have been set, as it comes with WeasyPrint

    if not pydyf.__version__.startswith(_PYDYF):
        return False
    plain_write, plain_references = pydyf.PDF.write, pydyf.PDF.page_references.fget
    kept: dict[int, bytes] = {}
    writing = [False]

    def remembering(sort: Any) -> None:
        plain = sort.data.fget

        def data(item: Any) -> bytes:
            if not writing[0] or item.number is None:
                made: bytes = plain(item)
                return made
            if id(item) not in kept:
                kept[id(item)] = plain(item)
            return kept[id(item)]

        sort.data = property(data)

    def write(file: Any, *rest: Any, **named: Any) -> None:
        writing[0] = True
        try:
            plain_write(file, *rest, **named)
        finally:
            writing[0] = False
            kept.clear()

    def page_references(file: Any) -> tuple[bytes, ...]:
        count = len(file.pages["Kids"])
        known = file.__dict__.get("_remembered_references")
        if known is None or known[0] != count:
            known = file.__dict__["_remembered_references"] = (count, plain_references(file))
        references: tuple[bytes, ...] = known[1]
        return references

    paint_closely()
    for sort in (pydyf.Dictionary, pydyf.Stream, pydyf.Array):
        remembering(sort)
    pydyf.PDF.write = write
    pydyf.PDF.page_references = property(page_references)
    return True
