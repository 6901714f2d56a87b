"""Pages set strictly: a warning of WeasyPrint means a page that is not as it should be, and is an error."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hepu.errors import Fault, OutputError
from hepu.report.pdf.typesetter import uncollected

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["strictly"]


class _Kept(logging.Handler):
    """Keeps what WeasyPrint warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one warning."""
        self.found.append(record.getMessage())


@contextmanager
def strictly() -> Iterator[None]:
    """Set and write pages; afterwards each distinct warning is a fault.

    Raises:
        OutputError: when WeasyPrint warned of anything.

    """
    kept, log = _Kept(), logging.getLogger("weasyprint")
    log.addHandler(kept)
    try:
        with uncollected():
            yield
    finally:
        log.removeHandler(kept)
    if kept.found:
        raise OutputError([Fault("report_warning", context={"found": text}) for text in dict.fromkeys(kept.found)])
