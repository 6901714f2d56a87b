"""What is wrong with experta 1.9.4 as released, shown one fault at a time, and that Hepu's port mends or avoids it."""

from __future__ import annotations

import collections
import subprocess
import sys
from importlib.metadata import version
from typing import Any

import pytest

from hepu.inference.experta_port import SteadyAgenda, SteadyEngine, load_experta

experta: Any = load_experta()
Fact, KnowledgeEngine, Rule = experta.Fact, experta.KnowledgeEngine, experta.Rule
AND, MATCH, NOT, OR, P = experta.AND, experta.MATCH, experta.NOT, experta.OR, experta.P


class Item(Fact):  # type: ignore[misc,valid-type]  # experta is untyped
    """A fact of the tests."""


def rule(*patterns: Any, mark: str, salience: int = 0, declares: Any = None) -> Any:
    """Make a rule that notes its mark when it fires, and may declare a fact."""

    def effect(engine: Any) -> None:
        engine.marks.append(mark)
        if declares is not None:
            engine.declare(declares())

    effect.__name__ = mark
    return Rule(*patterns, salience=salience)(effect)


def engine_of(base: type, rules: list[Any], **names: Any) -> Any:
    """Make an engine with these rules."""
    engine = type("Engine", (base,), {item.__name__: item for item in rules} | names)()
    engine.marks = []
    engine.reset()
    return engine


