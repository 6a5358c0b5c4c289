"""Papers for a question -> the evidence that a model is shown: the sentences that tell most of it, within a budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.answer.evidence import split
from rag.answer.extract.relevance import relevance
from rag.answer.question.question import Question
from rag.answer.scorer import Scorer
from rag.records import Hit, Paper, Sentence, Span

_LETTERS = 26  # sentences of a paper that have a label
# Of 0 to 4, on two sets of questions: see tests/benchmarks/evidence.py.
RANK = 2.0
# Of the best sentence's score: what has less is no evidence, and would only tempt a model.
_FLOOR = 0.6


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sentences of one paper, in the abstract's order; what a label's letter counts through."""

    paper: Paper
    sentences: tuple[Sentence, ...]


def whole(paper: Paper) -> Evidence:
    """All that a paper's abstract says; of one with more sentences than there are letters the last is all the rest."""
    sentences = split(paper)
    if len(sentences) > _LETTERS:
        rest = Span(sentences[_LETTERS - 1].span.start, sentences[-1].span.end)
        sentences = (*sentences[: _LETTERS - 1], Sentence(paper, rest, rest.of(paper.abstract)))
    return Evidence(paper, sentences)


Cost = Callable[[Evidence], int]
"""Tokens of evidence as the prompt shows it; without sentences, of what stands around them."""


@dataclass(frozen=True, slots=True)
class _Shares:
    """How many papers may be shown, how many sentences of each come before all others, of those that the answer is to
    speak of (`spoken`) and of the rest (`each`), and how many of one paper at the most."""

    papers: int
    spoken: int
    each: int
    most: int


_ANSWER = _Shares(papers=8, spoken=1, each=0, most=_LETTERS)
_COMPARE = _Shares(papers=4, spoken=3, each=0, most=_LETTERS)
_ONE = _Shares(papers=2, spoken=1, each=0, most=_LETTERS)
_SEVERAL = _Shares(papers=12, spoken=1, each=1, most=3)


def select(
    question: Question,
    hits: Sequence[Hit],
    spoken: int,
    scorer: Scorer,
    cost: Cost,
    budget: int,
    most: int,
    rank: float = RANK,
) -> tuple[Evidence, ...]:
    """The evidence of the best papers, which come first; those without an abstract have none.

    First each paper gets its share, in their order; then the most telling sentences of all of them get what is left.

    Args:
        spoken: how many of the first hits the answer has to speak of.
        budget: tokens of all evidence; one sentence is shown at least.
        most: papers to be shown at most, whatever the question.
        rank: how much a paper's rank counts beside how relevant its sentence is, both from 0 to 1.
    """
    told = [hit for hit in hits if hit.paper.abstract]
    shares = _shares(question, len(told))
    told = told[: min(shares.papers, most)]
    candidates = [split(hit.paper) for hit in told]
    scores = _scores(question, told, candidates, scorer, rank)
    chosen: dict[int, list[int]] = {}
    for n, i in _order(scores, shares, spoken):
        paper = told[n].paper
        price = cost(Evidence(paper, (candidates[n][i],))) - (cost(Evidence(paper, ())) if n in chosen else 0)
        if (price <= budget or not chosen) and len(chosen.get(n, ())) < shares.most:
            budget -= price
            chosen.setdefault(n, []).append(i)
    return tuple(Evidence(told[n].paper, tuple(candidates[n][i] for i in sorted(chosen[n]))) for n in sorted(chosen))


def _shares(question: Question, papers: int) -> _Shares:
    if question.kind == "compare":
        return _COMPARE
    if question.kind == "list" or (question.is_of_many and papers > 1):
        return _SEVERAL
    return _ONE if question.kind == "summary" else _ANSWER


def _scores(
    question: Question, hits: Sequence[Hit], candidates: Sequence[Sequence[Sentence]], scorer: Scorer, rank: float
) -> list[np.ndarray]:
    """How much each sentence of each paper tells of the question: its relevance from 0 to 1, and its paper's rank."""
    found = relevance(question.asked, [sentence for own in candidates for sentence in own], scorer)
    relevant = (found - found.min()) / (np.ptp(found) or 1.0)
    ends = np.cumsum([len(own) for own in candidates])[:-1]
    best = max(hit.score for hit in hits) or 1.0
    return [own + rank * hit.score / best for hit, own in zip(hits, np.split(relevant, ends), strict=True)]


def _order(scores: Sequence[np.ndarray], shares: _Shares, spoken: int) -> list[tuple[int, int]]:
    """Sentences as (paper, place in its abstract): the papers' shares, then all others, the most telling first."""
    first = [
        (n, int(i))
        for n, own in enumerate(scores)
        for i in np.argsort(-own, kind="stable")[: shares.spoken if n < spoken else shares.each]
    ]
    least = _FLOOR * max(own.max() for own in scores)
    ranked = sorted((-score, n, i) for n, own in enumerate(scores) for i, score in enumerate(own) if score >= least)
    return list(dict.fromkeys([*first, *((n, i) for _, n, i in ranked)]))
