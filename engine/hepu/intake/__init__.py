"""Intake: the form that a college fills in, and the way from a filled file to a profile or a list of its faults."""

from hepu.intake.annotate import annotate
from hepu.intake.lexicon import Lexicon, default_lexicon, lexicon_of
from hepu.intake.reader import Intake, read_profile, read_profile_bytes
from hepu.intake.workbook_writer import core_questions, form_bytes, write_form

__all__ = [
    "Intake",
    "Lexicon",
    "annotate",
    "core_questions",
    "default_lexicon",
    "form_bytes",
    "lexicon_of",
    "read_profile",
    "read_profile_bytes",
    "write_form",
]
