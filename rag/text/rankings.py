"""Which of two things a text puts above the other."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text.opposites import LESS
from rag.text.rules import rule
from rag.text.words import content_stems

_THAN = r"(?:than|compared (?:to|with)|relative to)"
_LESS = rule(
    "rankings: the first of two is ranked below",
    rf"^(.*?)\b(?:{'|'.join(sorted(LESS))})\b.*?\b{_THAN}\b(.*)$",
    matches=(
        "Unpaved roads are worse than paved ones.",
        "Mortality was lower with heparin compared to placebo.",
        "Rye needs less water than wheat.",
    ),
    misses=("Wheat needs more water than rye.", "Mortality was lower.", "Rather than heparin, placebo was given."),
)
_MORE = rule(
    "rankings: the first of two is ranked above",
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
    "rankings: the first of two beats the second",
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
_BEATEN = rule(
    "rankings: the first of two is beaten by the second",
    r"^(.*?)\b(?:(?:is|are|was|were|be|been|being) (?:\w+ly )?(?:outperformed|surpassed|exceeded|beaten|overtaken|outdone)|inferior|second)"
    r" (?:\w+ly )?(?:by|to)\b(.*)$",
    matches=(
        "Dogs are outperformed by wolves.",
        "Placebo was inferior to heparin.",
        "The old law was clearly surpassed by the new.",
    ),
    misses=("Wolves outperform dogs.", "an inferior court", "a second trial", "The result was exceeded."),
)
_ABOVE, _BELOW = 12, 6  # words before and behind a comparison in which the compared stand


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a text that compares two calls more or better, and what less, as stems."""

    above: frozenset[str]
    below: frozenset[str]


def ranking(text: str) -> Ranking | None:
    """Which of two is above the other in a text; None where it does not compare."""
    less = _BEATEN.search(text)
    beats = None if less else _BEATS.search(text)
    less = less or _LESS.search(text)
    match = beats or less or _MORE.search(text)
    if not match:
        return None
    first = frozenset(content_stems(" ".join(match[1].split()[-_ABOVE:])))
    second = frozenset(content_stems(" ".join(match[2].split()[:_BELOW])))
    return Ranking(second, first) if match is less else Ranking(first, second)


def rankings(text: str) -> list[Ranking]:
    """The same of each clause that compares."""
    return [found for clause in re.split(r"[;:]", text) if (found := ranking(clause))]
