"""The columnar evaluator: thousands of colleges, years or variants of one college judged at once on arrays."""

from hepu.inference.columnar.cohort import Block, Cohort, Column, Lists
from hepu.inference.columnar.from_facts import cohort_of_facts, column_of_facts, facts_of_case
from hepu.inference.columnar.from_frames import cohort_of_frames
from hepu.inference.columnar.plan import Judged, Plan, infer_blocks, infer_cohort, plan_of

__all__ = [
    "Block",
    "Cohort",
    "Column",
    "Judged",
    "Lists",
    "Plan",
    "cohort_of_facts",
    "cohort_of_frames",
    "column_of_facts",
    "facts_of_case",
    "infer_blocks",
    "infer_cohort",
    "plan_of",
]
