"""Whether advice differs as facts differ: how alike colleges are in their facts, and how much advice they share."""

from hepu.discrimination.judged import Judged, judge, peers_of
from hepu.discrimination.likeness import Answers, alike, answers_of, differing, likeness, unlike
from hepu.discrimination.overlap import mantel, pairs_of, rank_biased, shared, spearman
from hepu.discrimination.reading import read_by
from hepu.discrimination.twins import renamed, reordered, twin

__all__ = [
    "Answers",
    "Judged",
    "alike",
    "answers_of",
    "differing",
    "judge",
    "likeness",
    "mantel",
    "pairs_of",
    "peers_of",
    "rank_biased",
    "read_by",
    "renamed",
    "reordered",
    "shared",
    "spearman",
    "twin",
    "unlike",
]
