"""Product and checker agree on every value of a record, for random profiles and for random rules."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepu import advising
from hepu.advice.build import build_advice
from hepu.facts.build import build_facts
from hepu.facts.model import PeerSummary
from hepu.facts.peers import PeerSet
from hepu.inference.chainer import chain, compile_pack
from hepu.language.kinds import Kind
from hepu.language.rule_files import read_rules
from hepu.layering.stack import read_stack
from hepu.layers import Layer, shipped_layers
from hepu.pack import Pack
from hepu.pipeline import Advisor, Request
from hepu.profile.model import Profile
from hepu.profile.schema import Question, list_specs, questions
from hepu.proof import RawPack, Rejection, check_against, read_pack
from hepu.record.build import as_json, record_facts, record_inference, record_inputs, with_id
from hepu.record.model import Engines
from hepu.renderer import renderer
from hepu.resources import knowledge_dir

pytestmark = pytest.mark.slow

SEEDS = st.integers(0, 2**32)
CASES = cast("settings", settings.default).max_examples
HEADS = ("fact", "indicator", "gap", "trend", "participation", "standing", "advantage")
FEWEST_PEERS = 8
STAGES = ("opportunity", "challenge", "strength", "problem", "cause", "strategy")


class Maker:
    """Makes random profiles, peers and rules from a seed, over the vocabulary of a pack."""

    def __init__(self, seed: int, pack: Pack) -> None:
        """Choose how much is left blank."""
        self.random = random.Random(seed)  # noqa: S311  # not for secrets
        self.pack = pack
        self.blank = self.random.choice([0, 0.1, 0.4, 0.8])

    def number(self, low: Decimal, high: Decimal, decimals: int) -> Decimal:
        """Draw a number, often nought or small, sometimes with a decimal too many."""
        drawn = self.random.random()
        if drawn < 0.25:
            return low
        if drawn > 0.9:
            return Decimal(self.random.randint(int(low), int(high)))
        places = self.random.choice([0, decimals, decimals + 1])
        return min(low + Decimal(self.random.randint(0, 200)).scaleb(-places), high)

    def value(self, item: Question) -> object:
        """Draw a value for a question."""
        match item.kind:
            case "number":
                number = self.number(item.low, item.high, item.decimals)
                return int(number) if item.whole else number
            case "flag":
                return self.random.random() < 0.5
            case "choice":
                return self.random.choice(list(item.words or getattr(self.pack.knowledge, item.of)))
            case "date":
                return self.day()
            case _:
                return self.random.choice(["甲", "乙 丙", "A"])

    def day(self) -> dt.date:
        """Draw a day."""
        return dt.date(self.random.randint(2015, 2028), self.random.randint(1, 12), self.random.randint(1, 28))

    def answer(self, value: object) -> dict[str, object]:
        """Draw how a value is given, if at all."""
        drawn = self.random.random()
        if drawn < self.blank:
            return {}
        if drawn > 0.93:
            return {"status": "not_applicable"}
        return {"value": value, "status": self.status()}

    def status(self) -> str:
        """Draw whether figures are counted or estimated."""
        return self.random.choice(["actual", "actual", "estimate"])

    def listing(self, fields: tuple[Question, ...]) -> dict[str, object]:
        """Draw a list."""
        complete = self.random.choice(["all", "some", "none", "missing"])
        count = self.random.randint(1, 4) if complete in {"all", "some"} else 0
        rows = [
            {"status": self.status()}
            | {item.id: self.value(item) for item in fields if item.required or self.random.random() > self.blank}
            for _ in range(count)
        ]
        return {"complete": complete, "rows": rows}

    def profile(self) -> Profile:
        """Draw a profile."""
        day = self.day()
        year = self.random.randint(day.year - 3, day.year)
        raw: dict[str, Any] = {"as_of": day, "data_year": year, "mission": {}, "resources": {}}
        raw["college"] = {"name": {"zh": "示例学院"}}
        for item in questions():
            raw[item.section][item.id] = self.answer(self.value(item))
        for spec in list_specs():
            *above, name = spec.path.split(".")
            owner = raw[above[0]] if above else raw
            owner[name] = self.listing(spec.fields)
        raw["indicators"] = {
            name: {
                past: self.answer(self.number(item.minimum, item.maximum, item.decimals))
                for past in range(year - 6, year + 2)
                if self.random.random() < 0.8
            }
            for name, item in self.pack.knowledge.indicators.items()
        }
        return Profile.model_validate(raw)

    def peers(self, year: int) -> PeerSet:
        """Draw peers, or none."""
        if self.random.random() < 0.3:
            return PeerSet()
        summaries = {}
        for name, item in self.pack.knowledge.indicators.items():
            if self.random.random() < 0.7:
                reporting = self.random.randint(FEWEST_PEERS, 40)
                positive = self.random.randint(0, reporting)
                heads = self.random.choice([positive, positive // 2]) if item.per else 0
                unit = 10**item.decimals
                summaries[name] = PeerSummary(
                    reporting, positive, self.quartiles(unit, positive), heads, self.quartiles(100 * unit, heads)
                )
        return PeerSet(40, "0" * 64, {year: summaries, year - 1: dict(list(summaries.items())[:3])})

    def quartiles(self, unit: int, behind: int) -> tuple[int, int, int] | None:
        """Draw quartiles where enough colleges stand behind them."""
        if behind < FEWEST_PEERS:
            return None
        low, middle, high = sorted(self.random.randint(1, 200 * unit) for _ in range(3))
        return low, middle, high

    def literal(self, kind: Kind) -> object:
        """Draw a literal of a kind."""
        match kind.name:
            case "number":
                return self.random.randint(0, 200 if self.random.random() < 0.3 else 3)
            case "boolean":
                return self.random.random() < 0.5
            case "date":
                return self.day().isoformat()
            case "text":
                return self.random.choice(["甲", "乙 丙"])
            case _:
                return self.random.choice(kind.words)

    def operand(self, kind: Kind) -> object:
        """Draw a literal, a parameter or another fact."""
        drawn = self.random.random()
        if drawn < 0.7:
            return self.literal(kind)
        if drawn < 0.85 and kind.name == "number":
            fitting = [name for name, item in self.pack.vocabulary.parameters.items() if item.decimals <= kind.decimals]
            return {"parameter": self.random.choice(fitting)}
        alike = [
            key
            for key, item in self.pack.vocabulary.values.items()
            if (item.name, item.words) == (kind.name, kind.words) and item.decimals <= kind.decimals
        ]
        head, _, name = self.random.choice(alike).partition(".") if alike else ("", "", "")
        return {head: name} if alike else self.literal(kind)

    def test(self, kind: Kind) -> dict[str, object]:
        """Draw a comparator."""
        words = ["is", "is_not", "in", "not_in", "known"]
        if kind.comparable:
            words += ["below", "at_most", "above", "at_least", "between"] * 2
        word = self.random.choice(words)
        if word == "known":
            return {word: self.random.random() < 0.5}
        if word == "between":
            return {word: [self.operand(kind), self.operand(kind)]}
        if word in {"in", "not_in"}:
            return {word: [self.operand(kind) for _ in range(self.random.randint(1, 3))]}
        return {word: self.operand(kind)}

    def filter(self, name: str) -> dict[str, object]:
        """Draw a filter of one or two fields."""
        fields = self.pack.vocabulary.lists[name]
        chosen = self.random.sample(sorted(fields), min(len(fields), self.random.randint(1, 2)))
        return {item: self.test(fields[item]) for item in chosen}

    def condition(self, earlier: list[tuple[str, str]], depth: int = 2) -> dict[str, object]:
        """Draw a condition that may read earlier conclusions."""
        kinds = ["value"] * 4 + ["list"] * 2 + ["policy"] + ["earlier"] * 2 * bool(earlier)
        kinds += ["all", "any", "not"] * depth
        match self.random.choice(kinds):
            case "all" | "any" as word:
                return {word: [self.condition(earlier, depth - 1) for _ in range(self.random.randint(1, 3))]}
            case "not":
                return {"not": self.condition(earlier, depth - 1)}
            case "policy":
                return {"policy": self.random.choice(sorted(self.pack.vocabulary.policies))}
            case "earlier":
                stage, name = self.random.choice(earlier)
                made: dict[str, object] = {stage: name}
                if self.random.random() < 0.5:
                    made["certainty"] = {"at_least": self.random.choice(["possible", "likely", "established"])}
                return made
            case "list":
                return self.quantified(self.random.choice(sorted(self.pack.vocabulary.lists)))
            case _:
                head = self.random.choice(HEADS)
                key = self.random.choice([key for key in self.pack.vocabulary.values if key.startswith(f"{head}.")])
                return {head: key.partition(".")[2], **self.test(self.pack.vocabulary.values[key])}

    def quantified(self, name: str) -> dict[str, object]:
        """Draw a condition on a list."""
        head = self.random.choice(["count", "some", "none", "every"])
        made: dict[str, object] = {head: name}
        if self.random.random() < 0.8:
            made["where"] = self.filter(name)
        if head == "every":
            made["have"] = self.filter(name)
        if head == "count":
            made |= self.test(Kind("number"))
        return made

    def rules(self, count: int) -> Iterator[tuple[str, str]]:
        """Draw rule files; a rule reads only conclusions of stages before its own."""
        conclusions = self.pack.vocabulary.conclusions
        chosen = [(stage, sorted(conclusions[stage])[at]) for stage in STAGES for at in range(2)]
        for number in range(count):
            stage, name = self.random.choice(chosen)
            excludes = stage == "strategy" and self.random.random() < 0.5
            earlier = [item for item in chosen if STAGES.index(item[0]) < STAGES.index(stage)]
            raw = {
                "rule": f"random-{number}",
                ("excludes" if excludes else "concludes"): {stage: name},
                "certainty": self.random.choice(["possible", "likely", "established"]),
                "since": self.random.choice(["2015-01-01", "2015-01-01", "2020-01-01"]),
                "theory": min(self.pack.vocabulary.theories),
                "when": self.condition(earlier),
                "because": {"zh": "随机。", "en": "Random."},
                "sources": [min(self.pack.vocabulary.sources)],
                "examples": [{"it": "is random", "given": {}, "expect": "unknown"}],
            }
            yield f"random-{number}", json.dumps(raw, ensure_ascii=False)


@cache
def shipped() -> tuple[Advisor, RawPack]:
    """Give the shipped pack as the product reads it and as the checker does."""
    return advising.shipped(), read_pack(shipped_layers())


@given(seed=SEEDS)
def test_checker_and_product_judge_any_profile_alike(seed: int) -> None:
    product, raw_pack = shipped()
    maker = Maker(seed, product.pack)
    profile = maker.profile()
    request = Request(profile, "2024-06-01T00:00:00Z", peers=maker.peers(profile.data_year), engine="chainer")
    report = check_against(as_json(product.advise(request)), raw_pack)

    assert report.rejections == ()


@contextmanager
def random_pack(maker: Maker, count: int) -> Iterator[tuple[Pack, RawPack]]:
    """Write random rules, and read them with the shipped knowledge as the product does and as the checker does."""
    with TemporaryDirectory() as folder:
        rules = Path(folder) / "rules"
        rules.mkdir()
        for name, text in maker.rules(count):
            (rules / f"{name}.yaml").write_text(text, "utf-8")
        layers = (Layer(rules, knowledge_dir()),)
        read = read_rules(read_stack(layers), maker.pack.vocabulary)
        assert not read.faults
        yield replace(maker.pack, rules=read.rules), read_pack(layers)


def rejections(pack: Pack, raw: RawPack, profile: Profile, peers: PeerSet) -> tuple[Rejection, ...]:
    """Derive with a pack's rules, and check the record of it."""
    facts = build_facts(profile, pack, peers)
    inference = chain(compile_pack(pack), facts)
    record = with_id(
        record_inputs(profile, pack, peers, source_name="", source_digest="", as_of_overridden=False, engine="chainer"),
        record_facts(facts),
        record_inference(inference, pack),
        build_advice(facts, inference, pack, profile.college.names),
        Engines(hepu="0", agreed=None, checker="not_run", checked_steps=0, versions={}, renderer=dict(renderer())),
        issued=False,
        issued_at="2024-06-01T00:00:00Z",
    )
    return check_against(as_json(record), raw).rejections


@settings(max_examples=CASES // 3 or 1)
@given(seed=SEEDS)
def test_checker_and_chainer_judge_random_rules_alike(seed: int) -> None:
    maker = Maker(seed, shipped()[0].pack)
    with random_pack(maker, 60) as (pack, raw):
        for _ in range(3):
            profile = maker.profile()
            assert rejections(pack, raw, profile, maker.peers(profile.data_year)) == ()
