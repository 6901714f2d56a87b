"""Progress since the last advisory, derived again: its profile judged by the raw pack, and compared with the present.

The meaning is that of docs/progress.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hepu.proof.advice import advice
from hepu.proof.answers import answer
from hepu.proof.facts import derive
from hepu.proof.gaps import GAPS
from hepu.proof.given import given
from hepu.proof.inputs import case_then, last_part
from hepu.proof.judge import Judge
from hepu.proof.source import DEFINED_IN
from hepu.proof.values import ESTABLISHED, LEVELS, Fact, Kind, scaled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hepu.proof.answers import Case
    from hepu.proof.shape import Last
    from hepu.proof.source import RawPack
    from hepu.proof.verdict import Tally

__all__ = ["Then", "progress"]

_COMPARED = ("problem", "strength")
_MADE_BY = ("pack", "day", "facts")
_TOLD = {"improved", "worse", "unchanged"}
_REFERENCES = ("statute", "peers", "participation", "design")


@dataclass(frozen=True, slots=True)
class _View:
    """Conclusions as three letters, and the place and rank of each measure."""

    truths: Mapping[str, str]
    places: Mapping[str, tuple[str, int]]

    def at(self, key: str) -> str:
        return self.truths[key][0] if key in self.truths else "-"

    def level(self, key: str) -> str:
        found = [level for level, letter in zip(LEVELS, self.truths.get(key, ""), strict=False) if letter == "T"]
        return found[-1] if found else ""

    def place(self, name: str) -> str:
        return self.places[name][0] if name in self.places else ""


def _view(judge: Judge, written: Mapping[str, Any]) -> _View:
    truths = {key: judge.conclusion(key)[0] for key in judge.pack.conclusions}
    return _View(truths, {item["id"]: (item["placement"], item["rank"]) for item in written["strategies"]})


@dataclass(frozen=True, slots=True)
class Then:
    """The last advisory, judged again by the raw pack on its own day."""

    last: Last
    case: Case
    judge: Judge
    written: Mapping[str, Any]

    @classmethod
    def of(cls, last: Last, pack: RawPack) -> Then:
        """Judge the last advisory again.

        Raises:
            LookupError, TypeError, ValueError: if it holds no profile, or the pack lacks what it needs.

        """
        case = case_then(last, pack)
        judge = Judge(pack, derive(case), case.day)
        return cls(last, case, judge, advice(judge))

    def part(self, pack: Mapping[str, Any]) -> dict[str, Any]:
        """Write the last advisory as the inputs name it; what the same ``pack`` concluded then is derived again."""
        if self.last.pack.digest != pack["digest"]:
            return last_part(self.last, self.case, {})
        reported = given("inputs.last.strategies.*.reported") if self.last.tasks_digest else ""
        places = [
            {"id": item["id"], "placement": item["placement"], "rank": item["rank"], "reported": reported}
            for item in self.written["strategies"]
        ]
        derived = {
            "pack": {name: pack[name] for name in ("name", "version", "digest")},
            "conclusions": {key: self.judge.conclusion(key)[0] for key in self.judge.pack.conclusions},
            "strategies": places,
            "questions": [item["answer"] for item in self.written["questions"]],
        }
        return last_part(self.last, self.case, derived)

    def fits(self, tally: Tally, case: Case) -> None:
        """Verify that it is the same college's, earlier or of the same day, and that both speak of measures."""
        colleges = [item.profile.college for item in (self.case, case)]
        codes = [college.code if college.code.strip("0") else "" for college in colleges]
        names = [{college.name.zh, *college.former_names} for college in colleges]
        one = codes[0] == codes[1] if all(codes) else bool(names[0] & names[1])
        tally.holds("input", "inputs.last.profile.college", "the same college", colleges[0].name.zh, fits=one)
        when = (self.case.day, self.case.year)
        earlier = self.case.day <= case.day and self.case.year <= case.year
        tally.holds("input", "inputs.last.as_of", "no later day or year", when, fits=earlier)
        silent = any(item.profile.published_figures_only for item in (self.case, case))
        tally.holds("input", "inputs.last.profile", "figures of the college's own", silent, fits=not silent)
        told = any(item.reported for item in self.last.strategies)
        where = "inputs.last.tasks_digest"
        tally.holds("input", where, "a workbook of tasks", told, fits=not told or bool(self.last.tasks_digest))


