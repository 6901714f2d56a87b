"""A YAML file changes in the values that are to change, and nowhere else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepu.resources import rules_dir
from hepu.yaml_patch import patched, same
from hepu.yaml_source import read_yaml
from hepu.yaml_text import block, flow

RULE = """# head
rule: r  # its name
when:
  all:
    - gap: x  # which
      at_least: moderate   # how much
    # between
    - some: rows
      where: {a: {is: true}}
sources: [A, B]
review: {status: unreviewed}
"""
CHANGES: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "a bound": ({"at": ("when", "all", 0, "at_least"), "put": "large"}, ("moderate ", "large ")),
    "a nested flag": ({"at": ("when", "all", 1, "where", "a", "is"), "put": False}, ("{is: true}", "{is: false}")),
    "a comparator": (
        {"at": ("when", "all", 0), "put": {"gap": "x", "at_most": "moderate"}},
        ("      at_least: moderate   # how much\n", "      at_most: moderate\n"),
    ),
    "one more filter": (
        {"at": ("when", "all", 1, "where"), "put": {"a": {"is": True}, "b": {"above": 3}}},
        ("where: {a: {is: true}}", "where: {a: {is: true}, b: {above: 3}}"),
    ),
    "one more source": ({"at": ("sources",), "put": ["A", "B", "C"]}, ("[A, B]", "[A, B, C]")),
    "a new entry": ({"at": ("until",), "put": "2027-01-01"}, ("unreviewed}\n", "unreviewed}\nuntil: 2027-01-01\n")),
    "a part less": (
        {"at": ("when", "all"), "put": [{"some": "rows", "where": {"a": {"is": True}}}]},
        ("    - gap: x  # which\n      at_least: moderate   # how much\n", ""),
    ),
    "a part more": (
        {
            "at": ("when", "all"),
            "put": [
                {"gap": "x", "at_least": "moderate"},
                {"any": [{"policy": "p"}, {"not": {"policy": "q"}}]},
                {"some": "rows", "where": {"a": {"is": True}}},
            ],
        },
        (
            "# how much\n",
            "# how much\n    - any:\n        - policy: p\n        - not: {policy: q}\n",
        ),
    ),
    "another kind of value": (
        {"at": ("when",), "put": {"policy": "p"}}, (RULE.partition("when:\n  ")[2].partition("sou")[0], "policy: p\n")),
}  # fmt: skip


def changed(value: Any, path: tuple[str | int, ...], put: object) -> Any:
    """Give a value with another at a place in it."""
    if not path:
        return put
    if isinstance(value, list):
        return [changed(item, path[1:], put) if at == path[0] else item for at, item in enumerate(value)]
    return {**value, path[0]: changed(value.get(path[0]), path[1:], put)}


@pytest.mark.parametrize("breaks", ["\n", "\r\n"])
@pytest.mark.parametrize("name", CHANGES)
def test_only_what_changed_is_written_anew(name: str, breaks: str) -> None:
    change, (old, new) = CHANGES[name]
    wanted = changed(read_yaml(RULE, "").value, change["at"], change["put"])

    made = patched(RULE.replace("\n", breaks), "r.yaml", wanted)

    assert made.text == RULE.replace(old, new).replace("\n", breaks)


def test_comments_that_go_are_told_with_their_lines() -> None:
    wanted = changed(read_yaml(RULE, "").value, ("when",), {"policy": "p"})

    lost = patched(RULE, "r.yaml", wanted).lost

    assert [(place.line, said) for place, said in lost] == [(5, "# which"), (6, "# how much"), (7, "# between")]


def test_what_reads_as_wanted_is_left_alone() -> None:
    assert patched(RULE, "r.yaml", read_yaml(RULE, "").value).text == RULE


def test_a_number_is_told_from_a_flag_and_from_its_other_spelling() -> None:
    assert not same(1, True)
    assert not same(Decimal("1.0"), 1)


def test_the_order_of_keys_is_left_as_it_is() -> None:
    assert patched("a: 1\nb: 2\n", "r.yaml", {"b": 3, "a": 1}).text == "a: 1\nb: 3\n"


WORDS = st.text(st.sampled_from("ab 甲，#:\"'-{}[],&*!|>%@`\\\n\t\u2028\ufeff1.0"), max_size=6)
LEAVES = WORDS | st.booleans() | st.integers(-9, 99) | st.decimals(-9, 9, places=2).map(lambda one: one + 0) | st.none()
NAMES = st.sampled_from(["a", "any", "not", "zh", "when"])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
FILES = st.dictionaries(st.sampled_from(["rule", "when", "because", "law", "examples"]), VALUES, min_size=1)


@given(FILES, FILES)
def test_any_file_can_be_made_to_read_as_any_other(before: dict[str, Any], wanted: dict[str, Any]) -> None:
    made = patched(block(before, 0) + "\n", "r.yaml", wanted)

    assert same(read_yaml(made.text, "").value, wanted)


@given(VALUES)
def test_what_is_written_on_a_line_is_read_back(value: object) -> None:
    written = flow(value)

    assert "\n" not in written
    assert same(read_yaml(f"a: {written}\n", "").value["a"], value)


def test_a_rule_of_the_pack_changes_in_one_line_and_keeps_its_comments() -> None:
    for path in sorted(rules_dir().rglob("*.yaml"))[::7]:
        text = path.read_text("utf-8")
        made = patched(text, path.name, {**read_yaml(text, "").value, "since": "2019-02-03"})
        differ = [(a, b) for a, b in zip(text.splitlines(), made.text.splitlines(), strict=True) if a != b]

        assert [new for _, new in differ] == ["since: 2019-02-03"]
        assert made.lost == ()
