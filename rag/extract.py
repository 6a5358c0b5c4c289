"""The answerer that needs no model: verbatim sentences of the best papers, each cited."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.cues import relevance
from rag.evidence import Scorer, split
from rag.records import Citation, Claim, Draft, Hit, Query, Sentence

WORDS = 85  # of quoted sentences in one answer; a first sentence may be longer
NOTHING = "Nothing in this library speaks to that."
# Below this cosine of its best passage even the best paper is about something else (cosines of wordllama).
OFF_TOPIC = 0.17
# A question whose topic is mostly words that no paper has needs a closer best paper than another.
UNKNOWN_SHARE, UNKNOWN_OFF_TOPIC = 0.6, 0.28
NEARLY_BEST = 0.93  # of the best paper's score: such a paper is quoted beside it


def speaks_to(hits: Sequence[Hit], question: Query, scorer: Scorer) -> bool:
    """Whether any of the papers found is about what is asked."""
    closest = max((hit.dense for hit in hits), default=0.0)
    if closest < OFF_TOPIC:
        return False
    return closest >= UNKNOWN_OFF_TOPIC or scorer.unknown_share(question.standalone) < UNKNOWN_SHARE


def extract(question: Query, hits: Sequence[Hit], scorer: Scorer) -> Draft:
    """Sentences that answer the question, in each paper's own words and order, under its title."""
    best = [hit for hit in hits if hit.score >= NEARLY_BEST * hits[0].score]
    candidates = [sentence for hit in best for sentence in split(hit.paper)]
    chosen = _within_budget(candidates, relevance(question.focus, candidates, scorer))
    return _arranged([hit for hit in best if any(s.paper == hit.paper for s in chosen)], chosen)


def _within_budget(candidates: Sequence[Sentence], scores: np.ndarray) -> list[Sentence]:
    """The best sentences that fit WORDS together."""
    chosen: list[Sentence] = []
    left = WORDS
    for i in np.argsort(-scores, kind="stable"):
        words = len(candidates[i].text.split())
        if words <= left or not chosen:
            chosen.append(candidates[i])
            left -= words
    return chosen


def _arranged(hits: Sequence[Hit], chosen: Sequence[Sentence]) -> Draft:
    citations: list[Citation] = []
    claims: list[Claim] = []
    parts: list[str] = []
    for hit in hits:
        quoted = []
        for s in sorted((s for s in chosen if s.paper == hit.paper), key=lambda s: s.span.start):
            n = len(citations) + 1
            citations.append(Citation(n, s.paper, s.text, s.span.start, s.span.end))
            claims.append(Claim(s.text, (n,), "supported", "the abstract's own sentence"))
            quoted.append(f"{as_text(s.text)} [{n}]")
        parts.append(f"**{as_text(hit.paper.title or 'Untitled')}**\n\n{' '.join(quoted)}")
    return Draft("\n\n".join(parts), tuple(citations), tuple(claims))


def as_text(text: str) -> str:
    """Text of a paper as it stands in an answer's Markdown: nothing in it is markup, or looks like a citation."""
    text = re.sub(r"[\\`*]|(?<!\w)_|(?<=\d)\](?=\W|$)", r"\\\g<0>", text)
    return re.sub(r"^(\d*)([#>+.)-])", r"\1\\\2", text)
