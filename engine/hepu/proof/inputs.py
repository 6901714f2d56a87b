"""What a derivation starts from, and how far the inputs of a record can be held against each other and the pack."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import rfc8785

from hepu.profile.model import Profile
from hepu.proof.answers import Case
from hepu.proof.given import given

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.proof.shape import Inputs, Last, Peers
    from hepu.proof.source import RawPack
    from hepu.proof.verdict import Tally

__all__ = ["case_of", "case_then", "check_peers", "inputs_part", "last_part", "sha256"]

# The words of the form and what fictitious colleges are drawn from bear on no advice: a pack is the same pack whatever
# they are.
_NOT_NAMED = frozenset({"knowledge/form.yaml", "knowledge/synthetic.yaml"})


def sha256(content: bytes) -> str:
    """Give the sha256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def case_of(inputs: Inputs, pack: RawPack) -> Case:
    """Read the profile, and give what the derivation starts from.

    Raises:
        ValueError: if it is not a profile.

    """
    profile = Profile.model_validate(inputs.profile)
    summaries = inputs.peers.summaries if inputs.peers else {}
    return Case(profile, profile.as_of, profile.data_year, summaries.get(str(profile.data_year), {}), pack)


def case_then(last: Last, pack: RawPack) -> Case:
    """Read the profile of the last advisory, and give what a derivation from it starts from.

    Raises:
        ValueError: if it is not a profile.

    """
    profile = Profile.model_validate(last.profile)
    summaries = last.peers.summaries if last.peers else {}
    return Case(profile, profile.as_of, profile.data_year, summaries.get(str(profile.data_year), {}), pack)


def last_part(last: Last, case: Case, derived: Mapping[str, Any]) -> dict[str, Any]:
    """Write what is known of the last advisory; ``derived`` is what it concluded, where the same pack gave it."""
    names = ("id", "digest", "issued_at", "pack", "tasks_digest", "conclusions", "strategies", "questions")
    peers = {name: given(f"inputs.last.peers.{name}") for name in ("colleges", "digest", "summaries")}
    return {
        **{name: given(f"inputs.last.{name}") for name in names},
        "as_of": case.day.isoformat(),
        "data_year": case.year,
        "profile": case.profile.model_dump(mode="json", exclude={"contact"}),
        "profile_digest": sha256(rfc8785.dumps(last.profile)),
        "peers": peers if last.peers else None,
        **derived,
    }


def inputs_part(inputs: Inputs, case: Case) -> dict[str, Any]:
    """Write the inputs, as far as they follow from the profile and the pack, without the last advisory.

    The profile stands in its normal form: one that does not could be read in more than one way.
    """
    peers = {name: given(f"inputs.peers.{name}") for name in ("colleges", "digest", "summaries")}
    return {
        "profile": case.profile.model_dump(mode="json", exclude={"contact"}),
        "profile_digest": sha256(rfc8785.dumps(inputs.profile)),
        "source_name": given("inputs.source_name"),
        "source_digest": given("inputs.source_digest"),
        "as_of": case.day.isoformat(),
        "as_of_overridden": given("inputs.as_of_overridden"),
        "data_year": case.year,
        "peers": peers if inputs.peers else None,
        "pack": _pack(case.pack),
        "engine": "both" if inputs.engine == "both" else given("inputs.engine"),
    }


def _pack(pack: RawPack) -> dict[str, Any]:
    files = {name: digest for name, digest in pack.files.items() if name not in _NOT_NAMED}
    found = {"name": pack.name, "version": pack.version, "digest": _listed(files), "files": files}
    if not pack.upper:
        return found
    upper = [
        {
            "name": level.name,
            "version": level.version,
            "digest": _listed(level.files),
            "files": dict(level.files),
            "replaces": level.named("replaces"),
            "continues": level.named("continues").get("parameters", []),
            "retires": level.named("retires"),
        }
        for level in pack.upper
    ]
    whole = "".join(f"{level['digest']}  {level['name']}\n" for level in (found, *upper))
    return {**found, "digest": sha256(whole.encode()), "overlays": upper}


def _listed(files: Mapping[str, str]) -> str:
    """Give the sha256 over the digests and names of files."""
    return sha256("".join(f"{files[name]}  {name}\n" for name in sorted(files)).encode())


def check_peers(tally: Tally, peers: Peers, case: Case, place: str = "inputs.peers") -> None:
    """Verify that the figures of the peers do not contradict each other; their rows are not in the record."""
    least = int(case.number("min_peers") or 0)
    indicators = case.pack.knowledge["indicators"]
    for year, summaries in peers.summaries.items():
        tally.holds("peers", f"{place}.summaries.{year}", "a year", year, fits=_year(year))
        for name, summary in summaries.items():
            where = f"{place}.summaries.{year}.{name}"
            entry = indicators.get(name)
            tally.holds("peers", where, "an indicator", name, fits=entry is not None)
            # The whole, its part above nought, and of that the part with a known number of heads.
            heads = summary.per_head_positive
            counts = [peers.colleges, summary.reporting, summary.positive, heads]
            falling = counts == sorted(counts, reverse=True) and summary.reporting >= least
            tally.holds("peers", f"{where}.reporting", f"falling, from {least} on", counts, fits=falling)
            per_head = (heads == 0) if entry is None or entry.get("per") is None else True
            tally.holds("peers", f"{where}.per_head_positive", "0", heads, fits=per_head)
            for key, behind, low in (("quartiles", summary.positive, 1), ("per_head_quartiles", heads, 0)):
                found = getattr(summary, key)
                expected = f"three in order from {low} on, if of {least} or more"
                tally.holds("peers", f"{where}.{key}", expected, found, fits=_quartiles(found, behind, least, low))


def _year(text: str) -> bool:
    return text.isascii() and text.isdigit() and str(int(text)) == text


def _quartiles(found: Sequence[int] | None, behind: int, least: int, low: int) -> bool:
    """Say whether quartiles are given just where enough colleges stand behind them, and in order."""
    if found is None or behind < least:
        return found is None and behind < least
    return found[0] >= low and list(found) == sorted(found)
