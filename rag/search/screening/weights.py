"""The weights by which undecided papers are put in order, with what they are worth."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PriorityWeights:
    """
    Attributes:
        vector: the length of a paper's vector beside its terms, whose length is 1.
        shrinkage: of the classifier's weights.
        presumed: undecided papers that are taken as if they were excluded, each time others: most are.
        presumed_share: how much each of them counts beside one that was decided.
        question: how much the review's question counts, as a paper to be included.
    """

    vector: float
    shrinkage: float
    presumed: int
    presumed_share: float
    question: float


PRIORITY = PriorityWeights(vector=0.5, shrinkage=3e-4, presumed=100, presumed_share=0.3, question=1.0)
