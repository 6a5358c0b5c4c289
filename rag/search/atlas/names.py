"""What topics are called: the phrases of their titles and abstracts that tell them from the others."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

from rag.records import Paper

PHRASES = 3
_LONGEST = 4  # words in a phrase
_LOOKED_AT = 80  # of the best phrases of a topic
_TITLE = 1.5  # what a phrase in a title counts, beside 1 in an abstract
_SINGLE, _ACRONYM, _LONGER = 0.6, 0.9, 1.0  # weights of one word, of one like "LLMs", of several
_SWALLOWED = 0.45  # of the papers with a phrase: where so many have a longer one around it, that is the name
_ALIKE, _ALIKE_SHORTER = 0.6, 0.85  # of the longer word, or of the shorter: with so much the same, they say the same
_WORD = re.compile(r"[^\W_]+(?:[-'’/+.][^\W_]+)*[+#]*")

Phrase = tuple[str, ...]  # words in the form in which they are counted: small, in the singular


def topic_names(papers: Iterable[tuple[Paper, int]], count: int) -> list[str]:
    """A name for each of the topics 0 to count - 1, such as "machine translation, multilingual", by papers of them.

    A phrase that many papers of the topic have and few others do is a good one (class-based TF-IDF). A topic
    of which there is nothing to tell is "Topic 1", or so on.
    """
    counted = _Counted(count)
    for paper, topic in papers:
        counted.read(paper, int(topic))
    names = [", ".join(counted.best(topic)) for topic in range(count)]
    return [name or f"Topic {number}" for number, name in enumerate(names, start=1)]


class _Counted:
    """In how many papers of each topic a phrase is, and how it is written."""

    def __init__(self, count: int) -> None:
        self._papers = [0] * count
        self._having: list[defaultdict[Phrase, float]] = [defaultdict(float) for _ in range(count)]
        self._all: defaultdict[Phrase, float] = defaultdict(float)
        self._written: defaultdict[Phrase, Counter[str]] = defaultdict(Counter)

    def read(self, paper: Paper, topic: int) -> None:
        weights: dict[Phrase, float] = {}
        for phrase, text in _phrases(paper.abstract):
            weights[phrase] = 1.0
            self._written[phrase][text] += 2
        for phrase, text in _phrases(paper.title):  # titles are often in capitals: abstracts tell the spelling
            weights[phrase] = _TITLE
            self._written[phrase][text] += 1
        self._papers[topic] += 1
        for phrase, weight in weights.items():
            self._having[topic][phrase] += weight
            self._all[phrase] += weight

    def best(self, topic: int) -> list[str]:
        """The phrases to call a topic by, as they are mostly written."""
        ranked = self._ranked(topic)
        chosen: list[Phrase] = []
        for phrase in ranked:
            phrase = self._whole(topic, phrase, ranked)
            if not any(_same(phrase, earlier) for earlier in chosen):
                chosen.append(phrase)
            if len(chosen) == PHRASES:
                break
        return [self._written[phrase].most_common(1)[0][0] for phrase in chosen]

    def _ranked(self, topic: int) -> list[Phrase]:
        scores = {phrase: self._score(topic, phrase) for phrase, n in self._having[topic].items() if n >= 2}
        return sorted((p for p in scores if scores[p] > 0), key=lambda p: (-scores[p], p))[:_LOOKED_AT]

    def _score(self, topic: int, phrase: Phrase) -> float:
        here = self._having[topic][phrase]
        share = here / self._papers[topic]
        elsewhere = (self._all[phrase] - here + 1) / (sum(self._papers) - self._papers[topic] + 2)
        score: float = share**0.8 * math.log(share / elsewhere) * self._weight(phrase)
        return score

    def _weight(self, phrase: Phrase) -> float:
        if len(phrase) > 1:
            return _LONGER
        text = self._written[phrase].most_common(1)[0][0]
        return _ACRONYM if sum(map(str.isupper, text)) > 1 else _SINGLE

    def _whole(self, topic: int, phrase: Phrase, ranked: Sequence[Phrase]) -> Phrase:
        """The phrase, or the longer one of which it is mostly a part."""
        having = self._having[topic]
        around = [other for other in ranked if _within(phrase, other) and having[other] >= _SWALLOWED * having[phrase]]
        return max(around, key=lambda other: (having[other], other), default=phrase)


def _phrases(text: str) -> Iterator[tuple[Phrase, str]]:
    """The runs of up to _LONGEST words that may name a topic, each as it is counted and as it is written."""
    run: list[tuple[str, str, bool]] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match[0]
        if text[end : match.start()].strip():  # a comma, or a bracket
            run.clear()
        end = match.end()
        counted, weak = _known(word)
        if not counted:
            run.clear()
            continue
        run = [*run[1 - _LONGEST :], (counted, word, weak)]
        for first in range(len(run)):
            words, texts, weaks = zip(*run[first:], strict=True)
            if not all(weaks):
                yield words, " ".join(texts)


@lru_cache(maxsize=100_000)
def _known(word: str) -> tuple[str, bool]:
    """A word as it is counted, "" where it names nothing, and whether it does so only beside others."""
    common, weak = _common_words()
    small = word.lower()
    if small in common or word[0].isdigit() or (len(word) < 2 and word.islower()):
        return "", False
    return _singular(small), small in weak or len(word) < 2  # of T cells, the T


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _within(phrase: Phrase, longer: Phrase) -> bool:
    spans = range(len(longer) - len(phrase) + 1)
    return len(longer) > len(phrase) and any(longer[i : i + len(phrase)] == phrase for i in spans)


def _same(phrase: Phrase, other: Phrase) -> bool:
    """Whether two phrases share a word, or one is short for the other, as GAN is."""
    short = any(_initials(one) in another for one, another in ((phrase, other), (other, phrase)))
    return short or any(_alike(one, another) for one in phrase for another in other)


def _initials(phrase: Phrase) -> str:
    return "".join(part[0] for word in phrase for part in word.split("-") if part)


def _alike(one: str, other: str) -> bool:
    """Whether two words say the same, such as cluster and clustering, immune and autoimmune, or HIV and HIV-1."""
    shorter, longer = sorted((one, other), key=len)
    if shorter.partition("-")[0] == longer.partition("-")[0] or (len(shorter) > 4 and shorter in longer):
        return True
    shared = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return shared >= 5 and (shared >= _ALIKE * len(longer) or shared >= _ALIKE_SHORTER * len(shorter))


@lru_cache(maxsize=1)
def _common_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words that end a phrase, and those that make none by themselves."""
    common, weak = files("rag.search.atlas").joinpath("common_words.txt").read_text("utf-8").split("---")
    return frozenset(common.split()), frozenset(weak.split())
