"""Whether the pack at hand is that of a record, file by file."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hepu.advising import ready
from hepu.errors import Location
from hepu.layers import shipped_layers
from hepu.pack_sources.archive import opened_archive, read_archive
from hepu.verification.saying import BROKEN, failed, missing, named, passed, said, what

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hepu.layers import Layers
    from hepu.record.model import PackRecord
    from hepu.verification.model import Step

__all__ = ["AtHand", "Origin", "compared"]

# By whom a pack is given: by the file itself, by the reader, by the ledger, or by the program.
Origin = Literal["attached", "given", "stored", "shipped"]


@dataclass(frozen=True, slots=True)
class AtHand:
    """A pack that is at hand, as an archive or in folders."""

    origin: Origin
    archive: bytes | None = None
    layers: Layers = ()

    @contextmanager
    def opened(self) -> Iterator[Layers]:
        """Give its folders; those of an archive are gone afterwards.

        Raises:
            InputError: where an archive is none.

        """
        if self.archive is None:
            yield self.layers
            return
        with opened_archive(self.archive, Location(self.origin)) as layers:
            yield layers

    def files(self) -> Sequence[tuple[str, Mapping[str, str]]]:
        """Give name and files, with their sha256, of each pack, the lowest first.

        Raises:
            HepuError: where it cannot be read, or has faults.

        """
        if self.archive is not None:
            return [(item.name, item.digests) for item in read_archive(self.archive, Location(self.origin))]
        pack = ready(self.layers).pack
        return [(level.about.name, pack.files(level)) for level in pack.stack]


def compared(told: PackRecord, packs: Sequence[AtHand]) -> tuple[Step, AtHand | None]:
    """Compare the files of the packs at hand with those that a record names, one by one; give one that is the record's.

    A pack that the file carries or the ledger keeps for it has to be the record's. One that the reader gives has to be
    so only beside such a one: by itself it may have moved on since, as may the one that is shipped.
    """
    texts, same, wrong = [], None, False
    for item in packs:
        try:
            differ = list(_differing(told, item.files()))
        except BROKEN as error:
            texts.append(said(f"pack_broken_{item.origin}", found=what(error)))
            wrong = wrong or item.origin in {"attached", "stored"}
            continue
        values = {"name": told.name, "version": told.version}
        if differ:
            texts.append(said(f"pack_fail_{item.origin}", **values, count=len(differ), found=named(differ)))
            wrong = wrong or item.origin in {"attached", "stored"} or (item.origin == "given" and same is not None)
            continue
        count = len(told.files) + sum(len(over.files) for over in told.overlays)
        if same is None:
            texts.append(said(f"pack_pass_{item.origin}", **values, count=count, digest=told.digest))
        same = same or item
    if not packs:
        return missing("pack", said("pack_none", name=told.name, version=told.version)), None
    if same is not None and same.origin != "shipped":
        # By its files: a record that tells false may tell the digest of the shipped pack over others.
        as_shipped = not any(_differing(told, AtHand("shipped", layers=shipped_layers()).files()))
        texts.append(said("pack_as_shipped" if as_shipped else "pack_not_shipped"))
    state = failed if wrong else passed if same else missing
    return state("pack", *texts), None if wrong else same


def _differing(told: PackRecord, found: Sequence[tuple[str, Mapping[str, str]]]) -> Iterator[str]:
    """Name what is in one of the two and not alike in the other."""
    wanted = [(told.name, told.files), *((item.name, item.files) for item in told.overlays)]
    for at in range(max(len(wanted), len(found))):
        (name, files), (other, others) = (packs[at] if at < len(packs) else ("", {}) for packs in (wanted, found))
        head = f"{name or other}:" if at else ""
        if name != other:
            yield f"{head}knowledge/pack.yaml"
        else:
            yield from (f"{head}{file}" for file in sorted({*files, *others}) if files.get(file) != others.get(file))
