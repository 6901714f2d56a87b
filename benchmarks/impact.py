"""How long hepu rules diff takes over libraries of fictitious colleges: two rules and a parameter changed.

python benchmarks/impact.py [COLLEGES…]     (by default 48 and 500)
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from hepu.impact.build import Comparison, impact_of
from hepu.impact.verdict import written
from hepu.knowledge.load import load_knowledge
from hepu.layers import shipped_layers
from hepu.resources import knowledge_dir, rules_dir
from hepu.synthetic import write_profiles

CHANGES = {
    "rules/causes/few-bilingual-teachers.yaml": ("certainty: likely", "certainty: possible"),
    "rules/problems/few-teacher-days-abroad.yaml": ("at_least: moderate", "at_least: large"),
    "knowledge/parameters/base.yaml": ("value: 3,", "value: 5,"),
}


def changed(folder: Path) -> Path:
    """Write the shipped pack with the changes."""
    shutil.copytree(rules_dir(), folder / "rules")
    shutil.copytree(knowledge_dir(), folder / "knowledge")
    for name, (old, new) in CHANGES.items():
        path = folder / name
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    return folder


def main(sizes: list[int]) -> None:
    """Measure each size once and print a line."""
    knowledge = load_knowledge(shipped_layers())
    with tempfile.TemporaryDirectory() as room:
        new = changed(Path(room) / "new")
        for size in sizes:
            profiles = Path(room) / f"profiles-{size}"
            list(write_profiles(knowledge, size, 1, profiles, "en"))
            start = time.perf_counter()
            found = impact_of(Comparison(str(rules_dir().parent), str(new), profiles))
            text = written(found, "text", "en")
            taken = time.perf_counter() - start
            print(f"{size} colleges: {taken:.1f} s, {len(found.affected)} affected, {text.count(chr(10))} lines")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [48, 500])
