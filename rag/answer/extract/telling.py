"""Many papers -> one telling sentence of each, of those that differ: by maximal marginal relevance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.answer.evidence import split
from rag.answer.extract.leaning import leans
from rag.answer.extract.relevance import relevance
from rag.answer.extract.weights import RELEVANCE
from rag.answer.question.question import Asked
from rag.answer.scorer import Scorer
from rag.records import Hit, Sentence

REPEATS = 1.0  # what is taken from a sentence that says what another one says
_LEANS = 0.5  # from one that is not understood by itself
_FEW = 10  # sentences, up to which few papers say more than one each
_OF_ONE = 5  # sentences of one paper at most


def telling(asked: Asked, hits: Sequence[Hit], most: int, scorer: Scorer, fill: bool = False) -> list[list[Sentence]]:
    """The most telling sentence of each of at most so many papers, the paper first whose sentence tells the most.

    Each next one is the most relevant one that says the least of what those before it say.

    Args:
        hits: papers with an abstract, at least one.
        fill: where the papers are few, let them say more, as far as it differs.
    """
    of_each = [split(hit.paper) for hit in hits]
    candidates = [sentence for own in of_each for sentence in own]
    texts = [sentence.text for sentence in candidates]
    paper = np.repeat(np.arange(len(hits)), [len(own) for own in of_each])
    scorer.read_ahead([asked.text, asked.thing, *texts])
    share = np.array([hit.score for hit in hits]) / (max(hit.score for hit in hits) or 1.0)
    found = relevance(asked, candidates, scorer) + RELEVANCE.share * share[paper]
    scores = (found - found.mean()) / (found.std() or 1.0) - _LEANS * np.array([leans(text) for text in texts])
    alike = scorer.alike(texts)
    said = np.zeros(len(candidates))  # how much of each the chosen ones say
    chosen: dict[int, list[int]] = {}

    def choose(open_: np.ndarray) -> None:
        best = int(np.where(open_, scores - REPEATS * said, -np.inf).argmax())
        chosen.setdefault(int(paper[best]), []).append(best)
        np.maximum(said, alike[best], out=said)

    while len(chosen) < min(most, len(hits)):
        choose(~np.isin(paper, list(chosen)))
    while fill and sum(map(len, chosen.values())) < _FEW:
        full = [number for number, own in chosen.items() if len(own) == _OF_ONE]
        open_ = np.isin(paper, list(chosen)) & ~np.isin(paper, full)
        open_[[i for own in chosen.values() for i in own]] = False
        if not open_.any():
            break
        choose(open_)
    return [[candidates[i] for i in own] for own in chosen.values()]
