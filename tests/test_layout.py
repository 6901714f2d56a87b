"""``hepu rules fmt``: one layout, whatever a file looked like; nothing said is lost, and no comment."""

from __future__ import annotations

import textwrap
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepu.authoring.layout.comments import comments_of
from hepu.authoring.layout.files import lay_out, pack_files
from hepu.authoring.layout.formatted import formatted
from hepu.cli import main
from hepu.errors import InputError
from hepu.layers import shipped_layers
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable

RULE_FILE = PurePosixPath("rules/problems/a-rule.yaml")
PROBLEMS = PurePosixPath("knowledge/problems.yaml")


def laid(text: str, file: PurePosixPath = RULE_FILE) -> str:
    return formatted(textwrap.dedent(text).lstrip("\n"), file, file.as_posix())


def test_every_shipped_file_is_in_its_layout() -> None:
    found, faults = lay_out((), shipped_layers()[0])

    assert faults == []
    assert [item.shown for item in found if item.changed] == []
    assert len(found) > 500


SHAPES = {
    "keys in the order of the language": (
        "certainty: likely\nrule: a-rule\nwhen: {at_least: slight, gap: x}\n",
        "rule: a-rule\ncertainty: likely\nwhen: {gap: x, at_least: slight}\n",
    ),
    "keys that nobody knows last, as they were": ("b: 1\na: 2\nrule: r\n", "rule: r\nb: 1\na: 2\n"),
    "indentation": (
        "rule: r\nwhen:\n    all:\n    - gap: x\n      is: none\n    -   policy: y\n",
        "rule: r\nwhen:\n  all:\n    - gap: x\n      is: none\n    - policy: y\n",
    ),
    "texts in double quotes": (
        "rule: r\nbecause:\n  en: it's so\n  zh: '如此'\n",
        'rule: r\nbecause:\n  zh: "如此"\n  en: "it\'s so"\n',
    ),
    "names and dates bare": ("rule: 'r'\nsince: \"2017-01-01\"\n", "rule: r\nsince: 2017-01-01\n"),
    "what reads as something else in quotes": (
        "rule: r\nname: 'yes'\nnumber: '12'\nnothing: ''\n",
        'rule: r\nname: "yes"\nnumber: "12"\nnothing: ""\n',
    ),
    "marks that double quotes would need to escape": ("rule: r\na: 'say \"x\"'\n", "rule: r\na: 'say \"x\"'\n"),
    "blank lines, one at most": ("rule: r\n\n\n\ncertainty: likely\n\n\n", "rule: r\n\ncertainty: likely\n"),
    "line ends": ("rule: r\r\na: b\r\n", "rule: r\na: b\n"),
    "a last line without an end": ("rule: r", "rule: r\n"),
    "long texts as the lines that they are": (
        "rule: r\ncannot_express:\n    zh: >-\n          一\n          二\n    en: |\n       one\n         two\n",
        "rule: r\ncannot_express:\n  zh: >-\n    一\n    二\n  en: |\n    one\n      two\n",
    ),
    "braces on several lines joined": (
        "rule: r\ngiven: {a: 1,\n   b: [x,\n y]}\n",
        "rule: r\ngiven: {a: 1, b: [x, y]}\n",
    ),
    "no marks of documents": ("---\nrule: r\n...\n", "rule: r\n"),
    "nothing in braces": ("rule: r\na: {x: , y: ~}\nb:\n", "rule: r\na: {x: null, y: ~}\nb:\n"),
    "the form of JSON": (
        '{"rule": "r", "when": {"policy": "x"}}',
        "rule: r\nwhen: {policy: x}\n",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_layout_settles(name: str) -> None:
    text, expected = SHAPES[name]

    assert laid(text) == expected


COMMENTS = {
    "above a key that moves": (
        "certainty: likely\n# about the rule\nrule: r\n",
        "# about the rule\nrule: r\ncertainty: likely\n",
    ),
    "beside a key that moves": (
        "certainty: likely # why\nrule: r\n",
        "rule: r\ncertainty: likely  # why\n",
    ),
    "beside a key whose value follows": (
        "when: # why\n  policy: x\nrule: r\n",
        "rule: r\nwhen:  # why\n  policy: x\n",
    ),
    "the schema's line stays first": (
        "# yaml-language-server: $schema=x.json\n# about the certainty\ncertainty: likely\nrule: r\n",
        "# yaml-language-server: $schema=x.json\nrule: r\n# about the certainty\ncertainty: likely\n",
    ),
    "the head of the file stays its head": (
        "# About this file.\n\ncertainty: likely\nrule: r\n",
        "# About this file.\n\nrule: r\ncertainty: likely\n",
    ),
    "within a key's own lines": (
        "when:\n  all:\n    # one\n    - policy: x\n    # two\n    - policy: y\n    # the end\n# the rule\nrule: r\n",
        "# the rule\nrule: r\nwhen:\n  all:\n    # one\n    - policy: x\n    # two\n    - policy: y\n    # the end\n",
    ),
    "behind a dash": ("rule: r\nlaw:\n  - # which\n    policy: x\n", "rule: r\nlaw:\n  # which\n  - policy: x\n"),
    "within braces, which open for them": (
        "rule: r\ngiven: {b: 1, # one\n  # two\n  c: 2} # all\n",
        "rule: r\ngiven:  # all\n  b: 1  # one\n  # two\n  c: 2\n",
    ),
    "a list in the column of its key": (
        "rule: r\nsources:\n- A\n# about the review\nreview: {status: unreviewed}\n",
        "rule: r\nsources:\n  - A\n# about the review\nreview: {status: unreviewed}\n",
    ),
    "in the head of a long text": ("rule: r\nit: | # long\n  a\n", "rule: r\nit: |  # long\n  a\n"),
    "alone in a file": ("# nothing yet\n", "# nothing yet\n"),
    "columns of them": ("rule: r      # one\nuntil: x     # two\n", "rule: r      # one\nuntil: x     # two\n"),
    "not in texts": ('rule: "a#b"\nit: a#b # c\n', 'rule: "a#b"\nit: a#b  # c\n'),
}


@pytest.mark.parametrize("name", COMMENTS)
def test_a_comment_goes_with_what_it_is_about(name: str) -> None:
    text, expected = COMMENTS[name]

    assert laid(text) == expected
    assert laid(expected) == expected


def test_fields_of_knowledge_stand_in_the_order_of_their_model_and_ids_as_the_author_put_them() -> None:
    text = """
    b_problem:
      text: {en: B., zh: 乙。}
      # the name
      name: {zh: 乙, en: B}
    a_problem:
      name: {zh: 甲, en: A}
    """

    assert laid(text, PROBLEMS) == textwrap.dedent(
        """\
        b_problem:
          # the name
          name: {zh: "乙", en: "B"}
          text: {zh: "乙。", en: "B."}
        a_problem:
          name: {zh: "甲", en: "A"}
        """
    )


def test_conditions_within_knowledge_have_the_order_of_conditions() -> None:
    text = "x:\n  when: {is: true, fact: office}\n  name: {zh: 甲, en: A}\n"

    assert laid(text, PurePosixPath("knowledge/respects.yaml")) == (
        'x:\n  name: {zh: "甲", en: "A"}\n  when: {fact: office, is: true}\n'
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rule: [", "yaml_syntax"),
        ("rule: r\nrule: s\n", "yaml_duplicate_key"),
        ("rule: &a r\n", "yaml_alias"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_place(text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        laid(text)

    assert [(fault.code, fault.location.line > 0) for fault in caught.value.faults] == [(code, True)]


def test_a_comment_that_would_be_lost_is_named_and_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hepu.authoring.layout.formatted.write_sheet", lambda _: "rule: r\n")

    with pytest.raises(InputError) as caught:
        laid("rule:  r\n# lost\n")

    (fault,) = caught.value.faults
    assert (fault.code, fault.location.line, fault.context["found"]) == ("layout_comment", 2, "# lost")


def test_a_layout_that_would_say_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hepu.authoring.layout.formatted.write_sheet", lambda _: "rule: 1\n")

    with pytest.raises(InputError) as caught:
        laid("rule: true\n")

    assert [fault.code for fault in caught.value.faults] == ["layout_changes"]


# Files as people might write them: mappings and lists nested at will, in lines or braces, comments anywhere.

KEYS = st.sampled_from(
    [
        "rule",
        "when",
        "all",
        "any",
        "gap",
        "at_least",
        "because",
        "zh",
        "en",
        "examples",
        "given",
        "it",
        "x.y",
        "sources",
    ]
)
SCALARS = st.sampled_from(
    ["a", "plain words", "'it''s'", '"say \\"#x\\""', "12", "1.50", "true", "~", "2017-01-01", '"中 # 文"', "''", "a#b"]
)
TREES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3), st.dictionaries(KEYS, inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)


class Scribe:
    """Writes a tree in many manners, with numbered comments wherever YAML allows one."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw, self.count = draw, 0

    def chance(self, of: int = 4) -> bool:
        """Say yes once in so many times."""
        return bool(self.draw(st.integers(0, of)) == 0)

    def comment(self) -> str:
        """Give a comment that is like no other."""
        self.count += 1
        return f"#{self.draw(st.sampled_from(['', ' ']))}c{self.count}"

    def near(self) -> str:
        """Give a comment beside something, or nothing."""
        return f"{' ' * self.draw(st.integers(1, 3))}{self.comment()}" if self.chance() else ""

    def above(self, indent: int) -> list[str]:
        """Give blank lines and comments above something."""
        lines = [""] if self.chance(6) else []
        if self.chance():
            lines.append(" " * self.draw(st.integers(0, indent + 3)) + self.comment())
        return [*lines, *([""] if self.chance(8) else [])]

    def lines(self, tree: Any, indent: int, *, first: bool = False) -> list[str]:
        """Write a collection in lines; the first line of one behind a dash has no place of its own for comments."""
        step = self.draw(st.integers(1, 4))
        made = []
        for at, (key, value) in enumerate(tree.items() if isinstance(tree, dict) else ((None, item) for item in tree)):
            mark = " " * indent + (f"{key}:" if key else "-")
            made += [] if first and at == 0 else self.above(indent)
            if isinstance(value, str) and self.chance(5):
                made += self.text(mark, indent + step)
            elif isinstance(value, str):
                made.append(f"{mark} {value}{self.near()}")
            elif self.chance(2):
                made += self.braces(mark, value)
            elif key or self.chance(2):
                made += [mark + self.near(), *self.lines(value, indent + step)]
            else:
                inner = self.lines(value, indent + 2, first=True)
                made += [f"{mark} {inner[0].lstrip()}", *inner[1:]]
        return made

    def text(self, mark: str, indent: int) -> list[str]:
        """Write a text of several lines."""
        pad = " " * indent
        if self.chance(1):
            start, end = self.draw(st.sampled_from([("", ""), ("'", "'"), ('"', '"')]))
            return [f"{mark} {start}one", f"{pad}two # not" if start else f"{pad}two", f"{pad}three{end}{self.near()}"]
        header = self.draw(st.sampled_from(["|", ">", "|-", ">-", "|+", "|2"]))
        indented = pad if header[-1] != "2" else " " * (len(mark) - len(mark.lstrip()) + 2)
        return [f"{mark} {header}{self.near()}", f"{indented}# text", "", f"{indented}  more", f"{indented}end", ""]

    def braces(self, mark: str, tree: Any) -> list[str]:
        """Write a collection in braces or brackets."""
        text = self.flow(tree)
        pad = " " * (len(mark) + 1)
        return [f"{mark} {text}".replace("\n", f"\n{pad}") + self.near()]

    def flow(self, tree: Any) -> str:
        """Write anything within braces or brackets, on one line or several."""
        if isinstance(tree, str):
            return tree
        if isinstance(tree, dict):
            return self.opened("{}", [f"{key}: {self.flow(value)}" for key, value in tree.items()])
        return self.opened("[]", [self.flow(item) for item in tree])

    def opened(self, marks: str, parts: list[str]) -> str:
        """Put parts between marks, with comments behind some commas."""
        text = "".join(f"{part},{self.near() + chr(10) if self.chance() else ' '}" for part in parts)
        return f"{marks[0]}{text}{marks[1]}"


@st.composite
def files(draw: Callable[[Any], Any]) -> str:
    scribe = Scribe(draw)
    tree = draw(st.dictionaries(KEYS, TREES, min_size=1, max_size=5))
    lines = [*scribe.above(0), *scribe.lines(tree, 0), *scribe.above(0)]
    text = "\n".join(lines) + ("" if draw(st.booleans()) else "\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@given(files())
@settings(deadline=None)
def test_any_file_says_the_same_with_every_comment_once_and_stays_as_it_is_then(text: str) -> None:
    plain = text.replace("\r\n", "\n")

    made = laid(text)

    assert read_yaml(made, "").value == read_yaml(plain, "").value
    assert Counter(item.text for item in comments_of(made)) == Counter(item.text for item in comments_of(plain))
    assert laid(made) == made


@given(st.data())
@settings(deadline=None)
def test_a_shipped_rule_in_any_order_of_its_keys_comes_back(data: st.DataObject) -> None:
    path, _ = data.draw(st.sampled_from(pack_files(shipped_layers()[0])[:500]))
    text = path.read_text("utf-8")
    schema, *lines = text.splitlines()
    parts: list[list[str]] = []
    for line in lines:
        if line.startswith(" ") or (parts and parts[-1][-1].startswith("#")):
            parts[-1].append(line)
        else:
            parts.append([line])
    mixed = "\n".join([schema, *(line for part in data.draw(st.permutations(parts)) for line in part)])

    assert laid(mixed) == text


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["hepu", "--lang", "en", "rules", "fmt", *words])
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr()
    return int(left.value.code or 0), told.out, told.err


@pytest.fixture
def loose(tmp_path: Path) -> Path:
    path = tmp_path / "my rules" / "a rule.yaml"
    path.parent.mkdir()
    path.write_text("certainty: likely  # why\nrule: r\n", "utf-8")
    return path


def test_fmt_writes_and_names_what_it_changed(
    loose: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = run(capsys, monkeypatch, str(loose.parent))

    assert code == 0
    assert out == f"{loose}\n1 file put in order, 0 in order already.\n"
    assert loose.read_text("utf-8") == "rule: r\ncertainty: likely  # why\n"


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_fmt_only_looks_where_asked(
    loose: Path, option: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = loose.read_bytes()
    code, out, _ = run(capsys, monkeypatch, option, str(loose))

    assert code == 1
    assert loose.read_bytes() == before
    assert ("+rule: r" in out) == (option == "--diff")


def test_fmt_tells_what_it_cannot_lay_out_and_does_the_rest(
    loose: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in (("broken.yaml", b"rule: ["), ("empty.yaml", b""), ("latin.yaml", b"rule: \xff")):
        (loose.parent / name).write_bytes(content)
    (loose.parent / "none").mkdir()
    names = [str(loose.parent / name) for name in ("broken.yaml", "empty.yaml", "latin.yaml", "none", "missing.yaml")]

    code, out, err = run(capsys, monkeypatch, str(loose), *names)

    assert code == 1
    assert "1 file put in order" in out
    assert [name for name in names if name in err] == names
