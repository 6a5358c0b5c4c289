"""The order in which to read papers that nobody has decided on yet.

A classifier is fitted on what was decided so far, beside the review's question, which counts as a paper to include, and
some papers that are presumed to be excluded, as most will be (Cormack and Grossman, 2015, "Autonomy and reliability of
continuous active learning"). So there is an order from the first paper on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.library.library import Library
from rag.records import Paper, Span
from rag.search.screening.classifier import Classifier, fitted
from rag.search.screening.terms import terms
from rag.search.screening.weights import PRIORITY, PriorityWeights
from rag.text.stems import stems
from rag.text.words import is_function_word

_WORD = re.compile(r"[^\W_]+")
_PRESUMED_PART = 10  # of the undecided no more than a tenth is presumed to be excluded
_LIT = 8  # words of an abstract that are shown to speak for it, at most


@dataclass(frozen=True, slots=True)
class Order:
    """Undecided papers by id, what speaks most for inclusion first, with their scores; and what they were scored by."""

    ids: tuple[str, ...]
    scores: tuple[float, ...]
    classifier: Classifier


class Priority:
    """The papers of one review, read once; `order` is quick enough to be asked for after each decision.

    Args:
        vectors: of the papers, a row each, of length 1.
        question: what the review asks, and its vector.
    """

    def __init__(
        self,
        papers: Sequence[Paper],
        vectors: np.ndarray,
        question: tuple[str, np.ndarray],
        weights: PriorityWeights = PRIORITY,
    ) -> None:
        self._ids = [paper.id for paper in papers]
        self._places = {paper_id: row for row, paper_id in enumerate(self._ids)}
        self._terms, self._vocabulary = terms([*(f"{paper.title}\n{paper.abstract}" for paper in papers), question[0]])
        own = vectors.reshape(len(papers), len(question[1]))  # those of an empty library have no length
        self._vectors = weights.vector * _apart(np.vstack([own, question[1]]), len(papers))
        self._rarity = self._terms.rarity
        self._weights = weights

    def __len__(self) -> int:
        return len(self._ids)

    def order(self, decided: Mapping[str, bool]) -> Order:
        """All papers but those decided on. The same decisions give the same order.

        Args:
            decided: by paper id, whether it was included; ids of other papers are left aside. A paper that nobody is
                sure of is left out of these, or of what is to be read, by whoever asks.
        """
        known = {self._places[paper_id]: told for paper_id, told in decided.items() if paper_id in self._places}
        rest = np.array([row for row in range(len(self)) if row not in known], dtype=np.int64)
        if not len(rest):
            return Order((), (), Classifier(np.zeros(self._terms.width), np.zeros(self._vectors.shape[1])))
        classifier = self._fitted(known, rest)
        scores = classifier.scores(self._terms.of(rest), self._vectors[rest])
        best = np.argsort(-scores, kind="stable")
        return Order(tuple(self._ids[rest[n]] for n in best), tuple(map(float, scores[best])), classifier)

    def speaking(self, abstract: str, classifier: Classifier) -> tuple[Span, ...]:
        """The words of an abstract that speak the most for its inclusion, each where it stands, in their order."""
        weight: dict[str, float] = {}
        places: list[tuple[str, Span]] = []
        for match in _WORD.finditer(abstract):
            for stem in stems(match.group())[:1]:
                column = self._vocabulary.get(stem)
                if column is not None and classifier.terms[column] > 0 and _tells(match.group()):
                    weight[stem] = float(classifier.terms[column] * self._rarity[column])
                    places.append((stem, Span(*match.span())))
        least = max(weight.values(), default=0.0) / 3
        lit = {stem for stem in sorted(weight, key=lambda stem: -weight[stem])[:_LIT] if weight[stem] >= least}
        return tuple(span for stem, span in places if stem in lit)

    def _fitted(self, known: Mapping[int, bool], rest: np.ndarray) -> Classifier:
        weights = self._weights
        drawn = np.random.default_rng(len(known))  # no secret: the same decisions are to give the same order
        presumed = drawn.choice(rest, min(weights.presumed, len(rest) // _PRESUMED_PART), replace=False)
        rows = np.concatenate([np.fromiter(known, np.int64, len(known)), [len(self)], presumed])
        wanted = np.array([*known.values(), True, *[False] * len(presumed)], dtype=bool)
        shares = np.array([*[1.0] * len(known), weights.question, *[weights.presumed_share] * len(presumed)])
        return fitted(self._terms.of(rows), self._vectors[rows], wanted, shares, weights.shrinkage)


def priority_of(library: Library, paper_ids: Sequence[str], question: str) -> Priority:
    """The priority of papers of a library, by their first passages.

    Raises:
        ModelError: the embedder does not answer.
    """
    library.refresh()
    matrix, found = library.matrix, library.get(list(paper_ids))
    papers = [found[paper_id] for paper_id in paper_ids if paper_id in found and paper_id in matrix]
    return Priority(papers, matrix.first([paper.id for paper in papers]), (question, library.embed(question)))


def _tells(word: str) -> bool:
    """Whether a word tells anything by itself: figures and words such as "between" do not."""
    return word.isalpha() and not is_function_word(word)


def _apart(vectors: np.ndarray, papers: int) -> np.ndarray:
    """Vectors without what all papers have in common, of length 1."""
    apart = vectors - vectors[:papers].mean(axis=0) if papers > 1 else vectors
    lengths = np.linalg.norm(apart, axis=1, keepdims=True)
    return np.asarray(apart / np.where(lengths > 0, lengths, 1), dtype=np.float64)
