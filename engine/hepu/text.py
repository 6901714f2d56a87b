"""Text in the two languages of the product."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["LANGUAGES", "Lang", "Text"]

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")


class Text(BaseModel):
    """A sentence or name in Chinese and English; both are required."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def __getitem__(self, lang: Lang) -> str:
        """Give the text in one language."""
        return self.zh if lang == "zh" else self.en
