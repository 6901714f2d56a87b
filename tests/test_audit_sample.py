"""A sample that anybody can draw again, and its working paper: facts with evidence, traces, space for judgement."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import page
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit_sample import DAYS, archived, digest_of, filled, issued, records
from hepu.audit.drawn import Wish, paper_of, sample_data, sampled
from hepu.audit.log import read_log
from hepu.audit.paper_pdf import paper_html, paper_pdf
from hepu.audit.pieces import measures_of
from hepu.audit.sampling import Unit, draw, lot, population_digest, shares
from hepu.audit.shelf import shelf_of, shelf_of_folder, shelf_of_ledger
from hepu.errors import InputError
from hepu.layers import Layer, shipped_layers
from hepu.ledger.store import create_ledger
from hepu.record.build import as_json
from hepu.record.digests import record_bytes
from overview_sample import taken_for_issued

if TYPE_CHECKING:
    from hepu.audit.drawn import Sampled, Strata
    from hepu.audit.shelf import Shelf

UNITS = [Unit(hashlib.sha256(bytes([at // 5])).hexdigest(), f"strategy.s{at}", "abc"[at % 3]) for at in range(30)]
pytestmark = [  # WeasyPrint leaves a file of its own open
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
# The validator takes the last byte of packed data for a line's end where it happens to be one.
MISTAKEN = {"PDFA3A-STREAM-LENGTH-001"}
OWN_PACK = Path(__file__).parents[1] / "examples" / "packs" / "yunjiang"
MADE = "2026-11-26T02:00:00+00:00"
units = st.lists(st.sampled_from(UNITS), min_size=1, unique=True)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Give the records of a ledger of three advisories."""
    ledger = filled(tmp_path_factory.mktemp("audit") / "ledger.db")
    return shelf_of_ledger(read_log(ledger), shipped_layers())


@pytest.fixture(scope="module")
def found(shelf: Shelf) -> Sampled:
    """Give a sample of four."""
    return sampled(shelf, Wish(4, "示例种子"))


def test_a_lot_is_the_digest_that_the_method_says() -> None:
    unit = Unit("0" * 64, "strategy.example")
    data = b"hepu-audit-sample/1\x00" + "种子".encode() + b"\x00" + b"0" * 64 + b":strategy.example"

    assert lot("种子", unit) == hashlib.sha256(data).hexdigest()


@given(units, st.text(min_size=1), st.integers(1, 40))
def test_a_sample_hangs_on_the_seed_and_on_what_there_is_and_not_on_its_order(
    population: list[Unit], seed: str, size: int
) -> None:
    made = draw(population, size, seed)

    assert made == draw(list(reversed(population)), size, seed)
    assert len(made.drawn) == min(size, len(population))
    assert set(made.drawn) <= set(population)


@given(units, st.text(min_size=1), st.integers(1, 40))
def test_a_larger_sample_holds_every_smaller_one(population: list[Unit], seed: str, size: int) -> None:
    assert draw(population, size + 1, seed).drawn[:size] == draw(population, size, seed).drawn


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 50), min_size=1), st.data())
def test_places_are_shared_out_whole_and_none_gets_more_than_it_has(sizes: dict[str, int], data: st.DataObject) -> None:
    places = data.draw(st.integers(0, sum(sizes.values())))
    given_ = shares(sizes, places)

    assert sum(given_.values()) == places
    assert all(0 <= given_[name] <= size for name, size in sizes.items())
    assert all(abs(given_[name] - places * size / sum(sizes.values())) < 1 for name, size in sizes.items())


def test_other_seeds_draw_other_pieces_evenly() -> None:
    counts = dict.fromkeys(UNITS, 0)
    for seed in range(600):
        for unit in draw(UNITS, 3, str(seed)).drawn:
            counts[unit] += 1

    # 600 draws of 3 among 30: sixty each, with a standard deviation of about seven.
    assert min(counts.values()) > 30
    assert max(counts.values()) < 90


