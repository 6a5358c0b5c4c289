"""What tells whether any of the best papers is about a question: how near the nearest comes, the most telling word that it
lacks, and how alike the library's papers are, for where they all are of one matter few words of a question are shared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.answer.scorer import BEST, Scorer, Topic
from rag.answer.weights import TOPICALITY, TopicalityWeights
from rag.records import Hit, Paper
from rag.text.short_forms import all_in_both_forms
from rag.text.spelling import is_misspelt

_NEARNESS = 3  # of them tell how near a paper comes
_SLIP = 0.9  # of a match with a word that no paper has and that may be a slip; from there on a text has a word itself
_LONG = 5  # letters of a word that may be misspelt


def is_on_topic(scorer: Scorer, question: str, hits: Sequence[Hit], weights: TopicalityWeights = TOPICALITY) -> bool:
    """Whether any of the best papers is about what is asked."""
    return bool(hits) and bool(weights.holds(signals(scorer, question, [hit.paper for hit in hits[:BEST]])))


def signals(scorer: Scorer, question: str, papers: Sequence[Paper]) -> np.ndarray:
    """The signals of the paper that comes nearest to a question, of at least one, in the order of `SIGNALS`."""
    topic = scorer.topic(question)
    telling = scorer.telling(topic, question)
    mass = telling.sum() or 1.0
    texts = [f"{paper.title}\n{paper.abstract}" for paper in papers]
    matches = scorer.matches_each(topic, all_in_both_forms(texts, question))
    matches = np.maximum(matches, [_SLIP * _misspelt(topic, text, scorer) for text in texts])
    near = [
        scorer.cosines(question, texts),
        scorer.closeness(question, texts),
        np.where(matches >= _SLIP, matches, 0) @ telling / mass,
        (telling * (1 - matches)).max(axis=1, initial=0),
    ]
    found = np.array(near)
    nearest = found[:_NEARNESS].sum(axis=0).argmax()
    return np.array([*found[:, nearest], scorer.likeness])


def _misspelt(topic: Topic, text: str, scorer: Scorer) -> np.ndarray:
    """Which words of a topic no paper has, and may be slips of words of a text, shape (words,)."""
    unknown = [
        word.isalpha() and len(word) >= _LONG and not scorer.is_known(stem)
        for word, stem in zip(topic.words, topic.stems, strict=True)
    ]
    if not any(unknown):
        return np.zeros(len(topic.words))
    near = set(re.findall(r"[^\W_]+", text.lower()))
    return np.array([told and is_misspelt(word, near) for word, told in zip(topic.words, unknown, strict=True)], float)
