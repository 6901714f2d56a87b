"""The report: a record and its pack in, an advisory for people out, as PDF, HTML and JSON."""

from hepu.report.editions import Format, edition_path, write
from hepu.report.html import EditionLang, render

__all__ = ["EditionLang", "Format", "edition_path", "render", "write"]
