"""The walk of the contributing guide: each of its commands does and says what the page shows, in both languages."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from hepu.inference.examples import run_examples
from hepu.layers import Layer
from hepu.pipeline import advisor
from hepu.resources import knowledge_dir, rules_dir

TOP = Path(__file__).resolve().parents[1]
GUIDES = {"en": "CONTRIBUTING.md", "zh": "CONTRIBUTING.zh-CN.md"}
FRONTS = ("README.md", "README.zh-CN.md")
CUT = "…"
# What says the same in both languages and takes longest is walked once.
ONCE = ("hepu advise", "hepu rules docs", "python -m hepu.published")
LOCALES = {"en": "en_GB.UTF-8", "zh": "zh_CN.UTF-8"}


@dataclass(frozen=True)
class Step:
    """A command that a page shows, and the lines that it shows of what the command prints."""

    command: str
    shown: tuple[str, ...]


def blocks(page: str, kind: str) -> list[str]:
    """Give the fenced blocks of a kind on a page."""
    return re.findall(rf"```{kind}\n(.*?)```", (TOP / page).read_text("utf-8"), re.DOTALL)


def steps(page: str) -> list[Step]:
    """Give the commands of a page with what it shows of their output."""
    found = []
    for block in blocks(page, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.rstrip("\n").split("\n")
            found.append(Step(command, tuple(shown)))
    return found


def pattern(shown: tuple[str, ...]) -> str:
    """Give what an output has to match: a cut stands for any lines where it is alone, else for any signs."""
    lines = [r"(?:.*\n)*?" if line == CUT else re.escape(line).replace(CUT, ".*") + r"\n" for line in shown]
    return "".join(lines)


def completed(draft: str, page: str) -> str:
    """Write into a draft what the page tells the reader to write: the reason and the sources."""
    (written,) = blocks(page, "yaml")
    reason, sources = re.fullmatch(r"(because:\n.*?)(sources: .*\n)", written, re.DOTALL).groups()  # type: ignore[union-attr]
    text = re.sub(r"because:\n  zh: .*\n  en: .*\n", lambda _: reason, draft)
    return text.replace("sources: []\n", sources)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a repository with what the walk touches, committed."""
    folder = tmp_path_factory.mktemp("newcomer") / "hepu"
    left = shutil.ignore_patterns("__pycache__", "images")
    for name in ("engine", "rules", "knowledge", "templates", "examples", "docs"):
        shutil.copytree(TOP / name, folder / name, ignore=left)
    (folder / ".gitignore").write_text("out/\n__pycache__/\n", "utf-8")
    for words in ("init -q -b main", "add .", "commit -qm begin"):
        code, told = run(f"git {words}", folder, "en")
        assert code == 0, told
    return folder


def environment(folder: Path, lang: str) -> dict[str, str]:
    """Give the surroundings in which a newcomer types, with this clone's own code."""
    who = {
        f"GIT_{role}_{part}": "newcomer@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")
    }
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "LC_", "COVERAGE"))}
    return {**plain, **who, "LANG": LOCALES[lang], "LANGUAGE": "", "PYTHONPATH": str(folder / "engine")}


def run(command: str, folder: Path, lang: str) -> tuple[int, str]:
    """Run a command as typed into a shell; give its code and all that it says."""
    words = shlex.split(command, comments=True)
    start = {"hepu": [sys.executable, "-c", "from hepu.cli import main; main()"], "python": [sys.executable]}
    done = subprocess.run(
        [*start.get(words[0], [words[0]]), *words[1:]], cwd=folder, env=environment(folder, lang),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode()


@pytest.mark.parametrize("lang", GUIDES)
def test_every_command_of_the_walk_says_what_the_page_shows(clone: Path, lang: str) -> None:
    page = GUIDES[lang]
    run(f"git switch -q -c {lang} main", clone, lang)
    for step in steps(page):
        if lang == "zh" and step.command.startswith(ONCE):
            continue
        code, told = run(step.command, clone, lang)

        assert code == 0, told
        assert re.fullmatch(pattern(step.shown), told), f"{step.command}\n{told}"
        if step.command.startswith("hepu rules new"):
            path = Path(told.rstrip().rpartition("\n")[2])
            path.write_text(completed(path.read_text("utf-8"), page), "utf-8")

    assert run("git status --porcelain", clone, lang) == (0, "")
    assert run("hepu rules lock --check", clone, lang)[0] == 0


def test_both_languages_walk_the_same_way() -> None:
    english, chinese = ([step.command.replace(" --lang en", "") for step in steps(page)] for page in GUIDES.values())

    assert english == [command.replace(" --lang zh", "") for command in chinese]
    assert blocks(GUIDES["en"], "yaml") == blocks(GUIDES["zh"], "yaml")


@pytest.mark.parametrize("page", FRONTS)
def test_the_rule_on_the_first_page_can_be_read_and_its_examples_hold(page: str, tmp_path: Path) -> None:
    text = blocks(page, "yaml")[0]
    name = text.partition("\n")[0].removeprefix("rule: ")
    rules = Path(shutil.copytree(rules_dir(), tmp_path / "rules"))
    (rules / "problems" / f"{name}.yaml").write_text(text, "utf-8")
    pack = advisor((Layer(rules, knowledge_dir()),)).pack
    outcomes, faults = run_examples(pack, pack.named([name]))

    assert not faults
    assert outcomes
    assert all(outcome.passed for outcome in outcomes)
