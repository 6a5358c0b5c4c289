"""Papers' vectors -> places in the plane and topics: of some thousand landmarks first, then of the others among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rag.search.atlas.tsne import placed

LANDMARKS = 2_000
_NEIGHBOURS = 10  # landmarks that a paper is placed among
_SHARPNESS = 60.0  # how much more the nearest of them count
_AT_ONCE = 2_048
_TOGETHER = 0.35  # how much of what makes a topic is that its papers lie together in the plane
_TRIES, _ROUNDS = 6, 40


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Papers whose places and topics stand, and that others are placed by.

    `vectors` are unit vectors about `centre`, the mean of the papers that they stand for: what all papers of a
    library share says nothing of them.
    """

    centre: np.ndarray
    vectors: np.ndarray
    places: np.ndarray
    topics: np.ndarray

    @classmethod
    def standing(cls, vectors: np.ndarray, places: np.ndarray, topics: np.ndarray) -> Landmarks:
        centre = vectors.mean(axis=0)
        return cls(centre, about(vectors, centre), places, topics)

    def among(self, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Places, float32 of shape (vectors, 2), and topics of other papers: those of the landmarks nearest to each."""
        places = np.empty((len(vectors), 2), np.float32)
        topics = np.empty(len(vectors), np.uint16)
        for start in range(0, len(vectors), _AT_ONCE):
            lot = slice(start, start + _AT_ONCE)
            near, weights = self._nearest(about(vectors[lot], self.centre))
            places[lot] = (weights[..., None] * self.places[near]).sum(axis=1)
            votes = np.zeros((len(near), int(self.topics.max()) + 1))
            np.add.at(votes, (np.arange(len(near))[:, None], self.topics[near]), weights)
            topics[lot] = votes.argmax(axis=1)
        return places, topics

    def _nearest(self, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The landmarks nearest to each vector, and their weights, both of shape (vectors, up to _NEIGHBOURS)."""
        cosines = vectors @ self.vectors.T
        k = min(_NEIGHBOURS, len(self.vectors))
        near = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
        close = np.take_along_axis(cosines, near, axis=1)
        weights = np.exp(_SHARPNESS * (close - close.max(axis=1, keepdims=True)))
        return near, weights / weights.sum(axis=1, keepdims=True)


def landmarks(vectors: np.ndarray, papers: int, progress: Callable[[float], None] = lambda share: None) -> Landmarks:
    """Lay out landmarks that stand for a number of papers. Places are between -1 and 1."""
    if not len(vectors):
        return Landmarks(np.zeros(1, np.float32), vectors, np.zeros((0, 2), np.float32), np.zeros(0, np.uint16))
    own = about(vectors, vectors.mean(axis=0))
    places = placed(own, progress)
    places -= (places.max(axis=0) + places.min(axis=0)) / 2
    places /= np.maximum(np.abs(places).max(axis=0), 1e-12)
    return Landmarks.standing(vectors, places, _topics(own, places, topics_for(papers)))


def about(vectors: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Unit vectors in the direction in which each leaves the centre."""
    moved = vectors - centre
    units: np.ndarray = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    return units.astype(np.float32)


def topics_for(papers: int) -> int:
    """How many topics a library of this size is told apart in: 4 for 47 papers, 18 for 5,000, 37 for 50,000."""
    return max(1, round(1.3 * papers**0.31)) if papers >= 6 else 1


def _topics(vectors: np.ndarray, places: np.ndarray, count: int) -> np.ndarray:
    """Topics as numbers: groups of papers of like meaning that lie together (k-means)."""
    spread = max(float(places.std()), 1e-12)
    features = np.concatenate([(1 - _TOGETHER) * vectors, _TOGETHER * places / spread], axis=1)
    tries = [_grouped(features, min(count, len(features)), np.random.default_rng(seed)) for seed in range(_TRIES)]
    groups, _ = min(tries, key=lambda tried: tried[1])
    return groups.astype(np.uint16)


def _grouped(features: np.ndarray, count: int, random: np.random.Generator) -> tuple[np.ndarray, float]:
    """Groups of k-means from far apart beginnings (k-means++), and how far their members are from their middles."""
    middles = features[random.integers(len(features), size=1)]
    while len(middles) < count:
        far = _squared(features, middles).min(axis=1).cumsum()
        chosen = min(int(np.searchsorted(far, random.random() * far[-1])), len(features) - 1)
        middles = np.concatenate([middles, features[[chosen]]])
    groups = np.zeros(len(features), int)
    for _ in range(_ROUNDS):
        before, groups = groups, _squared(features, middles).argmin(axis=1)
        if (before == groups).all():
            break
        middles = np.stack(
            [features[groups == g].mean(axis=0) if (groups == g).any() else middles[g] for g in range(count)]
        )
    return groups, float(_squared(features, middles).min(axis=1).sum())


def _squared(features: np.ndarray, middles: np.ndarray) -> np.ndarray:
    norms = (features**2).sum(axis=1)[:, None] + (middles**2).sum(axis=1)
    squared: np.ndarray = np.maximum(norms - 2 * features @ middles.T, 0)
    return squared
