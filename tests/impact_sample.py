"""Two small packs, one of them changed, and a library of a few colleges between them."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

from hepu.resources import knowledge_dir
from small_packs import small_pack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["FEW", "PARAMETERS", "PLAN", "commit", "library", "pack_at", "wheel_of"]

FEW, PLAN, FIND = "rules/problems/few-partners.yaml", "rules/causes/no-plan.yaml", "rules/strategies/find-partners.yaml"
PARAMETERS = "knowledge/parameters.yaml"
_COLLEGE = """schema_version: 1
as_of: 2026-09-01
data_year: 2025
college:
  name: {{zh: "示例学院{name}", en: "Sample college {name}"}}
resources: {{{plan}}}
partnerships:
  complete: all
  rows:
{rows}
"""


def pack_at(folder: Path, snippets: Mapping[str, str] | None = None) -> Path:
    """Write the small pack, with the numbers that facts need and snippets laid over it; give its folder."""
    pack = small_pack(folder, snippets)
    shutil.copytree(knowledge_dir() / "parameters", pack / "knowledge" / "parameters")
    shutil.copy(knowledge_dir() / "provinces.yaml", pack / "knowledge")
    return pack


def library(folder: Path, colleges: Mapping[str, tuple[int, bool | None]]) -> Path:
    """Write profiles: each college with so many active partnerships, and with a plan, none, or a blank."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (partners, plan) in colleges.items():
        rows = "\n".join(f'  - {{partner: "伙伴{at}", active: true}}' for at in range(partners))
        told = "" if plan is None else f"plan: {str(plan).lower()}"
        text = _COLLEGE.format(name=name, plan=told, rows=rows)
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def wheel_of(pack: Path, target: Path, more: Mapping[str, str] | None = None) -> Path:
    """Pack a pack up as the wheel has it, with other members as they are given."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(pack.rglob("*")):
            if path.is_file():
                archive.write(path, f"hepu/_data/{path.relative_to(pack).as_posix()}")
        for name, text in (more or {}).items():
            archive.writestr(name, text)
    return target


def commit(repository: Path, message: str = "change") -> None:
    """Commit everything in a folder, which becomes a repository if it is none."""
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    steps = [("add", "-A"), (*who, "commit", "-qm", message)]
    if not (repository / ".git").exists():
        steps.insert(0, ("init", "-q", "-b", "main"))
    for words in steps:
        subprocess.run([str(shutil.which("git")), *words], cwd=repository, check=True)
