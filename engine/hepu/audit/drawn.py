"""From a ledger, or a folder of records, to a sample and its working paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hepu.audit.grounds import grounds_of
from hepu.audit.outline import placement_text
from hepu.audit.paper import Paper, sheet_of
from hepu.audit.pieces import measures_of
from hepu.audit.sampling import Unit, draw
from hepu.errors import Fault, Location, OutputError
from hepu.file_writing import present, write_files
from hepu.record.build import as_json
from hepu.report.words import both, say, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from hepu.audit.sampling import Draw
    from hepu.audit.shelf import Held, Shelf
    from hepu.text import Lang, Text

__all__ = ["Sampled", "Strata", "Wish", "paper_of", "sample_data", "sampled", "told_sample", "write_paper"]

Strata = Literal["", "basis", "college", "placement"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What sample is asked for: how many pieces, by which seed, and by what they are stratified, if at all."""

    size: int
    seed: str
    strata: Strata = ""


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sample with the shelf from which it was drawn; ``names`` tell what its strata are called."""

    shelf: Shelf
    advisories: int
    draw: Draw
    names: Mapping[str, Text]


def sampled(shelf: Shelf, wish: Wish) -> Sampled:
    """Draw from all measures that the advisories on a shelf give.

    Raises:
        InputError: where there is nothing to draw from, or a record cannot be read.

    """
    names: dict[str, Text] = {}
    units = [unit for held in shelf.records for unit in _units(held, wish.strata, names)]
    made = draw(units, wish.size, wish.seed, stratified=bool(wish.strata))
    return Sampled(shelf, len(shelf.records), made, names)


def _units(held: Held, strata: Strata, names: dict[str, Text]) -> Iterable[Unit]:
    value = as_json(held.record)
    for key in measures_of(value):
        stratum = ""
        if strata:
            stratum, text = _stratum(held, key, strata)
            names[stratum] = text
        yield Unit(held.digest, key, stratum)


def _stratum(held: Held, key: str, strata: Strata) -> tuple[str, Text]:
    match strata:
        case "basis":
            basis = grounds_of(held.context, key).basis
            return basis, words()[f"book_basis.{basis}"]
        case "college":
            name = held.record.inputs.profile["college"]["name"]
            return name["zh"], both(name["zh"])
        case _:
            advice = next(item for item in held.record.advice.strategies if key == f"strategy.{item.id}")
            return advice.placement, words()[f"audit.placement_{advice.placement}"]


def paper_of(found: Sampled, made: str) -> Paper:
    """Put a sample into words for its working paper, made at some moment.

    Raises:
        InputError, PackError: where the pack of a record cannot be opened.

    """
    held = {item.digest: item for item in found.shelf.records}
    sheets = tuple(
        sheet_of(held[unit.record].context, unit.piece, number, held[unit.record].told)
        for number, unit in enumerate(found.draw.drawn, start=1)
    )
    return Paper(
        source=found.shelf.name,
        advisories=found.advisories,
        draw=found.draw,
        made=made,
        strata_names=found.names,
        sheets=sheets,
    )


def write_paper(found: Sampled, made: str, lang: Lang, path: Path) -> None:
    """Write the working paper of a sample, made at some moment.

    Raises:
        InputError, PackError: as ``paper_of``; also where a character is in none of the fonts.
        OutputError: where the file has another name than a PDF, or cannot be written.

    """
    if path.suffix.lower() != ".pdf":
        context = {"found": path.suffix or path.name, "nearest": path.with_suffix(".pdf").name}
        raise OutputError([Fault("audit_paper_suffix", Location(str(path)), context)])
    from hepu.audit.paper_pdf import paper_pdf  # noqa: PLC0415  # WeasyPrint takes most of a second to import

    write_files({path: (present(path), paper_pdf(paper_of(found, made), lang))})


def sample_data(found: Sampled) -> dict[str, object]:
    """Give a sample as JSON values, with all by which it can be drawn again."""
    ids = {item.digest: item.record.issue.id for item in found.shelf.records}
    made = found.draw
    return {
        "method": "hepu-audit-sample/1",
        "seed": made.seed,
        "advisories": found.advisories,
        "population": made.population,
        "population_digest": made.digest,
        "strata": {name: {"of": held, "drawn": drawn} for name, (held, drawn) in made.strata.items()},
        "drawn": [{"record_id": ids[unit.record], "record": unit.record, "piece": unit.piece} for unit in made.drawn],
        "names": {unit.name: unit.stratum for unit in made.units},
    }


def told_sample(found: Sampled) -> Sequence[Text]:
    """Tell a sample in lines: what it was drawn from and how, then each piece."""
    made = found.draw
    lines = [
        say("paper.population_value", advisories=found.advisories, pieces=made.population),
        say("audit.sample_digest", digest=made.digest),
        say("audit.sample_drawn", count=len(made.drawn), seed=made.seed),
    ]
    held = {item.digest: item for item in found.shelf.records}
    for number, unit in enumerate(made.drawn, start=1):
        context = held[unit.record].context
        lines.append(
            say(
                "audit.sample_line",
                number=number,
                record=context.record.issue.id,
                name=context.names.conclusion(unit.piece),
                placement=placement_text(context, unit.piece),
            )
        )
    return lines
