"""``hepu rules new``: whatever rule is begun, its file reads, its examples hold, and what is missing is said."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hepu.authoring.drafts.asking import askable, asked_of
from hepu.authoring.drafts.draft import Draft, draft_text
from hepu.authoring.drafts.writing import NewRule, write_rule
from hepu.authoring.layout.files import lay_out
from hepu.authoring.layout.tree import MODELINE
from hepu.authoring.opening import open_pack
from hepu.checks.rules import check_rules
from hepu.cli import main
from hepu.errors import InputError
from hepu.inference.examples import run_examples
from hepu.language.kinds import STAGES
from hepu.language.read import read_rule
from hepu.layering.named import layers_of
from hepu.layers import Layer
from hepu.messages import told
from hepu.pack import Pack
from hepu.text import LANGUAGES, Lang

if TYPE_CHECKING:
    from hepu.language.kinds import Stage
    from hepu.language.model import Rule
    from hepu.pipeline import Advisor

TOP = Path(__file__).resolve().parents[1]


def finished(text: str) -> str:
    """Give a draft as it is once a person has written what is marked."""
    return text.replace("【待写】", "").replace("[TO WRITE] ", "").replace("sources: []", "sources: [SEED]")


def read(text: str, name: str, pack: Pack) -> Rule:
    rule, faults = read_rule(text, f"{name}.yaml", name, pack.vocabulary)
    assert faults == ()
    assert rule is not None
    return rule


def sound(rule: Rule, pack: Pack) -> bool:
    """Say whether a rule has no faults of its own and does in each example what that expects."""
    alone = Pack(pack.knowledge, pack.vocabulary, {rule.id: rule}, stack=pack.stack)
    outcomes, malformed = run_examples(alone)
    assert malformed == []
    assert [fault.code for fault in check_rules(alone) if fault.severity == "error"] == []
    return bool(outcomes) and all(outcome.passed for outcome in outcomes)


@pytest.mark.parametrize("stage", STAGES)
def test_a_draft_for_any_conclusion_is_sound_once_it_is_finished(shipped: Advisor, stage: Stage) -> None:
    pack = shipped.pack
    for target in sorted(pack.knowledge.conclusions(stage))[::5]:
        text = draft_text(Draft("a-rule", stage, target), pack, "zh")

        assert sound(read(finished(text), "a-rule", pack), pack), target


def test_a_draft_that_reads_anything_is_sound_once_it_is_finished(shipped: Advisor) -> None:
    """One key for each sort of value and each head, so that every sort of condition is drafted."""
    pack = shipped.pack
    sorts: dict[object, str] = {}
    for written, key in askable(pack.vocabulary, "strategy").items():
        head = key.partition(".")[0]
        kind = pack.vocabulary.values.get(key)
        item = key.split(".")[1:]
        kind = pack.vocabulary.lists[item[0]][item[1]] if head == "field" else kind
        sorts.setdefault((head, kind.name if kind else ""), written)
    assert len(sorts) > 18
    for written in sorts.values():
        draft = Draft("a-rule", "strategy", "set_up_office", ("problem.poor_coordination", written))

        assert sound(read(finished(draft_text(draft, pack, "en")), "a-rule", pack), pack), written


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_person_has_to_write_is_told_and_nothing_else(shipped: Advisor, lang: Lang) -> None:
    text = draft_text(Draft("a-rule", "problem", "overseas_sites_lacking"), shipped.pack, lang)
    _, faults = read_rule(text, "a-rule.yaml", "a-rule", shipped.pack.vocabulary)

    assert [(fault.code, fault.location.path) for fault in faults] == [
        ("text_unfinished", "because.zh"),
        ("text_unfinished", "because.en"),
        ("sources_missing", "sources"),
    ]


@pytest.mark.parametrize(("lang", "stage"), [("zh", "哪项原因"), ("en", "which cause")])
def test_what_a_rule_is_for_is_asked_in_the_words_of_the_reader(
    shipped: Advisor, tmp_path: Path, lang: Lang, stage: str
) -> None:
    with pytest.raises(InputError) as caught:
        write_rule(NewRule(Draft("a-rule", "cause", "")), shipped.pack, Layer.at(tmp_path), lang)

    assert stage in told(caught.value.faults[0], lang)[0]


def test_nothing_of_a_later_stage_is_read(shipped: Advisor) -> None:
    with pytest.raises(InputError) as caught:
        asked_of("strategy.set_up_office", shipped.pack.vocabulary, "problem")

    assert caught.value.faults[0].code == "draft_reads"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Give a copy of the example of an own pack, in a folder with a blank in its name."""
    folder = tmp_path / "my pack"
    shutil.copytree(TOP / "examples" / "packs" / "yunjiang", folder)
    return folder


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["hepu", "--lang", "en", "rules", "new", *words])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr()
    return int(left.value.code or 0), told.out.strip(), told.err


