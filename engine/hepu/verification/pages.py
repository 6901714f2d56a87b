"""Whether a PDF shows what its record gives: its pages are set again and compared, byte for byte where they can be.

The same record gives the same bytes under the same versions of what sets the pages. Under others only the texts can be
compared, and where the report's own words are others, not even those decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import hepu
from hepu.renderer import renderer
from hepu.report.edition_mark import Marked
from hepu.report.html import Edition
from hepu.report.pdf.document import render_pdf
from hepu.report.words import language_of, say
from hepu.signing.pades import is_signed_copy, unsigned_part
from hepu.verification.page_texts import departures, page_texts
from hepu.verification.saying import BROKEN, failed, missing, named, passed, said, what

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hepu.errors import Fault
    from hepu.pack import Pack
    from hepu.record.model import Record
    from hepu.verification.model import Step
    from hepu.verification.page_texts import Departure

__all__ = ["compared", "differing_versions"]

_MOST = 5
_SHOWN = 80
# With another version of these the report may say the same in other words.
_OF_WORDS = frozenset({"hepu", "templates", "citeproc-py", "Jinja2"})


def compared(data: bytes, record: Record, pack: Pack, edition: Marked) -> Step:
    """Render an edition again and compare it with a PDF, of which all but a signature's own appendix has to be that."""
    try:
        made = render_pdf(record, pack, edition.lang, requests=edition.requests, kind=edition.kind)
    except BROKEN as error:
        return missing("pages", said("pages_unrendered", found=what(error)))
    if made == data or is_signed_copy(data, made):
        return passed("pages", said("pages_pass", size=f"{len(made):,}"), binds=True)
    differ = differing_versions(record)
    ours, theirs = page_texts(made), page_texts(data)
    if ours is None or theirs is None:
        return failed("pages", said("pages_unreadable"))
    other = departures(ours, theirs, _running(record, pack, edition))
    if data.startswith(made) and not other and unsigned_part(data) == made:
        return missing("pages", said("pages_appended"))
    if not differ:
        return failed("pages", said("pages_fail"), *(_told(other) or [said("pages_same_text")]))
    return _by_text(other, differ)


def differing_versions(record: Record) -> Mapping[str, tuple[str, str]]:
    """Name what sets the pages here in another version than where the record was made, with both versions."""
    then = {"hepu": record.engines.hepu, **record.engines.renderer}
    now = {"hepu": hepu.__version__, **renderer()}
    return {
        name: (then.get(name, ""), now.get(name, ""))
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    }


def _by_text(other: Sequence[Departure], differ: Mapping[str, tuple[str, str]]) -> Step:
    """Say what the texts tell where the pages are set by other versions than then."""
    listed = named(f"{name} {then[:12]} → {now[:12]}" for name, (then, now) in differ.items())
    versions = said("pages_versions", found=listed)
    changed = [item for item in other if not item.moved]
    if not other:
        return passed("pages", versions, said("pages_text_pass"))
    if not changed:
        return missing("pages", versions, said("pages_text_moved"), *_told(other))
    if _OF_WORDS & differ.keys():
        return missing("pages", versions, said("pages_words_differ"), *_told(changed))
    return failed("pages", versions, said("pages_text_fail"), *_told(changed))


def _running(record: Record, pack: Pack, edition: Marked) -> Iterator[str]:
    """Give what stands at the head and foot of each page."""
    cover = Edition.of(record, pack, edition.lang, requests=edition.requests, kind=edition.kind).view.cover
    main = language_of(edition.lang)
    yield say("running_title", college=cover.college)[main]
    yield (cover.notice or say("for_reference"))[main]
    yield f"{record.issue.id} · {say('edition.' + edition.kind)[main]}"


def _told(other: Iterable[Departure]) -> list[Fault]:
    """Show the first few passages that depart, each with its page."""
    found = list(other)
    shown = [
        said("pages_departure", page=item.page, expected=item.expected[:_SHOWN], found=item.found[:_SHOWN])
        for item in found[:_MOST]
    ]
    return [*shown, said("pages_more", count=len(found) - _MOST)] if len(found) > _MOST else shown
