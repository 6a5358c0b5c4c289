"""Which sentences of a paper answer a question: meaning, shared words, and what kind of sentence is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.answer.evidence import Scorer
from rag.answer.question.asked import counted
from rag.records import Sentence

# What a question asks for, and the sentences that give it: (question, sentence, weight).
_WANTED = (
    (  # a figure
        r"\bhow (?:many|much|often|close|far|large|big|long|quick\w*|fast\w*)\b|\bwhat (?:share|percent\w*|fraction|score|size)\b"
        r"|\b(?:number of|scores?|rate|gain|error|largest|smallest|accuracy|percentage|times)\b",
        r"\d",
        1.9,
    ),
    (  # a reason or a problem
        r"\bwhy\b|\bhow come\b|\bwhat makes\b|\b(?:problem|trouble|missing|wrong|issue|reason|cause|limitation)\b",
        r"\b(?:because|since|due to|therefore|hence|leads? to|cause\w*|result(?:s|ing)? in|attribut\w+|explain\w*|arise\w*"
        r"|mitigat\w+|however|challeng\w+|problem|limit\w+|difficult\w*|suffer\w*|lack\w*|fail\w*|ignor\w+|unlike|despite"
        r"|lost|hard|cannot|neglect\w*)\b",
        1.5,
    ),
    (  # a way of doing something
        r"\bhow (?!many|much|often|close|far|large|big|long|quick|fast|come)|\bwhat is\b|\bwhat does\b|\bwhere does\b"
        r"|\bwhich (?:method|approach|technique)\b|\bany(?:one)?\b",
        r"\b(?:by|via|through|using|uses?|trains?|based on|consists?|learns?|leverag\w+|combin\w+|integrat\w+|specifically"
        r"|first|second)\b",
        0.4,
    ),
)
_POINTERS_ELSEWHERE = re.compile(
    r"https?://|\b(?:code|data|demo|repository|materials?)\b.{0,60}\b(?:available|found|released)\b", re.I
)
_PATTERNS = tuple((re.compile(asked, re.I), re.compile(given, re.I), weight) for asked, given, weight in _WANTED)
_MIDDLE = 0.6  # of an abstract: before it background, after it the outlook


def relevance(question: str, candidates: Sequence[Sentence], scorer: Scorer) -> np.ndarray:
    """One score a sentence, higher is better, comparable within one question, shape (candidates,).

    The weights were fitted on six sets of labelled questions over two libraries; that of sentences which only point
    to code or data is set by hand. Words that most candidates share tell them apart the least, so what is rare among them counts once more.
    """
    if not candidates:
        return np.zeros(0)
    texts = [candidate.text for candidate in candidates]
    topic = scorer.topic(question)
    matches = np.array([scorer.matches(topic, text) for text in texts]).reshape(len(texts), len(topic.words))
    telling = topic.weights * (1 - matches.mean(axis=0))
    # Abstracts go from background to findings.
    positions = np.array([c.span.end / len(c.paper.abstract) for c in candidates])
    scores = (
        1.7 * scorer.cosines(question, texts)
        + 1.4 * scorer.closeness(question, texts)
        + 1.4 * matches @ telling / (telling.sum() or 1.0)
        + 1.0 * (matches * telling).max(axis=1, initial=0) / (telling.max(initial=0) or 1.0)
        + 1.4 * positions
        - 1.7 * abs(positions - _MIDDLE)
        - 0.3 * np.array([c.span.start == 0 for c in candidates])
        + 0.8 * np.array([any(map(str.isdigit, text)) for text in texts])
        - 2.0 * np.array([bool(_POINTERS_ELSEWHERE.search(text)) for text in texts])
    )
    for asked, given, weight in _PATTERNS:
        if asked.search(question):
            scores += weight * np.array([bool(given.search(text)) for text in texts])
    if thing := counted(question):
        scores += 1.2 * np.array([scorer.counts(thing, text) for text in texts])
    return scores