def test_new_writes_into_an_own_pack_with_the_schema_that_its_first_line_names(
    own: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = run(
        capsys, monkeypatch, "strategy", "office-first", "--concludes", "set_up_office", "--reads", "office",
        "--since", "2025-01-01", "--pack", str(own),
    )  # fmt: skip

    path = Path(out)
    text = path.read_text("utf-8")
    named = MODELINE.match(text)
    assert code == 0
    assert "[TO WRITE]" in err
    assert path == own / "rules" / "strategies" / "college" / "office-first.yaml"
    assert named is not None
    assert (path.parent / named.group(1)).resolve() == own / "schemas" / "rule-1.json"
    assert (own / "schemas" / "rule-1.json").is_file()
    assert "since: 2025-01-01" in text
    assert f"hepu rules check --pack '{own}'" in text
    (item,), faults = lay_out([path], layers_of([str(own)])[-1])
    assert (item.changed, faults) == (False, [])


def test_a_rule_begins_from_another_with_its_remarks_and_without_its_review(own: Path) -> None:
    layers = layers_of([str(own)])
    model = own / "rules" / "opportunities" / "yunjiang-fund-open.yaml"
    before = model.read_text("utf-8").replace("examples:", "# kept\nexamples:")
    model.write_text(before, "utf-8")
    pack = open_pack(layers)
    new = NewRule(Draft("fund-again", "opportunity", ""), "yunjiang-fund-open")

    path, _ = write_rule(new, pack, layers[-1], "en")

    made = path.read_text("utf-8")
    assert made.split("\n")[1:] == before.replace("rule: yunjiang-fund-open", "rule: fund-again").split("\n")[1:]
    assert sound(read(made, "fund-again", pack), pack)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("problem", "Few Sites", "--concludes", "overseas_sites_lacking"), "such as few-sites"),
        (("problem", "few-sites", "--concludes", "overseas_sites_lackin"), "Nearest name: overseas_sites_lacking"),
        (("problem", "few-standard-adopted"), "Nearest name: few_standards_adopted"),
        (("problem", "few-sites", "--concludes", "shallow_cooperation", "--reads", "gap.oversea_sites"), "gap.o"),
        (("problem", "few-sites", "--concludes", "shallow_cooperation", "--since", "2025-02-30"), "--since"),
        (("problem", "few-sites", "--concludes", "shallow_cooperation", "--from", "yunjiang-fund-open"), "--from"),
        (("opportunity", "yunjiang-fund-open"), "already"),
        (("opportunity", "a-draft", "--concludes", "yj_fund_for_work_overseas"), "not overwritten"),
    ],
)  # fmt: skip
def test_what_cannot_be_begun_is_told_and_nothing_written(
    own: Path, words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (own / "rules" / "opportunities" / "a-draft.yaml").write_text("# mine\n", "utf-8")
    before = {path: path.read_bytes() for path in own.rglob("*") if path.is_file()}

    code, out, err = run(capsys, monkeypatch, *words, "--pack", str(own))

    assert (code, out) == (1, "")
    assert told in err
    assert {path: path.read_bytes() for path in own.rglob("*") if path.is_file()} == before


def test_a_rule_is_begun_beside_one_that_has_faults(
    own: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (own / "rules" / "opportunities" / "yunjiang-fund-open.yaml").write_text("rule: [", "utf-8")

    code, out, _ = run(
        capsys, monkeypatch, "problem", "a-rule", "--concludes", "shallow_cooperation", "--pack", str(own)
    )

    assert (code, Path(out).is_file()) == (0, True)


def test_a_pack_that_is_none_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, err = run(capsys, monkeypatch, "problem", "a-rule", "--pack", str(tmp_path))

    assert code == 1
    assert "pack.yaml" in err


@pytest.mark.parametrize("stage", ["problem", "cause"])
def test_a_draft_for_what_is_wrong_asks_for_what_is_not_there(shipped: Advisor, stage: Stage) -> None:
    conditions = [asked_of(key, shipped.pack.vocabulary, stage).condition for key in ("office", "partnerships.active")]

    assert conditions == [
        {"fact": "office", "is": False},
        {"none": "partnerships", "where": {"active": {"is": True}}},
    ]


def test_conditions_on_one_list_share_the_row_of_an_example(shipped: Advisor) -> None:
    reads = ("partnerships", "partnerships.credits_recognised")
    draft = Draft("a-rule", "problem", "shallow_cooperation", reads)
    text = draft_text(draft, shipped.pack, "en")

    assert sound(read(finished(text), "a-rule", shipped.pack), shipped.pack)
    assert "[{active: true, credits_recognised: false}]" in text
