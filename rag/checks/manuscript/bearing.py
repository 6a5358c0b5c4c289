"""Which papers of the library would bear a sentence of a manuscript.

A search for papers on a question looks for what they are about. A sentence that cites says what one paper found, or that it
exists, and often calls it by its name: so the abstract's best sentence, the title and the name in it count beside BM25 and
the best passage, and the paragraph around the sentence tells the topic.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.answer.evidence import split
from rag.answer.scorer import Scorer
from rag.checks.manuscript.weights import BEARING, SURE, BearingWeights
from rag.library.library import Library
from rag.library.matrix import Matrix
from rag.records import Paper, Sentence
from rag.search.interaction import closeness
from rag.setup.embedders import EMBEDDED
from rag.text.stems import stems

PROPOSED = 40  # papers that each index proposes
LOOKED_AT = 16  # of them, whose sentences are
_NAME = re.compile(r"^([^:]{1,40}?)(?::|\s[–—]\s)")


@dataclass(frozen=True, slots=True)
class Bearing:
    """A paper that may bear a sentence: the sentence of its abstract that comes nearest, None without an abstract; `score`
    ranks the papers of one sentence, `probability` tells how surely it does."""

    paper: Paper
    nearest: Sentence | None
    score: float
    probability: float


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of papers for one sentence: `ranked` by name, each of shape (papers,) and divided by its best; cosines
    (`dense`) and late interaction (`near`) as they are, of the same shape; and the place of each paper's nearest sentence,
    -1 where it has none."""

    papers: list[Paper]
    ranked: dict[str, np.ndarray]
    dense: np.ndarray
    near: np.ndarray
    nearest: list[int]

    def scores(self, weights: BearingWeights = BEARING) -> np.ndarray:
        """Shape (papers,)."""
        return weights.total(self.ranked)


