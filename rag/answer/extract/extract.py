"""The answerer that needs no model: verbatim sentences of the best papers, each cited, arranged by what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rag.answer.decline.decline import Declined
from rag.answer.evidence import split
from rag.answer.extract.aspects import ASPECTS, by_aspect
from rag.answer.extract.compose import Composer
from rag.answer.extract.lead import quoted
from rag.answer.extract.relevance import relevance
from rag.answer.question.question import Asked, Question
from rag.answer.scorer import Scorer
from rag.records import Draft, Hit, Sentence

NEARLY_BEST = 0.9  # of the best paper's score: such a paper is named beside it
WORDS_COMPARED = 300  # quoted of the sides of a comparison together
WORDS_SUMMED, WORDS_OF_SEVERAL = 150, 90  # quoted of a paper that is summed up alone, or with others


def extract(question: Question, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """Sentences that answer the question, in each paper's own words, under its title.

    A single question is answered by one sentence that leads, and at most two that add to it. For a comparison or a list
    the hits are the papers to speak of; otherwise the best of them are chosen here.
    """
    return {"answer": _answered, "compare": _compared, "summary": _summed, "list": _listed}[question.kind](
        question, hits, scorer
    )


def decline(question: Question, why: Declined, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """No answer, and why; with the papers that are about it, or the sentence that says otherwise."""
    composer = Composer()
    composer.lead(why.reason)
    if why.evidence:
        composer.section(why.evidence.paper, [why.evidence])
    elif why.kind == "not_in_abstracts":
        composer.lead("Closest to it, where the full text may say more:")
        for hit in _near_best(hits, NEARLY_BEST)[:3]:
            composer.line(hit.paper, _best(question.asked, hit, scorer, 1), hit.paper.link)
    return composer.draft(why.kind)


def _answered(question: Question, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """What answers in the best papers, and behind it which papers as good are here by their titles alone."""
    composer = Composer()
    told = [hit for hit in hits if hit.paper.abstract]
    if told:
        composer.answer(quoted(question.asked, told, scorer, whole=question.text))
    for hit in [hit for hit in _near_best(hits, NEARLY_BEST)[:3] if not hit.paper.abstract]:
        composer.section(hit.paper, [])
    return composer.draft(None if told else "not_in_abstracts")


def _compared(question: Question, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """What each side says on the question, then the papers side by side, aspect by aspect."""
    composer = Composer()
    for side, hit in enumerate(hits):
        asked = question.of_sides[side] if side < len(question.of_sides) else question.asked
        composer.section(hit.paper, _best(asked, hit, scorer, WORDS_COMPARED // len(hits)))
    _side_by_side(composer, question, hits, scorer)
    return composer.draft(None if any(hit.paper.abstract for hit in hits) else "not_in_abstracts")


def with_table(draft: Draft, question: Question, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """A draft with the papers side by side, whose cells are numbered on from the draft's own citations."""
    composer = Composer(draft.citations)
    _side_by_side(composer, question, hits, scorer)
    table = composer.draft()
    return replace(draft, citations=table.citations, table=table.table)


def _side_by_side(composer: Composer, question: Question, hits: Sequence[Hit], scorer: Scorer) -> None:
    composer.table(ASPECTS, [(hit.paper, by_aspect(split(hit.paper), question.asked, scorer)) for hit in hits])


def _summed(question: Question, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """One paper from its problem to its results, or a few sentences on each of several."""
    several = question.is_of_several
    chosen = _near_best(hits, 0.6)[:4] if several else hits[:1]
    composer = Composer()
    for hit in chosen:
        sentences = split(hit.paper)
        told = [s for s in by_aspect(sentences, question.asked, scorer)[: 1 if several else 3] if s]
        room = (WORDS_OF_SEVERAL if several else WORDS_SUMMED) - sum(len(s.text.split()) for s in told)
        left = [s for s in sentences if s not in told]
        told += _within(left, relevance(question.asked, left, scorer), room)
        composer.section(hit.paper, told)
    return composer.draft(None if any(hit.paper.abstract for hit in chosen) else "not_in_abstracts")


def _listed(question: Question, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    composer = Composer()
    for hit in hits:
        sentences = split(hit.paper)
        scores = relevance(question.asked, sentences, scorer)
        composer.line(hit.paper, [sentences[int(scores.argmax())]] if sentences else [])
    return composer.draft()


def _near_best(hits: Sequence[Hit], share: float) -> list[Hit]:
    return [hit for hit in hits if hit.score >= share * hits[0].score]


def _best(asked: Asked, hit: Hit, scorer: Scorer, words: int) -> list[Sentence]:
    sentences = split(hit.paper)
    return _within(sentences, relevance(asked, sentences, scorer), words) or list(sentences[:1])


def _within(candidates: Sequence[Sentence], scores: np.ndarray, words: int) -> list[Sentence]:
    """The best sentences that fit so many words together; the very best may be longer, where there is room at all."""
    chosen: list[Sentence] = []
    for i in np.argsort(-scores, kind="stable"):
        length = len(candidates[i].text.split())
        if length <= words or (not chosen and words > 0):
            chosen.append(candidates[i])
            words -= length
    return chosen
