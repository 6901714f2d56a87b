"""Findings as JSON, by the published schema ``docs/schemas/check-1.json``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hepu.checks.pages import SEVERITIES, page_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.checks.findings import Finding
    from hepu.pack import Pack

__all__ = ["VERSION", "as_json", "check_schema"]

VERSION = 1


def as_json(findings: Sequence[Finding], counts: Mapping[str, int], pack: Pack | None) -> str:
    """Write findings as JSON; ``pack`` is missing where nobody could read which packs are checked."""
    about = pack and {"name": pack.knowledge.pack.name, "version": pack.knowledge.pack.version, "sha256": pack.digest}
    written = {
        "version": VERSION,
        "pack": about,
        "counts": dict(counts),
        "findings": [_finding(one) for one in findings],
    }
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    fault, mend = finding.fault, finding.mend
    place = fault.location
    return {
        "code": fault.code,
        "severity": fault.severity,
        "file": finding.file,
        "line": place.line,
        "column": place.column,
        "path": place.path,
        "message": {"zh": finding.message.zh, "en": finding.message.en},
        "remedy": finding.remedy,
        "nearest": fault.context.get("nearest", ""),
        "page": page_address(fault.code),
        "mend": mend
        and {
            "line": mend.line,
            "column": mend.column,
            "end_line": mend.end_line,
            "end_column": mend.end_column,
            "text": mend.text,
        },
    }


def check_schema() -> dict[str, Any]:
    """Give the JSON Schema of what ``hepu rules check --format json`` writes."""
    number, text = {"type": "integer", "minimum": 0}, {"type": "string"}
    both = _object({"zh": text, "en": text})
    mend = _object({"line": number, "column": number, "end_line": number, "end_column": number, "text": text})
    finding = _object(
        {
            "code": {**text, "description": "which check; its page is docs/checks/CODE.md"},
            "severity": {"enum": list(SEVERITIES)},
            "file": {**text, "description": "from the present folder, or its whole path where it lies elsewhere"},
            "line": {**number, "description": "from 1; 0 where only the file is known"},
            "column": {**number, "description": "from 1, in characters; 0 where only the line or the file is known"},
            "path": {**text, "description": "the keys that lead to the place, with full stops"},
            "message": both,
            "remedy": both,
            "nearest": {**text, "description": "the known name most like the one found, or nothing"},
            "page": {**text, "description": "where the check is explained: a file, or the command that prints it"},
            "mend": {
                "description": "what --fix would put in place of the signs from one place to another",
                "anyOf": [{"type": "null"}, mend],
            },
        }
    )
    pack = _object({"name": text, "version": text, "sha256": text})
    counts = _object(dict.fromkeys(("rules", "examples", *(f"{word}s" for word in SEVERITIES)), number))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What hepu rules check has found",
        **_object(
            {
                "version": {"const": VERSION},
                "pack": {"anyOf": [{"type": "null"}, pack]},
                "counts": counts,
                "findings": {"type": "array", "items": finding},
            }
        ),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": sorted(properties),
        "properties": properties,
    }
