"""The relevance of a sentence to a question. A question's figure is 1 / rank of the first right sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from rag.answer.evidence import Scorer
from rag.answer.extract.relevance import features, weighed
from rag.answer.extract.weights import RELEVANCE, RelevanceWeights
from rag.library.library import Library
from tests.fit.search import Group, coordinate_search
from tests.fit.sets import LabelledSet, Question

FIGURE = "1 / rank of the first right sentence"
TODAY = RELEVANCE
# What speaks for a sentence counts 1; where it stands, and how it is worded, counts nothing at first.
NEUTRAL = RelevanceWeights(
    cosine=1,
    closeness=1,
    coverage=1,
    best_word=1,
    position=0,
    off_middle=0,
    middle=0.5,
    first=0,
    figure=0,
    elsewhere=RELEVANCE.elsewhere,
    figure_asked=0,
    reason_asked=0,
    way_asked=0,
    counted=0,
)
_BY_HAND = "elsewhere"
_FOR = tuple(round(0.1 * i, 1) for i in range(0, 31))
_EITHER = tuple(round(0.1 * i, 1) for i in range(-30, 31))
GRID = {
    field.name: _EITHER if field.name in ("position", "off_middle", "first", "figure") else _FOR
    for field in fields(RelevanceWeights)
    if field.name != _BY_HAND
} | {"middle": (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)}
WRITTEN = (("rag/answer/extract/weights.py", "RELEVANCE", lambda weights: weights),)


def groups(labelled: LabelledSet, library: Library, others: Sequence[Question]) -> list[Group[RelevanceWeights]]:
    """The set's choices as one group; none where there are none."""
    if not labelled.choices:
        return []
    scorer = Scorer(library)
    found = np.concatenate([features(choice.question, choice.sentences, scorer) for choice in labelled.choices])
    right = np.array([is_right for choice in labelled.choices for is_right in choice.right])
    sizes = [len(choice.sentences) for choice in labelled.choices]
    starts = np.cumsum([0, *sizes[:-1]])

    def values(weights: RelevanceWeights) -> np.ndarray:
        scores = weighed(found, weights)
        best = np.maximum.reduceat(np.where(right, scores, -np.inf), starts)
        # A wrong sentence that is as good comes first: what tells nothing apart is worth nothing.
        before = np.add.reduceat(~right & (scores >= np.repeat(best, sizes) - 1e-9), starts)
        return 1 / (1 + before)

    return [Group(labelled.name, labelled.field, values)]


def fit(groups: Sequence[Group[RelevanceWeights]]) -> RelevanceWeights:
    return coordinate_search(NEUTRAL, GRID, groups)
