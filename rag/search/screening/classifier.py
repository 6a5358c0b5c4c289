"""Logistic regression over terms and vectors at once, in numpy alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rag.search.screening.terms import Terms

_STEPS = 50  # of Nesterov's method: more change no order that was measured


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights of the terms' columns and of the vectors' numbers."""

    terms: np.ndarray
    vector: np.ndarray

    def scores(self, terms: Terms, vectors: np.ndarray) -> np.ndarray:
        """How much speaks for each row, without the constant, shape (rows,)."""
        total: np.ndarray = terms.times(self.terms) + vectors @ self.vector
        return total


def fitted(terms: Terms, vectors: np.ndarray, wanted: np.ndarray, shares: np.ndarray, shrinkage: float) -> Classifier:
    """The classifier that tells the wanted rows from the others.

    Args:
        vectors: a row each, of length `v` at most.
        wanted: whether each row is, shape (rows,), mostly of both kinds.
        shares: how much each row counts, shape (rows,); balanced here, so that both kinds count as much.
        shrinkage: of the weights, above 0.
    """
    target = wanted.astype(float)
    for kind in (wanted, ~wanted):
        shares = np.where(kind, shares / (2 * (shares[kind].sum() or 1.0)), shares)
    largest = 1 + float((vectors**2).sum(axis=1).max(initial=0)) + 1  # a row's squared length, with the constant
    step = 1 / (largest / 4 + shrinkage)
    size = (terms.width, vectors.shape[1])
    now = [np.zeros(size[0]), np.zeros(size[1]), np.zeros(1)]
    ahead, momentum = [part.copy() for part in now], 1.0
    for _ in range(_STEPS):
        told = terms.times(ahead[0]) + vectors @ ahead[1] + ahead[2][0]
        off = shares * (1 / (1 + np.exp(-np.clip(told, -30, 30))) - target)
        slopes = (
            terms.transposed_times(off) + shrinkage * ahead[0],
            vectors.T @ off + shrinkage * ahead[1],
            np.array([off.sum()]),
        )
        moved = [part - step * slope for part, slope in zip(ahead, slopes, strict=True)]
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        push = (momentum - 1) / following
        ahead = [new + push * (new - old) for new, old in zip(moved, now, strict=True)]
        now, momentum = moved, following
    return Classifier(now[0], now[1])
