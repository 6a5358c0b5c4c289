"""The weights by which undecided papers are put in order, with what they are worth.

They are the best of eight on five published reviews, simulated from the review's question alone: 0.47 of the reading is saved at 95 % of
the included (WSS@95, mean). Chosen on four of the reviews and measured on the fifth, in turn, it is 0.44 (2026-11-27).

`python -m tests.benchmarks.screening DIR --fit` makes the choice anew; tests/benchmarks/results/screening.txt has the figures.
"""

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


PRIORITY = PriorityWeights(vector=0.5, shrinkage=1e-3, presumed=100, presumed_share=0.3, question=1.0)
