"""The view as tables, which the terminal, CSV and the printed report show alike."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hepu.language.kinds import STAGES
from hepu.overview.alike import MOST
from hepu.overview.naming import Key, Naming
from hepu.report.words import both, glue, join, say, words
from hepu.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hepu.overview.model import DecisionRow, GroundsRow, NearPair, Overview, PackView, RuleRow, Side
    from hepu.pack import Pack

__all__ = ["Cell", "Column", "Key", "Share", "Table", "alarm", "head_lines", "pack_lines", "tables_of"]


@dataclass(frozen=True, slots=True)
class Share:
    """A share in thousandths."""

    permille: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its head for people, and whether it holds numbers."""

    name: str
    head: Text
    number: bool = False


Cell = Key | Share | Text | int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what is to be said of it.

    ``bar`` names the column of which the printed report draws bars; ``long`` says that its rows hold whole lists and
    are better read one by one.
    """

    name: str
    title: Text
    notes: tuple[Text, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bar: str = ""
    long: bool = False


def _columns(*names: str) -> tuple[Column, ...]:
    """Make columns by their names; those behind ``#`` hold numbers."""
    return tuple(Column(name.lstrip("#"), words()[f"overview.c_{name.lstrip('#')}"], name[0] == "#") for name in names)


def head_lines(overview: Overview) -> Iterator[Text]:
    """Say what was counted, what was not, and what the view does not do."""
    if overview.ledger:
        yield say("overview.from_ledger", ledger=overview.ledger)
    yield say("overview.counted", records=overview.records, colleges=overview.colleges)
    if overview.fictitious:
        yield say("overview.fictitious", count=overview.fictitious)
    left = [say(f"overview.{name}", count=count) for name, count in overview.left_out if count]
    if left:
        yield say("overview.left_out", parts=join(left, "clause_join"))
    yield words()["overview.limits_named"] if overview.named else say("overview.limits", least=overview.least)
    yield words()["overview.trust"]
    if len(overview.packs) > 1:
        yield words()["overview.apart"]


def pack_lines(view: PackView, overview: Overview) -> Iterator[Text]:
    """Say which pack it is, how many colleges it advised, and whether it can be told."""
    named = say("overview.pack", name=view.name, version=view.version, digest=view.digest[:12])
    if view.overlays:
        named = glue(named, say("overview.overlay", names=", ".join(view.overlays)))
    yield named
    counts = {"records": view.records, "colleges": view.colleges}
    yield say("overview.pack_counts", **counts, first=view.first.isoformat(), last=view.last.isoformat())
    if view.withheld:
        yield say("overview.pack_withheld", least=overview.least)
    elif not view.at_hand:
        yield words()["overview.pack_missing"]
    if not view.twins.unlike and not view.withheld:
        word = "same_kept" if view.twins.groups else "same_none"
        yield say(f"overview.{word}", groups=view.twins.groups, records=view.twins.records)


def alarm(view: PackView) -> Iterator[Text]:
    """Name loudly the records that have the same facts and do not say the same."""
    if view.twins.unlike:
        yield say("overview.alarm", count=len(view.twins.unlike))
    for item in view.twins.unlike:
        parts = join(words()[f"overview.parts.{name}"] for name in item.differ)
        colleges = join(map(both, item.colleges))
        yield say("overview.alarm_group", day=item.day.isoformat(), colleges=colleges, parts=parts)
        if item.records:
            yield say("overview.alarm_records", records=", ".join(item.records))


def tables_of(view: PackView, overview: Overview, pack: Pack | None) -> Iterator[Table]:
    """Give the tables of one pack in their order; ``pack`` names things, else they go by their ids."""
    if view.withheld:
        return
    naming = Naming(pack)
    yield _problems(view, naming)
    yield _causes(view, naming)
    if view.at_hand:
        yield _actors(view)
        yield _theories(view, naming)
        yield _grounds(view.grounds, naming, overview.older_than)
    yield from _likeness(view, naming)
    if overview.ledger:
        yield from _decisions(view, naming, overview.least)
    if view.at_hand:
        yield _stages(view.rules)
    yield from _rules(view.rules, naming)


def _stages(rules: Iterable[RuleRow]) -> Table:
    of: dict[str, list[RuleRow]] = defaultdict(list)
    for row in rules:
        of[row.stage].append(row)
    rows = [
        (
            Key(stage, words()[f"stage.{stage}"]),
            len(of[stage]),
            sum(bool(row.fired) for row in of[stage]),
            sum(row.fired == 0 for row in of[stage]),
            sum(row.fired is None for row in of[stage]),
            sum(row.fired or 0 for row in of[stage]),
        )
        for stage in STAGES
        if of[stage]
    ]
    columns = _columns("stage", "#rules", "#fired_rules", "#never", "#kept_back", "#firings")
    return Table("stages", words()["overview.t_stages"], (), columns, tuple(rows))


