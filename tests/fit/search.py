"""A plain search for weights, and what a difference between two of them is worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import numpy as np

from tests.fit.sets import SEED

W = TypeVar("W")
_GAIN = 0.0002  # of the figure, below which a step is not worth taking
_RESAMPLES = 2_000
_SHRINK = 1e-3  # keeps a regression finite where the cases can be told apart without a mistake
_SHRINK_SCALED = 0.01  # the same, for features of one spread
_STEPS = 30
_SMALLEST = 1e-6  # step of a weight that is worth taking, where features have one spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Generic[W]):
    """Questions of one kind, of one set. `values` gives a figure between 0 and 1 for each, by weights, higher being
    better, shape (questions,). `share` is what the group counts beside others of its field, `halves` are groups
    of every second question each, where a model can be fitted on one to be checked on the other."""

    name: str
    field: str
    values: Callable[[W], np.ndarray]
    share: float = 1.0
    halves: tuple[Group[W], ...] = ()


@dataclass(frozen=True, slots=True)
class Regression:
    """Weights of shape (features,), and how unlikely they leave the cases."""

    weights: np.ndarray
    loss: float


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
    return float(_overall([(group, np.array(group.values(weights).mean())) for group in groups]))


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


def shares(groups: Sequence[Group[W]]) -> list[float]:
    """What each group counts: every field the same, and in it every group its share; 1 together."""
    whole: dict[str, float] = defaultdict(float)
    for group in groups:
        whole[group.field] += group.share
    return [group.share / whole[group.field] / len(whole) for group in groups]


def logistic(seen: np.ndarray, wanted: np.ndarray, share: np.ndarray, shrink: float = _SHRINK) -> Regression:
    """Logistic regression by Newton's method.

    Args:
        seen: shape (cases, features).
        wanted: 1 or 0 for each case.
        share: what each case counts, 1 together.
        shrink: how much every weight is drawn to 0; more where cases are of few libraries.
    """
    found = np.zeros(seen.shape[1])
    for _ in range(_STEPS):
        told = 1 / (1 + np.exp(-seen @ found))
        slope = seen.T @ (share * (told - wanted)) + shrink * found
        bend = (seen * (share * told * (1 - told))[:, None]).T @ seen + shrink * np.eye(len(found))
        found = found - np.linalg.solve(bend, slope)
    signed = np.where(wanted == 1, 1, -1) * (seen @ found)
    return Regression(found, float(share @ np.log1p(np.exp(-signed)) + shrink / 2 * found @ found))


def chosen_first(seen: np.ndarray, right: np.ndarray, sizes: Sequence[int], share: np.ndarray) -> Regression:
    """A conditional logit: how likely each question's right candidates are together to be chosen of all of its own.

    By Newton's method with the curvature of the choice among all; a step that loses is halved until it gains.

    Args:
        seen: shape (candidates, features), those of one question together.
        right: whether each candidate is; some of each question's, not all.
        sizes: candidates of each question.
        share: what each question counts, 1 together.
    """
    scale = seen.std(axis=0)
    scale[scale < 1e-9] = 1.0  # the same for all, but for rounding
    scaled = seen / scale
    starts = np.cumsum([0, *sizes[:-1]])
    counts = np.repeat(share, sizes)
    found = np.zeros(seen.shape[1])
    whole, of_right, loss = _choice(scaled, found, right, starts, sizes, share)
    for _ in range(_STEPS):
        mean = np.add.reduceat(whole[:, None] * scaled, starts)
        slope = scaled.T @ (counts * (whole - of_right)) + _SHRINK_SCALED * found
        bend = (scaled * (counts * whole)[:, None]).T @ scaled - (mean * share[:, None]).T @ mean
        step = np.linalg.solve(bend + _SHRINK_SCALED * np.eye(len(found)), slope)
        tried = _choice(scaled, found - step, right, starts, sizes, share)
        while tried[2] > loss and np.abs(step).max() > _SMALLEST:
            step = step / 2
            tried = _choice(scaled, found - step, right, starts, sizes, share)
        if tried[2] > loss:
            break
        found, (whole, of_right, loss) = found - step, tried
    return Regression(found / scale, loss)


def _choice(
    scaled: np.ndarray,
    weights: np.ndarray,
    right: np.ndarray,
    starts: np.ndarray,
    sizes: Sequence[int],
    share: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, float]:
    """How likely each candidate is among all and among the right ones, and how unlikely the right ones are together."""
    scores = scaled @ weights
    whole, of_all = _likely(scores, np.ones_like(right), starts, sizes)
    of_right, of_rights = _likely(scores, right, starts, sizes)
    return whole, of_right, float(share @ (of_all - of_rights) + _SHRINK_SCALED / 2 * weights @ weights)


def _likely(
    scores: np.ndarray, among: np.ndarray, starts: np.ndarray, sizes: Sequence[int]
) -> tuple[np.ndarray, np.ndarray]:
    """How likely each candidate is to be chosen among some of its question's, and the logarithm of what they weigh."""
    highest = np.maximum.reduceat(np.where(among, scores, -np.inf), starts)
    weighs = np.where(among, np.exp(np.minimum(scores - np.repeat(highest, sizes), 0.0)), 0.0)
    whole = np.add.reduceat(weighs, starts)
    return weighs / np.repeat(whole, sizes), np.log(whole) + highest


def difference(groups: Sequence[tuple[Group[W], np.ndarray]]) -> Difference:
    """The overall difference, and its interval by the bootstrap.

    Args:
        groups: each with the differences of its questions.
    """
    random = np.random.default_rng(SEED)
    drawn = [
        (group, values[random.integers(len(values), size=(_RESAMPLES, len(values)))].mean(axis=1))
        for group, values in groups
    ]
    low, high = np.quantile(_overall(drawn), [0.025, 0.975])
    mean = _overall([(group, values.mean()) for group, values in groups])
    return Difference(float(mean), float(low), float(high))


def _overall(means: Sequence[tuple[Group[W], np.ndarray]]) -> np.ndarray:
    """The means of groups, of any shape, as one of that shape."""
    by_field = defaultdict(list)
    for group, mean in means:
        by_field[group.field].append((group.share, mean))
    fields = [sum(s * mean for s, mean in found) / sum(s for s, _ in found) for found in by_field.values()]
    return np.asarray(sum(fields) / len(fields))
