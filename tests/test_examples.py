"""The example profiles: read without a fault, sourced where they speak of a real college, marked where they do not."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from hepu.facts.build import build_facts
from hepu.facts.peers import read_peers
from hepu.inference.chainer import chain
from hepu.intake import read_profile
from hepu.profile.model import Answer, Completeness, Listing, Profile, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hepu.pipeline import Advisor

EXAMPLES = Path(__file__).parent.parent / "examples"
FICTITIOUS = "hepu-bay-college.yaml"
PROFILES = sorted(path.name for path in EXAMPLES.glob("*.yaml"))
REAL = [name for name in PROFILES if name != FICTITIOUS]
PEERS = EXAMPLES / "peers" / "hepu-bay-college.csv"
FORM = EXAMPLES / "hepu-bay-college-form.xlsx"

# Whose pages may be linked to: governments, colleges, news agencies and publishers. A copy elsewhere is never linked.
ISSUERS = (
    ".gov.cn",
    ".gov.la",
    ".people.com.cn",
    ".chinanews.com",
    ".chinadaily.com.cn",
    ".gxsdxy.cn",
    ".lzzy.net",
    ".sci-open.net",
)


def profile_of(name: str) -> Profile:
    """Read an example that must be without faults."""
    return read_profile(EXAMPLES / name).accepted()


def said(part: Any, path: str = "") -> Iterator[tuple[str, Answer[Any] | Row]]:
    """Give every answer that says something and every row, with its place."""
    if isinstance(part, Answer):
        if not part.blank:
            yield path, part
    elif isinstance(part, Listing):
        for at, row in enumerate(part.rows):
            yield f"{path}.{at}", row
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from said(value, f"{path}.{key}")
    elif hasattr(type(part), "model_fields"):
        for key in type(part).model_fields:
            yield from said(getattr(part, key), f"{path}.{key}")


def listings(part: Any, path: str = "") -> Iterator[tuple[str, Listing[Any]]]:
    """Give every list with its place."""
    if isinstance(part, Listing):
        yield path, part
    elif hasattr(type(part), "model_fields") and not isinstance(part, Answer):
        for key in type(part).model_fields:
            yield from listings(getattr(part, key), f"{path}.{key}")


def test_there_are_at_least_six_real_colleges() -> None:
    assert len(REAL) >= 6
    assert len({profile_of(name).college.name.zh for name in PROFILES}) == len(PROFILES)


@pytest.mark.parametrize("name", PROFILES)
def test_an_example_is_read_without_faults(name: str) -> None:
    found = read_profile(EXAMPLES / name)

    assert found.faults == ()
    assert found.profile is not None


@pytest.mark.parametrize("name", REAL)
def test_a_real_college_is_marked_and_disclaimed(name: str) -> None:
    profile = profile_of(name)
    text = (EXAMPLES / name).read_text(encoding="utf-8")

    assert profile.published_figures_only
    assert not profile.fictitious
    assert "未经该校核实，仅作软件演示，不构成评价" in text.splitlines()[0]
    assert "not verified by it; for software demonstration, no evaluation" in text
    assert "虚构" not in text
    assert profile.contact.filled_in_by == profile.contact.checked_by == ""


@pytest.mark.parametrize("name", REAL)
def test_everything_said_of_a_real_college_carries_a_source(name: str) -> None:
    found = list(said(profile_of(name)))

    assert found
    assert [path for path, item in found if not item.source] == []


@pytest.mark.parametrize("name", REAL)
def test_a_list_of_a_real_college_never_claims_to_be_all_or_none(name: str) -> None:
    words = {item.complete for _, item in listings(profile_of(name))}

    assert words <= {Completeness.SOME, Completeness.MISSING}


@pytest.mark.parametrize("name", REAL)
def test_only_pages_of_issuers_are_linked(name: str) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    hosts = {urlsplit(address).hostname or "" for address in re.findall(r"https?://[^\s，；。）\"]+", text)}

    assert [host for host in sorted(hosts) if not f".{host}".endswith(ISSUERS)] == []


@pytest.mark.parametrize("name", REAL)
def test_the_blanks_of_a_real_college_are_not_taken_for_problems(shipped: Advisor, name: str) -> None:
    found = read_profile(EXAMPLES / name)
    facts = build_facts(found.accepted(), shipped.pack, origins=found.origins)
    inference = chain(shipped.program, facts)
    problems = {key for key in inference.conclusions if key.startswith("problem.") and inference.holds(key)}

    assert problems == set()


def test_the_fictitious_college_says_so_throughout() -> None:
    profile = profile_of(FICTITIOUS)

    assert profile.fictitious
    assert not profile.published_figures_only
    assert "虚构" in profile.college.name.zh
    assert "fictitious" in profile.college.name.en
    names = [row.partner for row in profile.partnerships.rows]
    names += [row.name for row in profile.enterprises.rows]
    names += [row.name for row in profile.alliances.rows]
    sources = [item.source for _, item in said(profile) if item.source]
    assert [text for text in (*names, *sources) if "虚构" not in text] == []


def test_the_filled_form_is_the_fictitious_college() -> None:
    found = read_profile(FORM)

    assert found.faults == ()
    assert found.profile == profile_of(FICTITIOUS)


def test_the_peers_are_24_fictitious_colleges(shipped: Advisor) -> None:
    with PEERS.open(encoding="utf-8", newline="") as file:
        names = [row["college"] for row in csv.DictReader(file)]
    profile = profile_of(FICTITIOUS)
    peers = read_peers(PEERS, shipped.pack.knowledge, [profile.college.name.zh], limit=8)

    assert len(set(names)) == len(names) == peers.colleges == 24
    assert all(name.startswith("虚构院校") for name in names)


def test_the_readme_names_every_file_and_says_what_it_is() -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    inside = (path.relative_to(EXAMPLES) for path in EXAMPLES.rglob("*") if path.is_file())
    # A pack is named by its folder.
    files = {"/".join(path.parts[:2]) if path.parts[0] == "packs" else path.as_posix() for path in inside}

    assert [name for name in sorted(files) if name != "README.md" and f"`{name}`" not in text] == []
    assert "未经该校核实，仅作软件演示，不构成评价" in text
    assert "random.Random(20250901)" in text
    assert all(profile_of(name).college.name.zh in text for name in PROFILES)
