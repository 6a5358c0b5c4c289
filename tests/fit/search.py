"""A plain search for weights, and what a difference between two of them is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import numpy as np

from tests.fit.sets import SEED

W = TypeVar("W")
_GAIN = 0.0002  # of the figure, below which a step is not worth taking
_RESAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Group(Generic[W]):
    """Questions of one kind, of one set. `values` gives a figure between 0 and 1 for each, by weights, higher being
    better, shape (questions,)."""

    name: str
    field: str
    values: Callable[[W], np.ndarray]


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better one is than another, with the interval that holds it in 95 of 100 resamples of the questions."""

    mean: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        if self.low > 0:
            return "better"
        return "worse" if self.high < 0 else "within noise"

    def __str__(self) -> str:
        return f"{self.mean:+.4f} [{self.low:+.4f}, {self.high:+.4f}] {self.verdict}"


def figure(groups: Sequence[Group[W]], weights: W) -> float:
    """The mean of the fields' means, each of the means of its groups: a large set counts no more than a small one."""
    return _overall([(group.field, float(group.values(weights).mean())) for group in groups])


def coordinate_search(start: W, grid: Mapping[str, Sequence[float]], groups: Sequence[Group[W]]) -> W:
    """The best weights that are found by trying, one weight after the other, all values of its grid, until a round
    gains nothing. The same data gives the same weights."""
    best, at = start, figure(groups, start)
    gained = True
    while gained:
        gained = False
        for name, values in grid.items():
            for value in values:
                changed: Any = replace(best, **{name: value})  # type: ignore[type-var]
                if (found := figure(groups, changed)) > at + _GAIN:
                    best, at, gained = changed, found, True
    return best


def difference(groups: Sequence[tuple[str, np.ndarray]]) -> Difference:
    """The overall difference, and its interval by the bootstrap.

    Args:
        groups: the field of each group, and the differences of its questions.
    """
    random = np.random.default_rng(SEED)
    drawn = [
        (field, values[random.integers(len(values), size=(_RESAMPLES, len(values)))].mean(axis=1))
        for field, values in groups
    ]
    overall = [_overall([(field, float(means[i])) for field, means in drawn]) for i in range(_RESAMPLES)]
    low, high = np.quantile(overall, [0.025, 0.975])
    return Difference(_overall([(field, float(values.mean())) for field, values in groups]), float(low), float(high))


def _overall(means: Sequence[tuple[str, float]]) -> float:
    by_field: dict[str, list[float]] = {}
    for field, mean in means:
        by_field.setdefault(field, []).append(mean)
    return sum(sum(values) / len(values) for values in by_field.values()) / max(len(by_field), 1)
