"""The weights by which a paper is held to bear a sentence of a manuscript, with what they are worth.

`python -m tests.fit.bearing DIR` makes them anew, on sentences of related-work sections with the papers that they cite
(DeepScholar-bench): fitted on the even ones, checked on the odd ones. tests/fit/README.md has the figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class BearingWeights:
    """What each signal of a paper counts beside BM25, which counts 1. A signal is divided by its best of the sentence.

    Attributes:
        dense: the cosine of the paper's best passage.
        sentence: late interaction with the abstract's best sentence.
        title: the cosine of the title.
        titled: the share of the title, by the rarity of its words, that the sentence has.
        named: whether the sentence has the name that stands before the title's colon.
        context: the cosine of the paragraph's other sentences.
    """

    dense: float
    sentence: float
    title: float
    titled: float
    named: float
    context: float

    def total(self, ranked: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """The weighted sum of the signals that are there, by their names, of their shape."""
        return np.asarray(sum(getattr(self, name, 1.0) * value for name, value in ranked.items()))


@dataclass(frozen=True, slots=True)
class SureWeights:
    """How surely the best paper bears a sentence, by signals that are not divided by their best.

    Attributes:
        dense, sentence, coverage, lead: weights of the best passage's cosine, of late interaction with the best sentence,
            of the share of the sentence's topic that title and abstract have, and of how far the paper is ahead of the next.
        constant: what is added to their sum, before it becomes a probability.
        threshold: the probability from which on a paper is suggested.
    """

    dense: float
    sentence: float
    coverage: float
    lead: float
    constant: float
    threshold: float

    def probability(self, seen: ArrayLike) -> NDArray[np.float64]:
        """Of signals of shape (sentences, 4), shape (sentences,)."""
        total = np.asarray(seen) @ np.array([self.dense, self.sentence, self.coverage, self.lead]) + self.constant
        return np.asarray(1 / (1 + np.exp(-total)))


BEARING = BearingWeights(
    dense=0.62,
    sentence=0.96,
    title=0.42,
    titled=0.29,
    named=1.43,
    context=0.88,
)
SURE = SureWeights(
    dense=0.64,
    sentence=-0.17,
    coverage=1.64,
    lead=1.52,
    constant=-2.65,
    threshold=0.45,
)
