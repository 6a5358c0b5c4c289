"""Metrics of one ranking: the keys that were found, best first, against the grades of those that are relevant.

Grades are above 0; a key without a grade is not relevant. Every value is between 0 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def ndcg(ranking: Sequence[str], grades: Mapping[str, float], k: int) -> float:
    """Normalised discounted cumulative gain of the first k, with the gain 2^grade - 1, which favours high grades."""
    ideal = sorted(grades.values(), reverse=True)[:k]
    return _dcg([grades.get(key, 0.0) for key in ranking[:k]]) / _dcg(ideal)


def recall(ranking: Sequence[str], grades: Mapping[str, float], k: int) -> float:
    """The share of the relevant that is among the first k."""
    return len(grades.keys() & set(ranking[:k])) / len(grades)


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, float], k: int) -> float:
    """1 / rank of the first that is relevant, 0 where none of the first k is."""
    return next((1 / rank for rank, key in enumerate(ranking[:k], start=1) if key in grades), 0.0)


def success(ranking: Sequence[str], grades: Mapping[str, float], k: int) -> float:
    """1 where any of the first k is relevant, else 0."""
    return float(any(key in grades for key in ranking[:k]))


def _dcg(grades: Sequence[float]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))
