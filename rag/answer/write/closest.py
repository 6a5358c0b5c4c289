"""A claim that the model gave no source -> the sentence of what it was shown that comes closest to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.scorer import Scorer
from rag.answer.write.selection import Evidence
from rag.records import Claim, Quote, Sentence

# The share of a claim's topic, by weight, that a sentence must have: see tests/fit/closest.py.
CLOSE = 0.4


def closest(text: str, sentences: Sequence[Sentence], scorer: Scorer) -> Sentence | None:
    """The sentence that fits a text best, where it is close to it."""
    if not sentences:
        return None
    best = sentences[int(scorer.fit(text, sentences).argmax())]
    return best if scorer.coverage(scorer.topic(text), [best.text])[0] >= CLOSE else None


def with_closest(claims: Sequence[Claim], shown: Sequence[Evidence], scorer: Scorer) -> tuple[Claim, ...]:
    """The claims; those without a source with the sentence that is close to them, if one is. They stay uncited."""
    sentences = [sentence for evidence in shown for sentence in evidence.sentences]
    found = []
    for claim in claims:
        if claim.verdict == "uncited" and (best := closest(claim.text, sentences, scorer)):
            quote = Quote(best.paper, best.text, best.span.start, best.span.end)
            claim = replace(claim, closest=quote, reason=f"not cited by the model; {claim.reason}")
        found.append(claim)
    return tuple(found)