def python(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a Python of its own."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)


class MendedEngine(KnowledgeEngine):  # type: ignore[misc,valid-type]  # experta is untyped
    """Experta as released but for the agenda."""

    __strategy__ = SteadyAgenda


# Importing


@pytest.mark.skipif(not version("frozendict").startswith("1."), reason="frozendict 2 imports by itself")
def test_it_does_not_import_by_itself() -> None:
    found = python("import experta")

    assert found.returncode == 1
    assert "module 'collections' has no attribute 'Mapping'" in found.stderr


def test_the_port_imports_it_and_takes_the_borrowed_name_away_again() -> None:
    assert experta.__version__ == "1.9.4"
    assert not hasattr(collections, "Mapping")


def test_importing_adds_a_handler_to_the_root_logger_and_the_port_removes_it() -> None:
    bare = python(
        "import collections, collections.abc, logging\n"
        "collections.Mapping = collections.abc.Mapping\n"
        "import experta\n"
        "print(len(logging.getLogger().handlers))"
    )
    port = python("import logging\nfrom hepu.inference import experta_port\nprint(len(logging.getLogger().handlers))")

    assert bare.stdout.strip() == "1"
    assert port.stdout.strip() == "0"


def test_it_imports_without_names_when_a_part_is_missing_and_the_port_says_what_is_missing() -> None:
    hide = "import collections, collections.abc, sys\nsys.modules['schema'] = None\n"
    bare = python(
        f"{hide}collections.Mapping = collections.abc.Mapping\n"
        "import experta\nprint(hasattr(experta, 'KnowledgeEngine'))"
    )
    port = python(hide + "from hepu.inference import experta_port")

    assert bare.stdout.strip() == "False"
    assert port.returncode == 1
    assert "ModuleNotFoundError" in port.stderr
    assert "schema" in port.stderr


# The agenda


def wrongly_fired(base: type) -> list[str]:
    """Run ten rules that want one fact absent and ten that want another absent, while a more urgent rule declares one.

    Which of the two groups is found in the agenda is an accident of hashes, so each has its turn in one engine.
    """
    start = Item(kind="start")
    rules = [rule(start, NOT(Item(kind=kind)), mark=f"{kind}{at}") for kind in ("a", "b") for at in range(10)]
    declared: list[str] = []
    rules.append(rule(start, mark="urgent", salience=1, declares=lambda: Item(kind=declared[-1])))
    engine = engine_of(base, rules)
    wrong = []
    for kind in ("a", "b"):
        declared.append(kind)
        engine.reset()
        engine.marks.clear()
        engine.declare(Item(kind="start"))
        engine.run()
        assert len([mark for mark in engine.marks if not mark.startswith((kind, "urgent"))]) == 10
        wrong += [mark for mark in engine.marks if mark.startswith(kind)]
    return wrong


def test_as_released_rules_fire_whose_not_has_ceased_to_hold() -> None:
    assert wrongly_fired(KnowledgeEngine)


def test_the_mended_agenda_drops_what_is_cancelled() -> None:
    assert wrongly_fired(MendedEngine) == []
    assert wrongly_fired(SteadyEngine) == []


_TIES = """
from hepu.inference.experta_port import SteadyEngine, load_experta
experta = load_experta()

class Item(experta.Fact):
    pass

def rule(at):
    def effect(engine):
        print(at, end=" ")
    effect.__name__ = f"rule{at}"
    return experta.Rule(Item(kind=experta.P(lambda kind: True)))(effect)

base = BASE
engine = type("Engine", (base,), {f"rule{at}": rule(at) for at in range(9)})()
if base is SteadyEngine:
    type(engine.strategy).positions = {f"rule{at}": at for at in range(9)}
engine.reset()
engine.declare(Item(kind=1))
engine.run()
"""


def test_the_order_of_ties_changes_from_process_to_process_and_the_mended_agenda_keeps_it() -> None:
    released = {python(_TIES.replace("BASE", "experta.KnowledgeEngine")).stdout for _ in range(4)}
    mended = {python(_TIES.replace("BASE", "SteadyEngine")).stdout for _ in range(2)}

    assert len(released) > 1
    assert mended == {"0 1 2 3 4 5 6 7 8 "}


# What the network cannot do, which Hepu's rules keep clear of


def test_not_of_and_with_a_shared_variable_is_wrong() -> None:
    """Nothing is both red and big, so the rule should fire; experta turns it into "no red or no big" and is silent."""
    parts = AND(Item(name=MATCH.name, colour="red"), Item(name=MATCH.name, size="big"))
    engine = engine_of(KnowledgeEngine, [rule(Item(kind="start"), NOT(parts), mark="none")])
    engine.declare(Item(kind="start"), Item(name="a", colour="red"), Item(name="b", size="big"))
    engine.run()

    assert engine.marks == []


def test_ors_multiply() -> None:
    """Six "or" of two parts become 64 rules; ten would become 1,024."""
    from experta.matchers.rete.utils import prepare_rule

    written = rule(*(OR(Item(**{f"s{at}": 1}), Item(**{f"s{at}": 2})) for at in range(6)), mark="ors")

    assert len(prepare_rule(written)[0]) == 2**6


def test_1_and_true_are_one_fact() -> None:
    engine = engine_of(KnowledgeEngine, [rule(Item(kind=P(lambda kind: kind is True)), mark="true")])
    engine.declare(Item(kind=1))
    engine.declare(Item(kind=True))
    engine.run()

    assert engine.marks == []


def test_a_predicate_that_raises_loses_the_changes_that_wait_behind_it() -> None:
    """Here None meets a comparison; the sound fact that was declared with it never reaches the network."""
    engine = engine_of(
        KnowledgeEngine, [rule(Item(size=P(lambda size: size > 3)), mark="big"), rule(Item(kind="b"), mark="b")]
    )
    with pytest.raises(TypeError):
        engine.declare(Item(size=None), Item(kind="b"))
    engine.run()

    assert len(engine.facts) == 3
    assert engine.marks == []


def test_what_was_pending_survives_a_reset() -> None:
    """Which is why Hepu throws away an engine in which something was raised."""
    engine = engine_of(
        KnowledgeEngine, [rule(Item(kind="b"), mark="b"), rule(Item(size=P(lambda size: size > 3)), mark="big")]
    )
    with pytest.raises(TypeError):
        engine.declare(Item(kind="b"), Item(size=None))
    engine.reset()
    engine.run()

    assert engine.marks == ["b"]


def test_slots_may_be_tested_in_any_order() -> None:
    """A value slot meets the values of other names too, so Hepu gives each fact a slot of its own."""
    met: list[object] = []

    def positive(value: object) -> bool:
        met.append(value)
        return isinstance(value, int) and value > 0

    rules = [rule(Item(name=f"n{at}", value=P(positive)), mark=f"m{at}") for at in range(2)]
    engine = engine_of(KnowledgeEngine, rules)
    engine.declare(Item(name="other", value="a word"))

    assert met == ["a word"]


def test_the_port_refuses_rules_that_are_not_plain() -> None:
    with pytest.raises(TypeError, match="ors"):
        engine_of(SteadyEngine, [rule(OR(Item(a=1), Item(a=2)), mark="ors")])
    with pytest.raises(TypeError, match="absent"):
        engine_of(SteadyEngine, [rule(NOT(Item(a=1)), mark="absent")])


def test_plain_rules_fire_alike_in_the_port_and_as_released() -> None:
    rules = [
        rule(Item(a=1), Item(b=2), NOT(Item(c=3)), mark="both"),
        rule(Item(a=1), NOT(Item(b=3)), mark="absent"),
        rule(Item(a=P(lambda a: a > 1)), mark="greater"),
    ]
    marks = []
    for base in (MendedEngine, SteadyEngine):
        engine = engine_of(base, rules)
        engine.declare(Item(a=1), Item(b=2))
        engine.run()
        marks.append(sorted(engine.marks))

    assert marks == [["absent", "both"]] * 2
