"""CLIPS made fit to be relied on: nothing fails in silence, no text is made of values, no fact is left behind.

``test_clips.py`` shows each hazard of clipspy 1.0.6 and of CLIPS itself with its mend beside it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import clips
from clips._clips import lib

__all__ = ["Clips", "ClipsError", "Symbol", "Value"]

Symbol = clips.Symbol
Value = int | str


def _release(fact: clips.facts.Fact) -> None:
    """Let a fact go; clipspy calls this with an argument too many, swallows the error and keeps every fact for good."""
    with contextlib.suppress(AttributeError, TypeError):  # the interpreter is shutting down
        lib.ReleaseFact(fact._fact)


clips.facts.Fact.__del__ = _release


class ClipsError(RuntimeError):
    """CLIPS complained, or left something undone."""


class _Complaints(clips.Router):  # type: ignore[misc]  # clipspy is untyped
    """Gathers errors and warnings; clipspy's own router takes errors only, and raises few of them."""

    __slots__ = ("said",)

    def __init__(self) -> None:
        super().__init__("complaints", 50)
        self.said = ""

    def query(self, name: str) -> bool:
        """Say whether a message is a complaint."""
        return name in {"stderr", "stdwrn"}

    def write(self, _name: str, message: str) -> None:
        """Keep a message."""
        self.said += message


class Clips:
    """One CLIPS environment with its constructs, for any number of cases.

    The environment is kept here: what clipspy hands out points into it and does not keep it. After a ClipsError it may
    be torn and is not to be used again.
    """

    def __init__(self, *texts: str) -> None:
        """Load constructs from texts.

        Raises:
            ClipsError: when a text is not understood.

        """
        self._environment = clips.Environment()
        self._complaints = _Complaints()
        self._environment.add_router(self._complaints)
        with TemporaryDirectory() as folder:
            file = Path(folder) / "constructs.clp"
            file.write_text("\n".join(texts), "utf-8")
            with contextlib.suppress(clips.CLIPSError):  # its message went to the complaints
                self._environment.load(str(file))
        self._check()
        self._templates = {template.name: template for template in self._environment.templates()}

    def _check(self) -> None:
        """Raise what CLIPS complained of; it does not say so to whoever called."""
        said, self._complaints.said = self._complaints.said.strip(), ""
        if said:
            raise ClipsError(said)

    def reset(self) -> None:
        """Take every fact away and assert the initial ones."""
        self._environment.reset()
        self._check()

    def declare(self, template: str, **slots: Value) -> None:
        """Assert a fact; a word that is not a symbol is a string, whatever it looks like.

        Raises:
            TypeError, ValueError: when a value does not fit its slot.
            OverflowError: when a number has more than 64 bits.

        """
        for value in slots.values():
            if isinstance(value, str) and "\0" in value:
                raise ValueError(value)  # it would be cut short there, and be the same as another
        self._templates[template].assert_fact(**slots)

    def run(self) -> int:
        """Fire rules until none is left and give their number.

        Raises:
            ClipsError: when anything went wrong since the last reset; CLIPS ends the run at the first error and says
                nothing.

        """
        fired: int = self._environment.run()
        self._check()
        left = [activation.name for activation in self._environment.activations()]
        if left:
            raise ClipsError(f"not fired: {', '.join(left)}")
        return fired

    def found(self, template: str, *slots: str) -> Iterator[tuple[Value, ...]]:
        """Give some slots of every fact of a template."""
        for fact in self._templates[template].facts():
            yield tuple(fact[slot] for slot in slots)
