"""The answerer that needs no model: verbatim sentences of the best papers, each cited, arranged by what is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.aspects import ASPECTS, by_aspect
from rag.compose import Composer
from rag.cues import relevance
from rag.evidence import Scorer, split
from rag.records import Draft, Hit, Query, Sentence

NOTHING = "Nothing in this library speaks to that."
# Below this cosine of its best passage even the best paper is about something else (cosines of wordllama).
OFF_TOPIC = 0.17
# A question whose topic is mostly words that no paper has needs a closer best paper than another.
UNKNOWN_SHARE, UNKNOWN_OFF_TOPIC = 0.6, 0.28
NEARLY_BEST = 0.78  # of the best paper's score: such a paper is quoted beside it
WORDS, WORDS_BESIDE = 85, 40  # quoted of the best paper, and of one beside it; a first sentence may be longer
WORDS_COMPARED = 70  # quoted of each side of a comparison
WORDS_SUMMED = 110  # quoted of one paper in a summary
_SEVERAL = re.compile(
    r"\b(?:overview|papers|collection|library|literature|field|works|studies|approaches|methods|theory|research)\b", re.I
)
_ONE_OF = re.compile(r"\b(?:either|any|one) (?:one )?of\b|\bwhichever\b", re.I)


def speaks_to(hits: Sequence[Hit], question: Query, scorer: Scorer) -> bool:
    """Whether any of the papers found is about what is asked."""
    closest = max((hit.dense for hit in hits), default=0.0)
    if closest < OFF_TOPIC:
        return False
    return closest >= UNKNOWN_OFF_TOPIC or scorer.unknown_share(question.standalone) < UNKNOWN_SHARE


def extract(question: Query, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """Sentences that answer the question, in each paper's own words and order, under its title.

    For a comparison or a list the hits are the papers to speak of; otherwise the best of them are chosen here.
    """
    return {"answer": _answered, "compare": _compared, "summary": _summed, "list": _listed}[question.kind](
        question, hits, scorer
    )


def _answered(question: Query, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    composer = Composer()
    for rank, hit in enumerate(_near_best(hits, NEARLY_BEST)[:2]):
        composer.section(hit.paper, _best(question, hit, scorer, WORDS_BESIDE if rank else WORDS))
    return composer.draft()


def _compared(question: Query, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """What each side says on the question, then the papers side by side, aspect by aspect."""
    composer = Composer()
    for hit in hits:
        composer.section(hit.paper, _best(question, hit, scorer, WORDS_COMPARED))
    composer.table(ASPECTS, [(hit.paper, by_aspect(split(hit.paper), question.focus, scorer)) for hit in hits])
    return composer.draft()


def _summed(question: Query, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """One paper from its problem to its results, or a few sentences on each of several."""
    several = bool(_SEVERAL.search(question.focus)) and not _ONE_OF.search(question.focus)
    chosen = _near_best(hits, 0.6)[:4] if several else hits[:1]
    composer = Composer()
    for hit in chosen:
        sentences = split(hit.paper)
        told = [s for s in by_aspect(sentences, question.focus, scorer)[: 1 if several else 3] if s]
        room = (WORDS_COMPARED if several else WORDS_SUMMED) - sum(len(s.text.split()) for s in told)
        left = [s for s in sentences if s not in told]
        told += _within(left, relevance(question.focus, left, scorer), room)
        composer.section(hit.paper, told)
    return composer.draft()


def _listed(question: Query, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    composer = Composer()
    for hit in hits:
        sentences = split(hit.paper)
        composer.line(hit.paper, [sentences[int(relevance(question.focus, sentences, scorer).argmax())]])
    return composer.draft()


def _near_best(hits: Sequence[Hit], share: float) -> list[Hit]:
    return [hit for hit in hits if hit.score >= share * hits[0].score]


def _best(question: Query, hit: Hit, scorer: Scorer, words: int) -> list[Sentence]:
    sentences = split(hit.paper)
    return _within(sentences, relevance(question.focus, sentences, scorer), words) or list(sentences[:1])


def _within(candidates: Sequence[Sentence], scores: np.ndarray, words: int) -> list[Sentence]:
    """The best sentences that fit so many words together; the very best may be longer, where there is room at all."""
    chosen: list[Sentence] = []
    for i in np.argsort(-scores, kind="stable"):
        length = len(candidates[i].text.split())
        if length <= words or (not chosen and words > 0):
            chosen.append(candidates[i])
            words -= length
    return chosen
