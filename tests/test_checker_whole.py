"""No value of a record is left unverified but those that are listed, even if its id is made to fit."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from hepu.advice.progress_model import Reported
from hepu.advising import Order, ready, record_of, request_of
from hepu.facts.peers import read_peers
from hepu.layers import Layer
from hepu.pack import load_pack
from hepu.pipeline import Request, advisor
from hepu.profile.model import Profile
from hepu.proof import UNVERIFIED, CheckReport, RawPack, check_against, check_record, read_pack
from hepu.record.build import as_json, canonical, digest_of
from hepu.record.digests import record_bytes
from hepu.record.last import last_record, read_record
from hepu.record.model import Record
from hepu.resources import knowledge_dir, rules_dir
from own_packs import yunjiang_layers

# What an own pack leaves in a record is verified like all else.
LAYERS = yunjiang_layers()
TOP = Path(__file__).resolve().parents[1]
PEERS = TOP / "examples" / "peers" / "hepu-bay-college.csv"
NOON = "2026-11-22T00:00:00+00:00"
NAMES = ("id", "rule", "answer")
REPORTED: dict[str, Reported] = {"adopt_plan_and_rules": "running"}
LISTED = tuple(tuple(name.split(".")) for name in UNVERIFIED)
Steps = tuple[str | int, ...]
APART = {("inputs", "profile"), ("issue", "id")}
# What another pack concluded cannot be derived; here the pack of the last advisory is the present one.
OF_ANOTHER_PACK = {f"inputs.last.{name}" for name in ("conclusions", "strategies", "questions")}


@cache
def record() -> dict[str, Any]:
    """Give the issued record of the fictitious college by own packs, with its progress since the year before."""
    order = Order(TOP / "examples" / "hepu-bay-college.yaml", TOP, NOON, peers=PEERS, layers=LAYERS)
    request, _ = request_of(order)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "last.json"
        path.write_bytes(record_bytes(earlier()))
        last = last_record(read_record(path), request.profile, REPORTED, "0" * 64)
    return dict(as_json(ready(LAYERS).advise(replace(request, last=last))))


@cache
def earlier() -> Record:
    """Give the issued record of the year before."""
    folder = TOP / "examples" / "earlier"
    peers = folder / "hepu-bay-college-2024-peers.csv"
    profile, time = folder / "hepu-bay-college-2024.yaml", "2025-09-03T00:00:00+00:00"
    return record_of(Order(profile, TOP, time, peers=peers, layers=LAYERS))[0]


@cache
def pack() -> RawPack:
    """Give the packs as the checker reads them."""
    return read_pack(LAYERS)


def check(changed: dict[str, Any]) -> CheckReport:
    """Check a record that whoever changed it gave the id of its new content."""
    return check_against(signed(changed), pack())


def signed(changed: dict[str, Any]) -> dict[str, Any]:
    """Give a record the id that follows from its content."""
    unnamed = {**changed, "issue": {**changed["issue"], "id": ""}}
    return {**changed, "issue": {**changed["issue"], "id": f"HP-{digest_of(unnamed)[:16]}"}}


def leaves(value: Any, path: Steps = ()) -> Iterator[Steps]:
    """Give the path of every value that holds no others."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not value or not isinstance(value, dict | list):
        yield path
    for key, item in inner:
        yield from leaves(item, (*path, key))


def at(owner: Any, path: Steps) -> Any:
    """Give the value at a path."""
    for key in path:
        owner = owner[key]
    return owner


def change(owner: Any, path: Steps) -> None:
    """Change the value at a path, keeping its type where it has one."""
    before = at(owner, path)
    after: Any
    match before:
        case bool():
            after = not before
        case int():
            after = before + 1
        case str():
            after = f"{before}x"
        case list():
            after = ["x"]
        case dict():
            after = {"x": "x"}
        case _:
            after = 0
    at(owner, path[:-1])[path[-1]] = after


def is_listed(path: Steps) -> bool:
    """Say whether a path, or one above it, is listed as not verified."""
    return any(
        len(path) >= len(listed) and all(name in {"*", str(key)} for name, key in zip(listed, path, strict=False))
        for listed in LISTED
        if ".".join(listed) not in OF_ANOTHER_PACK
    )


