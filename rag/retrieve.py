"""Question -> ranked papers: lexical and dense index propose, and four signals are fused into one ranking.

The signals are BM25, the cosine of the best passage, late interaction token by token, and the score of the papers
that are closest to a paper: work on one matter is found together. Each is divided by its best of the question, and
they are summed. Rank fusion was measured and is worse: it lets a weaker signal drag the stronger ones down.
"""

from __future__ import annotations

import numpy as np

from rag.interaction import closeness
from rag.library import Library
from rag.records import Hit

DENSE_WEIGHT, INTERACTION_WEIGHT, NEIGHBOUR_WEIGHT = 0.8, 1.2, 0.4
CANDIDATES = 100  # papers taken from each index before fusion
NEIGHBOURS = 8
EXACT_TITLE = 1 + DENSE_WEIGHT + INTERACTION_WEIGHT + NEIGHBOUR_WEIGHT  # whoever types a whole title wants that paper


def retrieve(library: Library, question: str, k: int = 10) -> tuple[Hit, ...]:
    """The k best papers for a question, best first; fewer when the library is smaller.

    A paper that only one index proposed still gets its score from the other.
    """
    library.refresh()
    vector = library.embed(question)
    wanted = max(k, CANDIDATES)
    lexical = library.lexical.search(question, wanted)
    dense = library.vectors.nearest(vector, wanted)
    lexical |= library.lexical.scores(question, [i for i in dense if i not in lexical])
    dense |= library.vectors.cosines(vector, [i for i in lexical if i not in dense])
    ids = sorted(dense)  # one order, whatever the indexes gave: equal scores stay in it
    titled = {paper.id for paper in library.catalog.titled([question])}
    scores = _fused(library, question, ids, lexical, dense) + EXACT_TITLE * np.array([i in titled for i in ids])
    best = [ids[i] for i in np.argsort(-scores, kind="stable")[:k]]
    score = dict(zip(ids, scores.tolist(), strict=True))
    papers = library.catalog.get(best)
    return tuple(Hit(papers[i], score[i], lexical.get(i, 0.0), dense[i]) for i in best if i in papers)


def _fused(
    library: Library, question: str, ids: list[str], lexical: dict[str, float], dense: dict[str, float]
) -> np.ndarray:
    matrix, words = library.vectors.matrix, library.words
    (tokens,) = words.tokens([question])
    near = closeness(tokens, matrix.rarity(tokens), [matrix.tokens(i) for i in ids], words.token_vectors)
    scores = (
        _normalised(np.array([lexical.get(i, 0.0) for i in ids]))
        + DENSE_WEIGHT * _normalised(np.array([dense[i] for i in ids]))
        + INTERACTION_WEIGHT * _normalised(near)
    )
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
    return (weights * scores[closest]).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)


def _normalised(values: np.ndarray) -> np.ndarray:
    values = np.maximum(values, 0)
    return values / (values.max(initial=0) or 1.0)
