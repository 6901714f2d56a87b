"""In which order the keys of a file stand: that of ``docs/language.md`` for rules, that of the models for knowledge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel

from hepu.knowledge.load import knowledge_types
from hepu.language.conditions import HEADS
from hepu.language.model import COMPARATORS
from hepu.language.read import RULE_KEYS

__all__ = ["LOOSE", "RULE", "Form", "knowledge_form"]


def _loose(_: str) -> Form:
    return LOOSE


@dataclass(frozen=True)
class Form:
    """The order of a mapping's keys, and the form of what stands under each; a list has the form of its items.

    Keys that are not named come last, in the order in which they were written.
    """

    keys: tuple[str, ...] = ()
    inner: Callable[[str], Form] = field(default=_loose, repr=False)

    def rank(self, key: str) -> int:
        """Give the place of a key in the order."""
        return self.keys.index(key) if key in self.keys else len(self.keys)


LOOSE = Form()
_TEXT = Form(("zh", "en"))
_CONDITION: Form = Form(
    (*HEADS, "where", "have", *COMPARATORS, "certainty"),
    lambda key: _CONDITION if key in {"all", "any", "not"} else LOOSE,
)
_REVIEW = Form(("status", "reason", "name", "role", "date", "of"))
_EXAMPLE = Form(("it", "as_of", "given", "expect", "certainty"))
_PARTS: Mapping[str, Form] = MappingProxyType(
    {
        "when": _CONDITION,
        "because": _TEXT,
        "cannot_express": _TEXT,
        "law": Form(("policy", "article")),
        "review": _REVIEW,
        "examples": _EXAMPLE,
    }
)
RULE = Form(RULE_KEYS, lambda key: _PARTS.get(key, LOOSE))


def knowledge_form(name: str) -> Form | None:
    """Give the form of a knowledge file: ids as the author put them, the fields of each entry as its model does."""
    model = knowledge_types().get(name)
    if model is None:
        return None
    form = _model_form(model)
    return form if name == "pack" else Form((), lambda _: form)


@cache
def _model_form(model: type[BaseModel]) -> Form:
    hints = get_type_hints(model)
    forms = {info.alias or name: _hint_form(name, hints[name]) for name, info in model.model_fields.items()}
    return Form(tuple(forms), lambda key: forms.get(key, LOOSE))


def _hint_form(name: str, hint: Any) -> Form:
    if name in {"when", "each"}:  # conditions of the rule language within knowledge
        return _CONDITION
    found = [item for item in _leaves(hint) if isinstance(item, type) and issubclass(item, BaseModel)]
    if not found:
        return LOOSE
    form = _model_form(found[0])
    return Form((), lambda _: form) if getattr(hint, "__origin__", None) is dict else form


def _leaves(hint: Any) -> list[Any]:
    """Give the plain types within an annotation."""
    inner = get_args(hint)
    return [leaf for item in inner for leaf in _leaves(item)] if inner else [hint]