class Bearers:
    """Papers for sentences, one sentence after the other; what is read of the papers is kept for the next."""

    def __init__(self, library: Library) -> None:
        library.refresh()
        self._library, self._scorer = library, Scorer(library)
        self._papers: dict[str, Paper] = {}
        self._sentences: dict[str, tuple[Sentence, ...]] = {}
        self._tokens: dict[str, list[np.ndarray]] = {}
        self._titles: dict[str, np.ndarray] = {}
        self._title_stems: dict[str, dict[str, float]] = {}
        self._read_texts: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._weights: dict[str, float] = {}

    def read_ahead(self, texts: Sequence[str]) -> None:
        """Take in many sentences at once, which costs a tenth of what one after the other does."""
        new = [text for text in dict.fromkeys(texts) if text not in self._read_texts]
        self._read_texts |= zip(new, zip(*self._library.words.read(new), strict=True), strict=True) if new else ()

    def bearing(self, text: str, around: Sequence[str] = (), k: int = 5) -> list[Bearing]:
        """The k papers that would bear a sentence best, best first.

        Args:
            around: the sentences around it, for the topic.
        """
        signals = self.signals(text, around)
        if not signals.papers:
            return []
        scores = signals.scores()
        best = np.argsort(-scores, kind="stable")[:k]
        lead = np.append(scores[best][:-1] - scores[best][1:], 0.0)
        sure = SURE.probability(np.column_stack([self.plain(text, signals, best), lead]))
        return [
            Bearing(signals.papers[i], self._nearest(signals, i), float(scores[i]), round(float(probability), 3))
            for i, probability in zip(best, sure, strict=True)
        ]

    def signals(self, text: str, around: Sequence[str] = (), without: frozenset[str] = frozenset()) -> Signals:
        """What is known of the papers that the indexes propose, of the best of them by the rest before their sentences are
        looked at.

        Args:
            without: ids of papers that are not looked at.
        """
        self.read_ahead([text, *around])
        vector, tokens = self._read_texts[text]
        at_hand = vector if self._library.embedding == EMBEDDED else None
        proposed = self._library.proposed(text, PROPOSED + len(without), vector=at_hand)
        at = [n for n, i in enumerate(proposed.ids) if i not in without]
        ids = [proposed.ids[n] for n in at]
        if not ids:
            return Signals([], {}, np.zeros(0), np.zeros(0), [])
        self._read(ids)
        dense = proposed.cosines[at]
        values = {
            "lexical": proposed.lexical[at],
            "dense": dense,
            "title": np.array([self._titles[i] for i in ids]) @ vector,
            "titled": self._titled(text, ids),
            "named": _named(text, [self._papers[i] for i in ids]),
            "context": self._context(proposed.matrix, ids, around),
        }
        ranked = {name: _divided(value) for name, value in values.items()}
        best = np.argsort(-BEARING.total(ranked), kind="stable")[:LOOKED_AT]
        kept = [ids[n] for n in best]
        near, nearest = self._of_sentences(tokens, proposed.matrix.rarity(tokens), kept)
        ranked = {name: value[best] for name, value in ranked.items()} | {"sentence": _divided(near)}
        return Signals([self._papers[i] for i in kept], ranked, dense[best], near, nearest)

    def plain(self, text: str, signals: Signals, places: Sequence[int] | np.ndarray) -> np.ndarray:
        """For some of the papers, the signals that are not divided by their best: cosine, late interaction with the best
        sentence, and the share of the sentence's words, by their rarity, that title and abstract have; shape (papers, 3)."""
        weights = {stem: self._weight(stem) for stem in stems(text)}
        whole = sum(weights.values()) or 1.0
        said = [set(stems(f"{paper.title} {paper.abstract}")) for paper in (signals.papers[i] for i in places)]
        covered = [sum(weight for stem, weight in weights.items() if stem in own) / whole for own in said]
        return np.column_stack([signals.dense[places], signals.near[places], covered])

    def _nearest(self, signals: Signals, place: int) -> Sentence | None:
        n = signals.nearest[place]
        return self._sentences[signals.papers[place].id][n] if n >= 0 else None

    def _read(self, ids: Sequence[str]) -> None:
        """Take in papers that have not been met: their sentences' tokens, and their titles."""
        new = [i for i in ids if i not in self._papers]
        if not new:
            return
        found = self._library.get(new)
        self._papers |= found
        words = self._library.words
        for i in new:
            self._sentences[i] = split(found[i])
        texts = [one.text for i in new for one in self._sentences[i]]
        tokens = iter(words.tokens(texts))
        for i in new:
            self._tokens[i] = [next(tokens) for _ in self._sentences[i]]
        self._titles |= zip(new, words.embed([found[i].title for i in new]), strict=True)
        for i in new:
            self._title_stems[i] = {stem: self._weight(stem) for stem in stems(found[i].title)}

    def _of_sentences(self, tokens: np.ndarray, rarity: np.ndarray, ids: Sequence[str]) -> tuple[np.ndarray, list[int]]:
        """Late interaction with the best sentence of each paper, shape (papers,), and which sentence that is."""
        flat = [one if len(one) else np.zeros(1, dtype=np.uint16) for i in ids for one in self._tokens[i]]
        values = closeness(tokens, rarity, flat, self._library.words.token_vectors)
        best, nearest, at = np.zeros(len(ids)), [-1] * len(ids), 0
        for n, i in enumerate(ids):
            own = values[at : at + len(self._tokens[i])]
            at += len(own)
            if len(own):
                nearest[n] = int(own.argmax())
                best[n] = own.max()
        return best, nearest

    def _titled(self, text: str, ids: Sequence[str]) -> np.ndarray:
        said = set(stems(text))
        shares = []
        for i in ids:
            weights = self._title_stems[i]
            shares.append(sum(w for stem, w in weights.items() if stem in said) / (sum(weights.values()) or 1.0))
        return np.array(shares)

    def _context(self, matrix: Matrix, ids: Sequence[str], around: Sequence[str]) -> np.ndarray:
        """The cosine of each paper's first passage with the sentences around, shape (papers,); 0 where there are none, or the
        library's vectors are another embedder's."""
        if not around or self._library.embedding != EMBEDDED:
            return np.zeros(len(ids))
        mean = np.sum([self._read_texts[text][0] for text in around], axis=0)
        return np.asarray(matrix.first(ids) @ mean / (float(np.linalg.norm(mean)) or 1.0))

    def _weight(self, stem: str) -> float:
        if stem not in self._weights:
            self._weights[stem] = self._scorer.weight(stem)
        return self._weights[stem]


def _named(text: str, papers: Sequence[Paper]) -> np.ndarray:
    """Whether a text has the name that stands before each title's colon, shape (papers,)."""
    plain = f" {_form(text)} "
    names = [_NAME.match(paper.title) for paper in papers]
    return np.array([float(bool(name and (form := _form(name[1])) and f" {form} " in plain)) for name in names])


def _form(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _divided(values: np.ndarray) -> np.ndarray:
    values = np.maximum(values, 0)
    return np.asarray(values / (values.max(initial=0) or 1.0))