def test_the_digest_of_the_population_is_over_the_names_in_order() -> None:
    names = sorted(unit.name for unit in UNITS)

    assert population_digest(UNITS) == hashlib.sha256("".join(f"{name}\n" for name in names).encode()).hexdigest()


def test_the_population_is_every_measure_of_every_advisory_once(found: Sampled) -> None:
    names = {f"{digest_of(record)}:{key}" for record in records() for key in measures_of(as_json(record))}

    assert found.draw.population == len(names)
    assert found.draw.digest == hashlib.sha256("".join(f"{name}\n" for name in sorted(names)).encode()).hexdigest()


def test_a_record_that_was_issued_again_counts_once(tmp_path: Path, found: Sampled) -> None:
    ledger = filled(tmp_path / "twice.db")
    first = read_log(ledger).records[digest_of(records()[0])].issue
    ledger.append([first.model_copy(update={"at": "2026-11-25T00:00:00+00:00"})])

    assert sampled(shelf_of(str(tmp_path / "twice.db"), shipped_layers()), Wish(4, "示例种子")).draw == found.draw


@pytest.mark.parametrize("strata", ["basis", "college", "placement"])
def test_strata_are_drawn_by_their_size(shelf: Shelf, strata: Strata) -> None:
    made = sampled(shelf, Wish(12, "1", strata))
    population = made.draw.population

    assert sum(drawn for _, drawn in made.draw.strata.values()) == 12
    assert sum(held for held, _ in made.draw.strata.values()) == population
    assert all(abs(drawn - 12 * held / population) < 1 for held, drawn in made.draw.strata.values())
    assert set(made.draw.strata) == set(made.names)


def test_of_a_folder_the_issued_records_are_drawn_from_each_once(tmp_path: Path) -> None:
    first, second, diagnosis = records()
    handed_out = [taken_for_issued(first), taken_for_issued(second)]
    for at, record in enumerate((*handed_out, handed_out[0], diagnosis)):
        (tmp_path / f"{at}.json").write_bytes(record_bytes(record))
    (tmp_path / "0.dsse.json").write_text("{}", "utf-8")
    (tmp_path / "notes.txt").write_text("nothing", "utf-8")
    made = sampled(shelf_of_folder(tmp_path, shipped_layers()), Wish(4, "示例种子"))
    names = sorted(f"{digest_of(record)}:{key}" for record in handed_out for key in measures_of(as_json(record)))

    assert made.advisories == 2
    assert made.draw.population == len(names)
    assert made.draw.digest == hashlib.sha256("".join(f"{name}\n" for name in names).encode()).hexdigest()


def test_a_folder_without_records_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        sampled(shelf_of(str(tmp_path), shipped_layers()), Wish(1, "1"))

    assert [fault.code for fault in error.value.faults] == ["audit_nothing_to_draw"]


def test_a_damaged_record_in_a_folder_is_no_smaller_population(tmp_path: Path) -> None:
    value = json.loads(record_bytes(records()[0]))
    value["inputs"]["data_year"] += 1
    (tmp_path / "damaged.json").write_text(json.dumps(value), "utf-8")

    with pytest.raises(InputError) as error:
        shelf_of_folder(tmp_path, shipped_layers())

    assert [fault.code for fault in error.value.faults] == ["record_damaged"]


def test_whoever_has_the_names_can_draw_the_sample_with_other_tools(found: Sampled) -> None:
    """Draw with the shell alone: sha256 of each name, sorted."""
    script = (
        "import hashlib,sys\nseed,size,*names=sys.argv[1:]\n"
        "d=lambda n: hashlib.sha256(b'hepu-audit-sample/1\\0'+seed.encode()+b'\\0'+n.encode()).hexdigest()\n"
        "print('\\n'.join(sorted(names,key=d)[:int(size)]))"
    )
    names = sample_data(found)["names"]
    assert isinstance(names, dict)
    told = subprocess.run(
        [sys.executable, "-c", script, "示例种子", "4", *names], check=True, capture_output=True, text=True
    )
    drawn = sample_data(found)["drawn"]

    assert isinstance(drawn, list)
    assert told.stdout.split() == [f"{item['record']}:{item['piece']}" for item in drawn]


