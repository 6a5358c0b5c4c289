"""Names in a question that stand nowhere in the library, in whatever way they may be written."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.answer.decline.thresholds import HELD, LOOKED_AT, MISSING, Missing
from rag.answer.question.question import Mention, Question
from rag.answer.scorer import Scorer
from rag.records import Hit
from rag.text.forms import without_accents
from rag.text.names import names
from rag.text.short_forms import all_in_both_forms
from rag.text.spelling import is_misspelt
from rag.text.stems import stems
from rag.text.words import is_general

_NEAR = 5  # papers that may have a name, or spell it out
_SHORT = 3  # words of a question's topic
_ROOT = 6  # letters that forms of one word begin with
_SAME = 0.5  # of a name with words of an abstract, from which on it is said otherwise


def unknown_names(question: Question, hits: Sequence[Hit], scorer: Scorer, bars: Missing = MISSING) -> list[str]:
    """The names in a question that nothing in the library has: no abstract, no author or key of a paper found.

    Of a comparison only the names that it compares count: the rest of it may be said in any words. In a question of few
    words each is a name for what is asked: "What did they find about bees?".
    """
    text, mentions = question.asked.text, question.mentions
    if question.kind == "compare" and question.sides:
        compared = [side for side in question.sides if side in question.names]
        text, mentions = " , ".join(compared), tuple(map(Mention, names(" , ".join(compared))))
    is_short = (question.kind == "answer" or bool(question.things)) and len(
        scorer.topic(question.topic).words
    ) <= _SHORT
    known = {name for hit in hits for name in (hit.paper.key, *stems(" ".join(hit.paper.authors)))}
    text_near = " ".join(f"{hit.paper.title} {hit.paper.abstract}" for hit in hits[:_NEAR])
    near = _words_of(text_near)
    # Of the papers that were just spoken of much is asked in words of one's own.
    is_relation = question.premise.is_relation and question.kind == "answer" and not question.asked.paper
    enough = bars.of_a_relation if is_relation else bars.of_any
    telling = [] if question.points_back else _telling_words(text, hits, scorer, is_short, enough)
    for sought in (mentions, tuple(map(Mention, telling))):  # a name that is missing says more than a word
        found = [
            mention.name
            for mention in sought
            if mention.name not in known
            and not is_general(mention.name)
            and (
                _is_another_version(mention.name, text_near)
                or not any(stem in known or scorer.is_known(stem) for stem in _stems_of(mention.name))
            )
            and not (mention.name.isalpha() and _is_near(mention.name, near))
            and not any(is_spelled_out(mention.name, hit.paper.abstract) for hit in hits[:_NEAR])
            and not _is_said_otherwise(mention.name, hits[0].paper.abstract, scorer)
            and not _is_written_as_one(mention, scorer)
        ]
        if found:
            return list({name.lower(): name for name in reversed(found)}.values())[::-1]
    return []


def _telling_words(text: str, hits: Sequence[Hit], scorer: Scorer, is_short: bool, enough: float) -> list[str]:
    """Words too rare to be anything but names, such as a drug's; words that are telling enough and not said in others; and
    of a short question all that are not in everyday use: sleep, but not know or give."""
    topic = scorer.topic(text)
    telling = scorer.telling(topic, text)
    is_open = (telling >= enough) & np.array([not scorer.is_known(stem) for stem in topic.stems], dtype=bool)
    if is_open.any():
        texts = [f"{hit.paper.title}\n{hit.paper.abstract}" for hit in hits[:LOOKED_AT]]
        is_open &= scorer.matches_each(topic, all_in_both_forms(texts, text)).max(axis=0, initial=0) < HELD
    return [
        word
        for word, is_missing in zip(topic.words, is_open, strict=True)
        if word.isalpha()
        and (
            scorer.is_rare(word)
            or (is_missing and not is_general(word))
            or (is_short and not is_general(word) and not scorer.is_everyday(word))
        )
    ]


def _words_of(text: str) -> set[str]:
    """The words of a text, as they are written and in small letters."""
    words = set(re.findall(r"\w+", text))
    return words | {word.lower() for word in words}


def _is_another_version(name: str, text: str) -> bool:
    """Whether a text has a thing of a number, and not of the number that a name has: YOLOv9 for YOLOv8. A blank or a
    hyphen before the number does not count."""
    parts = re.fullmatch(r"(.*[^\W\d_])[\s-]?(\d[\w.]*)", name)
    if not parts:
        return False
    head = rf"(?<!\w){re.escape(parts[1])}[\s-]?"
    has = re.search(rf"{head}{re.escape(parts[2])}(?!\w)", text, re.I)
    return not has and bool(re.search(rf"{head}\d", text, re.I))


def _is_near(name: str, near: set[str]) -> bool:
    """Whether a word may be a slip of one that the best papers have, its British spelling, or another form of it."""
    return is_misspelt(name, near) or (
        len(name) > _ROOT and any(other.startswith(name[:_ROOT].lower()) for other in near if len(other) > _ROOT)
    )


def _stems_of(name: str) -> set[str]:
    """The stems of a name in the ways that it may be written: LB-100 and LB100, Wilm's and Wilms, with accents or without;
    figures alone are no part of it."""
    plain = without_accents(name)
    ways = (name, plain, re.sub(r"\W", "", plain), re.sub(r"(?<=[^\W\d_])(?=\d)", "-", plain), f"{plain}s")
    return {stem for way in ways for stem in stems(way) if not stem.isdigit()}


def _is_said_otherwise(name: str, abstract: str, scorer: Scorer) -> bool:
    """Whether an abstract has a word much like a name. One version of a thing is not another (YOLOv8, YOLOv9), and words
    that are spelled rather than known are alike in their letters alone (two drugs)."""
    words = "" if any(map(str.isdigit, name)) or scorer.is_rare(name) else re.sub(r"[\W_]+", " ", name).strip()
    return bool(words) and scorer.matches(scorer.topic(words), abstract).min(initial=1) >= _SAME


def is_spelled_out(name: str, abstract: str) -> bool:
    """Whether a name is short for words of an abstract: ES, evolution strategies."""
    letters = name.removesuffix("s") if name[:-1].isupper() else name
    spelled = r"\b" + r"[\w-]*[\s-]+".join(map(re.escape, letters))
    return letters.isalpha() and letters.isupper() and bool(re.search(spelled, abstract, re.I))


def _is_written_as_one(mention: Mention, scorer: Scorer) -> bool:
    """Whether the library has a name together with the word before it: Arena Hard, ArenaHard."""
    return bool(mention.before) and all(map(scorer.is_known, stems(mention.before + mention.name)))
