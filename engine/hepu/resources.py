"""Where the rules, the knowledge and the templates lie, in a checkout and in an installed wheel alike."""

from functools import cache
from pathlib import Path

__all__ = ["data_dir", "knowledge_dir", "rules_dir", "templates_dir"]

_PACKAGE = Path(__file__).resolve().parent


@cache
def data_dir() -> Path:
    """Return the folder that holds `rules/`, `knowledge/` and `templates/`.

    That is `_data/` inside an installed wheel, and the repository's top in a checkout. Raises FileNotFoundError
    where neither is there, as after copying the package without its data.
    """
    checkout = _PACKAGE.parents[1]
    for place in (_PACKAGE / "_data", checkout):
        if (place / "rules").is_dir() and (place / "knowledge").is_dir() and (place / "templates").is_dir():
            return place
    raise FileNotFoundError(
        f"no rules/, knowledge/ and templates/ in {_PACKAGE / '_data'} or {checkout}: "
        "install the hepu wheel, or run from a complete checkout (pip install -e .)"
    )


def rules_dir() -> Path:
    """Return the folder of the rule packs."""
    return data_dir() / "rules"


def knowledge_dir() -> Path:
    """Return the folder of indicators, policies, cases, theories, texts and terms."""
    return data_dir() / "knowledge"


def templates_dir() -> Path:
    """Return the folder of page templates, style sheets and fonts."""
    return data_dir() / "templates"
