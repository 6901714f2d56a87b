"""Pages laid out once, for WeasyPrint 70: page numbers that are known in time, and no page left nearly empty.

WeasyPrint lays a page that shows the number of another page out again, twice at times: it resolves numbers only after
the page has been made. Here a number whose page has been laid out already is resolved before its own page is made, so
only references ahead (the table of contents) cost a second layout, of their page alone. And where the last page of a
run (before a page of another kind, or at the end) stands nearly empty, the page before it ends earlier, so that both
are well filled: two pages are made again instead of all. Four internal functions were read in version 70; with any
other version the module steps aside.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from hepu.renderer import knows_typesetter
from hepu.report.pdf.pages import filled, thin

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["paginate_once"]

_WANTED = 0.42
_LEFT = 0.3


@cache
def paginate_once() -> bool:
    """Patch WeasyPrint once; say whether its version is the one that the patch was made for."""
    import weasyprint  # noqa: PLC0415  # slow, and only after the fonts have been set

    if not knows_typesetter(weasyprint.__version__):
        return False
    _resolve_early()
    _even_out()
    return True


def _resolve_early() -> None:
    from weasyprint.css import targets  # noqa: PLC0415  # as above

    plain_missing = targets.TargetCollector.collect_missing_counters
    plain = targets.TargetCollector.cache_target_page_counters

    def collect_missing(
        collector: Any, box: Any, part: str, again: Any, own: list[Any], others: dict[Any, Any]
    ) -> None:
        if None in others:  # the address comes from ``attr(href url)``: its counters are taken for the page's own
            others = {box.element.get("href", "")[1:]: others.pop(None), **others}
            own = []
        plain_missing(collector, box, part, again, own, others)

    def cache_target(collector: Any, name: str, values: Any, index: int, maker: Any) -> None:
        plain(collector, name, values, index, maker)
        if collector.collecting:
            return
        for (_, part), item in collector.counter_lookup_items.items():
            if part == "content" and item.pending and name in item.missing_target_counters:
                item.parse_again(values)
                item.pending = bool(item.missing_counters)

    targets.TargetCollector.collect_missing_counters = collect_missing
    targets.TargetCollector.cache_target_page_counters = cache_target


def _even_out() -> None:
    from weasyprint import layout  # noqa: PLC0415  # as above
    from weasyprint.layout import page as making  # noqa: PLC0415

    plain_pages, plain_block = layout.make_all_pages, making.block_level_layout

    def make_all_pages(context: Any, root: Any, html: Any, pages: list[Any]) -> Iterator[Any]:
        made = list(plain_pages(context, root, html, pages))
        if not hasattr(context, "ends_early"):
            context.ends_early = _shorter(made, context.page_maker)
            for index in context.ends_early:
                context.page_maker[index][-1]["content_changed"] = True
        yield from made

    def block_level_layout(context: Any, box: Any, bottom_space: float, *rest: Any, **named: Any) -> Any:
        if box.is_for_root_element:
            bottom_space += getattr(context, "ends_early", {}).get(context.current_page - 1, 0)
        return plain_block(context, box, bottom_space, *rest, **named)

    layout.make_all_pages = make_all_pages
    making.block_level_layout = block_level_layout


def _shorter(pages: list[Any], maker: list[Any]) -> dict[int, float]:
    """Give the pages that end earlier, by their place, with how much of their height they leave to the page after."""
    found = {}
    for at in filter(None, thin(pages)):
        before, own = filled(pages[at - 1]), filled(pages[at])
        moved = min(_WANTED, (before + own) / 2) - own
        flows = maker[at][1]["break"] == "any" and pages[at - 1].page_type.name == pages[at].page_type.name
        if flows and before - moved > _LEFT:
            found[at - 1] = (1 - before + moved) * pages[at - 1].height
    return found
