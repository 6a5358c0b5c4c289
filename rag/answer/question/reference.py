"""What a follow-up refers to: the papers of the last answer that it is asked of, or none, where it is a new question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.question.conditions import conditions
from rag.answer.question.gather import Gatherer
from rag.answer.question.kinds import topic_of
from rag.answer.question.question import Question
from rag.answer.question.understand import understand
from rag.answer.scorer import Scorer
from rag.answer.topicality import is_on_topic
from rag.library.library import Library
from rag.records import Paper
from rag.search.scope import Bounds
from rag.text.forms import title_form
from rag.text.words import has_topic

_SPOKEN_TO = 0.5  # of what a follow-up names itself, from which on the last papers are held to speak to it
_NAMED = 3  # titles that a question is said to be on


def resolved(question: Question, library: Library, scorer: Scorer, bounds: Bounds) -> tuple[Question, Bounds]:
    """A follow-up as it is to be searched for, and within what: the papers it means, where they speak to it; else behind
    the question that opened the topic, where a paper speaks to both; or by itself. Any other comes back as it is."""
    if not question.leans:
        return question, bounds
    asked = question.asked.text
    if question.is_of_last_papers and (papers := _meant(question, library, scorer, bounds)):
        return _of_these(papers, question, bounds)
    if question.kind in ("compare", "list"):
        return (_alone(question) if question.is_whole and not question.points_back else question), bounds
    papers = _meant(question, library, scorer, bounds)
    on_these = replace(bounds, papers=frozenset(paper.id for paper in papers))
    if question.kind == "summary" and len(papers) > 1:
        question = replace(question, is_of_several=True)
    if papers and (question.is_general or _speak_to(asked, papers, scorer)):
        return _on(papers, question), on_these
    if not question.is_general and (question.points_back or not question.is_whole):
        hits = Gatherer(library, scorer, question, bounds).gather(1).hits
        if hits and _speak_to(asked, [hits[0].paper], scorer):
            return (question if question.points_back else replace(question, topic=asked)), bounds
        if papers and question.points_back:
            return _on(papers, question), on_these
    return _alone(question), bounds


def _alone(question: Question) -> Question:
    return replace(understand(question.asked.text), leans=True, is_general=question.is_general)


def _of_these(papers: Sequence[Paper], question: Question, bounds: Bounds) -> tuple[Question, Bounds]:
    """A question for those of some papers that meet it, or for a comparison of some of them, within what it is asked of."""
    asked = question.asked.text
    if question.kind == "compare":
        forms = set(map(title_form, question.sides))
        sides = [paper for paper in papers if title_form(paper.title) in forms]
        pinned = bounds.pinned | frozenset(paper.id for paper in sides)
        return replace(question, text=_text_on(sides, asked), conditions=()), replace(bounds, pinned=pinned)
    topic, of_these = topic_of(asked, "list"), frozenset(paper.id for paper in papers)
    on_these = replace(
        question, text=asked, topic=topic, has_topic=has_topic(asked), keys=(), conditions=conditions(asked)
    )
    return on_these, replace(bounds, papers=of_these)


def _speak_to(text: str, papers: Sequence[Paper], scorer: Scorer) -> bool:
    """Whether one of some papers has most of what a text is about."""
    texts = [f"{paper.title}\n{paper.abstract}" for paper in papers]
    return float(scorer.coverage(scorer.topic(text), texts).max(initial=0)) >= _SPOKEN_TO


def _meant(question: Question, library: Library, scorer: Scorer, bounds: Bounds) -> list[Paper]:
    """The papers that a follow-up means, as far as they may be asked; of an answer that names none, the best paper for the
    question that opened the topic."""
    found = {paper.title: paper for paper in library.titled(question.meant) if _is_within(paper, bounds)}
    if found or question.recent:
        places = {title: place for place, title in enumerate(question.meant)}
        return sorted(found.values(), key=lambda paper: places.get(paper.title, len(places)))
    opening = understand(question.opening)
    hits = Gatherer(library, scorer, opening, bounds).gather(1).hits
    return [hits[0].paper] if hits and is_on_topic(scorer, opening.topic, hits) else []


def _text_on(papers: Sequence[Paper], asked: str) -> str:
    return f"On {' and '.join(f'“{paper.title}”' for paper in papers[:_NAMED])}: {asked}"


def _on(papers: Sequence[Paper], question: Question) -> Question:
    """The question as one on these papers."""
    asked = question.asked.text
    text = _text_on(papers, asked)
    return replace(
        question, text=text, topic=asked, has_topic=True, points_back=True, keys=(), conditions=conditions(asked)
    )


def _is_within(paper: Paper, bounds: Bounds) -> bool:
    return paper.id not in bounds.excluded and (bounds.papers is None or paper.id in bounds.papers)
