"""The relevance of a sentence to a question. A question's figure is 1 / rank of the first right sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answer.extract.relevance import FEATURES, features, weighed
from rag.answer.extract.weights import RELEVANCE, RelevanceWeights
from rag.answer.question.wanted import asked
from rag.answer.scorer import Scorer
from rag.library.library import Library
from tests.fit.search import Group, logistic, shares
from tests.fit.sets import LabelledSet, Question

FIGURE = "1 / rank of the first right sentence"
TODAY = RELEVANCE
# What speaks for a sentence counts 1; where it stands, and how it is worded, counts nothing.
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
_FITTED = (*(name for name in FEATURES if name != "elsewhere"), "off_middle")
_MIDDLES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
WRITTEN = (("rag/answer/extract/weights.py", "RELEVANCE", lambda weights: weights),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(Group[RelevanceWeights]):
    """`pairs` are places of a right and of a wrong sentence of one question, shape (pairs, 2), `each` what a pair
    counts, all those of a question together 1; `found` is what `features` gives."""

    found: np.ndarray
    pairs: np.ndarray
    each: np.ndarray

    def leads(self, middle: float) -> np.ndarray:
        """What the right has before the wrong of each pair, shape (pairs, len(_FITTED))."""
        off_middle = np.abs(self.found[:, FEATURES.index("position")] - middle)
        columns = [off_middle if name == "off_middle" else self.found[:, FEATURES.index(name)] for name in _FITTED]
        right, wrong = self.pairs.T
        lead: np.ndarray = np.column_stack(columns)[right] - np.column_stack(columns)[wrong]
        return lead


def groups(labelled: LabelledSet, library: Library, others: Sequence[Question]) -> list[Choices]:
    """The set's choices as one group; none where there are none."""
    if not labelled.choices:
        return []
    scorer = Scorer(library)
    found = np.concatenate([features(asked(choice.question), choice.sentences, scorer) for choice in labelled.choices])
    right = np.array([is_right for choice in labelled.choices for is_right in choice.right])
    sizes = [len(choice.sentences) for choice in labelled.choices]
    starts = np.cumsum([0, *sizes[:-1]])

    def values(weights: RelevanceWeights) -> np.ndarray:
        scores = weighed(found, weights)
        best = np.maximum.reduceat(np.where(right, scores, -np.inf), starts)
        # A wrong sentence that is as good comes first: what tells nothing apart is worth nothing.
        before = np.add.reduceat(~right & (scores >= np.repeat(best, sizes) - 1e-9), starts)
        return 1 / (1 + before)

    pairs = [
        start + np.argwhere(np.outer(choice.right, np.logical_not(choice.right)))
        for start, choice in zip(starts, labelled.choices, strict=True)
    ]
    return [
        Choices(
            name=labelled.name,
            field=labelled.field,
            values=values,
            found=found,
            pairs=np.concatenate(pairs),
            each=np.concatenate([np.full(len(of_one), 1 / len(of_one)) for of_one in pairs]),
        )
    ]


def fit(groups: Sequence[Choices]) -> RelevanceWeights:
    """By logistic regression over pairs of a right and a wrong sentence, for the middle with which it is most likely;
    as large together as today's."""
    share = np.concatenate([group.each * s / group.each.sum() for group, s in zip(groups, shares(groups), strict=True)])
    regressions = {
        middle: logistic(np.concatenate([group.leads(middle) for group in groups]), np.ones(len(share)), share)
        for middle in _MIDDLES
    }
    middle = min(regressions, key=lambda middle: regressions[middle].loss)
    found = regressions[middle].weights
    unit = sum(abs(getattr(TODAY, name)) for name in _FITTED) / (np.abs(found).sum() or 1.0)
    fitted = {name: round(float(unit * value), 2) for name, value in zip(_FITTED, found, strict=True)}
    return replace(TODAY, middle=middle, **fitted)