def _rules(rules: Iterable[RuleRow], naming: Naming) -> Iterator[Table]:
    ordered = sorted(rules, key=lambda row: (-(row.fired or 0), row.rule))

    def row_of(row: RuleRow) -> tuple[Cell, ...]:
        return (
            both(row.rule),
            Key(row.stage, words()[f"stage.{row.stage}"]) if row.stage else None,
            naming.target(row.stage, row.target),
            row.applied,
            row.fired,
            row.silent,
            row.undetermined,
            row.colleges,
        )

    columns = _columns("rule", "stage", "target", "#applied", "#fired", "#silent", "#open", "#colleges")
    fired = tuple(row_of(row) for row in ordered if row.fired != 0)
    yield Table("rules", words()["overview.t_rules"], (words()["overview.n_rules"],), columns, fired)
    never = tuple(row_of(row)[:4] + row_of(row)[5:7] for row in ordered if row.fired == 0)
    columns = _columns("rule", "stage", "target", "#applied", "#silent", "#open")
    yield Table("never", words()["overview.t_never"], (words()["overview.n_never"],), columns, never)


def _grounds(rows: Iterable[GroundsRow], naming: Naming, older_than: int) -> Table:
    def marks(row: GroundsRow) -> Iterator[Text]:
        if row.synthesis_only:
            yield words()["overview.m_synthesis_only"]
        if row.unreviewed != "none":
            yield words()[f"overview.m_unreviewed_{row.unreviewed}"]
        if row.unread:
            yield words()["overview.m_unread"]
        for name in ("unread_sources", "unchecked"):
            if found := getattr(row, name):
                yield say(f"overview.m_{name}", count=len(found))
        if row.not_in_force_at:
            yield say("overview.m_not_in_force", count=row.not_in_force_at)
        if row.outdated_at:
            yield say("overview.m_outdated", count=row.outdated_at, newest=str(row.newest))

    made = tuple(
        (
            naming.key("strategy", row.strategy),
            Key(row.actor, words()[f"book_actor.{row.actor}"]),
            Key(row.basis, words()[f"book_basis.{row.basis}"]),
            row.colleges,
            row.launched,
            join(marks(row), "clause_join") if any(marks(row)) else None,
        )
        for row in rows
    )
    notes = (say("overview.n_grounds", years=older_than),)
    columns = _columns("measure", "actor", "basis", "#colleges", "#launched", "marks")
    return Table("grounds", words()["overview.t_grounds"], notes, columns, made, "colleges")


def _likeness(view: PackView, naming: Naming) -> Iterator[Table]:
    group = view.likeness
    if group.quartiles is None:
        notes = (say(f"overview.skipped_{group.skipped}", most=MOST),)
        yield Table("nearest", words()["overview.t_nearest"], notes, (), ())
        return
    low, middle, high = (f"{value / 1000:.2f}" for value in group.quartiles)
    counted = {"colleges": group.colleges, "pairs": group.pairs, "same": group.same_advice}
    lead = say("overview.n_likeness", **counted, low=low, middle=middle, high=high)
    leads = [lead]
    if not group.nearest:
        leads.append(words()["overview.all_same"])
    elif group.nearest[0].one is None:
        leads.append(words()["overview.n_details"])
    yield from _pairs("nearest", group.nearest, tuple(leads), naming)
    if group.unlike:
        yield from _pairs("unlike", group.unlike, (), naming)


def _pairs(name: str, pairs: Sequence[NearPair], notes: tuple[Text, ...], naming: Naming) -> Iterator[Table]:
    rows = tuple(
        (at, Share(pair.likeness), Share(pair.shared), pair.measures, pair.apart, pair.differing)
        for at, pair in enumerate(pairs, start=1)
    )
    columns = _columns("#pair", "#likeness", "#shared", "#common", "#apart", "#differing")
    yield Table(name, words()[f"overview.t_{name}"], notes, columns, rows)
    sides: tuple[tuple[Cell, ...], ...] = tuple(
        (at, *_alone(pair.one, naming), *_alone(pair.other, naming), _answers(pair, naming))
        for at, pair in enumerate(pairs, start=1)
        if pair.one is not None and pair.other is not None
    )
    if sides:
        heads = tuple(
            Column(f"{who}_{what}", say(f"overview.of_{who}", what=words()[f"overview.c_{what}"]))
            for who in ("one", "other")
            for what in ("college", "record", "problems_alone", "measures_alone")
        )
        columns = (*_columns("#pair"), *heads, *_columns("answers"))
        yield Table(f"{name}-colleges", words()[f"overview.t_{name}_colleges"], (), columns, sides, long=True)


