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


@dataclass(frozen=True, slots=True)
class TopicalityWeights:
    """What counts for a question's being on the topics of a library, and how much is asked for.

    Attributes:
        cosine, closeness, coverage: weights of how near the nearest of the best papers comes to the question by each.
        threshold: the sum from which on a question is on topic, in a library of one paper.
        size: what is asked for beyond that for each unit of the natural logarithm of the number of papers. The more
            papers there are, the closer the best of them come to anything.
    """

    cosine: float
    closeness: float
    coverage: float
    threshold: float
    size: float

    def holds(self, nearness: ArrayLike, papers: ArrayLike) -> NDArray[np.bool_]:
        """Whether questions are on topic, shape (questions,).

        Args:
            nearness: cosine, closeness and coverage of the nearest of the best papers, shape (questions, 3).
            papers: how many are asked, shape (questions,).
        """
        found = np.asarray(nearness) @ np.array([self.cosine, self.closeness, self.coverage])
        return np.asarray(found >= self.threshold + self.size * np.log(papers), dtype=bool)


TOPICALITY = TopicalityWeights(cosine=2.0, closeness=1.15, coverage=1.0, threshold=0.63, size=0.125)
