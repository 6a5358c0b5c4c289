"""A claim that the model gave no source -> the sentence of what it was shown that comes closest to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.scorer import Scorer
from rag.answer.write.selection import Evidence
from rag.records import Claim, Quote, Sentence

# The share of what one says, by weight, that the other must have: see tests/fit/closest.py.
CLOSE = 0.3


def closest(text: str, sentences: Sequence[Sentence], scorer: Scorer) -> Sentence | None:
    """The sentence that fits a text best, where it is close to it."""
    if not sentences:
        return None
    best = sentences[int(scorer.fit(text, sentences).argmax())]
    return best if closeness(text, best.text, scorer) >= CLOSE else None


def closeness(one: str, other: str, scorer: Scorer) -> float:
    """How much of one text the other has, or of the other the one: a claim may be made of several sentences, and a
    sentence may say more than the claim."""
    return float(max(scorer.coverage(scorer.topic(a), [b])[0] for a, b in ((one, other), (other, one))))


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