def progress(then: Then, now: Judge, case: Case, written: Mapping[str, Any]) -> dict[str, Any]:
    """Write the whole comparison of the last advisory with the present one."""
    last = then.last
    profile = then.case.profile.model_copy(update={"as_of": case.day})
    moved = replace(then.case, profile=profile, day=case.day)
    today = Judge(moved.pack, derive(moved), moved.day)
    was = _View(last.conclusions, {item.id: (item.placement, item.rank) for item in last.strategies})
    way = [was, _view(then.judge, then.written), _view(today, advice(today)), _view(now, written)]
    asked = frozenset(item["answer"] for item in written["questions"])
    return _Written(last, then.case, case, then.judge, now, way, asked).made()


@dataclass(slots=True)
class _Written:
    """The last and the present advisory, and the way from one to the other."""

    last: Last
    then: Case
    case: Case
    before: Judge
    now: Judge
    way: list[_View]
    asked: frozenset[str]

    def made(self) -> dict[str, Any]:
        known = self.now.pack.knowledge
        indicators = [item for name in sorted(known["indicators"]) if (item := self.indicator(name)) is not None]
        compared = {stage: self.conclusions(stage) for stage in _COMPARED}
        return {
            "indicators": indicators,
            "problems": compared["problem"],
            "strengths": compared["strength"],
            "strategies": [item for name in sorted(known["strategies"]) if (item := self.strategy(name)) is not None],
            "tasks": self.tasks(indicators, compared["problem"]),
            "questions": [item for key in self.last.questions if (item := self.question(key)) is not None],
            "retired": self.retired(),
        }

    def by(self, seen: list[str]) -> list[str]:
        """Name the steps of the way at which something changed; none where it ends as it began."""
        if seen[0] == seen[-1]:
            return []
        return [step for step, (before, after) in zip(_MADE_BY, pairwise(seen), strict=True) if before != after]

    def indicator(self, name: str) -> dict[str, Any] | None:
        """Compare an indicator of which a value is known then or now."""
        then, now = (judge.facts.values[f"indicator.{name}"] for judge in (self.before, self.now))
        if "known" not in {then.state, now.state}:
            return None
        decimals = self.now.pack.knowledge["indicators"][name]["decimals"]
        same_year = self.then.year == self.case.year
        told = answer(self.case.profile.indicators.get(name, {}).get(self.then.year), Kind("number", decimals))
        again = not same_year and told.state == then.state == "known" and told.low != then.low
        base = told if again else then
        gaps = [judge.facts.gaps[name] for judge in (self.before, self.now)]
        words = [GAPS[int(gap.fact.low or 0)] if gap.fact.state == "known" else "unknown" for gap in gaps]
        moved = "not_comparable"
        if "unknown" not in words and gaps[0].basis == gaps[1].basis and gaps[0].basis in _REFERENCES:
            less = GAPS.index(words[1]) - GAPS.index(words[0])
            moved = "narrower" if less < 0 else "wider" if less else "same"
        return {
            "id": name,
            "move": self.move(name, base, now, same_year=same_year),
            "then": scaled(then.low, decimals),
            "restated": scaled(told.low, decimals) if again else None,
            "now": scaled(now.low, decimals),
            "estimate": any(fact.state == "known" and fact.level < ESTABLISHED for fact in (base, now)),
            "gap_then": words[0],
            "gap_now": words[1],
            "gap_move": moved,
        }

    def move(self, name: str, base: Fact, now: Fact, *, same_year: bool) -> str:
        """Say how an indicator moved."""
        states = {base.state, now.state}
        for state in ("not_asked", "not_applicable"):
            if state in states:
                return state
        if "missing" in states:
            return "missing_then" if base.state == "missing" else "missing_now"
        assert isinstance(base.low, Fraction)  # noqa: S101  # a known number
        assert isinstance(now.low, Fraction)  # noqa: S101  # the same
        if same_year:
            return "same_year" if base.low == now.low else "corrected"
        better = now.low > base.low
        if self.now.pack.knowledge["indicators"][name]["direction"] == "lower":
            better = now.low < base.low
        return "unchanged" if base.low == now.low else "improved" if better else "worse"

    def conclusions(self, stage: str) -> list[dict[str, Any]]:
        """Compare the conclusions of a stage that held then or hold now."""
        found = []
        for name in sorted(self.now.pack.knowledge[DEFINED_IN[stage]]):
            key = f"{stage}.{name}"
            seen = [view.at(key) for view in self.way]
            match seen[0], seen[-1]:
                case "T", "T":
                    change = "kept"
                case "T", "U":
                    change = "open"
                case "T", _:
                    change = "gone"
                case "U", "T":
                    change = "found"
                case _, "T":
                    change = "new"
                case _:
                    continue
            found.append(
                {
                    "id": name,
                    "change": change,
                    "certainty_then": self.way[0].level(key),
                    "certainty_now": self.way[-1].level(key),
                    "by": self.by(seen),
                }
            )
        return found

    def strategy(self, name: str) -> dict[str, Any] | None:
        """Compare where a measure stood and stands."""
        seen = [view.place(name) for view in self.way]
        then, now = seen[0], seen[-1]
        if then == now == "":
            return None
        change = "new" if then == "" else "dropped" if now == "" else "kept" if then == now else "moved"
        ranks = [view.places[name][1] if name in view.places else None for view in (self.way[0], self.way[-1])]
        return {
            "id": name,
            "change": change,
            "then": then,
            "now": now,
            "rank_then": ranks[0],
            "rank_now": ranks[1],
            "by": self.by(seen),
        }

    def tasks(self, indicators: list[dict[str, Any]], problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Tell what became of the tasks that were to start then or that the college took up, by rank."""
        known = self.now.pack.knowledge["strategies"]
        moves = {item["id"]: item["move"] for item in indicators}
        gone = {item["id"] for item in problems if item["change"] == "gone" and "facts" in item["by"]}
        found = []
        for item in sorted(self.last.strategies, key=lambda item: (item.rank, item.id)):
            taken_up = item.placement == "launch" or item.reported not in {"", "open"}
            if not taken_up or item.id not in known:
                continue
            aims = [move["indicator"] for move in known[item.id].get("moves", ())]
            solved = [problem for problem in known[item.id]["addresses"] if problem in gone]
            improved = [aim for aim in aims if moves.get(aim) == "improved"]
            compared = bool(aims) and {moves.get(aim) for aim in aims} <= _TOLD
            found.append(
                {
                    "id": item.id,
                    "reported": item.reported,
                    "shown": "moved" if solved or improved else "unmoved" if compared else "unknown",
                    "solved": solved,
                    "improved": improved,
                    "worse": [aim for aim in aims if moves.get(aim) == "worse"],
                }
            )
        return found

    def question(self, key: str) -> dict[str, Any] | None:
        """Tell what became of a question; nothing of one that the pack no longer knows."""
        head, _, name = key.partition(".")
        if key in self.asked:
            return {"answer": key, "now": "open"}
        if head == "list":
            rows = self.now.facts.lists.get(name)
            return {"answer": key, "now": "answered" if rows and rows.complete else "open"}
        fact = self.now.facts.values.get(key)
        if fact is None:
            return None
        if fact.state == "known" and fact.low == fact.high:
            return {"answer": key, "now": "answered"}
        return {"answer": key, "now": fact.state if fact.state in {"not_asked", "not_applicable"} else "open"}

    def retired(self) -> list[str]:
        """Name what held then and the pack no longer defines."""
        known = self.now.pack.knowledge
        defined = {f"{stage}.{name}" for stage in (*_COMPARED, "strategy") for name in known[DEFINED_IN[stage]]}
        stages = {*_COMPARED, "strategy"}
        return sorted(
            key
            for key, letters in self.last.conclusions.items()
            if letters[0] == "T" and key.partition(".")[0] in stages and key not in defined
        )
