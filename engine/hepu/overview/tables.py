"""The tables of the view, which the terminal, CSV and the printed report show alike."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hepu.language.kinds import STAGES
from hepu.overview.alike import MOST
from hepu.overview.naming import Key, Naming
from hepu.overview.table_parts import Cell, Column, Share, Table, columns_of, counts_of, names_of
from hepu.report.words import both, join, say, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hepu.overview.model import DecisionRow, GroundsRow, NearPair, Overview, PackView, RuleRow, Side
    from hepu.pack import Pack
    from hepu.text import Text

__all__ = ["tables_of"]


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
    columns = columns_of("stage", "#rules", "#fired_rules", "#never", "#kept_back", "#firings")
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

    columns = columns_of("rule", "stage", "target", "#applied", "#fired", "#silent", "#open", "#colleges")
    fired = tuple(row_of(row) for row in ordered if row.fired != 0)
    yield Table("rules", words()["overview.t_rules"], (words()["overview.n_rules"],), columns, fired)
    never = tuple(row_of(row)[:4] + row_of(row)[5:7] for row in ordered if row.fired == 0)
    columns = columns_of("rule", "stage", "target", "#applied", "#silent", "#open")
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
    columns = columns_of("measure", "actor", "basis", "#colleges", "#launched", "marks")
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
    columns = columns_of("#pair", "#likeness", "#shared", "#common", "#apart", "#differing")
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
        columns = (*columns_of("#pair"), *heads, *columns_of("answers"))
        yield Table(f"{name}-colleges", words()[f"overview.t_{name}_colleges"], (), columns, sides, long=True)


def _alone(side: Side, naming: Naming) -> Iterator[Text]:
    yield both(side.college)
    yield both(side.record)
    for stage, ids in (("problem", side.problems), ("strategy", side.measures)):
        yield names_of(naming.key(stage, item).name for item in ids)


def _answers(pair: NearPair, naming: Naming) -> Text:
    return names_of(naming.answer(item) for item in pair.answers or ())


def _actors(view: PackView) -> Table:
    def placed(found: Mapping[str, int]) -> Text | None:
        names = {name: "withheld_measure" if name == "withheld" else name for name in found}
        return counts_of((words()[f"reconsider.{names[name]}"], count) for name, count in found.items())

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
    columns = columns_of("actor", "#defined", "#measures", "#pieces", "#colleges", "placements")
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
    columns = columns_of("theory", "#rules", "#fired_rules", "#firings", "#measures", "#pieces", "#colleges")
    notes = (words()["overview.n_theories"],)
    return Table("theories", words()["overview.t_theories"], notes, columns, rows, "pieces")


def _problems(view: PackView, naming: Naming) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            naming.key("problem", row.problem),
            row.colleges,
            row.priority,
            row.unanswered,
            counts_of((naming.key("cause", name).name, count) for name, count in row.causes.items()),
        )
        for row in view.problems
    )
    columns = columns_of("problem", "#colleges", "#first", "#unanswered", "causes")
    notes = (words()["overview.n_problems"],)
    return Table("problems", words()["overview.t_problems"], notes, columns, rows, "colleges")


def _causes(view: PackView, naming: Naming) -> Table:
    rows = tuple(
        (
            naming.key("cause", row.cause),
            row.colleges,
            counts_of((naming.key("problem", name).name, count) for name, count in row.problems.items()),
        )
        for row in view.causes
    )
    columns = columns_of("cause", "#colleges", "explains")
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
        return (*columns_of(first, "#records", "#colleges"), *decisions, *columns_of("#rate"))

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
