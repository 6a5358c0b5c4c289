"""The papers nearest to a paper by meaning, and whether two papers are near at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.library.library import Library
from rag.records import Paper

# Deviations above the median of the library's pairs; by tests/fit/nearness.py.
NEAR = 3.7
_SAMPLED = 400  # papers by which a library's pairs are known
_ONE_BELOW = 0.1587  # of what is spread evenly, the share more than a standard deviation below the middle
_FEWEST = 8  # papers: of fewer, there are too few pairs to tell what is near


def nearest_papers(library: Library, paper_id: str, n: int = 5) -> tuple[Paper, ...]:
    """The n papers whose best passage is nearest to this paper's first, nearest first; none for an unknown id."""
    library.refresh()
    matrix = library.matrix
    if paper_id not in matrix:
        return ()
    vector, looked_at, near = matrix.first([paper_id])[0], 0, list[str]()
    while len(near) < n and looked_at < len(matrix):  # a paper may have many of the nearest passages
        looked_at = 4 * max(looked_at, n)
        near = [i for i in dict.fromkeys(i for i, _ in matrix.nearest(vector, looked_at)) if i != paper_id][:n]
    papers = library.get(near)
    return tuple(papers[i] for i in near if i in papers)


class Nearness:
    """How near papers of one library are to each other, beside any two of its papers.

    What a cosine tells depends on the embedder, and on how alike the library's papers are: it is told in deviations above
    the median of its pairs. A deviation is that of the pairs below the median, which are strangers: near pairs, of which
    a library may have many, do not widen it.
    """

    def __init__(self, library: Library) -> None:
        library.refresh()
        self._matrix = library.matrix
        ids = self._matrix.ids
        n = min(_SAMPLED, len(ids))
        sampled = [ids[(2 * i + 1) * len(ids) // (2 * n)] for i in range(n)]
        self._median, self._deviation = 0.0, 0.0
        if n >= _FEWEST:
            vectors = self._matrix.first(sampled)
            pairs = (vectors @ vectors.T)[np.triu_indices(n, 1)]
            lower, self._median = map(float, np.quantile(pairs, (_ONE_BELOW, 0.5)))
            self._deviation = self._median - lower

    def between(self, paper_ids: Sequence[str]) -> np.ndarray:
        """The nearness of each two of these papers, of shape (papers, papers); -inf to themselves, and everywhere in a
        library that is too small to tell."""
        n = len(paper_ids)
        near = np.full((n, n), -np.inf)
        known = [place for place, paper_id in enumerate(paper_ids) if paper_id in self._matrix]
        if self._deviation and known:
            vectors = self._matrix.first([paper_ids[place] for place in known])
            near[np.ix_(known, known)] = (vectors @ vectors.T - self._median) / self._deviation
            np.fill_diagonal(near, -np.inf)
        return near
