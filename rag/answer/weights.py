"""The weights by which a question is held to be on the library's topics, with what they are worth.

They are of 2026-11-27: fitted on questions over six libraries of 47 to 5,183 papers. Signals that were tried and gained
nothing beside these: the library's size, the best sentence, how much is named, the most telling word that a paper has, the
question's length, BM25 and the gap between the best papers' scores. Declining a question on topic counts as much as
answering four off it.

`make fit` makes them anew (tests/fit/topicality.py); tests/fit/README.md tells how, tests/fit/results has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

# In the order in which `rag.answer.topicality.signals` gives them.
SIGNALS = ("cosine", "closeness", "words", "missing", "likeness")


@dataclass(frozen=True, slots=True)
class TopicalityWeights:
    """What counts for a question's being on the topics of a library.

    Attributes:
        cosine, closeness: of the question with the nearest of the best papers, as a whole and token by token.
        words: the share of the question's telling words that this paper has; a word tells the more the rarer it is in
            the library and in English.
        missing: how telling the most telling word is that the paper lacks.
        likeness: how alike the library's papers are: the mean cosine of two of its passages.
        threshold: the sum from which on a question is on topic.
    """

    cosine: float
    closeness: float
    words: float
    missing: float
    likeness: float
    threshold: float

    def holds(self, signals: ArrayLike) -> NDArray[np.bool_]:
        """Whether questions are on topic, shape (questions,), or a single truth.

        Args:
            signals: as `rag.answer.topicality.signals` gives them, shape (questions, 5) or (5,).
        """
        weights = [getattr(self, name) for name in SIGNALS]
        return np.asarray(np.asarray(signals) @ np.array(weights) >= self.threshold, dtype=bool)


TOPICALITY = TopicalityWeights(
    cosine=8.03, closeness=4.238, words=3.154, missing=-0.132, likeness=13.741, threshold=8.654
)
