"""A question on a relation between two things of which no one abstract speaks together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from rag.answer.decline.thresholds import HELD, LOOKED_AT, MISSING, Missing
from rag.answer.question.question import Question
from rag.answer.scorer import Scorer, Topic
from rag.answer.topicality import is_on_topic
from rag.answer.weights import TOPICALITY
from rag.records import Hit
from rag.text.names import acronyms
from rag.text.short_forms import all_in_both_forms

_ENDS = 2


def apart(question: Question, hits: Sequence[Hit], scorer: Scorer, bars: Missing = MISSING) -> tuple[str, ...]:
    """The two things that a question on a relation names, as it writes them, where no one abstract that was looked at has
    both; () where one has, where it names no two things that tell enough, or where a paper is surely on what is asked."""
    if not question.premise.is_relation or question.kind != "answer" or question.asked.paper:
        return ()
    topic = scorer.topic(question.topic)
    ends = _ends(topic, question.topic, scorer, bars.together)
    if len(ends) < _ENDS:
        return ()
    words = [topic.words[end] for end in ends]
    papers = {paper.id: paper for paper in (*(hit.paper for hit in hits[:LOOKED_AT]), *scorer.having(words, LOOKED_AT))}
    texts = all_in_both_forms([f"{paper.title}\n{paper.abstract}" for paper in papers.values()], question.topic)
    if (scorer.matches_each(topic, texts)[:, ends] >= HELD).all(axis=1).any():
        return ()
    sure = replace(TOPICALITY, threshold=TOPICALITY.threshold + bars.sure)
    if is_on_topic(scorer, question.topic, hits, sure):
        return ()
    return tuple(_as_written(word, question.topic) for word in words)


def _ends(topic: Topic, text: str, scorer: Scorer, least: float) -> list[int]:
    """The places of the two most telling words that are no parts of one name, in the question's order."""
    telling = scorer.telling(topic, text)
    found: dict[str, int] = {}
    for place in np.argsort(-telling, kind="stable"):
        if telling[place] >= least and len(found) < _ENDS:
            found.setdefault(_as_written(topic.words[place], text), int(place))
    return sorted(found.values())


def _as_written(word: str, text: str) -> str:
    """A word as a question writes it; of a part of a name the name."""
    for name in acronyms(text):
        if word in re.findall(r"[^\W_]+", name.lower()):
            return name
    match = re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text, re.I)
    return match.group() if match else word
