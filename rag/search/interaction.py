"""Late interaction: each token of a question finds its closest token in a paper, and the rarest count the most.

Unlike the cosine of two whole texts, this sees a single telling word; unlike BM25, it sees one of the same meaning.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def closeness(
    question: np.ndarray, rarity: np.ndarray, papers: Sequence[np.ndarray], vectors: np.ndarray
) -> np.ndarray:
    """How much of a question each paper has, up to 1, shape (papers,).

    Args:
        question: distinct token numbers, shape (n,).
        rarity: weights of the question's tokens, shape (n,).
        papers: each paper's token numbers, at least one.
        vectors: unit vectors of all tokens, shape (vocabulary, dimensions).
    """
    if not papers or not len(question):
        return np.zeros(len(papers))
    flat = np.concatenate(papers)
    present = np.zeros(len(vectors), dtype=bool)
    present[flat] = True
    tokens = np.flatnonzero(present)
    place = np.empty(len(vectors), dtype=np.int32)
    place[tokens] = np.arange(len(tokens), dtype=np.int32)
    # A row a token: what belongs to a paper then lies together, which is read in two thirds of the time.
    similar = vectors.take(tokens, axis=0) @ vectors[question].T
    starts = np.cumsum([0, *map(len, papers[:-1])])
    best = np.maximum.reduceat(similar.take(place[flat], axis=0), starts, axis=0)
    close: np.ndarray = best @ rarity / (rarity.sum() or 1.0)
    return close
