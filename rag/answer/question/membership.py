"""Which of the papers that are found truly speak to what is asked: those that an answer by many papers is made of.

The weights are fitted on questions of biomedicine that name all of their papers, and checked on questions that the fit
has not seen. `make fit` makes them anew (tests/fit/membership.py); tests/fit/results has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rag.answer.evidence import split
from rag.answer.scorer import Scorer
from rag.records import Hit
from rag.text.words import content_stems

_TELLING = 0.4  # of the weight of the word that tells the most
_HAS = 0.3  # of a word with one of a text, from which on the text has it
_ENOUGH = 8  # papers that have all of what is asked
_SHORT = 2  # words of an alternative
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


@dataclass(frozen=True, slots=True)
class ListWeights:
    """What speaks for a paper's being on a list of papers, and how much is asked for: a sentence of it must say so.

    Attributes:
        share: its score as a share of the best paper's.
        sentence: the share of what is asked that its best sentence has.
        closeness: how much of what is asked one of its sentences has by late interaction.
        threshold: the sum from which on a paper is on the list; the best one always is.
        within: how much less it may have than the best one.
    """

    share: float
    sentence: float
    closeness: float
    threshold: float
    within: float


LIST = ListWeights(
    share=4.0,
    sentence=4.0,
    closeness=2.0,
    threshold=3.85,
    within=3.0,
)


def on_the_list(text: str, hits: Sequence[Hit], scorer: Scorer, weights: ListWeights = LIST) -> list[int]:
    """The places of those hits that belong on a list of papers on what is asked, the surest first.

    Args:
        hits: best first, at least one.
    """
    of_each = [[hit.paper.title, *(sentence.text for sentence in split(hit.paper))] for hit in hits]
    texts = [one for own in of_each for one in own]
    scorer.read_ahead([text, *texts])
    starts = np.cumsum([0, *map(len, of_each[:-1])])
    best = max(hit.score for hit in hits) or 1.0
    coverage = np.max([scorer.coverage(scorer.topic(either), texts) for either in _alternatives(text)], axis=0)
    sums = (
        weights.share * np.array([hit.score for hit in hits]) / best
        + weights.sentence * np.maximum.reduceat(coverage, starts)
        + weights.closeness * np.maximum.reduceat(scorer.closeness(text, texts), starts)
    )
    least = min(max(weights.threshold, sums.max() - weights.within), sums.max())
    return [place for place in np.argsort(-sums, kind="stable").tolist() if sums[place] >= least]


def with_all_of_it(text: str, hits: Sequence[Hit], scorer: Scorer) -> list[Hit]:
    """Those hits that have every telling word of what is asked, or one of the same meaning: of "bias in juries" both. All
    of them where these are few."""
    topic = scorer.topic(text)
    telling = topic.weights >= _TELLING * topic.weights.max(initial=0)
    whole = [
        hit
        for hit in hits
        if scorer.matches(topic, f"{hit.paper.title} {hit.paper.abstract}")[telling].min(initial=1) >= _HAS
    ]
    return whole if len(whole) >= _ENOUGH else list(hits)


def _alternatives(text: str) -> list[str]:
    """What any one of is enough: of "proteins or molecules" each; the whole where its parts may share words."""
    parts = text.split(" or ")
    return parts if all(0 < len(content_stems(part)) <= _SHORT for part in parts) else [text]


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
    matches = np.array([scorer.matches(topic, paper) for paper in texts]).reshape(len(texts), len(topic.words))
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
