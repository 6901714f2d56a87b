"""Works as items of the Citation Style Language, in CSL-JSON, one for each language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hepu.report.numbers import in_english

if TYPE_CHECKING:
    from hepu.knowledge.models import Author, Source
    from hepu.text import Lang

__all__ = ["csl_item"]

_LANGUAGES = {"zh": "zh-CN", "en": "en"}


def csl_item(key: str, source: Source, lang: Lang) -> dict[str, Any]:
    """Give a work in CSL-JSON with its texts in one language; what is not known is left out.

    ``language`` is that of the work itself, as CSL means it.
    """
    texts = {"title": source.title, "title-short": source.title_short, "container-title": source.container_title}
    plain = {
        "number": source.number if lang == "zh" else in_english(source.number),
        "volume": source.volume,
        "issue": source.issue,
        "page": source.page,
        "URL": source.url,
        "note": source.note[lang] if source.note else "",
    }
    item: dict[str, Any] = {"id": key, "type": source.type, "language": _LANGUAGES[source.language]}
    if source.author:
        item["author"] = [_name(author, lang) for author in source.author]
    item.update((name, text[lang]) for name, text in texts.items() if text is not None)
    if source.issued:
        item["issued"] = {"date-parts": [[int(part) for part in source.issued.split("-")]]}
    item.update((name, text) for name, text in plain.items() if text)
    return item


def _name(author: Author, lang: Lang) -> dict[str, str]:
    """Give a name whole, or in two parts where the work itself gives them."""
    name = author.zh if lang == "zh" else author.en
    return {"literal": name} if isinstance(name, str) else {"family": name.family, "given": name.given}