def kinds() -> dict[str, list[Steps]]:
    """Give the paths of all values that are not listed by part of the record; names of entries are parts of their own.

    The profiles and the id, in which everything else is reflected, are asked about apart.
    """
    found: dict[str, list[Steps]] = {}
    for path in leaves(record()):
        if not (is_listed(path) or path[:2] in APART or path[:3] == ("inputs", "last", "profile")):
            # A value of the wrong shape ends the check, so the last advisory is asked about name by name.
            part = ".".join(map(str, (*path[:3], *path[4:5]) if path[1:2] == ("last",) else path[:2]))
            found.setdefault(f"names of {part}" if path[-1] in NAMES else part, []).append(path)
    return found


def test_the_record_is_issued_and_accepted() -> None:
    report = check_against(record(), pack())

    assert record()["issue"]["status"] == "issued"
    assert report.rejections == ()
    assert report.steps == record()["engines"]["checked_steps"]


def test_the_report_names_what_was_taken_as_given() -> None:
    single = {"inputs.engine", "engines.checked_steps", "inputs.last.pack", *OF_ANOTHER_PACK}

    assert set(check_against(record(), pack()).unverified) == set(UNVERIFIED) - single


def test_the_page_lists_what_is_not_verified() -> None:
    page = (TOP / "docs" / "checker.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\S+)` \|", page, re.MULTILINE)

    assert rows == list(UNVERIFIED)


def test_every_value_that_is_not_listed_is_verified() -> None:
    """Changed all at once, the values of a kind are rejected each at a place of its own."""
    unnoticed = {}
    for kind, paths in kinds().items():
        changed = copy.deepcopy(record())
        for path in paths:
            change(changed, path)
        places = {item.where for item in check(changed).rejections if item.where.startswith(str(paths[0][0]))}
        if len(places) < len(paths):
            unnoticed[kind] = len(paths) - len(places)

    assert sum(map(len, kinds().values())) > 7000
    assert unnoticed == {}


@pytest.mark.slow
def test_every_answer_of_the_profile_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    """Already the inputs alone tell that one was changed, before anything is derived from it."""
    for name in ("_derivation", "_outcome"):
        monkeypatch.setattr(f"hepu.proof.check.{name}", lambda *_: None)
    changed = copy.deepcopy(record())
    changed["inputs"]["last"] = None
    profile = changed["inputs"]["profile"]
    unnoticed = []
    for path in list(leaves(profile)):
        change(profile, path)
        if not {item.code for item in check_against(changed, pack()).rejections} & {"profile", "malformed"}:
            unnoticed.append(path)
        at(profile, path[:-1])[path[-1]] = at(record()["inputs"]["profile"], path)

    assert unnoticed == []
    assert check_against(changed, pack()).rejections == ()


def test_every_answer_of_the_last_profile_is_verified() -> None:
    """Its digest alone tells that one was changed; a few of every part are tried."""
    changed = copy.deepcopy(record())
    profile = changed["inputs"]["last"]["profile"]
    unnoticed = []
    for path in list(leaves(profile))[::40]:
        before = at(profile, path)
        change(profile, path)
        if check_against(changed, pack()).accepted:
            unnoticed.append(path)
        at(profile, path[:-1])[path[-1]] = before

    assert unnoticed == []
    assert {item.code for item in check_against(changed, pack()).rejections} == set()


@pytest.mark.parametrize("name", ["conclusions", "strategies", "questions"])
def test_what_another_pack_concluded_is_taken_as_given(name: str) -> None:
    changed = copy.deepcopy(record())
    changed["inputs"]["last"]["pack"]["digest"] = "0" * 64
    # The version that made the record counted other steps.
    changed["engines"].update(hepu="0.0.1")
    report = check(changed)

    assert report.accepted
    assert f"inputs.last.{name}" in report.unverified


