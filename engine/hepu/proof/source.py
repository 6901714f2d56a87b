"""The raw pack: knowledge and rule files as plain values, read again without the product's own loader."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hepu.proof.stack import OPEN, RawLevel, fits_beneath, holding
from hepu.proof.values import LEVELS, STAGES
from hepu.yaml_source import read_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from hepu.layers import Layer, Layers

__all__ = ["DEFINED_IN", "RawPack", "RawRule", "in_force", "read_pack"]

# Where the knowledge defines the conclusions of each stage.
DEFINED_IN: Mapping[str, str] = {
    "opportunity": "opportunities",
    "challenge": "challenges",
    "strength": "strengths",
    "problem": "problems",
    "cause": "causes",
    "strategy": "strategies",
    "exclusion": "strategies",
}
# What the checker reads of the knowledge.
_READ = (
    "cases",
    "derived",
    "indicators",
    "likeness",
    "parameters",
    "policies",
    "priority",
    "provinces",
    "standards",
    "tables",
    "towns",
    *sorted(set(DEFINED_IN.values())),
)


@dataclass(frozen=True, slots=True)
class RawRule:
    """A rule file: the key of what it concludes, its dates, its certainty as a place in ``LEVELS``, its condition."""

    id: str
    digest: str
    key: str
    level: int
    since: dt.date
    until: dt.date | None
    when: Mapping[str, Any]

    def applies(self, day: dt.date) -> bool:
        """Say whether the rule may fire on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class RawPack:
    """All rules by id, the knowledge that bears on a derivation, and the sha256 of every file by its name.

    Name, version and files are those of the lowest pack; ``upper`` are the packs over it, in order.
    """

    name: str
    version: str
    rules: Mapping[str, RawRule]
    knowledge: Mapping[str, Mapping[str, Any]]
    files: Mapping[str, str]
    upper: tuple[RawLevel, ...] = ()

    @property
    def conclusions(self) -> tuple[str, ...]:
        """Every conclusion that the knowledge defines; each strategy also has its exclusion."""
        return tuple(f"{stage}.{name}" for stage in STAGES for name in sorted(self.knowledge[DEFINED_IN[stage]]))

    def parameter(self, name: str, day: dt.date) -> tuple[Fraction, str] | None:
        """Give the value of a parameter on a day and the day since which it holds, or nothing before the first."""
        begun = [(since, value) for since, value in self.dated(name) if dt.date.fromisoformat(since) <= day]
        if not begun:
            return None
        since, value = begun[-1]
        return value, since

    def dated(self, name: str) -> list[tuple[str, Fraction]]:
        """Give all values of a parameter with the day since which each holds, oldest first."""
        values = self.knowledge["parameters"][name]["values"]
        return sorted((str(value["since"]), Fraction(value["value"])) for value in values)


def in_force(entry: Mapping[str, Any], day: dt.date) -> bool:
    """Say whether an entry with ``since`` and perhaps ``until``, both included, holds on a day."""
    until = entry.get("until")
    return dt.date.fromisoformat(entry["since"]) <= day and (until is None or day <= dt.date.fromisoformat(until))


def read_pack(layers: Layers) -> RawPack:
    """Read every rule file and every knowledge file of a pack, or of packs over one another, lowest first.

    Raises:
        HepuError: if a file is not strict YAML.
        OSError, LookupError, TypeError, ValueError: if a file cannot be read or is not what its place asks for, or a
            pack does not fit what lies beneath it.

    """
    several = len(layers) > 1
    levels = [_level(layer, {*_READ, *OPEN} if several else set(_READ)) for layer in layers]
    if several:
        fits_beneath(levels)
    lowest = levels[0]
    kinds = {*_READ, *OPEN} if several else {*_READ}
    entries = {kind: holding(levels, kind) for kind in sorted(kinds - {"rules"})}
    return RawPack(
        lowest.name,
        lowest.version,
        holding(levels, "rules"),
        {kind: entries[kind] for kind in _READ},
        lowest.files,
        tuple(levels[1:]),
    )


def _level(layer: Layer, kinds: Collection[str]) -> RawLevel:
    """Read one pack; of its knowledge what is of some kinds."""
    about = read_yaml((layer.knowledge / "pack.yaml").read_text("utf-8"), "pack.yaml").value
    files: dict[str, str] = {}
    entries: dict[str, dict[str, Any]] = {}
    for path in sorted(layer.rules.rglob("*.yaml")):
        text = path.read_text("utf-8")
        name = f"rules/{path.stem}"
        if name in files:
            raise ValueError(name)
        files[name] = hashlib.sha256(text.encode()).hexdigest()
        entries.setdefault("rules", {})[path.stem] = _rule(read_yaml(text, path.name).value, path.stem, files[name])
    for path in sorted(layer.knowledge.rglob("*.yaml")):
        text = path.read_text("utf-8")
        inside = path.relative_to(layer.knowledge)
        name = f"knowledge/{inside.as_posix()}"
        files[name] = hashlib.sha256(text.encode()).hexdigest()
        kind = inside.parts[0].removesuffix(".yaml")
        if kind in kinds:
            value = read_yaml(text, name).value or {}
            if entries.setdefault(kind, {}).keys() & value.keys():
                raise ValueError(name)
            entries[kind].update(value)
        elif about.get("extends") and name != "knowledge/pack.yaml":
            raise ValueError(name)
    return RawLevel(about, entries, files)


def _rule(raw: Mapping[str, Any], name: str, digest: str) -> RawRule:
    if raw["rule"] != name:
        raise ValueError(name)
    stage, target = _target(raw)
    if stage not in STAGES:
        raise ValueError(stage)
    until = raw.get("until")
    return RawRule(
        id=name,
        digest=digest,
        key=f"{stage}.{target}",
        level=LEVELS.index(raw["certainty"]),
        since=dt.date.fromisoformat(raw["since"]),
        until=None if until is None else dt.date.fromisoformat(until),
        when=raw["when"],
    )


def _target(raw: Mapping[str, Any]) -> tuple[str, str]:
    """Give the stage and id that a rule concludes; what it excludes is a stage of its own."""
    if "excludes" in raw:
        return "exclusion", str(raw["excludes"]["strategy"])
    ((stage, target),) = raw["concludes"].items()
    return str(stage), str(target)
