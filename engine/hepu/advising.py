"""From a file to written advisories: what the command line, and any other caller, asks for."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from hepu.errors import DisagreementError, Fault, InputError, Location, OutputError
from hepu.facts.parameters import parameters_needed
from hepu.facts.peers import NO_PEERS, read_peers
from hepu.file_writing import present, write_files
from hepu.intake import read_profile
from hepu.intake.lexicon import default_lexicon, lexicon_of
from hepu.issuing import Issuer, opened, sidecars
from hepu.layers import shipped_layers
from hepu.pipeline import Advisor, Engine, Request, advisor

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Literal

    from hepu.advice.progress_model import Reported
    from hepu.intake.settings import Setting
    from hepu.layers import Layers
    from hepu.profile.model import Profile
    from hepu.record.model import LastRecord, Record
    from hepu.text import Lang

__all__ = [
    "Order",
    "Written",
    "advise_file",
    "ready",
    "record_of",
    "request_of",
    "shipped",
    "write_new_form",
]

FORM_YEARS = 5


@dataclass(frozen=True, slots=True)
class Order:
    """One profile to be advised and the editions to be written of it.

    ``since`` is the record of the last advisory, or a PDF that carries it; ``tasks`` the workbook of its tasks, in
    which the college has told how far they are.
    """

    profile: Path
    output: Path
    issued_at: str
    langs: tuple[Lang | Literal["both"], ...] = ("zh",)
    formats: tuple[Literal["pdf", "html", "docx", "xlsx", "json"], ...] = ("pdf",)
    as_of: dt.date | None = None
    peers: Path | None = None
    engine: Engine = "both"
    requests: bool = True
    kind: Literal["circulation", "audit"] = "circulation"
    settings: tuple[Setting, ...] = ()
    since: Path | None = None
    tasks: Path | None = None
    layers: Layers = field(default_factory=shipped_layers)
    issuer: Issuer = field(default_factory=Issuer)


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, the warnings about the profile, and the number of the ledger's entry, else zero."""

    paths: tuple[Path, ...]
    faults: tuple[Fault, ...]
    entry: int = 0


@cache
def ready(layers: Layers) -> Advisor:
    """Load and compile the pack of some layers once a process."""
    return advisor(layers)


def shipped() -> Advisor:
    """Give the shipped pack, ready to advise."""
    return ready(shipped_layers())


def request_of(order: Order) -> tuple[Request, tuple[Fault, ...]]:
    """Read a profile and its peers, and give what is to be judged with the warnings.

    Raises:
        InputError: when the profile or the peer table has faults, or the day lies before all parameters.

    """
    used = ready(order.layers)
    lexicon = lexicon_of(used.pack.knowledge)
    intake = read_profile(order.profile, lexicon, order.settings)
    errors = tuple(fault for fault in intake.faults if fault.severity == "error")
    if intake.profile is None or errors:
        raise InputError(errors or intake.faults)
    origins = dict(intake.origins)
    if order.as_of is not None:
        origins["as_of"] = Location("--as-of")
    knowledge = used.pack.knowledge
    parameters = parameters_needed(knowledge, order.as_of or intake.profile.as_of, origins.get("as_of"))
    peers = NO_PEERS
    if order.peers is not None:
        peers = read_peers(order.peers, knowledge, _names(intake.profile), parameters["min_peers"].value)
    request = Request(
        profile=intake.profile,
        issued_at=order.issued_at,
        origins=MappingProxyType(origins),
        source_name=order.profile.name,
        source_digest=intake.digest,
        as_of=order.as_of,
        peers=peers,
        engine=order.engine,
    )
    if order.since is not None:
        request = replace(request, last=_last(order, order.since, request.on_its_day))
    return request, intake.faults


def record_of(order: Order, step: Callable[[str], None] = lambda _: None) -> tuple[Record, tuple[Fault, ...]]:
    """Read a profile, advise on it and give the record with the warnings.

    Raises:
        InputError: when the profile or the peer table has faults.
        DisagreementError, ProofError: when the advice could not be issued.

    """
    step("read")
    request, faults = request_of(order)
    return ready(order.layers).advise(request, step), faults


def _last(order: Order, since: Path, profile: Profile) -> LastRecord:
    """Read the last advisory; one that the pack at hand gave is checked from its facts on."""
    from hepu.record.found import strict_record  # noqa: PLC0415  # needed with --since alone
    from hepu.record.last import last_record, read_record  # noqa: PLC0415  # the same

    read = read_record(since)
    used = ready(order.layers)
    if read.shape.inputs.pack.digest == used.pack.digest:
        strict_record(read.value, since.name)
        used.verify(read.value, since.name)
    reported: Mapping[str, Reported] = {}
    digest = ""
    if order.tasks is not None:
        from hepu.report.workbook.task_states import read_states  # noqa: PLC0415  # the same

        reported, digest = read_states(order.tasks, read.shape.issue.id, used.pack.knowledge)
    return last_record(read, profile, reported, digest)


