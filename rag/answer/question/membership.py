"""Which of the papers that are found truly speak to what is asked: those that an answer by many papers is made of.

The weights are set by hand. A fit on questions of biomedicine and machine learning that name all of their papers is no
better on questions that it has not seen, and worse on the field that it has not seen (2026-11-27), so they are kept:
see tests/fit/results. `make fit` tries it anew (tests/fit/membership.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rag.answer.scorer import Scorer
from rag.records import Hit

SEEN = ("share", "coverage", "closeness", "rarest", "exact")


@dataclass(frozen=True, slots=True)
class MembershipWeights:
    """What speaks for a paper's being one of those that a question is about, and how much is asked for.

    Attributes:
        share: its score as a share of the best paper's.
        coverage: the share of what is asked that its title and abstract have, in words of the same meaning too.
        closeness: how much of what is asked they have by late interaction.
        rarest: how well they have the word of it that tells the most.
        exact: the share of what is asked that they have in its own words.
        threshold: the sum from which on a paper is one of them.
        within: how much less it may have than the surest one.
    """

    share: float
    coverage: float
    closeness: float
    rarest: float
    exact: float
    threshold: float
    within: float

    def sums(self, seen: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much speaks for papers, by what `seen` found of them, shape (papers,)."""
        return np.asarray(seen @ np.array([getattr(self, name) for name in SEEN]))

    def taken(self, sums: NDArray[np.float64], surest: ArrayLike) -> NDArray[np.bool_]:
        """Which papers are among those that a question is about, by what speaks for them and for the surest one."""
        least = np.minimum(np.maximum(self.threshold, np.asarray(surest) - self.within), surest)
        return np.asarray(sums >= least, dtype=bool)


MEMBERSHIP = MembershipWeights(
    share=4.0,
    coverage=1.0,
    closeness=4.0,
    rarest=2.0,
    exact=2.0,
    threshold=6.7,
    within=3.5,
)


def members(text: str, hits: Sequence[Hit], scorer: Scorer, weights: MembershipWeights = MEMBERSHIP) -> list[int]:
    """The places of those hits that truly speak to what is asked, the surest first; the surest one always.

    Args:
        hits: best first, at least one.
    """
    sums = weights.sums(seen(text, hits, scorer))
    taken = weights.taken(sums, sums.max())
    return [place for place in np.argsort(-sums, kind="stable").tolist() if taken[place]]


def seen(text: str, hits: Sequence[Hit], scorer: Scorer) -> NDArray[np.float64]:
    """What speaks for each of the hits, best first and at least one, shape (hits, len(SEEN))."""
    texts = [f"{hit.paper.title}\n{hit.paper.abstract}" for hit in hits]
    topic = scorer.topic(text)
    matches = scorer.matches_each(topic, texts)
    whole = topic.weights.sum() or 1.0
    best = max(hit.score for hit in hits) or 1.0
    rarest = matches[:, topic.weights.argmax()] if topic.words else np.zeros(len(texts))
    return np.column_stack(
        [
            np.array([hit.score for hit in hits]) / best,
            matches @ topic.weights / whole,
            scorer.closeness_of(text, [hit.paper.id for hit in hits]),
            rarest,
            (matches == 1.0) @ topic.weights / whole,
        ]
    )
