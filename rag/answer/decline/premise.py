"""What a question takes as given, held against the sentences of an abstract: A better than B, worse for better."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from rag.answer.evidence import split
from rag.answer.scorer import Scorer
from rag.records import Paper, Sentence
from rag.text.negation import denied, denies
from rag.text.opposites import LESS, is_better, is_worse
from rag.text.rules import rule
from rag.text.words import content_stems

_ASKS_WHY = (
    r"\b(?:why|how come|what (?:made|makes|explains)|what is it that makes|(?:explain|reasons?) (?:why|for|that))\b"
)
_WHY = rule(
    "premise: asks why something is so",
    _ASKS_WHY,
    matches=(
        "Why did Rome fall?",
        "What explains the decline of wolves?",
        "the reasons for the verdict",
        "how come aspirin thins blood",
    ),
    misses=("Did Rome fall?", "What is a verdict?", "Explain the Treaty of Ghent.", "how comets move"),
)
# A question that takes what it asks about as a fact.
_GIVEN = rule(
    "premise: takes something as given",
    rf"{_ASKS_WHY}|\b(?:explain|benefit|by how much|prove[sn]?)\b|^how (?:do|does|did|is|are|was|were)\b",
    matches=("How do cows digest grass?", "By how much does statin use lower mortality?", "Explain the fall of Rome.",
             "Why are wolves back?"),
    misses=("Does statin use lower mortality?", "Which judges dissented?", "And how do cows digest?", "improved survival"),
)  # fmt: skip
_THAN = r"(?:than|compared (?:to|with)|relative to)"
_LESS = rule(
    "premise: the first of two is ranked below",
    rf"^(.*?)\b(?:{'|'.join(sorted(LESS))})\b.*?\b{_THAN}\b(.*)$",
    matches=(
        "Unpaved roads are worse than paved ones.",
        "Mortality was lower with heparin compared to placebo.",
        "Rye needs less water than wheat.",
    ),
    misses=("Wheat needs more water than rye.", "Mortality was lower.", "Rather than heparin, placebo was given."),
)
_MORE = rule(
    "premise: the first of two is ranked above",
    rf"^(.*?)\b(?:more|superior|(?!(?:rather|other)\b)\w{{3,}}er)\b.*?\b{_THAN}\b(.*)$",
    matches=(
        "Wheat needs more water than rye.",
        "Survival was longer with heparin than with placebo.",
        "Sparta was richer relative to Athens.",
    ),
    misses=(
        "Wheat is as thirsty as rye.",
        "Survival was longer.",
        "Judges rather than juries decide.",
        "crops other than rye",
    ),
)
_BEATS = rule(
    "premise: the first of two beats the second",
    r"^(.*?)\b(?:outperform\w*|surpass\w*|exceed(?:s|ed)?|prevail(?:s|ed)? over|beats?|superior to|improv\w+ (?:over|on|upon)"
    r"|advantages? over)\b(.*)$",
    matches=(
        "Heparin was superior to placebo.",
        "The plaintiff prevailed over the state.",
        "Wolves outperform dogs at this.",
        "No-till has advantages over ploughing.",
    ),
    misses=(
        "Placebo was inferior to heparin.",
        "a superior court",
        "improved survival",
        "heartbeat over time",
        "beaten tracks",
    ),
)
_DENIED_SHARE = 0.15  # of a question's topic that a denial is of, from which on it denies what the question says
_ABOVE, _BELOW = 12, 6  # words before and behind a comparison in which the compared stand
_CLOSEST = 3  # sentences closest to a question, in which its premise would stand


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a text that compares two calls more or better, and what less, as stems."""

    above: frozenset[str]
    below: frozenset[str]


def contradicting(question: str, paper: Paper, scorer: Scorer) -> Sentence | None:
    """A sentence that says the opposite of what a question takes as given; None without one."""
    sentences = split(paper)
    fit = scorer.fit(question, sentences)
    if _GIVEN.holds(question) and not denies(question):
        closest = sentences[int(fit.argmax())]
        if any(scorer.coverage(scorer.topic(question), denied(closest.text)) >= _DENIED_SHARE):
            return closest
    if not _WHY.holds(question):
        return None
    if asked := _ranking(_WHY.sub(" ", question)):
        return next((s for s in sentences if any(_is_swapped(asked, stated) for stated in _rankings(s.text))), None)
    if not is_worse(question):
        return None
    closest_few = [sentences[i] for i in np.argsort(-fit, kind="stable")[:_CLOSEST]]
    if any(is_worse(s.text) for s in closest_few):
        return None
    return next((s for s in closest_few if is_better(s.text)), None)


def _rankings(text: str) -> list[Ranking]:
    return [ranking for clause in re.split(r"[;:]", text) if (ranking := _ranking(clause))]


def _ranking(text: str) -> Ranking | None:
    """Which of two is above the other in a text; None where it does not compare."""
    beats, less = _BEATS.search(text), _LESS.search(text)
    match = beats or less or _MORE.search(text)
    if not match:
        return None
    first = frozenset(content_stems(" ".join(match[1].split()[-_ABOVE:])))
    second = frozenset(content_stems(" ".join(match[2].split()[:_BELOW])))
    return Ranking(second, first) if match is less else Ranking(first, second)


def _is_swapped(asked: Ranking, stated: Ranking) -> bool:
    """Whether what one has above is what the other has below; words on both sides tell nothing."""
    better, worse = asked.above - asked.below, asked.below - asked.above
    above, below = stated.above - stated.below, stated.below - stated.above
    if worse & below:
        return False
    if better & below and worse & above:
        return True
    return not better & above and (
        2 * len(better & below) >= len(better) > 0 or 2 * len(worse & above) >= len(worse) > 0
    )
