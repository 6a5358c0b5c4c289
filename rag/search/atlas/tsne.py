"""t-SNE (van der Maaten and Hinton, 2008): places in the plane, near each other where vectors are.

Every pair is looked at, which is quick up to some thousands: as quick as scikit-learn's, without the 150 MB that it
and scipy weigh.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

_ROUNDS = 400
_PULLED_TOGETHER = 120  # rounds in which near ones attract each other more, so that groups find themselves
_EXAGGERATION = 12.0
_PERPLEXITY = 30.0  # neighbours that count, about
_FEWEST = 8  # fewer are shown by their main directions
_BLOCK = 32  # rows whose distances to all fit into a processor's cache
_HALVINGS = 50


def placed(vectors: np.ndarray, progress: Callable[[float], None] = lambda share: None) -> np.ndarray:
    """Places for unit vectors, float32 of shape (vectors, 2). The same vectors give the same places.

    Args:
        progress: called with the share that is done.
    """
    start = main_directions(vectors)
    if len(vectors) < _FEWEST:
        return start
    pairs = _pairs(vectors)
    places = start / max(float(start.std()), 1e-12) * 1e-4
    speed, gains = np.zeros_like(places), np.ones_like(places)
    step = max(len(vectors) / _EXAGGERATION, 50.0)
    for number in range(_ROUNDS):
        early = number < _PULLED_TOGETHER
        pull = pairs.attraction(places) * (_EXAGGERATION if early else 1.0)
        slope = 4 * (pull - _repulsion(places))
        gains = np.maximum(np.where(slope * speed > 0, gains * 0.8, gains + 0.2), 0.01)
        speed = (0.5 if early else 0.8) * speed - step * gains * slope
        places = places + speed
        places -= places.mean(axis=0)
        progress((number + 1) / _ROUNDS)
    return places


def main_directions(vectors: np.ndarray) -> np.ndarray:
    """The vectors along their two main directions, float32 of shape (vectors, 2)."""
    centred = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    two = directions[:, :-3:-1]
    heaviest = np.take_along_axis(two, np.abs(two).argmax(axis=0)[None], axis=0)
    places: np.ndarray = centred @ (two * np.where(heaviest < 0, -1, 1))  # either sign would be right
    return places.astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Which are near each other, in the order of `one`, and how much: `weight` sums up to 1. `first` of each `one`."""

    one: np.ndarray
    other: np.ndarray
    weight: np.ndarray
    first: np.ndarray

    def attraction(self, places: np.ndarray) -> np.ndarray:
        apart = places[self.one] - places[self.other]
        force = self.weight / (1 + (apart * apart).sum(axis=1))
        return np.add.reduceat(force[:, None] * apart, self.first, axis=0)


def _pairs(vectors: np.ndarray) -> _Pairs:
    count = len(vectors)
    perplexity = min(_PERPLEXITY, (count - 1) / 3)
    near, squared = _nearest(vectors, min(count - 1, int(3 * perplexity)))
    weights: np.ndarray = np.zeros((count, count), dtype=np.float32)
    np.put_along_axis(weights, near, _weights(squared, perplexity), axis=1)
    weights = (weights + weights.T) / (2 * count)
    one, other = np.nonzero(weights)
    return _Pairs(one, other, weights[one, other], np.searchsorted(one, np.arange(count)))


def _nearest(vectors: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k nearest others of each vector, and their squared distances, both of shape (vectors, k)."""
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -np.inf)
    near = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
    return near, 2 - 2 * np.take_along_axis(cosines, near, axis=1)


def _weights(squared: np.ndarray, perplexity: float) -> np.ndarray:
    """Weights of neighbours that sum up to 1 in each row, as narrow as gives each row this perplexity."""
    squared = squared.astype(np.float64) - squared.min(axis=1, keepdims=True)
    low, high, sharp = np.zeros(len(squared)), np.full(len(squared), np.inf), np.ones(len(squared))
    for _ in range(_HALVINGS):
        weights = np.exp(-squared * sharp[:, None])
        total = weights.sum(axis=1)
        too_wide = np.log(total) + sharp * (weights * squared).sum(axis=1) / total > np.log(perplexity)
        low, high = np.where(too_wide, sharp, low), np.where(too_wide, high, sharp)
        sharp = np.where(np.isinf(high), np.minimum(sharp * 2, 1e12), (low + high) / 2)
    weights = np.exp(-squared * sharp[:, None])
    shares: np.ndarray = weights / weights.sum(axis=1, keepdims=True)
    return shares.astype(np.float32)


def _repulsion(places: np.ndarray) -> np.ndarray:
    """How all push each one away. Without BLAS, whose threads take longer to meet than such small products do."""
    across, up = np.ascontiguousarray(places.T)
    push = np.empty_like(places)
    total = -float(len(places))  # without those of each one with itself
    for start in range(0, len(places), _BLOCK):
        block = slice(start, start + _BLOCK)
        aside, above = across[block, None] - across, up[block, None] - up
        near = aside * aside
        near += above * above
        near += 1
        np.reciprocal(near, out=near)
        total += float(near.sum())
        near *= near
        np.einsum("ij,ij->i", near, aside, out=push[block, 0])
        np.einsum("ij,ij->i", near, above, out=push[block, 1])
    forces: np.ndarray = push / max(total, 1e-12)
    return forces
