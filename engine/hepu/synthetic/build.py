"""From a seed to profiles."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from hepu.profile.labels import load_form_words
from hepu.profile.model import Profile
from hepu.synthetic.assumptions import assumptions
from hepu.synthetic.blanks import Form
from hepu.synthetic.chance import Chance
from hepu.synthetic.college import draw_college
from hepu.synthetic.figures import figures
from hepu.synthetic.lists import lists
from hepu.synthetic.resources import resources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.knowledge.load import Knowledge
    from hepu.text import Lang

__all__ = ["blank_profile", "generate"]

_YEARS_BACK = 1


def generate(knowledge: Knowledge, count: int, seed: int, lang: Lang = "zh") -> Iterator[Profile]:
    """Draw profiles: the n-th of a seed is always the same, however many are drawn; ``lang`` changes only names."""
    for number in range(1, count + 1):
        yield _profile(knowledge, number, seed, lang)


def blank_profile(as_of: dt.date, data_year: int, lang: Lang = "zh") -> Profile:
    """Give a profile that answers nothing but name and dates."""
    name = assumptions().names["college"][lang].format(kind="", number=0)
    return Profile.model_validate(
        {"as_of": as_of, "data_year": data_year, "fictitious": True, "college": {"name": {lang: name} | {"zh": name}}}
    )


def _profile(knowledge: Knowledge, number: int, seed: int, lang: Lang) -> Profile:
    assumed = assumptions()
    chance = Chance(f"hepu {seed} {number}")
    days = assumed.as_of
    as_of = days.first + dt.timedelta(days=chance.between(0, (days.last - days.first).days))
    data_year = as_of.year - _YEARS_BACK - chance.flip(assumed.year_before_last / 100)
    college = draw_college(assumed, chance, number, lang, data_year)
    answers = resources(college)
    years = figures(college)
    rows = lists(college, answers, years, knowledge.sectors)
    office = assumed.offices[chance.pick({name: item.weight for name, item in assumed.offices.items()})]
    form = Form(office, chance, load_form_words().core_indicators)
    names = {
        word: assumed.names["college"][word].format(kind=college.kind.name[word], number=f"{number:04}")
        for word in ("zh", "en")
    }
    data: dict[str, Any] = {
        "as_of": as_of,
        "data_year": data_year,
        "fictitious": True,
        "college": {"name": names, **form.answers("college", college.who)},
        "resources": form.answers("resources", answers),
        "indicators": form.figures(years, knowledge.indicators),
        "mission": {},
    }
    for path, listing in form.lists(rows).items():
        section, _, name = path.rpartition(".")
        (data[section] if section else data)[name] = listing
    return Profile.model_validate(data)
