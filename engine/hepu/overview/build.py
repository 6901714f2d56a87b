"""From what was collected to the view: pack by pack, in an order that tells nothing of who is who."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hepu.overview.alike import group_of, twins_of
from hepu.overview.decisions import decision_rows, rows_by_basis
from hepu.overview.firing import rule_rows
from hepu.overview.grounds import grounds_rows
from hepu.overview.model import Group, LeftOut, Overview, PackView, Twins
from hepu.overview.reach import actor_rows, cause_rows, problem_rows, theory_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hepu.overview.collect import Collected, Stated
    from hepu.overview.told import Told
    from hepu.pack import Pack

__all__ = ["LEAST", "OLDER_THAN", "overview_of"]

# No statistic of fewer colleges goes out without names; a pack may ask for more (``min_peers``).
LEAST = 8
# After so many years a work that is no law is pointed out; a bound of ours that may be set otherwise.
OLDER_THAN = 10


def overview_of(collected: Collected, *, named: bool = False, older_than: int = OLDER_THAN) -> Overview:
    """Make the view; ``named`` names colleges and records, ``older_than`` is in years.

    Colleges without names are numbered in the order of their records' digests.
    """
    told = [collected.told[digest] for digest in sorted(collected.told)]
    labels = _labels(told, named=named)
    by_pack: dict[str, list[Told]] = defaultdict(list)
    for item in told:
        by_pack[item.pack].append(item)
    least = max([LEAST, *(item.least for item in told)])
    views = [
        _view(collected.stated[digest], items, collected, labels, least, named=named, older_than=older_than)
        for digest, items in by_pack.items()
    ]
    return Overview(
        named=named,
        least=least,
        older_than=older_than,
        ledger=collected.ledger,
        records=len(told),
        colleges=len(labels),
        fictitious=len({item.college for item in told if item.fictitious}),
        left_out=LeftOut(**collected.left_out),
        packs=tuple(sorted(views, key=lambda item: (-item.last.toordinal(), item.digest))),
    )


def _labels(told: Sequence[Told], *, named: bool) -> Mapping[str, str]:
    """Give each college what it is called: its Chinese name, or a number."""
    found: dict[str, str] = {}
    for item in told:
        found.setdefault(item.college, item.name.zh if named else "")
    width = len(str(len(found)))
    return found if named else {key: f"{at:0{width}}" for at, key in enumerate(found, start=1)}


def _view(  # what the view is made of
    stated: Stated,
    told: Sequence[Told],
    collected: Collected,
    labels: Mapping[str, str],
    least: int,
    *,
    named: bool,
    older_than: int,
) -> PackView:
    pack: Pack | None = collected.packs[stated.digest]
    colleges = len({item.college for item in told})
    withheld = not named and colleges < least

    def label(item: Told) -> str:
        return labels[item.college]

    twins = twins_of(told, label, named=named)
    view = PackView(
        name=stated.name,
        version=stated.version,
        digest=stated.digest,
        overlays=stated.overlays,
        at_hand=pack is not None,
        withheld=withheld,
        records=len(told),
        colleges=colleges,
        first=min(item.day for item in told),
        last=max(item.day for item in told),
        rules=(),
        grounds=(),
        twins=twins if not withheld else Twins(groups=0, records=0, unlike=twins.unlike),
        likeness=Group(colleges=colleges, pairs=0, same_advice=0, quartiles=None, nearest=(), unlike=(), skipped="few"),
        actors=(),
        theories=(),
        problems=(),
        causes=(),
        decisions=(),
        decisions_by_basis=(),
        undecided=sum(
            f"strategy.{name}" not in collected.decisions.get(item.digest, {}) for item in told for name in item.told
        ),
    )
    if withheld:
        return view
    rules = rule_rows(told, stated.rules, pack, 0 if named else least)
    made: dict[str, object] = {
        "rules": rules,
        "likeness": group_of(told, pack, 0 if named else least, label, named=named),
        "problems": problem_rows(told),
        "causes": cause_rows(told),
        "decisions": decision_rows(told, collected.decisions, pack, least, named=named),
        "decisions_by_basis": rows_by_basis(told, collected.decisions, pack, least, named=named),
    }
    if pack is not None:
        made["grounds"] = grounds_rows(told, pack, older_than)
        made["actors"] = actor_rows(told, pack)
        made["theories"] = theory_rows(told, pack, rules)
    return view.model_copy(update=made)
