"""The page of a check in words: for a file below ``docs/checks``, for the terminal, and for programs that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.checks.pages import pages
from hepu.messages import phrase
from hepu.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.checks.pages import Page
    from hepu.text import Lang

__all__ = ["page_files", "page_text"]


def page_text(page: Page, lang: Lang) -> str:
    """Write a page in one language, as Markdown that reads well without being rendered."""

    def say(word: str) -> str:
        return phrase(f"check_{word}", lang)

    about = [say(page.severity), *([say("fixable")] if page.fixable else [])]
    parts = [
        f"# {page.code}",
        f"*{' · '.join(about)}*",
        page.finds[lang],
        f"## {say('avoid')}",
        *_snippets(page.avoid),
        f"## {say('prefer')}",
        *_snippets(page.prefer),
        f"## {say('why')}",
        page.why[lang],
    ]
    return "\n\n".join(parts) + "\n"


def _snippets(files: Mapping[str, str]) -> Iterator[str]:
    for name, text in files.items():
        yield f"`{name}`"
        yield f"```yaml\n{_seen(text.rstrip())}\n```"


def _seen(text: str) -> str:
    """Spell out a sign that nobody sees."""
    return "".join(sign if sign in "\n\t" or sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)


def page_files() -> Mapping[str, str]:
    """Give the pages below ``docs/checks`` by name: one a code, in both languages, and their list."""
    files = {f"checks/{page.code}.md": _both(page) for page in pages().values()}
    rows = [
        f"| [{page.code}]({page.code}.md) | {page.severity} | {'yes' if page.fixable else ''} "
        f"| {page.finds.en}<br>{page.finds.zh} |"
        for page in pages().values()
    ]
    head = phrase("check_list", "en")
    return {"checks/README.md": "\n".join([head, "", *_TABLE, *rows, ""]), **files}


_TABLE = ("| code | severity | mended by `--fix` | finds |", "| --- | --- | --- | --- |")


def _both(page: Page) -> str:
    zh, en = (page_text(page, lang) for lang in LANGUAGES)
    head, _, rest = en.partition("\n\n")
    return f"{zh}\n---\n\n{rest}" if head else zh
