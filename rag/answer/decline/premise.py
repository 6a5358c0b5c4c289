"""What a question takes as given, held against the sentences of an abstract: A better than B, worse for better."""

from __future__ import annotations

import re

import numpy as np

from rag.answer.evidence import Scorer, split
from rag.records import Paper, Sentence
from rag.text.words import content_stems

_WHY = re.compile(
    r"\b(?:why|how come|what (?:made|makes|explains)|what is it that makes|(?:explain|reasons?) (?:why|for|that))\b",
    re.I,
)
_WORSE = re.compile(
    r"\b(?:worse\w*|degrad\w+|harm\w*|hurt\w*|fail\w*|slower|unstable|decreas\w+|declin\w+|drop\w*|deteriorat\w+|destroy\w*)\b",
    re.I,
)
_BETTER = re.compile(
    r"\b(?:improv\w+|better|outperform\w*|gains?|enhanc\w+|boost\w*|faster|superior|state-of-the-art|success\w*)\b",
    re.I,
)
_THAN = r"(?:than|compared (?:to|with)|relative to)"
_LESS = re.compile(rf"^(.*?)\b(?:less|worse|fewer|lower|slower|weaker|smaller)\b.*?\b{_THAN}\b(.*)$", re.I)
_MORE = re.compile(
    rf"^(.*?)\b(?:more|better|superior|higher|greater|larger|stronger|faster|\w{{3,}}er)\b.*?\b{_THAN}\b(.*)$", re.I
)
_BEATS = re.compile(
    r"^(.*?)\b(?:outperform\w*|surpass\w*|prevails? over|beats?|exceeds?|superior to|improv\w+ (?:over|on|upon)|advantages? over)\b(.*)$",
    re.I,
)
# A question that takes what it asks about as a fact, and what denies a fact.
_GIVEN = re.compile(
    rf"{_WHY.pattern}|\b(?:explain|benefit|by how much|prove[sn]?)\b|^how (?:do|does|did|is|are|was|were)\b", re.I
)
_DENIAL = re.compile(r"\b(?:not|no longer|never|without|no)\b", re.I)
_NEGATED = re.compile(
    r"\b(?:no[rt]?|never|without|cannot|neither|instead|avoid\w*|fail\w*|lack\w*|rid|free|un(?!i|der|til|less)\w+|\w+less)\b"
    r"|n't\b",
    re.I,
)
_DENIED = 7  # words behind a denial that it may be of
_DENIED_SHARE = 0.15  # of a question's topic that a denial is of, from which on it denies what the question says
_ABOVE, _BELOW = 12, 6  # words before and behind a comparison in which the compared stand
_CLOSEST = 3  # sentences closest to a question, in which its premise would stand


def contradicting(question: str, paper: Paper, scorer: Scorer) -> Sentence | None:
    """A sentence that says the opposite of what a question takes as given; None without one."""
    sentences = split(paper)
    if _GIVEN.search(question) and not _NEGATED.search(question):
        topic = scorer.topic(question)
        closest = sentences[int(scorer.fit(question, sentences).argmax())]
        if any(scorer.coverage(topic, denied(closest.text)) >= _DENIED_SHARE):
            return closest
    if not _WHY.search(question):
        return None
    if asked := _ranked(_WHY.sub(" ", question)):
        return next((s for s in sentences if any(_is_swapped(asked, told) for told in _all_ranked(s.text))), None)
    if not _WORSE.search(question):
        return None
    closest = [sentences[i] for i in np.argsort(-scorer.fit(question, sentences), kind="stable")[:_CLOSEST]]
    if any(_WORSE.search(s.text) for s in closest):
        return None
    return next((s for s in closest if _BETTER.search(s.text)), None)


def denied(text: str) -> list[str]:
    """What a text says is not so: "It does not harm bees, but wasps." -> harm bees."""
    behind = [re.split(r"[,;:]| (?:but|while|whereas) ", text[match.end() :])[0] for match in _DENIAL.finditer(text)]
    return [" ".join(words.split()[:_DENIED]) for words in behind]


def _all_ranked(text: str) -> list[tuple[set[str], set[str]]]:
    return [told for clause in re.split(r"[;:]", text) if (told := _ranked(clause))]


def _ranked(text: str) -> tuple[set[str], set[str]] | None:
    """What is better and what is worse in a text that compares two, as stems; None where it does not."""
    beats, less = _BEATS.search(text), _LESS.search(text)
    match = beats or less or _MORE.search(text)
    if not match:
        return None
    before = set(content_stems(" ".join(match[1].split()[-_ABOVE:])))
    behind = set(content_stems(" ".join(match[2].split()[:_BELOW])))
    return (behind, before) if match is less else (before, behind)


def _is_swapped(asked: tuple[set[str], set[str]], told: tuple[set[str], set[str]]) -> bool:
    """Whether what one calls better is what the other calls worse; words on both sides tell nothing."""
    better, worse = asked[0] - asked[1], asked[1] - asked[0]
    above, below = told[0] - told[1], told[1] - told[0]
    if worse & below:
        return False
    if better & below and worse & above:
        return True
    return not better & above and (
        2 * len(better & below) >= len(better) > 0 or 2 * len(worse & above) >= len(worse) > 0
    )
