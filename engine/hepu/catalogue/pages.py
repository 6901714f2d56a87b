"""The pages of the catalogue, written from templates: what the pack knows, with every rule, example and source."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from hepu.catalogue.entries import entries_of, stage_counts
from hepu.catalogue.map import map_of
from hepu.knowledge.models import ACTORS
from hepu.language.kinds import STAGES
from hepu.report.citing.citations import Works
from hepu.report.sentences import Sentences
from hepu.report.values import PackValues
from hepu.report.words import words
from hepu.resources import templates_dir
from hepu.templating import markdown_templates
from hepu.text import LANGUAGES, Text
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.knowledge.load import Knowledge
    from hepu.pack import Pack
    from hepu.text import Lang

__all__ = ["catalogue_files"]

_PAGE = {
    "opportunity": "situations",
    "challenge": "situations",
    "strength": "situations",
    "problem": "problems",
    "cause": "causes",
    "strategy": "strategies",
}
_PAGES = (
    "README",
    "situations",
    "problems",
    "causes",
    "law",
    "indicators",
    "cases",
    "figures",
    "theories",
    "parameters",
    "sources",
)
_KNOWN = (
    "cases",
    "figures",
    "frameworks",
    "indicators",
    "pack",
    "parameters",
    "policies",
    "sources",
    "tables",
    "theories",
)
_TYPES = {"level": "level", "type": "college_type"}
_STANDARD_COLUMNS = (
    "student_teacher_ratio",
    "teachers_postgrad_share",
    "area_per_student",
    "equipment_per_student",
    "books_per_student",
)


def catalogue_files(pack: Pack) -> Mapping[str, str]:
    """Give the content of every page and picture of the catalogue by its file name."""
    shared = _shared(pack)
    pages = markdown_templates("catalogue")
    files = {f"{name}.md": _tidy(pages.get_template(f"{name}.md.j2").render(shared)) for name in _PAGES}
    strategies = pages.get_template("strategies.md.j2")
    files |= {f"strategies-{actor}.md": _tidy(strategies.render(shared, actor=actor)) for actor in ACTORS}
    drawing = pages.get_template("map.svg.j2")
    for lang in LANGUAGES:
        words = _in_one(_words(), lang)
        files[f"map-{lang}.svg"] = drawing.render(map=map_of(pack.knowledge, lang), w=words)
    return files


@cache
def _words() -> Mapping[str, Any]:
    path = templates_dir() / "catalogue" / "words.yaml"
    found: Mapping[str, Any] = read_yaml(path.read_text("utf-8"), path.name).value
    return found


def _in_one(node: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """Give the words of one language."""
    return {key: value[lang] if set(value) == set(LANGUAGES) else _in_one(value, lang) for key, value in node.items()}


def _md(text: str) -> str:
    """Write a text so that Markdown reads it as text, in a table too."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def _two(text: Text) -> str:
    """Write a name in both languages, once where they are the same."""
    return _md(text.zh) if text.zh == text.en else f"{_md(text.zh)} {_md(text.en)}"


def _both(text: Text) -> str:
    """Write a sentence in both languages, one after the other."""
    return f"{_md(text.zh)} {_md(text.en)}"


def _acted(text: Text) -> Text:
    """Name who fills each role that a text of a strategy leaves open, in a college that has an office."""
    office = words()["role.office"]
    return Text(zh=text.zh.replace("{office}", office.zh), en=text.en.replace("{office}", office.en))


def _place(knowledge: Knowledge, stage: str, name: str) -> str:
    """Name the page on which a conclusion stands."""
    page = _PAGE[stage]
    return f"{page}-{knowledge.strategies[name].actor}" if stage == "strategy" else page


def _tidy(page: str) -> str:
    """Leave one blank line where templates leave several, and none at the ends."""
    lines: list[str] = []
    for line in map(str.rstrip, page.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip() + "\n"


def _shared(pack: Pack) -> dict[str, Any]:
    """Give the templates everything that they may name."""
    knowledge = pack.knowledge
    values, works = PackValues(pack), Works(knowledge.sources)
    called, sentences = values.names, Sentences(values)
    counts = stage_counts(pack)
    listed = {stage: entries_of(pack, stage) for stage in _PAGE}
    return {
        "acted": lambda text: _both(_acted(text)),
        "actors": ACTORS,
        "at": lambda stage, name: f"{_place(knowledge, stage, name)}.md#{name}",
        "both": _both,
        "choice": lambda name, word: called.choice(called.asked[_TYPES[name]], word),
        "closed": [(stage, entry.id) for stage in _PAGE for entry in listed[stage] if entry.closed],
        "condition": lambda rule: sentences.condition(rule.when),
        "counts": counts,
        "entries": listed.__getitem__,
        "explained_by": lambda name: [cause for cause, entry in knowledge.causes.items() if name in entry.explains],
        "figure_places": _figure_places(knowledge),
        "known": knowledge.conclusions,
        "md": _md,
        "page": _PAGE,
        "reference": works.whole,
        "relieved_by": lambda name: [key for key, entry in knowledge.strategies.items() if name in entry.addresses],
        "reviewed": lambda key: words()[f"book_state.{pack.reviewed[key].state}"],
        "said": words().__getitem__,
        "short": lambda name: _md(works.short(name).zh),
        "standard_columns": _STANDARD_COLUMNS,
        "standards": _standards(knowledge),
        "totals": [sum(row.examples[at] for row in counts) for at in range(3)],
        "two": _two,
        "unverified": [
            (stage, names)
            for stage in STAGES
            if stage in _PAGE and (names := [entry.id for entry in listed[stage] if not entry.known.verified])
        ],
        "w": lambda *keys: _word(keys),
        **{name: getattr(knowledge, name) for name in _KNOWN},
    }


def _figure_places(knowledge: Knowledge) -> list[tuple[str, Text]]:
    """Give the places of which there are figures, each with its name: the country, regions of it, and other places."""
    names = {place: entry.name for place, entry in knowledge.provinces.items()}
    names |= {place: Text(**text) for place, text in _words()["place"].items()}
    order = ("china", *knowledge.provinces, "elsewhere")
    found = {figure.place for figure in knowledge.figures.values()}
    return [(place, names[place]) for place in order if place in found]


def _word(keys: tuple[str, ...]) -> Text:
    node: Any = _words()
    for key in keys:
        node = node[key]
    return Text.model_validate(node)


def _standards(knowledge: Knowledge) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Give the standards as one table a level: each type of college with its values in the order of the columns."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for standard in knowledge.standards.values():
        for college_type in standard.college_types:
            found.setdefault(standard.level, {}).setdefault(college_type, {})[standard.indicator] = str(standard.value)
    return [
        (level, [(name, [values.get(column, "") for column in _STANDARD_COLUMNS]) for name, values in types.items()])
        for level, types in found.items()
    ]
