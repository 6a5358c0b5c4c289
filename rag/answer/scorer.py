"""How well texts of one library speak to a question or a claim: by meaning, and word by word."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np

from rag.library.library import Library
from rag.records import Hit, Paper, Sentence
from rag.search.interaction import closeness
from rag.text.figures import behind_figures
from rag.text.names import acronyms
from rag.text.stems import stems
from rag.text.words import content_stems, is_function_word

_SAME_MEANING = 0.35  # two words' cosine up to which they have nothing to do with each other
_KIN = 2  # words of a text that come nearest to a kind of thing
BEST = 5  # papers that are looked at to tell whether a question is on the library's topics
_SPELLED = 5  # tokens of a word from which on it is spelled rather than known
_EVERYDAY = 5_000  # of the tokenizer's tokens
_WIDE, _NARROW = 0.2, 0.4  # mean cosines of two passages, of a wide field such as biomedicine and of a narrow one
_LAST = math.log(128_000)  # of a number beyond the tokenizer's last
_COMMON, _SPELLED_ONCE, _A_PIECE = 0.02, 0.8, 0.3  # how telling: a common word, one in two pieces, and each piece more
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question is about: its words with their stems, weights of shape (words,) and unit vectors (words, d)."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    weights: np.ndarray
    vectors: np.ndarray


class Scorer:
    """How well texts of one library speak to a question: by meaning as a whole, and word by word.

    Args:
        among: the ids of the papers that are asked; all of them by default.

    `asked` is how many these are, `is_bounded` whether they were named.
    """

    def __init__(self, library: Library, among: frozenset[str] | None = None) -> None:
        library.refresh()
        self._library = library
        self._among = among
        self._papers = max(len(library), 1)
        # Kept for one answer, in which the same texts, words and topics are looked at again and again.
        self._texts: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._weights: dict[str, float] = {}
        self._topics: dict[str, Topic] = {}
        self.is_bounded = among is not None
        self.asked = self._papers if among is None else len(among)

    def weight(self, stem: str) -> float:
        """How telling a stem is: its inverse document frequency in the library, at least 0."""
        if stem not in self._weights:
            frequency = self._library.document_frequency(stem)
            self._weights[stem] = math.log(1 + (self._papers - frequency + 0.5) / (frequency + 0.5))
        return self._weights[stem]

    def is_known(self, stem: str) -> bool:
        """Whether any paper that is asked has the stem."""
        return self._library.has_stem(stem, self._among)

    def is_rare(self, word: str) -> bool:
        """Whether English has a word so seldom that the tokenizer spells it: a drug's name, a made-up one."""
        return len(self._library.words.tokens([word])[0]) >= _SPELLED

    def is_everyday(self, word: str) -> bool:
        """Whether English has a word often: the tokenizer knows it as one of its first, which it learnt by frequency."""
        first, *more = self._library.words.tokens([word])[0]
        return not more and first < _EVERYDAY

    def having(self, words: Sequence[str], k: int) -> list[Paper]:
        """The k papers of those asked that have most of these words, by BM25."""
        return list(self._library.get(list(self._library.by_words(" ".join(words), k, self._among))).values())

    def topic(self, text: str) -> Topic:
        """What a text is about: its words but for those that any question has; all of them where no other is left."""
        if text not in self._topics:
            self._topics[text] = self._topic(text)
        return self._topics[text]

    def _topic(self, text: str) -> Topic:
        wanted = set(content_stems(text))
        words = tuple(word for word in _words(text) if _stem(word) in wanted) or _words(text)
        found = tuple(map(_stem, words))
        return Topic(words, found, np.array([self.weight(stem) for stem in found]), self._vectors(words))

    def matches(self, topic: Topic, text: str) -> np.ndarray:
        """For each word of the topic, how far the text has it: 1 for the word itself, less for one close in meaning."""
        matches: np.ndarray = self.matches_each(topic, [text])[0]
        return matches

    def matches_each(self, topic: Topic, texts: Sequence[str]) -> np.ndarray:
        """The same for each text, shape (texts, words)."""
        matches = np.zeros((len(texts), len(topic.words)))
        of_each = [_words(text) for text in texts]
        having = [place for place, words in enumerate(of_each) if words]
        if not having or not topic.words:
            return matches
        rows = {word: row for row, word in enumerate(dict.fromkeys(chain.from_iterable(of_each)))}
        near = self._vectors(list(rows)) @ topic.vectors.T
        starts = np.cumsum([0, *(len(of_each[place]) for place in having[:-1])])
        closest = np.maximum.reduceat(near.take([rows[word] for words in of_each for word in words], axis=0), starts)
        matches[having] = np.clip((closest - _SAME_MEANING) / (1 - _SAME_MEANING), 0, 1)
        for place in having:
            present = set(map(_stem, of_each[place]))
            matches[place, [stem in present for stem in topic.stems]] = 1.0
        return matches

    def telling(self, topic: Topic, text: str) -> np.ndarray:
        """How telling each word of a text's topic is, shape (words,): the more so the rarer it is in the library and in
        English, where the tokenizer spells it or learnt it late. A part of a name tells no less than a word that is
        spelled."""
        names = {part for name in acronyms(text) for part in _words(name)}
        pieces = [self._library.words.tokens([word])[0] for word in topic.words]
        seldom = [
            max(_seldom(word, own), _SPELLED_ONCE if word in names else 0)
            for word, own in zip(topic.words, pieces, strict=True)
        ]
        return topic.weights * seldom

    @property
    def likeness(self) -> float:
        """How alike the library's papers are: the mean cosine of two of its passages, kept to what libraries of a wide
        and of a narrow field have: a few papers may be less alike, or more."""
        return min(max(self._library.matrix.likeness, _WIDE), _NARROW)

    def cosines(self, text: str, others: Sequence[str]) -> np.ndarray:
        """Cosine of a text with each of the others, shape (others,)."""
        if not others:
            return np.zeros(0)
        vectors = np.array([vector for vector, _ in self._read([text, *others])])
        cosines: np.ndarray = vectors[1:] @ vectors[0]
        return cosines

    def alike(self, texts: Sequence[str]) -> np.ndarray:
        """Cosine of each of the texts with each, shape (texts, texts)."""
        vectors = np.array([vector for vector, _ in self._read(texts)])
        cosines: np.ndarray = vectors @ vectors.T
        return cosines

    def coverage(self, topic: Topic, texts: Sequence[str]) -> np.ndarray:
        """The share of the topic, by weight, that each text has, shape (texts,)."""
        shares: np.ndarray = self.matches_each(topic, texts) @ topic.weights / (topic.weights.sum() or 1.0)
        return shares

    def fit(self, claim: str, candidates: Sequence[Sentence]) -> np.ndarray:
        """How well each sentence fits a claim, higher is better, shape (candidates,)."""
        texts = [candidate.text for candidate in candidates]
        fits: np.ndarray = self.cosines(claim, texts) + self.coverage(self.topic(claim), texts)
        return fits

    def closeness(self, question: str, texts: Sequence[str]) -> np.ndarray:
        """How much of a question each text has by late interaction, shape (texts,)."""
        words, matrix = self._library.words, self._library.matrix
        tokens, *others = (tokens for _, tokens in self._read([question, *texts]))
        return closeness(tokens, matrix.rarity(tokens), others, words.token_vectors)

    def closeness_of(self, question: str, paper_ids: Sequence[str]) -> np.ndarray:
        """How much of a question each paper of the library has by late interaction, shape (papers,)."""
        words, matrix = self._library.words, self._library.matrix
        ((_, tokens),) = self._read([question])
        return closeness(tokens, matrix.rarity(tokens), list(map(matrix.tokens, paper_ids)), words.token_vectors)

    def counts(self, thing: str, text: str) -> float:
        """How surely a figure of the text counts a thing: 1 where the thing stands right behind it, else up to 1."""
        topic = self.topic(thing.split()[-1])
        return max((float(self.matches(topic, words).max(initial=0)) for words in behind_figures(text)), default=0.0)

    def read_ahead(self, texts: Sequence[str]) -> None:
        """Take in many texts and their words at once, which costs a tenth of what one text after the other does."""
        self._read(texts)
        self._vectors([word for text in texts for word in _words(text)])

    def kinship(self, kind: str, texts: Sequence[str], besides: str) -> np.ndarray:
        """How near the words of each text come to things of a kind, those of another text left aside, shape (texts,).

        A drug's name is near "drug" in meaning, a town's near "town"; 0 where no kind is given.
        """
        if not kind:
            return np.zeros(len(texts))
        thing = self._vectors(_words(kind)[-1:])[0]
        left = set(map(_stem, _words(besides)))

        def nearest(text: str) -> float:
            words = [word for word in _words(text) if _stem(word) not in left and not is_function_word(word)]
            return float(np.sort(self._vectors(words) @ thing)[-_KIN:].mean()) if words else 0.0

        return np.array(list(map(nearest, texts)))

    def best_coverage(self, question: str, hits: Sequence[Hit]) -> float:
        """The largest share of the question's topic that one of the best papers has."""
        return float(self.coverage(self.topic(question), _best_texts(hits)).max(initial=0))

    def _read(self, texts: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
        """The vector and the tokens of each text."""
        if missing := [text for text in dict.fromkeys(texts) if text not in self._texts]:
            self._texts.update(zip(missing, zip(*self._library.words.read(missing), strict=True), strict=True))
        return [self._texts[text] for text in texts]

    def _vectors(self, words: Sequence[str]) -> np.ndarray:
        """Unit vectors of single words, shape (words, dimensions), kept for the next text."""
        return self._library.word_vectors.of(words)


def _seldom(word: str, pieces: np.ndarray) -> float:
    """How seldom English has a word, by how the tokenizer has it; figures are no words."""
    if word.isdigit():
        return _COMMON
    if len(pieces) > 1:
        return _SPELLED_ONCE + _A_PIECE * (len(pieces) - 2)
    return max(math.log(1 + int(pieces[0])) / _LAST - 0.5, _COMMON)


def _best_texts(hits: Sequence[Hit]) -> list[str]:
    return [f"{hit.paper.title}\n{hit.paper.abstract}" for hit in hits[:BEST]]


@lru_cache(maxsize=4_096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.lower() for word in _WORD.findall(text)))


@lru_cache(maxsize=30_000)
def _stem(word: str) -> str:
    return next(iter(stems(word)), "")
