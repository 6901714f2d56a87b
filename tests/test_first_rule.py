"""The walk of the contributing guide: its rule is sound, and what it does to an advisory can be seen."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from hepu.inference.examples import run_examples
from hepu.intake import read_profile
from hepu.layers import Layer
from hepu.pipeline import Advisor, Request, advisor
from hepu.report.editions import write
from hepu.resources import knowledge_dir, rules_dir
from small_packs import errors_of

TOP = Path(__file__).resolve().parents[1]
BAY = TOP / "examples" / "hepu-bay-college.yaml"
GUIDE = "CONTRIBUTING.md"
PAGES = (GUIDE, "README.md", "README.zh-CN.md")


def first_rule(page: str) -> tuple[str, str]:
    """Give the id and the text of the rule that a page shows."""
    text = next(block for block in re.findall(r"```yaml\n(.*?)```", (TOP / page).read_text("utf-8"), re.DOTALL))
    return text.partition("\n")[0].removeprefix("rule: "), text


def with_first_rule(page: str, folder: Path) -> Advisor:
    """Load the shipped rules with the one that a page shows, saved where the page says."""
    name, text = first_rule(page)
    rules = Path(shutil.copytree(rules_dir(), folder / "rules"))
    place = f"rules/problems/{name}.yaml"
    assert place in (TOP / page).read_text("utf-8")
    (folder / place).write_text(text, "utf-8")
    return advisor((Layer(rules, knowledge_dir()),))


@pytest.mark.parametrize("page", PAGES)
def test_the_rule_of_every_page_can_be_read_and_its_examples_hold(page: str, tmp_path: Path) -> None:
    pack = with_first_rule(page, tmp_path).pack
    outcomes, faults = run_examples(pack, pack.named([first_rule(page)[0]]))

    assert not faults
    assert outcomes
    assert all(outcome.passed for outcome in outcomes)


def test_the_rule_of_the_guide_is_without_a_fault(tmp_path: Path) -> None:
    assert errors_of(with_first_rule(GUIDE, tmp_path).pack) == []


def test_the_rule_of_the_guide_changes_the_advisory_of_the_example(shipped: Advisor, tmp_path: Path) -> None:
    name, text = first_rule(GUIDE)
    request = Request(read_profile(BAY).accepted(), "2026-11-22T00:00:00+00:00", engine="chainer")
    sentence = re.search('zh: "(.*)"', text)
    pages = []
    for at, loaded in enumerate((shipped, with_first_rule(GUIDE, tmp_path))):
        record = loaded.advise(request)
        (path,) = write(record, loaded.pack, tmp_path, f"page{at}", ["html"], "zh", requests=True)
        pages.append(path.read_text("utf-8"))

    assert sentence is not None
    assert [sentence[1] in page for page in pages] == [False, True]
    assert next(rule.truth for rule in record.inference.rules if rule.rule == name)[0] == "T"


def test_the_guide_asks_about_what_its_rule_concludes() -> None:
    target = re.search(r"concludes: \{problem: (\w+)\}", first_rule(GUIDE)[1])

    assert target is not None
    assert f"hepu why examples/hepu-bay-college.yaml {target[1]} " in (TOP / GUIDE).read_text("utf-8")
