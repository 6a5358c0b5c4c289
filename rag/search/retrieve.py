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
from rag.setup.embedders import WordLlamaEmbedder

DENSE_WEIGHT, INTERACTION_WEIGHT, NEIGHBOUR_WEIGHT = 0.8, 1.2, 0.5
PROPOSED = 100  # papers that each index proposes
RERANKED = 60  # of them, by BM25 and cosine, for which late interaction and neighbours are looked at
NEIGHBOURS = 8
EXACT_TITLE = 1 + DENSE_WEIGHT + INTERACTION_WEIGHT + NEIGHBOUR_WEIGHT  # whoever types a whole title wants that paper


def retrieve(
    library: Library, question: str, k: int = 10, where: Sequence[Condition] = (), among: Collection[str] | None = None
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
    titled = {paper.id for paper in library.titled([question])}
    scores = (
        _normalised(lexical)
        + DENSE_WEIGHT * _normalised(dense)
        + EXACT_TITLE * np.array([i in titled for i in ids], dtype=float)
    )
    pool = np.argsort(-scores, kind="stable")[: max(k, RERANKED)]
    scores = _reranked(library.words, proposed.matrix, question, [ids[i] for i in pool], scores[pool])
    best = np.argsort(-scores, kind="stable")[:k]
    papers = library.get([ids[i] for i in pool[best]])
    return tuple(
        Hit(papers[ids[i]], float(score), float(lexical[i]), float(dense[i]))
        for i, score in zip(pool[best], scores[best], strict=True)
        if ids[i] in papers
    )


def _reranked(
    words: WordLlamaEmbedder, matrix: Matrix, question: str, ids: list[str], scores: np.ndarray
) -> np.ndarray:
    """The scores with late interaction and neighbours added, shape (papers,)."""
    (tokens,) = words.tokens([question])
    near = closeness(tokens, matrix.rarity(tokens), [matrix.tokens(i) for i in ids], words.token_vectors)
    scores = scores + INTERACTION_WEIGHT * _normalised(near)
    return scores + NEIGHBOUR_WEIGHT * _normalised(of_neighbours(matrix.first(ids), scores))


def of_neighbours(vectors: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """The mean score of the papers closest to each, weighted by their squared cosines, shape (papers,)."""
    if len(vectors) < 2:
        return np.zeros(len(vectors))
    cosines = np.maximum(vectors @ vectors.T, 0)
    np.fill_diagonal(cosines, 0)
    n = min(NEIGHBOURS, len(vectors) - 1)
    closest = np.argpartition(-cosines, n - 1, axis=1)[:, :n]
    weights = np.take_along_axis(cosines, closest, axis=1) ** 2
    means: np.ndarray = (weights * scores[closest]).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
    return means


def _normalised(values: np.ndarray) -> np.ndarray:
    values = np.maximum(values, 0)
    return values / (values.max(initial=0) or 1.0)
