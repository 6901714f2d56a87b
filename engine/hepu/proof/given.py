"""What a record says and nothing else in it implies: it is taken as given, and named here and nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["UNVERIFIED", "Given", "given"]

_SHA256 = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"\d+(?:\.\d+)*[0-9A-Za-z.+_-]*", re.ASCII)
# What a page is made with: each with its version, or the digest of its files.
_VERSIONED = (
    "Jinja2",
    "MarkupSafe",
    "citeproc-py",
    "cssselect2",
    "fontconfig",
    "fonttools",
    "harfbuzz",
    "pango",
    "pydyf",
    "pyphen",
    "tinycss2",
    "tinyhtml5",
    "weasyprint",
    "zlib",
)
_DIGESTED = ("fonts", "templates")


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _digest(value: Any) -> bool:
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


def _digest_or_nothing(value: Any) -> bool:
    return value == "" or _digest(value)


def _reported(value: Any) -> bool:
    return value in {"", "open", "running", "done", "paused"}


def _one_engine(value: Any) -> bool:
    return value in {"chainer", "experta"}


def _texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in (*value, *value.values()))


def _renderer(value: Any) -> bool:
    """Say whether each thing that pages are made with is named, and nothing else: digests, versions and one word."""
    return (
        _texts(value)
        and set(value) == {*_VERSIONED, *_DIGESTED, "justification"}
        and all(_digest(value[name]) for name in _DIGESTED)
        and all(value[name] == "absent" or _VERSION.fullmatch(value[name]) for name in _VERSIONED)
        and value["justification"] in {"applied", "stepped_aside"}
        and (value["justification"] == "applied") == value["weasyprint"].startswith("70.")
    )


def _checkpoint_or_nothing(value: Any) -> bool:
    return value is None or (
        isinstance(value, dict)
        and set(value) == {"ledger", "sequence", "digest"}
        and _text(value["ledger"])
        and _count(value["sequence"])
        and _digest(value["digest"])
    )


def _signer_or_nothing(value: Any) -> bool:
    return value is None or (
        isinstance(value, dict)
        and set(value) == {"subject", "certificate", "demonstration"}
        and _text(value["subject"])
        and _digest(value["certificate"])
        and _flag(value["demonstration"])
    )


def _anything(_: Any) -> bool:
    return True


# Where it stands in a record (a star is any name), and what it must look like; docs/checker.md says why it is given.
UNVERIFIED: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        "inputs.source_name": _text,
        "inputs.source_digest": _digest_or_nothing,
        "inputs.as_of_overridden": _flag,
        "inputs.engine": _one_engine,
        "inputs.peers.colleges": _count,
        "inputs.peers.digest": _digest,
        # These are held against each other elsewhere.
        "inputs.peers.summaries": _anything,
        "inputs.last.id": _text,
        "inputs.last.digest": _digest,
        "inputs.last.issued_at": _text,
        "inputs.last.pack": _anything,
        "inputs.last.peers.colleges": _count,
        "inputs.last.peers.digest": _digest,
        "inputs.last.peers.summaries": _anything,
        "inputs.last.conclusions": _anything,
        "inputs.last.strategies": _anything,
        "inputs.last.strategies.*.reported": _reported,
        "inputs.last.questions": _anything,
        "inputs.last.tasks_digest": _digest_or_nothing,
        "facts.values.*.place": _text,
        "facts.lists.*.rows.*.*.place": _text,
        "advice.robustness": _anything,
        "engines.hepu": _text,
        "engines.versions": _texts,
        "engines.renderer": _renderer,
        "engines.checked_steps": _count,
        "issue.issued_at": _text,
        "issue.issuer": _text,
        "issue.previous": _checkpoint_or_nothing,
        "issue.signer": _signer_or_nothing,
    }
)


@dataclass(frozen=True, slots=True)
class Given:
    """Stands for a value that is taken as given if only it looks as it must; ``name`` is its place."""

    name: str
    fits: Callable[[Any], bool]


def given(name: str) -> Given:
    """Take what stands in one of the places of ``UNVERIFIED`` as given."""
    return Given(name, UNVERIFIED[name])
