"""Columns set in less time by WeasyPrint 70: a line that was made for one height of the columns serves for the next."""

from __future__ import annotations

from typing import Any

__all__ = ["remember_lines"]

_MEMORY = "_remembered_lines"


def remember_lines() -> None:
    """Keep the lines of a block in columns as long as WeasyPrint tries heights for it.

    It balances columns by setting them again and again, each time a little higher, and sets them once more at the end:
    the lines are the same each time, in another place. Nothing is kept where a line shares its place with what floats.
    """
    from weasyprint.layout import block, column, inline  # noqa: PLC0415  # slow, and only after the fonts have been set

    plain_columns, plain_line = column.columns_layout, inline.get_next_linebox

    def columns_layout(context: Any, *rest: Any) -> Any:
        outer = context.__dict__.get(_MEMORY)
        context.__dict__[_MEMORY] = {}
        try:
            return plain_columns(context, *rest)
        finally:
            context.__dict__[_MEMORY] = outer

    def get_next_linebox(context: Any, box: Any, top: float, *rest: Any) -> Any:
        known = context.__dict__.get(_MEMORY)
        _, skip, around, absolute, fixed, *styles = rest
        if known is None or context.excluded_shapes or any(styles):
            return plain_line(context, box, top, *rest)
        key = (id(box), _frozen(skip), around.width, box.text_indent)
        left = around.content_box_x()
        if key in known:
            line, resume_at, made_left, made_top = known[key]
            made = _copied(line, left - made_left, top - made_top)
            made.position_y = top
            return made, resume_at
        before = len(absolute), len(fixed)
        line, resume_at = plain_line(context, box, top, *rest)
        alone = not context.excluded_shapes and before == (len(absolute), len(fixed))
        if line is not None and line.position_y == top and alone:
            known[key] = (_copied(line, 0, 0), resume_at, left, top)
        return line, resume_at

    block.columns_layout = column.columns_layout = columns_layout
    inline.get_next_linebox = get_next_linebox


def _frozen(skip: Any) -> Any:
    """Give the place where a line begins as a key."""
    return skip and tuple((at, _frozen(inner)) for at, inner in skip.items())


def _copied(box: Any, across: float, along: float) -> Any:
    """Copy a box with all that is in it, moved."""
    made = object.__new__(type(box))
    values = made.__dict__
    values.update(box.__dict__)
    values["position_x"] += across
    values["position_y"] += along
    if values["children"]:
        values["children"] = [_copied(child, across, along) for child in values["children"]]
    return made
