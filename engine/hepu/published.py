"""Pages, pictures and schemas that are generated from the models and the pack and published in ``docs/``.

``python -m hepu.published docs`` writes them anew; a test says when that is due.
"""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from pydantic import BaseModel

from hepu.authoring.schemas.files import schema_files
from hepu.catalogue.pages import catalogue_files
from hepu.checks.forms.as_json import check_schema
from hepu.checks.page_text import page_files
from hepu.knowledge.load import Knowledge, knowledge_types
from hepu.ledger.checkpoints import CheckpointNote
from hepu.ledger.entries import BODIES
from hepu.ledger.receipts import ReceiptFile
from hepu.overview.model import Overview
from hepu.pack import load_pack
from hepu.profile.json_schema import json_schema
from hepu.record.digests import Digests
from hepu.record.inputs_file import InputsFile
from hepu.record.model import Record
from hepu.report.citing.csl_items import csl_item
from hepu.signing.statement import Predicate
from hepu.text import LANGUAGES, Text
from hepu.verification.docx_telling import DocxVerification
from hepu.verification.telling import Verification

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hepu.pack import Pack

__all__ = ["knowledge_page", "model_schema", "profile_schema", "published_files", "references"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_HEAD = """# Knowledge files

Generated from the models in `engine/hepu/knowledge/` by `python -m hepu.published docs`.

Each file below `knowledge/` maps ids to entries; `NAME.yaml` and all files in `NAME/` make one mapping. A text is
always given in both languages, `{zh: …, en: …}`. Ids are lower-case with underscores, ids of sources upper-case.
Fields in **bold** are required.
"""


def knowledge_page() -> str:
    """Describe every knowledge file: its entries, their fields and what may stand in them."""
    parts = [_HEAD]
    for name, model in knowledge_types().items():
        parts.append(f"\n## `{name}.yaml`\n\n{_doc(model)}\n")
        if model is not Text:
            parts.append("\n| field | holds |\n| --- | --- |\n")
            parts.extend(_rows(model))
    return "".join(parts)


def _doc(model: type) -> str:
    return " ".join((inspect.getdoc(model) or "").split()).replace("``", "`")


def _rows(model: type[BaseModel]) -> Iterator[str]:
    hints = get_type_hints(model)
    for name, info in model.model_fields.items():
        written = info.alias or name
        shown = f"**{written}**" if info.is_required() else written
        text = f" – {info.description}" if info.description else ""
        yield f"| {shown} | {_kind(hints[name])}{text} |\n"


def _kind(hint: Any) -> str:
    """Name a type for readers of the page."""
    if isinstance(hint, type):
        return {"str": "text", "int": "whole number", "bool": "true or false", "Decimal": "number", "date": "date"}.get(
            hint.__name__, hint.__name__ if hint.__name__ != "NoneType" else "nothing"
        )
    inner = [item for item in get_args(hint) if item is not Ellipsis]
    if not inner:
        return str(hint)
    if all(isinstance(item, str) for item in inner):
        return " · ".join(f"`{item}`" if item else "blank" for item in inner)
    kinds = [_kind(item) for item in inner if item is not type(None)]
    if getattr(hint, "__origin__", None) is dict:
        return f"mapping to {_kind(inner[1])}" if inner[1] is not Any else "mapping"
    prefix = "list of " if getattr(hint, "__origin__", None) is tuple else ""
    return prefix + " or ".join(dict.fromkeys(kinds))


def model_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Give the JSON Schema of what a model writes."""
    return {"$schema": DIALECT, **model.model_json_schema(by_alias=True)}


def profile_schema(knowledge: Knowledge) -> dict[str, Any]:
    """Give the JSON Schema of a profile file, with the ids that the knowledge defines."""
    return json_schema({name: getattr(knowledge, name) for name in ("towns", "places", "sectors", "indicators")})


def references(knowledge: Knowledge) -> list[dict[str, Any]]:
    """Give all works in CSL-JSON, each in Chinese and in English, by id; reference managers read it."""
    return [
        {**csl_item(key, knowledge.sources[key], lang), "id": f"{key}-{lang}"}
        for key in sorted(knowledge.sources)
        for lang in LANGUAGES
    ]


def published_files(pack: Pack) -> Mapping[str, str]:
    """Give the content of every generated file by its path below ``docs/``."""

    def pretty(content: dict[str, Any] | list[dict[str, Any]]) -> str:
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    return {
        "knowledge-files.md": knowledge_page(),
        "knowledge/references.json": pretty(references(pack.knowledge)),
        "schemas/profile-1.json": pretty(profile_schema(pack.knowledge)),
        "schemas/record-2.json": pretty(model_schema(Record)),
        "schemas/digests-1.json": pretty(model_schema(Digests)),
        "schemas/inputs-1.json": pretty(model_schema(InputsFile)),
        "schemas/advisory-predicate-1.json": pretty(model_schema(Predicate)),
        "schemas/verification-1.json": pretty(model_schema(Verification)),
        "schemas/docx-verification-1.json": pretty(model_schema(DocxVerification)),
        "schemas/receipt-1.json": pretty(model_schema(ReceiptFile)),
        "schemas/checkpoint-1.json": pretty(model_schema(CheckpointNote)),
        "schemas/ledger-entry-1.json": pretty({"$schema": DIALECT, **BODIES.json_schema(by_alias=True)}),
        "schemas/check-1.json": pretty(check_schema()),
        "schemas/overview-1.json": pretty(model_schema(Overview)),
        **page_files(),
        **{f"schemas/{name}": text for name, text in schema_files(pack).items()},
        **{f"knowledge/{name}": text for name, text in catalogue_files(pack).items()},
    }


def main(folder: Path) -> None:
    """Write every generated file below a folder."""
    for name, text in published_files(load_pack()).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