def test_the_names_that_are_told_are_the_population_each_with_its_stratum(shelf: Shelf) -> None:
    made = sampled(shelf, Wish(12, "1", "placement"))
    names = sample_data(made)["names"]
    assert isinstance(names, dict)

    assert hashlib.sha256("".join(f"{name}\n" for name in names).encode()).hexdigest() == made.draw.digest
    assert {name: held for name, (held, _) in made.draw.strata.items()} == Counter(names.values())


def test_a_sheet_traces_its_piece_down_to_facts_with_place_and_evidence(found: Sampled) -> None:
    for sheet in paper_of(found, MADE).sheets:
        marks = {row.number for row in sheet.facts} | {row.mark for row in sheet.rows if row.mark}
        marks |= {mark for mark, _ in sheet.documents}
        rules = [row for row in sheet.rows if row.kind == "rule"]

        assert {ref for row in sheet.rows for ref in row.refs} <= marks
        assert rules
        assert all(row.number == f"F{at}" for at, row in enumerate(sheet.facts, start=1))
        assert all(re.search(r"成立|不能判断", row.truth.zh) for row in sheet.rows if row.refs)


def test_evidence_is_what_the_college_named(shelf: Shelf) -> None:
    everything = sampled(shelf, Wish(1000, "1"))
    facts = [row for sheet in paper_of(everything, MADE).sheets for row in sheet.facts]
    named = [row for row in facts if row.handed_in and row.evidence is not None]

    assert "人事处名册；附件3" in {row.evidence.zh for row in named if row.evidence is not None}
    assert any(row.handed_in and row.evidence is None for row in facts)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_paper_offers_the_four_decisions_and_room_to_sign(found: Sampled, lang: str) -> None:
    html = paper_html(paper_of(found, MADE), lang)  # type: ignore[arg-type]  # one of the two
    wanted = {"zh": ("采纳", "部分采纳", "退回补充", "不采纳"), "en": ("adopted", "adopted in part", "not adopted")}[
        lang
    ]
    text = re.sub(r"<[^>]+>|&nbsp;|\s", "", html)

    assert html.count('class="judgement"') == len(found.draw.drawn)
    assert all(f"□{word.replace(' ', '')}" in text.replace("\u00a0", "").replace("\u2060", "") for word in wanted)
    assert found.draw.digest in text


def test_the_paper_is_accessible_and_archival_and_the_same_bytes_for_the_same_sample(found: Sampled) -> None:
    paper = paper_of(found, MADE)
    made = paper_pdf(paper, "zh")

    assert made == paper_pdf(paper_of(found, MADE), "zh")
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        said = page.validate_pdf_bytes(made, profile=profile)
        assert [fault.rule_id for fault in said.failures if fault.rule_id not in MISTAKEN] == []


def test_a_pack_that_the_ledger_does_not_hold_is_taken_from_the_layers_if_it_is_the_same(tmp_path: Path) -> None:
    ledger, record = create_ledger(str(tmp_path / "without.db"), "示例台账", MADE), records()[0]
    ledger.append([issued(record, archived(), DAYS[0])], [record_bytes(record)])
    log = read_log(ledger)
    (held,) = shelf_of_ledger(log, shipped_layers()).records
    (other,) = shelf_of_ledger(log, (*shipped_layers(), Layer.at(OWN_PACK))).records

    assert held.context.pack.digest == record.inputs.pack.digest
    with pytest.raises(InputError) as error:
        other.opened()

    assert [fault.code for fault in error.value.faults] == ["audit_no_pack"]
