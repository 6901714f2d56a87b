"""How often experta 1.9.4 as released concludes what its rules do not say, and in how many orders it fires ties.

    python benchmarks/experta_as_released.py              a minute and a half
    python benchmarks/experta_as_released.py --most 8     also eight times the rules; three minutes

Synthetic rules in four layers (60 signs read facts; 50 problems, 40 causes and 40 strategies read what is concluded
before, with "and", "or" and "not"; a layer is a salience) run over synthetic colleges: by plain Python, which is the
reference, by experta as released, and by experta with Hepu's agenda. All chance is seeded, but experta's own accidents
are not: they come from where objects lie in memory, so counts differ a little from run to run.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from hepu.inference.experta_port import SteadyAgenda, load_experta

experta = load_experta()
FACTS = 40
LAYERS = (("sign", 60), ("problem", 50), ("cause", 40), ("strategy", 40))
COLLEGES = {1: 60, 2: 60, 4: 30, 8: 8}


class Figure(experta.Fact):
    """A figure of the college."""


class Concluded(experta.Fact):
    """What a rule concluded."""


class Mended(experta.KnowledgeEngine):
    """Experta as released but for the agenda."""

    __strategy__ = SteadyAgenda


@dataclass(frozen=True)
class Rule:
    """One synthetic rule: alternatives, each of what must be concluded and what must not; or a bound on a figure."""

    name: str
    layer: int
    figure: str = ""
    below: int = 0
    alternatives: tuple[tuple[tuple[str, bool], ...], ...] = ()


def make_rules(scale: int) -> list[Rule]:
    """Make the rules of a scale; a few conclusions are read by many rules, as in real packs."""
    chance = random.Random(scale)  # noqa: S311  # synthetic cases, no secrets
    rules: list[Rule] = []
    before: list[str] = []

    def way() -> tuple[tuple[str, bool], ...]:
        # One thing is wanted at least, as experta prefers; another may be wanted too, or wanted absent.
        wanted = before[int(len(before) * chance.random() ** 3)]
        other = chance.choice(before)
        return ((wanted, True), (other, chance.choice((True, False))))

    for layer, (kind, number) in enumerate(LAYERS):
        names = [f"{kind}{at:04d}" for at in range(number * scale)]
        for name in names:
            if layer == 0:
                rules.append(Rule(name, 0, f"figure{chance.randrange(FACTS)}", chance.randint(30, 70)))
            else:
                rules.append(Rule(name, layer, alternatives=tuple(way() for _ in range(chance.choice((1, 1, 2))))))
        before = names
    return rules


def make_college(number: int) -> dict[str, int]:
    """Make the figures of a college."""
    chance = random.Random(1_000_003 + number)  # noqa: S311  # synthetic cases, no secrets
    return {f"figure{at}": chance.randint(0, 100) for at in range(FACTS)}


def reference(rules: list[Rule], college: dict[str, int]) -> set[str]:
    """Conclude layer after layer."""
    concluded: set[str] = set()
    for layer in range(len(LAYERS)):
        concluded |= {
            rule.name
            for rule in rules
            if rule.layer == layer
            and (
                college[rule.figure] < rule.below
                if rule.figure
                else any(all((name in concluded) is wanted for name, wanted in way) for way in rule.alternatives)
            )
        }
    return concluded


def _pattern(rule: Rule) -> Any:
    if rule.figure:
        return Figure(**{rule.figure: experta.P(lambda value: value < rule.below)})
    ways = [
        experta.AND(
            *(Concluded(name=name) for name, wanted in way if wanted),
            *(experta.NOT(Concluded(name=name)) for name, wanted in way if not wanted),
        )
        for way in rule.alternatives
    ]
    return ways[0] if len(ways) == 1 else experta.OR(*ways)


def make_engine(base: type, rules: list[Rule]) -> Any:
    """Write the rules for experta."""

    def written(rule: Rule) -> Any:
        def effect(engine: Any) -> None:
            engine.declare(Concluded(name=rule.name))

        effect.__name__ = rule.name
        return experta.Rule(_pattern(rule), salience=len(LAYERS) - rule.layer)(effect)

    return type("Engine", (base,), {rule.name: written(rule) for rule in rules})()


def conclude(engine: Any, college: dict[str, int]) -> set[str]:
    """Run an engine over one college."""
    engine.reset()
    engine.declare(*(Figure(**{name: value}) for name, value in college.items()))
    engine.run()
    return {fact["name"] for fact in engine.facts.values() if isinstance(fact, Concluded)}


def orders(base: str, processes: int) -> int:
    """Count the orders in which nine rules that tie fire, over so many processes."""
    code = (
        "from hepu.inference.experta_port import SteadyEngine, load_experta\n"
        "experta = load_experta()\n"
        "def rule(at):\n"
        "    def effect(engine): print(at, end=' ')\n"
        "    effect.__name__ = f'rule{at}'\n"
        "    return experta.Rule(experta.Fact(kind=experta.P(lambda kind: True)))(effect)\n"
        f"engine = type('Engine', ({base},), {{f'rule{{at}}': rule(at) for at in range(9)}})()\n"
        "engine.reset(); engine.declare(experta.Fact(kind=1)); engine.run()\n"
    )
    run = [sys.executable, "-c", code]
    return len({subprocess.run(run, capture_output=True, check=True).stdout for _ in range(processes)})


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, choices=sorted(COLLEGES), default=4, help="largest multiple of the rules")
    most = parser.parse_args().most
    print("rules  colleges  engine    colleges wrong  conclusions too many  missing  ms a college")
    for scale in (scale for scale in sorted(COLLEGES) if scale <= most):
        rules = make_rules(scale)
        colleges = [make_college(number) for number in range(COLLEGES[scale])]
        expected = [reference(rules, college) for college in colleges]
        for name, base in (("released", experta.KnowledgeEngine), ("mended", Mended)):
            engine = make_engine(base, rules)
            start = time.process_time()
            found = [conclude(engine, college) for college in colleges]
            spent = 1000 * (time.process_time() - start) / len(colleges)
            pairs = list(zip(found, expected, strict=True))
            wrong = sum(one != other for one, other in pairs)
            more, less = (sum(len(one - other) for one, other in pairs), sum(len(other - one) for one, other in pairs))
            print(f"{len(rules):5}  {len(colleges):8}  {name:8}  {wrong:14}  {more:20}  {less:7}  {spent:12.0f}")
    print()
    print("orders of nine rules that tie, in 8 processes:")
    print(f"  released  {orders('experta.KnowledgeEngine', 8)}")
    print(f"  mended    {orders('SteadyEngine', 8)}")


if __name__ == "__main__":
    main()