def mappings(value: Any, path: Steps = ()) -> Iterator[Steps]:
    """Give the path of every mapping inside a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield path
    for key, item in inner:
        yield from mappings(item, (*path, key))


@pytest.mark.parametrize("part", ["facts", "inference", "advice"])
def test_nothing_can_be_added(part: str) -> None:
    changed = copy.deepcopy(record())
    changed["advice"]["robustness"] = None
    paths = list(mappings(changed[part], (part,)))
    for path in paths:
        at(changed, path)["invented"] = "x"

    assert sum(item.where.endswith(".invented") for item in check(changed).rejections) == len(paths)


@pytest.mark.parametrize(
    "place",
    [
        "",
        "inputs",
        "inputs.profile",
        "inputs.profile.college",
        "inputs.last",
        "inputs.last.pack",
        "inputs.last.profile",
        "inputs.last.peers",
        "inputs.last.conclusions",
        "inputs.pack",
        "inputs.pack.files",
        "inputs.pack.overlays.0",
        "inputs.pack.overlays.0.files",
        "inputs.pack.overlays.0.replaces",
        "inputs.peers",
        "inputs.peers.summaries",
        "inputs.peers.summaries.2025",
        "inputs.peers.summaries.2025.overseas_sites",
        "advice.robustness",
        "advice.robustness.kept",
        "engines",
        "engines.renderer",
        "issue",
    ],
)
def test_nothing_can_be_added_nor_left_out_around_what_is_given(place: str) -> None:
    path: Steps = tuple(int(key) if key.isdigit() and key != "2025" else key for key in place.split(".") if key)
    added, less = copy.deepcopy(record()), copy.deepcopy(record())
    at(added, path)["invented"] = "x"
    at(less, path).pop(next(name for name in at(less, path) if name != "issue"))

    assert not check(added).accepted
    assert not check(less).accepted


def strategy(owner: dict[str, Any], placement: str) -> dict[str, Any]:
    """Give the first strategy of a placement."""
    found: dict[str, Any] = next(item for item in owner["advice"]["strategies"] if item["placement"] == placement)
    return found


def planned(owner: dict[str, Any]) -> dict[str, Any]:
    """Give the last task of the plan."""
    found: dict[str, Any] = owner["advice"]["plan"]["tasks"][-1]
    return found


def put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Make a change that puts a value into a record."""
    *above, last = path.split(".")

    def changed(owner: dict[str, Any]) -> None:
        at(owner, tuple(above))[last] = value

    return changed


def swap(part: str) -> Callable[[dict[str, Any]], None]:
    """Make a change that turns the order of a part of the advice around."""
    return lambda owner: owner["advice"][part].reverse()


def invent_problem(owner: dict[str, Any]) -> None:
    """Add a problem that the knowledge defines and that does not hold."""
    held = {item["id"] for item in owner["advice"]["problems"]}
    name = next(name for name in pack().knowledge["problems"] if name not in held)
    owner["advice"]["problems"].append({**owner["advice"]["problems"][-1], "id": name})


def downgrade(owner: dict[str, Any]) -> None:
    """Say of a single problem that it is less certain."""
    item = next(item for item in owner["advice"]["problems"] if item["certainty"] != "possible")
    item["certainty"] = "possible"


def drop_question(owner: dict[str, Any]) -> None:
    """Leave out what would settle a conditional strategy."""
    next(item for item in owner["advice"]["strategies"] if item["questions"])["questions"] = []


def drop_reason(owner: dict[str, Any]) -> None:
    """Leave out what keeps a strategy from being recommended."""
    next(item for item in owner["advice"]["strategies"] if item["reasons"])["reasons"] = []


def launch_reserve(owner: dict[str, Any]) -> None:
    """Launch a strategy that is held in reserve."""
    strategy(owner, "reserve").update(placement="launch", limit="")


def grow_per_head(owner: dict[str, Any]) -> None:
    """Multiply the figures per head by ten."""
    owner["facts"]["per_head"] = {name: 10 * value for name, value in owner["facts"]["per_head"].items()}


CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    **{f"no {part}": put(f"advice.{part}", []) for part in ("problems", "strengths", "causes", "opportunities")},
    **{f"no {part}": put(f"advice.{part}", []) for part in ("challenges", "questions", "undetermined", "strategies")},
    **{f"{part} the other way round": swap(part) for part in ("strategies", "problems", "questions", "causes")},
    "a problem invented": invent_problem,
    "a certainty changed": downgrade,
    "no question behind a condition": drop_question,
    "no reason given": drop_reason,
    "a reserve launched": launch_reserve,
    "ten times as much per head": grow_per_head,
    "a fact with another source": lambda owner: owner["facts"]["values"]["fact.staff"].update(source="x"),
    "a computed fact with a place": lambda owner: owner["facts"]["values"]["gap.overseas_sites"].update(place="a:1"),
    "a better gap": lambda owner: owner["facts"]["gaps"]["intl_ft_students"].update(shortfall_permille=0),
    "a candidate passed over": lambda owner: owner["facts"]["parameters"]["min_peers"].update(
        passed_over=[["2012-01-01", 3]]
    ),
    "a flag for a number": lambda owner: strategy(owner, "launch").update(rank=True),
    "a number with a point": lambda owner: strategy(owner, "launch").update(rank=1.0),
    "a diagnosis that was accepted": put("issue.status", "diagnosis"),
    "one engine that agreed": put("inputs.engine", "chainer"),
    "an engine of no name": put("inputs.engine", "other"),
    "engines that did not agree": put("engines.agreed", False),
    "a checker that did not run": put("engines.checker", "not_run"),
    "one step more": lambda owner: owner["engines"].update(checked_steps=owner["engines"]["checked_steps"] + 1),
    "a fragile word for firm advice": lambda owner: next(
        item for item in owner["advice"]["robustness"]["kept"].values() if item["word"] == "firm"
    ).update(word="fragile"),
    "a task that begins a day earlier": lambda owner: planned(owner).update(begins=planned(owner)["begins"] - 1),
    "an approval given sooner": lambda owner: next(
        item for item in owner["advice"]["plan"]["tasks"] if item["approvals"]
    )["approvals"][0].update(given=0),
    "a plan without its last task": lambda owner: owner["advice"]["plan"]["tasks"].pop(),
    "a plan in another order": lambda owner: owner["advice"]["plan"]["tasks"].reverse(),
    "a year that costs nothing": lambda owner: owner["advice"]["plan"]["years"][0].update(cost=0),
    "pages made with one thing more": put("engines.renderer.invented", "1.0"),
    "pages made with no version of Pango": put("engines.renderer.pango", ""),
    "fonts without a digest": put("engines.renderer.fonts", "1.0"),
    "Chinese justified by an unknown typesetter": put("engines.renderer.weasyprint", "71.0"),
    "Chinese that a known typesetter leaves ragged": put("engines.renderer.justification", "stepped_aside"),
    "another form of record": put("schema", "hepu-record/1"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_tells_another_story_is_rejected(name: str) -> None:
    changed = copy.deepcopy(record())
    CHANGES[name](changed)

    assert canonical(changed) != canonical(record()) or name == "a number with a point"
    assert not check(changed).accepted


CONTRADICTIONS: dict[str, dict[str, object]] = {
    "more positive than report": {"reporting": 8, "positive": 9},
    "more report than there are": {"reporting": 25},
    "fewer report than may be told of": {"reporting": 7, "positive": 7, "quartiles": None},
    "quartiles out of order": {"quartiles": [3, 2, 1]},
    "a quartile of those above nought at nought": {"quartiles": [0, 2, 3]},
    "no quartiles of enough": {"quartiles": None},
    "quartiles of too few": {"positive": 7},
    "per head without such a form": {"per_head_positive": 8, "per_head_quartiles": [1, 2, 3]},
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_peers_that_contradict_themselves_are_rejected(name: str) -> None:
    changed = copy.deepcopy(record())
    changed["inputs"]["peers"]["summaries"]["2025"]["overseas_sites"].update(CONTRADICTIONS[name])

    assert "peers" in {item.code for item in check(changed).rejections}


def test_the_steps_of_another_version_are_taken_as_given() -> None:
    changed = copy.deepcopy(record())
    changed["engines"].update(hepu="0.0.1", checked_steps=1)
    report = check(changed)

    assert report.accepted
    assert "engines.checked_steps" in report.unverified


def test_another_order_of_the_criteria_is_another_advice(tmp_path: Path) -> None:
    knowledge = Path(shutil.copytree(knowledge_dir(), tmp_path / "knowledge"))
    criteria = re.split(r"(?m)^(?=[a-z_]+:$)", (knowledge / "priority.yaml").read_text("utf-8"))
    legal_duty, certainty, worst_gap, relieved, effort, time, last = criteria[1:]
    turned = [effort, time, relieved, legal_duty, worst_gap, certainty, last]
    (knowledge / "priority.yaml").write_text("".join(turned), "utf-8")
    layers = (Layer(rules_dir(), knowledge),)
    table = read_peers(PEERS, load_pack().knowledge, [], 8)
    profile = Profile.model_validate(record()["inputs"]["profile"])
    made = as_json(advisor(layers).advise(Request(profile, NOON, peers=table, engine="chainer")))

    names = [item["id"] for item in made["advice"]["strategies"]]

    assert check_record(made, layers).rejections == ()
    assert names != [item["id"] for item in record()["advice"]["strategies"]]
    assert "advice" in {item.code for item in check_against(made, pack()).rejections}
