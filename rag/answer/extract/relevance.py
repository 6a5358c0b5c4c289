"""Which sentences of a paper answer a question: meaning, shared words, and what kind of sentence is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.answer.evidence import Scorer
from rag.answer.extract.weights import RELEVANCE, RelevanceWeights
from rag.answer.question.asked import counted
from rag.records import Sentence

# What a question asks for, the sentences that give it, and the weight of these: (question, sentence, field).
_WANTED = (
    (  # a figure
        r"\bhow (?:many|much|often|close|far|large|big|long|quick\w*|fast\w*)\b|\bwhat (?:share|percent\w*|fraction|score|size)\b"
        r"|\b(?:number of|scores?|rate|gain|error|largest|smallest|accuracy|percentage|times)\b",
        r"\d",
        "figure_asked",
    ),
    (  # a reason or a problem
        r"\bwhy\b|\bhow come\b|\bwhat makes\b|\b(?:problem|trouble|missing|wrong|issue|reason|cause|limitation)\b",
        r"\b(?:because|since|due to|therefore|hence|leads? to|cause\w*|result(?:s|ing)? in|attribut\w+|explain\w*|arise\w*"
        r"|mitigat\w+|however|challeng\w+|problem|limit\w+|difficult\w*|suffer\w*|lack\w*|fail\w*|ignor\w+|unlike|despite"
        r"|lost|hard|cannot|neglect\w*)\b",
        "reason_asked",
    ),
    (  # a way of doing something
        r"\bhow (?!many|much|often|close|far|large|big|long|quick|fast|come)|\bwhat is\b|\bwhat does\b|\bwhere does\b"
        r"|\bwhich (?:method|approach|technique)\b|\bany(?:one)?\b",
        r"\b(?:by|via|through|using|uses?|trains?|based on|consists?|learns?|leverag\w+|combin\w+|integrat\w+|specifically"
        r"|first|second)\b",
        "way_asked",
    ),
)
_POINTERS_ELSEWHERE = re.compile(
    r"https?://|\b(?:code|data|demo|repository|materials?)\b.{0,60}\b(?:available|found|released)\b", re.I
)
_PATTERNS = tuple((re.compile(asked, re.I), re.compile(given, re.I)) for asked, given, _ in _WANTED)
FEATURES = (
    "cosine",
    "closeness",
    "coverage",
    "best_word",
    "position",
    "first",
    "figure",
    "elsewhere",
    *(weight for _, _, weight in _WANTED),
    "counted",
)
_POSITION = FEATURES.index("position")


def relevance(
    question: str, candidates: Sequence[Sentence], scorer: Scorer, weights: RelevanceWeights = RELEVANCE
) -> np.ndarray:
    """One score a sentence, higher is better, comparable within one question, shape (candidates,)."""
    return weighed(features(question, candidates, scorer), weights) if candidates else np.zeros(0)


def weighed(found: np.ndarray, weights: RelevanceWeights) -> np.ndarray:
    """The scores of sentences by what `features` found of them, shape (candidates,)."""
    scores: np.ndarray = found @ np.array([getattr(weights, name) for name in FEATURES])
    return scores + weights.off_middle * np.abs(found[:, _POSITION] - weights.middle)


def features(question: str, candidates: Sequence[Sentence], scorer: Scorer) -> np.ndarray:
    """What speaks for and against each of the sentences, at least one, shape (candidates, len(FEATURES)).

    Words that most candidates share tell them apart the least, so what is rare among them counts once more.
    """
    texts = [candidate.text for candidate in candidates]
    topic = scorer.topic(question)
    matches = np.array([scorer.matches(topic, text) for text in texts]).reshape(len(texts), len(topic.words))
    telling = topic.weights * (1 - matches.mean(axis=0))
    thing = counted(question)
    columns = [
        scorer.cosines(question, texts),
        scorer.closeness(question, texts),
        matches @ telling / (telling.sum() or 1.0),
        (matches * telling).max(axis=1, initial=0) / (telling.max(initial=0) or 1.0),
        [c.span.end / len(c.paper.abstract) for c in candidates],
        [c.span.start == 0 for c in candidates],
        [any(map(str.isdigit, text)) for text in texts],
        [bool(_POINTERS_ELSEWHERE.search(text)) for text in texts],
        *([bool(asked.search(question)) and bool(given.search(text)) for text in texts] for asked, given in _PATTERNS),
        [scorer.counts(thing, text) if thing else 0.0 for text in texts],
    ]
    return np.array(columns, dtype=float).T
