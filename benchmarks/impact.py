"""How long hepu rules diff takes over libraries of fictitious colleges: two rules and a parameter changed.

python benchmarks/impact.py [COLLEGES…]     (by default 48 and 500)
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hepu.impact.build import Comparison, impact_of
from hepu.impact.verdict import written
from hepu.pack import load_pack
from hepu.resources import knowledge_dir, rules_dir
from hepu.synthetic import write_profiles

if TYPE_CHECKING:
    from collections.abc import Mapping

# Of the values in this file the one of min_partner_places.
_THREE_PLACES = """to depend on few places. A design value of this system, no official standard."}
  values:
    - {since: 2012-01-01, value: 3,"""
CHANGES: dict[str, tuple[str, str]] = {
    "rules/causes/few-bilingual-teachers.yaml": ("certainty: likely", "certainty: possible"),
    "rules/problems/few-teacher-days-abroad.yaml": ("at_least: moderate", "at_least: large"),
    "knowledge/parameters/base.yaml": (_THREE_PLACES, _THREE_PLACES.replace("value: 3,", "value: 5,")),
}


def changed(folder: Path, changes: Mapping[str, tuple[str, str]] = CHANGES) -> Path:
    """Write the shipped pack with changes."""
    shutil.copytree(rules_dir(), folder / "rules")
    shutil.copytree(knowledge_dir(), folder / "knowledge")
    for name, (old, new) in changes.items():
        path = folder / name
        text = path.read_text("utf-8")
        if old not in text:
            raise ValueError(name)
        path.write_text(text.replace(old, new), "utf-8")
    return folder


def main(sizes: list[int]) -> None:
    """Measure each size once and print a line; processor time is of this process and of those that read profiles."""
    knowledge = load_pack().knowledge
    with tempfile.TemporaryDirectory() as room:
        new = changed(Path(room) / "new")
        for size in sizes:
            profiles = Path(room) / f"profiles-{size}"
            list(write_profiles(knowledge, size, 1, profiles, "en"))
            start, before = time.perf_counter(), sum(os.times()[:4])
            found = impact_of(Comparison(str(rules_dir().parent), str(new), profiles))
            text = written(found, "text", "en")
            taken, used = time.perf_counter() - start, sum(os.times()[:4]) - before
            affected, lines = len(found.affected), text.count("\n")
            print(f"{size} colleges: {taken:.1f} s ({used:.1f} s of processor), {affected} affected, {lines} lines")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [48, 500])
