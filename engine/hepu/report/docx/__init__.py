"""The advisory as a DOCX file that a college edits: the same text as on paper, in real styles."""

from hepu.report.docx.document import docx_bytes

__all__ = ["docx_bytes"]
