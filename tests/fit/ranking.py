"""The ranking: BM25's weight of titles, and those of the other signals beside BM25. A question's figure is nDCG@10."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.checks.metrics import ndcg
from rag.library.lexical import FIELDS, FieldWeights, Lexical
from rag.library.library import Library
from rag.search.retrieve import PROPOSED, RERANKED, fused, interaction, reranked
from rag.search.weights import RANKING, RankingWeights
from tests.fit.search import Group, coordinate_search
from tests.fit.sets import LabelledSet, Question

FIGURE = "nDCG@10"
_SPARE = 1.5  # papers looked at for each that is proposed, as other weights of titles propose others


@dataclass(frozen=True, slots=True)
class Weights:
    """All that is fitted of the ranking."""

    title: float
    dense: float
    interaction: float
    neighbours: float
    closest: int

    @property
    def fields(self) -> FieldWeights:
        return FieldWeights(title=self.title)

    @property
    def ranking(self) -> RankingWeights:
        return RankingWeights(self.dense, self.interaction, self.neighbours, self.closest)


TODAY = Weights(FIELDS.title, RANKING.dense, RANKING.interaction, RANKING.neighbours, RANKING.closest)
NEUTRAL = Weights(title=1, dense=1, interaction=1, neighbours=1, closest=10)
GRID = {
    "title": (0, 0.25, 0.5, 0.75, 1, 1.5, 2),
    "dense": (0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.5, 2),
    "interaction": (0, 0.4, 0.6, 0.8, 1, 1.2, 1.5, 2),
    "neighbours": (0, 0.25, 0.5, 0.75, 1, 1.5),
    "closest": (3, 5, 8, 10, 15),
}
WRITTEN = (
    ("rag/search/weights.py", "RANKING", lambda weights: weights.ranking),
    ("rag/library/lexical.py", "FIELDS", lambda weights: weights.fields),
)


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of the papers for one question, each of shape (papers,) but for the vectors, (papers, dimensions).
    Of BM25, the part of titles and the part of abstracts at weight 1."""

    keys: list[str]
    in_title: np.ndarray
    in_abstract: np.ndarray
    dense: np.ndarray
    near: np.ndarray
    vectors: np.ndarray

    def ranked(self, weights: Weights) -> list[str]:
        """The papers as `retrieve` ranks them."""
        scores = fused(weights.title * self.in_title + self.in_abstract, self.dense, weights.ranking)
        pool = np.argsort(-scores, kind="stable")[:RERANKED]
        scores = reranked(scores[pool], self.near[pool], self.vectors[pool], weights.ranking)
        return [self.keys[i] for i in pool[np.argsort(-scores, kind="stable")]]


def groups(labelled: LabelledSet, library: Library, others: Sequence[Question]) -> list[Group[Weights]]:
    """The set's questions that have papers, as one group; none where there are none."""
    questions = [question for question in labelled.questions if question.grades]
    if not questions:
        return []
    title, abstract = (
        Lexical(library.home / "lexical", library.catalog, fields)
        for fields in (FieldWeights(title=1, abstract=0), FieldWeights(title=0, abstract=1))
    )
    title.refresh()
    abstract.refresh()
    asked = [(_signals(library, title, abstract, question.text), question.grades) for question in questions]
    return [group(labelled.name, labelled.field, asked)]


def group(name: str, field: str, asked: Sequence[tuple[Signals, Mapping[str, float]]]) -> Group[Weights]:
    """Questions by what is known of their papers, each with the grades that these should have."""

    def values(weights: Weights) -> np.ndarray:
        return np.array([ndcg(signals.ranked(weights), grades, 10) for signals, grades in asked])

    return Group(name=name, field=field, values=values)


def fit(groups: Sequence[Group[Weights]]) -> Weights:
    return coordinate_search(NEUTRAL, GRID, groups)


def _signals(library: Library, title: Lexical, abstract: Lexical, question: str) -> Signals:
    proposed = library.proposed(question, int(_SPARE * PROPOSED))
    ids = proposed.ids
    papers = library.get(ids)
    parts = [lexical.scores(question, ids) for lexical in (title, abstract)]
    in_title, in_abstract = (np.array([part.get(i, 0.0) for i in ids]) for part in parts)
    near = interaction(library.words, proposed.matrix, question, ids)
    return Signals(
        [papers[i].key for i in ids], in_title, in_abstract, proposed.cosines, near, proposed.matrix.first(ids)
    )
