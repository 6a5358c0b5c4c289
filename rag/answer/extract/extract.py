"""The answerer that needs no model: verbatim sentences of the best papers, each cited, arranged by what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rag.answer.decline.decline import Declined
from rag.answer.evidence import split
from rag.answer.extract.aspects import ASPECTS, by_aspect
from rag.answer.extract.compose import Composer
from rag.answer.extract.grouping import grouped
from rag.answer.extract.lead import quoted
from rag.answer.extract.relevance import relevance
from rag.answer.extract.telling import telling
from rag.answer.question.listing import heading, spoken_by, spoken_by_none
from rag.answer.question.question import Asked, Question
from rag.answer.question.stating import stating
from rag.answer.scorer import Scorer
from rag.records import Draft, Hit, Paper, Sentence
from rag.text.figures import figures
from rag.text.markdown import escape_line
from rag.text.words import content_stems

THINGS, THEME = 30, 9  # papers quoted at most for things of a kind, and on a theme
LOOKED_AT = 20  # papers of which those are chosen that speak of a theme
OTHERS = "Others"  # heading of what is in no group
WHY = "Why it is listed"  # a column
NEARLY_BEST = 0.9  # of the best paper's score: such a paper is named beside it
WORDS_COMPARED = 300  # quoted of the sides of a comparison together
WORDS_SUMMED, WORDS_OF_SEVERAL = 150, 90  # quoted of a paper that is summed up alone, or with others

RowOfList = tuple[Paper, tuple[Sentence | None, Sentence | None]]


def extract(question: Question, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """Sentences that answer the question, in each paper's own words, under its title.

    A single question is answered by one sentence that leads, and at most two that add to it. For a comparison or a list
    the hits are the papers to speak of; otherwise the best of them are chosen here.
    """
    if question.is_of_many:
        return _told_by_many(question, hits, scorer)
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
    for absent in question.absent:
        where = "among the papers that are asked" if scorer.is_bounded else "in this library"
        composer.lead(f"{escape_line(absent)} is not {where}.")
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


def _told_by_many(question: Question, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """How many papers speak to it, and a telling sentence of each; on a theme of those that differ the most, in groups."""
    composer = Composer()
    told = [hit for hit in hits if hit.paper.abstract]
    if question.things:
        quoted = telling(question.asked, told, THINGS, scorer, fill=True)
    else:
        quoted = telling(question.asked, told[:LOOKED_AT], THEME, scorer)
    composer.lead(spoken_by(len(told), len(quoted)))
    papers = [sentences[0].paper for sentences in quoted]
    groups = [("", list(range(len(papers))))]
    if not question.things:
        groups = grouped(papers, content_stems(question.topic), scorer)
    for name, places in groups:
        if len(groups) > 1:
            composer.lead(f"*{escape_line(name or OTHERS)}*")
        for place in places:
            composer.line(papers[place], quoted[place])
    return composer.draft()


def _listed(question: Question, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """How many papers are on the list, and each with the sentence that says why; where more is asked of each, a table
    has that too."""
    composer, rows = Composer(), rows_of_list(question, hits, scorer)
    composer.lead(head_of_list(question, hits, scorer))
    for paper, says in rows:
        composer.line(paper, list(dict.fromkeys(filter(None, says))))
    table_of_list(composer, question, rows)
    return composer.draft(None if hits else "not_in_abstracts")


def rows_of_list(question: Question, hits: Sequence[Hit], scorer: Scorer) -> list[RowOfList]:
    """Each paper of a list with the sentence for which it is on it, and the one on what is asked of each beside."""
    return [(hit.paper, (_why(question, hit, scorer), _beside(question, hit, scorer))) for hit in hits]


def table_of_list(composer: Composer, question: Question, rows: Sequence[RowOfList]) -> None:
    """A table where more is asked of each paper."""
    if question.beside:
        beside = question.beside.text.rstrip("?. ")
        composer.table((WHY, f"{beside[:1].upper()}{beside[1:]}?"), rows)


def head_of_list(question: Question, hits: Sequence[Hit], scorer: Scorer) -> str:
    """The line that says how many papers are on a list; that they are only near, where none does what is asked."""
    says_so = not hits or not question.predicate or any(stating(question.predicate, hit.paper, scorer) for hit in hits)
    return heading(question.text, len(hits), scorer.asked) if says_so else spoken_by_none(len(hits))


def _why(question: Question, hit: Hit, scorer: Scorer) -> Sentence | None:
    """The sentence for which a paper is on a list; None without an abstract."""
    if question.predicate and (says := stating(question.predicate, hit.paper, scorer)):
        return says
    sentences = split(hit.paper)
    if not sentences:
        return None
    texts = [sentence.text for sentence in sentences]
    says = scorer.coverage(scorer.topic(question.topic), texts) + scorer.closeness(question.topic, texts)
    return sentences[int(says.argmax())]


def _beside(question: Question, hit: Hit, scorer: Scorer) -> Sentence | None:
    """The sentence that tells what is asked of each paper beside; None where no sentence is of that kind."""
    sentences, asked = split(hit.paper), question.beside
    if not asked or not sentences:
        return None
    scores = relevance(asked, sentences, scorer)
    fitting = [i for i, s in enumerate(sentences) if "figure" not in asked.cues or figures(s.text)]
    return sentences[max(fitting, key=lambda i: float(scores[i]))] if fitting else None


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
