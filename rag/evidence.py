"""Papers -> the sentences that speak to a question or a claim, scored. Sentences are the unit of evidence."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from rag.chunk import sentences
from rag.lexical import stems
from rag.library import Library
from rag.records import Paper, Sentence

# Words that carry a question rather than its topic, as the lexical index stems them.
_FUNCTION_WORDS = frozenset(
    stems(
        """a about after again against all also am among an and any anyone anything are as at be because been before
        being between both but by can could did do does doing don done during each else ever every everything few for
        from further get gets give given gives go goes got had has have having he her here hers him his how however i
        if in instead into is isn it its itself just let like made make makes many may me might more most much must my
        near need needs neither no nor not of off on once one only or other others our out over own per please rather
        really s same say says see shall she should show since so some somebody someone something still such t than
        that the their them themselves then there these they thing things this those through to too under until up us
        use used uses using very via want was way we well were what whatever when where whether which while who whom
        whose why will with within without would yes yet you your"""
    )
)
# Words that ask for papers or for a form of answer, and say nothing about the topic.
_REQUEST_WORDS = frozenset(
    stems(
        """abstract article author collection compare describe discuss explain find finding library list literature
        mention overview paper publication question report research short study summarise summarize summary tell tl dr
        work"""
    )
)
_OVERLAP_WEIGHT = 0.6


def split(paper: Paper) -> tuple[Sentence, ...]:
    return tuple(Sentence(paper, span, span.of(paper.abstract)) for span in sentences(paper.abstract))


def content_stems(text: str) -> list[str]:
    """The stems of a question or sentence that carry its topic, each once, in order."""
    words = [word for word in dict.fromkeys(stems(text)) if word not in _FUNCTION_WORDS]
    return [word for word in words if word not in _REQUEST_WORDS] or words


def has_topic(text: str) -> bool:
    """Whether a question names anything at all: "Why?" and "How many?" do not."""
    return any(word not in _FUNCTION_WORDS and word not in _REQUEST_WORDS for word in stems(text))


class Scorer:
    """How well sentences of one library's papers speak to a text: meaning plus shared words, rare ones most."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._papers = max(len(library), 1)

    def weight(self, stem: str) -> float:
        """How telling a stem is: its inverse document frequency in the library, at least 0."""
        frequency = self._library.lexical.document_frequency(stem)
        return math.log(1 + (self._papers - frequency + 0.5) / (frequency + 0.5))

    def unknown_share(self, text: str) -> float:
        """The share of a question's topic, by weight, that no paper of the library mentions: 0 to 1."""
        weights = {stem: self.weight(stem) for stem in content_stems(text)}
        unknown = sum(w for stem, w in weights.items() if not self._library.lexical.document_frequency(stem))
        return unknown / total if (total := sum(weights.values())) else 0.0

    def scores(self, text: str, candidates: Sequence[Sentence]) -> np.ndarray:
        """One score a sentence, higher is better: cosine plus the share of the text's words that it holds."""
        if not candidates:
            return np.zeros(0)
        vectors = self._library.embedder.embed([text, *(c.text for c in candidates)])
        weights = {stem: self.weight(stem) for stem in content_stems(text)}
        total = sum(weights.values()) or 1.0
        overlap = [sum(weights.get(s, 0.0) for s in set(stems(c.text))) / total for c in candidates]
        return vectors[1:] @ vectors[0] + _OVERLAP_WEIGHT * np.array(overlap)