def _names(profile: Profile) -> Sequence[str]:
    return [name for name in (profile.college.name.zh, *profile.college.former_names, profile.college.code) if name]


def advise_file(order: Order, step: Callable[[str], None] = lambda _: None) -> Written:
    """Advise on one profile and write its editions; what it is made from is never written over."""
    from hepu.report.editions import editions  # noqa: PLC0415  # slow to import, and a diagnosis may fail before it is needed

    step("read")
    _spare_inputs(order)
    used = ready(order.layers)
    request, warnings = request_of(order)
    office = opened(order.issuer, order.issued_at)
    request = replace(request, issuer=office.name, previous=office.previous(), signer=office.signer)
    if set(order.formats) - {"json"}:
        from hepu.report.glyphs import glyph_faults  # noqa: PLC0415  # as above

        if faults := glyph_faults(request.profile.model_dump(mode="json"), request.origins, str(order.profile)):
            raise InputError(faults)
    try:
        record = used.advise(request, step)
    except DisagreementError as error:
        _keep_traces(error, order)
        raise
    made = editions(
        record,
        used.pack,
        order.output,
        order.profile.stem,
        order.formats,
        order.langs,
        requests=order.requests,
        kind=order.kind,
        step=step,
    )
    stem = order.output / order.profile.stem
    if record.issue.status != "issued":
        # A diagnosis is nobody's word: it is neither signed nor entered.
        write_files({path: (present(path), data) for path, data in made.items()})
        return Written(tuple(made), warnings)
    step("issue")
    paths, entry = office.issue(record, used.pack, made, stem)
    return Written(paths, warnings, entry)


def _spare_inputs(order: Order) -> None:
    """Refuse an order of which an edition would take the place of a file that it reads, under whatever name."""
    from hepu.report.editions import edition_path  # noqa: PLC0415  # as above

    targets = {
        edition_path(order.output, order.profile.stem, wanted, lang, order.kind)
        for lang in order.langs
        for wanted in order.formats
    }
    targets |= set(sidecars(order.output / order.profile.stem))
    ledger = None
    if order.issuer.ledger:
        from hepu.ledger.places import file_of  # noqa: PLC0415  # as above

        ledger = file_of(order.issuer.ledger)
    read = (order.profile, order.peers, order.since, order.tasks, order.issuer.sign, ledger)
    inputs = [path for path in read if path is not None]
    faults = [
        Fault("would_overwrite", Location(str(target)), {"found": str(path)})
        for target in sorted(targets)
        for path in inputs
        if _is_one_file(target, path)
    ]
    if faults:
        raise OutputError(faults)


def _is_one_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _keep_traces(error: DisagreementError, order: Order) -> None:
    """Keep what each engine came to, for whoever has to find the difference."""
    try:
        order.output.mkdir(parents=True, exist_ok=True)
        for name, trace in error.traces.items():
            path = order.output / f"{order.profile.stem}.trace.{name}.json"
            path.write_text(json.dumps(trace, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    except OSError:
        unwritable = Fault("output_unwritable", Location(str(order.output)))
        raise OutputError([*error.faults, unwritable]) from error


def write_new_form(
    form: Path, source: Path | None, data_year: int | None, lang: Lang, layers: Layers, *, overwrite: bool = False
) -> None:
    """Write the form to a file, blank or filled with the answers of a profile; it asks the five years to ``data_year``.

    The pack of the layers gives the towns, places and sectors that can be chosen.

    Raises:
        InputError: when the profile has faults.
        OutputError: when the form cannot be written, has another name than a form, or would overwrite a file.

    """
    from hepu.intake import write_form  # noqa: PLC0415  # needed by this command alone

    if form.suffix.lower() != ".xlsx":
        context = {"found": form.suffix or form.name, "nearest": form.with_suffix(".xlsx").name}
        raise OutputError([Fault("form_suffix", Location(str(form)), context)])
    if form.exists() and not overwrite:
        raise OutputError([Fault("form_exists", Location(str(form)))])
    profile = None
    if source is not None:
        intake = read_profile(source, default_lexicon(layers))
        if intake.profile is None:
            raise InputError(intake.faults)
        profile = intake.profile
    years = () if data_year is None else range(data_year - FORM_YEARS + 1, data_year + 1)
    write_form(form, profile, lang, years, default_lexicon(layers))
