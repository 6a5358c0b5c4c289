"""Question -> ranked papers: lexical and dense index propose, and four signals are fused into one ranking.

The signals are BM25, the cosine of the best passage, late interaction token by token, and the score of the papers
that are closest to a paper: work on one matter is found together. Each is divided by its best of the question, and
they are summed. Rank fusion was measured and is worse: it lets a weaker signal drag the stronger ones down.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from rag.library.library import Library
from rag.library.matrix import Matrix
from rag.records import Condition, Hit
from rag.search.interaction import closeness
from rag.search.weights import RANKING, RankingWeights
from rag.setup.embedders import WordLlamaEmbedder

PROPOSED = 100  # papers that each index proposes
RERANKED = 60  # of them, by BM25 and cosine, for which late interaction and neighbours are looked at


def retrieve(
    library: Library,
    question: str,
    k: int = 10,
    where: Sequence[Condition] = (),
    among: Collection[str] | None = None,
    weights: RankingWeights = RANKING,
) -> tuple[Hit, ...]:
    """The k best papers for a question, best first; fewer when there are not as many.

    A paper that only one index proposed still gets its score from the other.

    Args:
        where: conditions that all papers must meet.
        among: ids of the papers that may be found.
    """
    library.refresh()
    if where:
        meeting = library.meeting(tuple(where))
        among = meeting if among is None else meeting.intersection(among)
    proposed = library.proposed(question, max(k, PROPOSED), among)
    ids, lexical, dense = proposed.ids, proposed.lexical, proposed.cosines
    # Whoever types a whole title wants that paper.
    titled = {paper.id for paper in library.titled([question])}
    scores = fused(lexical, dense, weights) + weights.exact_title * np.array([i in titled for i in ids], dtype=float)
    pool = np.argsort(-scores, kind="stable")[: max(k, RERANKED)]
    in_pool = [ids[i] for i in pool]
    near = interaction(library.words, proposed.matrix, question, in_pool)
    scores = reranked(scores[pool], near, proposed.matrix.first(in_pool), weights)
    best = np.argsort(-scores, kind="stable")[:k]
    papers = library.get([ids[i] for i in pool[best]])
    return tuple(
        Hit(papers[ids[i]], float(score), float(lexical[i]), float(dense[i]))
        for i, score in zip(pool[best], scores[best], strict=True)
        if ids[i] in papers
    )


def fused(lexical: np.ndarray, dense: np.ndarray, weights: RankingWeights) -> np.ndarray:
    """The scores by BM25 and cosine, shape (papers,)."""
    return _normalised(lexical) + weights.dense * _normalised(dense)


def interaction(words: WordLlamaEmbedder, matrix: Matrix, question: str, ids: Sequence[str]) -> np.ndarray:
    """How close each paper comes to the question by late interaction, shape (papers,)."""
    (tokens,) = words.tokens([question])
    return closeness(tokens, matrix.rarity(tokens), [matrix.tokens(i) for i in ids], words.token_vectors)


def reranked(scores: np.ndarray, near: np.ndarray, vectors: np.ndarray, weights: RankingWeights) -> np.ndarray:
    """The scores with late interaction and neighbours added, shape (papers,).

    Args:
        near: the papers' late interaction with the question, shape (papers,).
        vectors: of their first passages, shape (papers, dimensions).
    """
    scores = scores + weights.interaction * _normalised(near)
    return scores + weights.neighbours * _normalised(of_neighbours(vectors, scores, weights.closest))


def of_neighbours(vectors: np.ndarray, scores: np.ndarray, closest: int = RANKING.closest) -> np.ndarray:
    """The mean score of the papers closest to each, weighted by their squared cosines, shape (papers,)."""
    if len(vectors) < 2:
        return np.zeros(len(vectors))
    cosines = np.maximum(vectors @ vectors.T, 0)
    np.fill_diagonal(cosines, 0)
    n = min(closest, len(vectors) - 1)
    nearest = np.argpartition(-cosines, n - 1, axis=1)[:, :n]
    weights = np.take_along_axis(cosines, nearest, axis=1) ** 2
    mean: np.ndarray = (weights * scores[nearest]).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
    return mean


def _normalised(values: np.ndarray) -> np.ndarray:
    values = np.maximum(values, 0)
    return values / (values.max(initial=0) or 1.0)
