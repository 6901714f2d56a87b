"""What is proved of the shipped rules taken together, in which time of the processor, and of faults put in on purpose.

Whatever refutes a claim was replayed by the chainer; making and replaying these cases takes most of the time.

python benchmarks/reasoning.py            the figures
python benchmarks/reasoning.py --list     and what was proved and refuted
"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections import Counter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hepu.pack import load_pack
from hepu.reasoning.claims import idle_parts, never_fires, never_together, pairs_of, subsumed, together, withheld
from hepu.reasoning.findings import check_proofs, conflicts_of, of_rules, opposites_of
from hepu.reasoning.proofs import decide, reason
from hepu.reasoning.witness import reasoner_of
from hepu.reasoning.words import given_in_words
from reasoning_faults import FAULTS, SOUND

if TYPE_CHECKING:
    from hepu.pack import Pack
    from hepu.reasoning.claims import Claim


def claims_of(pack: Pack) -> dict[str, list[Claim]]:
    """Give every claim about a pack by what it says; None among pairs are those that days or certainty rule out."""
    rules = list(pack.rules.values())
    excluded = {rule.target for rule in rules if rule.stage == "exclusion"}
    return {
        "a rule never fires": [never_fires(rule) for rule in rules],
        "a rule adds nothing to another": [claim for pair in pairs_of(rules) if (claim := subsumed(*pair)) is not None],
        "a recommendation is always withheld": [
            withheld(rule) for rule in rules if rule.stage == "strategy" and rule.target in excluded
        ],
        "a part of a condition has no effect": [claim for rule in rules for claim in idle_parts(rule)],
        "declared opposites never meet": [never_together("opposed", *pair) for pair in opposites_of(pack)],
        "a conflict never arises": [never_together("conflict_never", *pair) for pair in conflicts_of(pack)],
        "a conflict always arises": [together(*pair) for pair in conflicts_of(pack)],
    }


def with_rules(pack: Pack, seeded: object) -> set[str]:
    """Give the codes of what is found of rules put in."""
    rules = seeded.rules(pack)
    more = MappingProxyType({**pack.rules, **{rule.id: rule for rule in rules}})
    return {fault.code for fault in of_rules(dataclasses.replace(pack, rules=more), rules)}


def main() -> None:
    """Print the figures."""
    pack = load_pack()
    started = time.process_time()
    found = list(check_proofs(pack))
    spent = time.process_time() - started
    print(f"{len(pack.rules)} rules; the proofs of hepu rules check: {len(found)} findings in {spent:.2f} s")
    print(f"{sum(1 for _ in pairs_of(pack.rules.values()))} ordered pairs of rules for one conclusion")
    for name, claims in claims_of(pack).items():
        started = time.process_time()
        verdicts = [(claim, decide(pack, claim)) for claim in claims]
        spent = time.process_time() - started
        words = Counter(verdict.word for _, verdict in verdicts)
        steps = max((verdict.steps for _, verdict in verdicts), default=0)
        print(
            f"{name:37} {len(claims):5} asked {words['proved']:5} proved {words['refuted']:5} refuted "
            f"{words['undecided']:3} undecided {spent:6.2f} s, at most {steps} steps"
        )
        if "--list" in sys.argv:
            for claim, verdict in verdicts:
                place = " / ".join((*claim.about, ".".join(map(str, claim.path))))
                if verdict.word == "proved":
                    print(f"    proved     {place}: {'; '.join(reason(reasoner_of(pack), claim))}")
                elif verdict.word == "undecided":
                    print(f"    undecided  {place}: {verdict.open}")
                elif claim.kind == "opposed" and verdict.case is not None:
                    print(f"    refuted    {place}: {given_in_words(verdict.case.given)}")
    got = {item.name: item.code in with_rules(pack, item) for item in FAULTS}
    print(f"faults put in: {len(FAULTS)}, proved {sum(got.values())}; not proved:")
    for name, proved in got.items():
        if not proved:
            print(f"    {name}")
    false = [item.name for item in SOUND if with_rules(pack, item)]
    print(f"what only looks like a fault: {len(SOUND)}, reported {len(false)}")


if __name__ == "__main__":
    main()
