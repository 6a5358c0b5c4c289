"""Papers for a question -> the evidence that a model is shown: of each paper the sentences that tell most of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answer.evidence import split
from rag.answer.extract.relevance import relevance
from rag.answer.question.question import Question
from rag.answer.scorer import Scorer
from rag.records import Kind, Paper, Sentence

_LETTERS = 26  # sentences of a paper that have a label


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sentences of one paper, in the abstract's order; what a label's letter counts through."""

    paper: Paper
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """How many papers are shown, how many sentences of the first of them at most, and of each of the others."""

    papers: int
    first: int
    others: int


# Measured with a real model of 1.5 billion parameters: see tests/try_model.
SHARES: dict[Kind, Shares] = {
    "answer": Shares(papers=5, first=6, others=3),
    "compare": Shares(papers=6, first=6, others=6),
    "summary": Shares(papers=12, first=3, others=2),
    "list": Shares(papers=12, first=2, others=2),
}
WHOLE = Shares(papers=1, first=_LETTERS, others=0)  # where one paper is asked


def select(question: Question, papers: Sequence[Paper], scorer: Scorer, most: int) -> tuple[Evidence, ...]:
    """The evidence of the best papers, which come first; those without an abstract have none.

    Args:
        most: papers to be shown at most, whatever the question.
    """
    told = [paper for paper in papers if paper.abstract]
    shares = WHOLE if len(told) == 1 else SHARES[question.kind]
    told = told[: min(shares.papers, most)]
    candidates = [split(paper) for paper in told]
    scores = relevance(question.asked, [sentence for own in candidates for sentence in own], scorer)
    chosen, start = [], 0
    for n, (paper, own) in enumerate(zip(told, candidates, strict=True)):
        best = np.argsort(-scores[start : start + len(own)], kind="stable")[: shares.others if n else shares.first]
        chosen.append(Evidence(paper, tuple(own[i] for i in sorted(best))))
        start += len(own)
    return tuple(chosen)
