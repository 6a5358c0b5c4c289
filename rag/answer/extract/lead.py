"""Papers -> the sentence that answers a single question, and the few that add to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answer.evidence import split
from rag.answer.extract.leaning import leans
from rag.answer.extract.relevance import across, weighed
from rag.answer.extract.weights import RELEVANCE, RelevanceWeights
from rag.answer.question.question import Asked
from rag.answer.scorer import Scorer
from rag.records import Hit, Sentence
from rag.text.words import content_stems

LOOKED_AT = 8  # papers whose sentences may lead
MORE = 2  # sentences that stand behind the lead at most
WORDS = 65  # of an answer with the title of the paper that leads; a lead may be longer by itself
SURE = 1.8  # a sentence that is so much less relevant than the lead adds nothing
STANDS_ALONE = 0.2  # as much less relevant may be what leads in the place of a sentence that leans
_NEW = 0.4  # of what a sentence speaks of, from which on it adds something


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is quoted to answer a question: the sentence that leads, the one before it where the lead leans on it, and
    what adds to it, best first."""

    lead: Sentence
    before: Sentence | None
    more: tuple[Sentence, ...]


def quoted(
    asked: Asked, hits: Sequence[Hit], scorer: Scorer, weights: RelevanceWeights = RELEVANCE, whole: str = ""
) -> Quoted:
    """The best sentence of the papers, and the next best that say something else, as far as there is room.

    Args:
        hits: best first, each with an abstract, at least one.
        whole: the question with what a follow-up leans on.
    """
    candidates, found = across(asked, hits[:LOOKED_AT], scorer, whole)
    scores = weighed(found, weights)
    order = np.argsort(-scores, kind="stable").tolist()
    lead = _leading(candidates, scores, order)
    before = _before(candidates[lead]) if leans(candidates[lead].text) else None
    shown = [sentence for sentence in (before, candidates[lead]) if sentence]
    room = WORDS - sum(_length(sentence) for sentence in shown) - len(candidates[lead].paper.title.split())
    more: list[Sentence] = []
    for i in order:
        sentence = candidates[i]
        if len(more) == MORE or scores[i] < scores[lead] - SURE:
            break
        if sentence not in shown and _length(sentence) <= room and _adds(sentence, shown):
            more.append(sentence)
            shown.append(sentence)
            room -= _length(sentence)
    return Quoted(candidates[lead], before, tuple(more))


def _leading(candidates: Sequence[Sentence], scores: np.ndarray, order: Sequence[int]) -> int:
    """The best sentence, or one that is nearly as good and stands alone where that one leans."""
    best = order[0]
    if not leans(candidates[best].text):
        return best
    nearly = (i for i in order if scores[i] >= scores[best] - STANDS_ALONE)
    return next((i for i in nearly if not leans(candidates[i].text)), best)


def _before(sentence: Sentence) -> Sentence | None:
    """The sentence before one in its abstract."""
    earlier = [other for other in split(sentence.paper) if other.span.end <= sentence.span.start]
    return earlier[-1] if earlier else None


def _adds(sentence: Sentence, shown: Sequence[Sentence]) -> bool:
    """Whether a sentence speaks of enough that those which are shown do not."""
    told = {stem for other in shown for stem in content_stems(other.text)}
    own = set(content_stems(sentence.text))
    return len(own - told) >= _NEW * len(own)


def _length(sentence: Sentence) -> int:
    """Words of a sentence with its citation mark."""
    return len(sentence.text.split()) + 1
