"""The weights of the ranking, with what they are worth.

They stand from an earlier fit on SciFact, PubMedQA and ScholarQA-multi. Fitted anew from equal weights, on queries of
biomedicine, machine learning and several other sciences, others come out that are within noise of these on fields that
the fit has not seen (nDCG@10 +0.007 [-0.001, +0.014]; 2026-11-27), so these are kept.

`make fit` makes them anew (tests/fit/ranking.py); tests/fit/README.md tells how, tests/fit/results has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """What each signal of a paper counts beside BM25, which counts 1. A signal is divided by its best of the question.

    Attributes:
        dense: the cosine of the paper's best passage.
        interaction: late interaction, token by token.
        neighbours: the score of the papers closest to the paper.
        closest: how many these are.
    """

    dense: float
    interaction: float
    neighbours: float
    closest: int

    @property
    def exact_title(self) -> float:
        """What a paper gets whose whole title is the question: as much as all signals give at most, so that it is
        the first."""
        return 1 + self.dense + self.interaction + self.neighbours


RANKING = RankingWeights(dense=0.8, interaction=1.2, neighbours=0.5, closest=8)