def _alone(side: Side, naming: Naming) -> Iterator[Text]:
    yield both(side.college)
    yield both(side.record)
    for stage, ids in (("problem", side.problems), ("strategy", side.measures)):
        yield _listed(naming.key(stage, item).name for item in ids)


def _answers(pair: NearPair, naming: Naming) -> Text:
    return _listed(naming.answer(item) for item in pair.answers or ())


def _listed(names: Iterable[Text]) -> Text:
    found = list(names)
    return join(found, "clause_join") if found else words()["overview.none"]


def _counted(items: Iterable[tuple[Text, int]]) -> Text | None:
    made = [say("overview.counted_name", name=name, count=count) for name, count in items]
    return join(made, "clause_join") if made else None


def _actors(view: PackView) -> Table:
    def placed(found: Mapping[str, int]) -> Text | None:
        names = {name: "withheld_measure" if name == "withheld" else name for name in found}
        return _counted((words()[f"reconsider.{names[name]}"], count) for name, count in found.items())

    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Key(row.actor, words()[f"book_actor.{row.actor}"]),
            row.defined,
            row.measures,
            row.pieces,
            row.colleges,
            placed({str(name): count for name, count in row.placements.items()}),
        )
        for row in view.actors
    )
    columns = _columns("actor", "#defined", "#measures", "#pieces", "#colleges", "placements")
    return Table("actors", words()["overview.t_actors"], (words()["overview.n_actors"],), columns, rows, "pieces")


def _theories(view: PackView, naming: Naming) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            naming.theory(row.theory),
            row.rules,
            row.fired_rules,
            row.firings,
            row.measures,
            row.pieces,
            row.colleges,
        )
        for row in view.theories
    )
    columns = _columns("theory", "#rules", "#fired_rules", "#firings", "#measures", "#pieces", "#colleges")
    notes = (words()["overview.n_theories"],)
    return Table("theories", words()["overview.t_theories"], notes, columns, rows, "pieces")


def _problems(view: PackView, naming: Naming) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            naming.key("problem", row.problem),
            row.colleges,
            row.priority,
            row.unanswered,
            _counted((naming.key("cause", name).name, count) for name, count in row.causes.items()),
        )
        for row in view.problems
    )
    columns = _columns("problem", "#colleges", "#first", "#unanswered", "causes")
    notes = (words()["overview.n_problems"],)
    return Table("problems", words()["overview.t_problems"], notes, columns, rows, "colleges")


def _causes(view: PackView, naming: Naming) -> Table:
    rows = tuple(
        (
            naming.key("cause", row.cause),
            row.colleges,
            _counted((naming.key("problem", name).name, count) for name, count in row.problems.items()),
        )
        for row in view.causes
    )
    columns = _columns("cause", "#colleges", "explains")
    return Table("causes", words()["overview.t_causes"], (words()["overview.n_causes"],), columns, rows, "colleges")


def _decisions(view: PackView, naming: Naming, least: int) -> Iterator[Table]:
    def row_of(row: DecisionRow, first: Cell) -> tuple[Cell, ...]:
        counts: tuple[Cell, ...] = (None,) * 4 if row.decided is None else tuple(row.decided.values())
        return (first, row.records, row.colleges, *counts, None if row.rate is None else Share(row.rate))

    decisions = tuple(
        Column(name, words()[f"decisions.{name}"], number=True)
        for name in ("adopted", "partly_adopted", "returned", "rejected")
    )

    def columns(first: str) -> tuple[Column, ...]:
        return (*_columns(first, "#records", "#colleges"), *decisions, *_columns("#rate"))

    notes = [say("overview.n_decisions", least=least, undecided=view.undecided)]
    if not view.decisions:
        notes.append(words()["overview.no_decisions"])
    rows = tuple(row_of(row, naming.piece(row.piece)) for row in view.decisions)
    yield Table("decisions", words()["overview.t_decisions"], tuple(notes), columns("piece"), rows)
    if view.decisions_by_basis:
        rows = tuple(
            row_of(row, Key(row.basis, words()[f"book_basis.{row.basis}"]) if row.basis else None)
            for row in view.decisions_by_basis
        )
        yield Table("decisions-by-basis", words()["overview.t_by_basis"], (), columns("basis"), rows)
