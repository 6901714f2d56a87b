"""Where the time of one advisory goes: every step from the file to the PDF, cold and warm, and the peak memory.

Run it from the repository's top: ``.venv/bin/python benchmarks/road.py [--runs N]``. Cold is the first time in a new
process, warm the second. Medians are printed; on a shared machine trust the shares more than the seconds.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

TOP = Path(__file__).resolve().parents[1]
PROFILE = TOP / "examples" / "hepu-bay-college.yaml"
PEERS = TOP / "examples" / "peers" / "hepu-bay-college.csv"
STEPS = (
    "imports",
    "load the pack",
    "read the profile",
    "read the peers",
    "facts",
    "inference",
    "second opinion",
    "advice",
    "robustness",
    "record",
    "independent check",
    "import the renderer",
    "PDF in Chinese",
)


def timed(steps: dict[str, float], name: str, work: Callable[[], Any]) -> Any:
    """Run a piece of work and keep how long it took, in seconds."""
    start = time.perf_counter()
    result = work()
    steps[name] = time.perf_counter() - start
    return result


def once() -> dict[str, float]:
    """Go the whole road once and give the seconds of each step."""
    steps: dict[str, float] = {}

    def imports() -> None:
        import hepu.advising
        import hepu.explain.robustness
        import hepu.facts.peers
        import hepu.inference.second_opinion
        import hepu.proof

    timed(steps, "imports", imports)
    from hepu.advice.build import build_advice
    from hepu.explain.robustness import robustness
    from hepu.facts.build import complete, type_profile
    from hepu.facts.peers import read_peers
    from hepu.inference.chainer import chain
    from hepu.inference.second_opinion import differences, infer
    from hepu.intake import read_profile
    from hepu.layers import shipped_layers
    from hepu.pipeline import advisor
    from hepu.proof import check_record
    from hepu.record.build import as_json, record_facts, record_inference, record_inputs, with_id
    from hepu.record.model import Engines
    from hepu.renderer import renderer

    able = timed(steps, "load the pack", advisor)
    intake = timed(steps, "read the profile", lambda: read_profile(PROFILE))
    profile = intake.profile
    peers = timed(steps, "read the peers", lambda: read_peers(PEERS, able.pack.knowledge, [profile.college.name.zh], 8))
    answers = type_profile(profile, able.pack, intake.origins)
    facts = timed(steps, "facts", lambda: complete(answers, able.pack, peers))
    inference = timed(steps, "inference", lambda: chain(able.program, facts))
    other = timed(steps, "second opinion", lambda: infer(able.pack, facts))
    if differences(inference, other):
        raise SystemExit("the engines disagree")
    advice = timed(steps, "advice", lambda: build_advice(facts, inference, able.pack))
    firmness = timed(steps, "robustness", lambda: robustness(answers, able.pack, able.plan, advice, peers))
    advice = advice.model_copy(update={"robustness": firmness})

    def build() -> object:
        inputs = record_inputs(
            profile, able.pack, peers, source_name="x", source_digest="", as_of_overridden=False, engine="both"
        )
        engines = Engines(
            hepu="0", agreed=True, checker="accepted", checked_steps=0, versions={}, renderer=dict(renderer())
        )
        return with_id(
            inputs,
            record_facts(facts),
            record_inference(inference, able.pack),
            advice,
            engines,
            issued=True,
            issued_at="2026-11-22T00:00:00+00:00",
        )

    record = timed(steps, "record", build)
    report = timed(steps, "independent check", lambda: check_record(as_json(record), shipped_layers()))
    if not report.accepted:
        raise SystemExit(f"the checker rejects the record: {report.rejections[:3]}")

    def typesetter() -> None:
        import hepu.report.editions
        from hepu.report.pdf.typesetter import typesetter

        typesetter()

    timed(steps, "import the renderer", typesetter)
    from hepu.report.editions import editions

    timed(steps, "PDF in Chinese", lambda: editions(record, able.pack, Path(), "x", ["pdf"], ["zh"]))
    return steps


def child() -> None:
    """Measure one cold and one warm run, and print them as JSON."""
    cold, warm = once(), once()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cold": cold, "warm": warm, "peak": peak}))


def main() -> None:
    """Run several processes and print the medians as a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--child", action="store_true")
    options = parser.parse_args()
    if options.child:
        child()
        return
    runs = [
        json.loads(
            subprocess.run([sys.executable, __file__, "--child"], check=True, capture_output=True, text=True).stdout
        )
        for _ in range(options.runs)
    ]
    print(
        f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}, {options.runs} runs\n"
    )
    print("| step | cold ms | share | warm ms | share |\n| --- | ---: | ---: | ---: | ---: |")
    medians = {
        kind: {step: statistics.median(run[kind][step] for run in runs) for step in STEPS} for kind in ("cold", "warm")
    }
    totals = {kind: sum(values.values()) for kind, values in medians.items()}
    for step in STEPS:
        cells = [
            f"{medians[kind][step] * 1000:.0f} | {medians[kind][step] / totals[kind]:.0%}" for kind in ("cold", "warm")
        ]
        print(f"| {step} | {' | '.join(cells)} |")
    print(f"| **all** | {totals['cold'] * 1000:.0f} | 100% | {totals['warm'] * 1000:.0f} | 100% |")
    print(f"\nPeak memory: {statistics.median(run['peak'] for run in runs):.0f} MB")


if __name__ == "__main__":
    main()
