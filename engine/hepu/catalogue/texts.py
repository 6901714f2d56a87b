"""The catalogue's own words in both languages, from ``templates/catalogue``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from hepu.resources import templates_dir
from hepu.text import LANGUAGES, Lang, Text
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["dotted", "phrase"]

_FILES = ("words.yaml", "site.yaml", "graph.yaml")


@cache
def _phrases() -> Mapping[str, Text]:
    found: dict[str, Text] = {}

    def walk(node: Mapping[str, Any], prefix: str) -> None:
        for key, value in node.items():
            if set(value) == set(LANGUAGES):
                found[f"{prefix}{key}"] = Text.model_validate(value)
            else:
                walk(value, f"{prefix}{key}.")

    for name in _FILES:
        path = templates_dir() / "catalogue" / name
        walk(read_yaml(path.read_text("utf-8"), path.name).value, "")
    return found


def phrase(name: str, /, **values: object) -> Text:
    """Give a phrase by its dotted name, such as ``graph.rule``, with its values filled in, each in its language."""
    made = _phrases()[name]
    if not values:
        return made

    def filled(lang: Lang) -> str:
        shown = {key: value[lang] if isinstance(value, Text) else str(value) for key, value in values.items()}
        return made[lang].format(**shown)

    return Text.model_construct(zh=filled("zh"), en=filled("en"))


def dotted(parts: Iterable[Text]) -> Text:
    """Put short texts in one line, with dots between."""
    shown = list(parts)
    return Text.model_construct(zh=" · ".join(part.zh for part in shown), en=" · ".join(part.en for part in shown))
