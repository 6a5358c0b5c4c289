"""The weights by which a question is held to be on the library's topics, with what they are worth.

They stand from an earlier fit on 500 questions with a paper and 591 without one, over five libraries of 47 to 49,734
papers. Fitted anew from nothing, on questions on topic and off it over libraries of 30 to some thousand papers, others
come out that are a little worse on fields that the fit has not seen (share told rightly -0.007 [-0.015, -0.000];
2026-11-27), so these are kept. Declining a question on topic counts as much there as answering ten off it.

`make fit` makes them anew (tests/fit/topicality.py); tests/fit/README.md tells how, tests/fit/results has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rag.answer.topicality import SIGNALS


@dataclass(frozen=True, slots=True)
class TopicalityWeights:
    """What counts for a question's being on the topics of a library.

    Attributes:
        cosine, closeness: of the question with the nearest of the best papers, as a whole and token by token.
        words: the share of the question's telling words that this paper has; a word tells the more the rarer it is in
            the library and in English.
        sentence: the largest share of them that one of its sentences has, or has words near in meaning to.
        missing: how telling the most telling word is that the paper lacks.
        mass: the root of how telling the question's words are together: much more can be asked where it names things.
        length: the natural logarithm of the number of its words.
        likeness: the mean cosine of two passages of the library: how alike its papers are.
        threshold: the sum from which on a question is on topic.
    """

    cosine: float
    closeness: float
    words: float
    sentence: float
    missing: float
    mass: float
    length: float
    likeness: float
    threshold: float

    def holds(self, signals: ArrayLike) -> NDArray[np.bool_]:
        """Whether questions are on topic, shape (questions,), or a single truth.

        Args:
            signals: as `rag.answer.topicality.signals` gives them, shape (questions, 8) or (8,).
        """
        weights = [getattr(self, name) for name in SIGNALS]
        return np.asarray(np.asarray(signals) @ np.array(weights) >= self.threshold, dtype=bool)


TOPICALITY = TopicalityWeights(
    cosine=6.41,
    closeness=1.88,
    words=1.46,
    sentence=2.03,
    missing=-0.1,
    mass=-0.31,
    length=0.89,
    likeness=4.92,
    threshold=5.2,
)
