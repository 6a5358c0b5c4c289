"""Which sentences of a paper answer a question: meaning, shared words, and what kind of sentence is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.answer.evidence import Scorer
from rag.answer.question.question import Asked, Cue
from rag.records import Sentence

# What sentences of each kind hold, and what one that is asked for gains by it.
_GIVEN: dict[Cue, tuple[str, float]] = {
    "figure": (r"\d", 1.9),
    "reason": (
        r"\b(?:because|since|due to|therefore|hence|leads? to|cause\w*|result(?:s|ing)? in|attribut\w+|explain\w*|arise\w*"
        r"|mitigat\w+|however|challeng\w+|problem|limit\w+|difficult\w*|suffer\w*|lack\w*|fail\w*|ignor\w+|unlike|despite"
        r"|lost|hard|cannot|neglect\w*)\b",
        1.5,
    ),
    "way": (
        r"\b(?:by|via|through|using|uses?|trains?|based on|consists?|learns?|leverag\w+|combin\w+|integrat\w+|specifically"
        r"|first|second)\b",
        0.4,
    ),
}
_POINTERS_ELSEWHERE = re.compile(
    r"https?://|\b(?:code|data|demo|repository|materials?)\b.{0,60}\b(?:available|found|released)\b", re.I
)
_PATTERNS = {cue: (re.compile(given, re.I), weight) for cue, (given, weight) in _GIVEN.items()}
_MIDDLE = 0.6  # of an abstract: before it background, after it the outlook


def relevance(asked: Asked, candidates: Sequence[Sentence], scorer: Scorer) -> np.ndarray:
    """One score a sentence, higher is better, comparable within one question, shape (candidates,).

    The weights were fitted on six sets of labelled questions over two libraries; that of sentences which only point
    to code or data is set by hand. Words that most candidates share tell them apart the least, so what is rare among them counts once more.
    """
    if not candidates:
        return np.zeros(0)
    texts = [candidate.text for candidate in candidates]
    topic = scorer.topic(asked.text)
    matches = np.array([scorer.matches(topic, text) for text in texts]).reshape(len(texts), len(topic.words))
    telling = topic.weights * (1 - matches.mean(axis=0))
    # Abstracts go from background to findings.
    positions = np.array([c.span.end / len(c.paper.abstract) for c in candidates])
    scores = (
        1.7 * scorer.cosines(asked.text, texts)
        + 1.4 * scorer.closeness(asked.text, texts)
        + 1.4 * matches @ telling / (telling.sum() or 1.0)
        + 1.0 * (matches * telling).max(axis=1, initial=0) / (telling.max(initial=0) or 1.0)
        + 1.4 * positions
        - 1.7 * abs(positions - _MIDDLE)
        - 0.3 * np.array([c.span.start == 0 for c in candidates])
        + 0.8 * np.array([any(map(str.isdigit, text)) for text in texts])
        - 2.0 * np.array([bool(_POINTERS_ELSEWHERE.search(text)) for text in texts])
    )
    for cue, (given, weight) in _PATTERNS.items():
        if cue in asked.cues:
            scores += weight * np.array([bool(given.search(text)) for text in texts])
    if asked.counted:
        scores += 1.2 * np.array([scorer.counts(asked.counted, text) for text in texts])
    return scores
