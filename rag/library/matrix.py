"""The passages of one library in memory, a row each: their vectors, and the tokens that they hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain

import numpy as np

from rag.library.catalog import Catalog

VOCABULARY = 2**16  # token numbers are stored in two bytes


class Matrix:
    """One generation of a library, never changed: `updated` makes the next.

    Papers whose passages are damaged on disk are not in it; `damaged` has their ids.

    `vectors` is float32 of shape (passages, dimensions) with rows of length 1; `paper_ids` and `tokens` (distinct
    token numbers, uint16) go along with its rows.
    """

    def __init__(
        self,
        generation: int = -1,
        paper_ids: Sequence[str] = (),
        vectors: np.ndarray | None = None,
        tokens: Sequence[np.ndarray] = (),
        damaged: frozenset[str] = frozenset(),
    ) -> None:
        self.generation = generation
        self.damaged = damaged
        self.paper_ids = list(paper_ids)
        self.vectors = np.zeros((0, 0), dtype=np.float32) if vectors is None else vectors
        self._tokens = list(tokens)
        self._rows = _by_paper(self.paper_ids, 0)
        self._counts = _counts(self._tokens)

    def __len__(self) -> int:
        return len(self.paper_ids)

    def __contains__(self, paper_id: str) -> bool:
        return paper_id in self._rows

    def updated(self, catalog: Catalog) -> Matrix:
        """The matrix of the catalogue's present generation: only what changed is read."""
        generation, ids, vectors, tokens, found = catalog.passages.since(self.generation)
        changed = {*ids, *found}
        damaged = (self.damaged - changed) | found
        if damaged:
            damaged &= catalog.ids()
        if len(self._rows.keys() | changed) == catalog.count():
            staying = [row for row, paper_id in enumerate(self.paper_ids) if paper_id not in changed]
        else:
            present = catalog.ids() - changed
            staying = [row for row, paper_id in enumerate(self.paper_ids) if paper_id in present]
        if len(staying) == len(self) > 0:
            return self._extended(generation, ids, vectors, tokens, damaged)
        if not staying:
            return Matrix(generation, ids, vectors, tokens, damaged)
        return Matrix(
            generation,
            [*(self.paper_ids[row] for row in staying), *ids],
            np.concatenate([self.vectors[staying], vectors]) if ids else self.vectors[staying],
            [*(self._tokens[row] for row in staying), *tokens],
            damaged,
        )

    def _extended(
        self,
        generation: int,
        ids: list[str],
        vectors: np.ndarray,
        tokens: Sequence[np.ndarray],
        damaged: frozenset[str],
    ) -> Matrix:
        """This matrix with rows of other papers behind its own: what it has worked out need not be done again."""
        longer = Matrix(generation, damaged=damaged)
        longer.paper_ids = [*self.paper_ids, *ids]
        longer.vectors = np.concatenate([self.vectors, vectors]) if ids else self.vectors
        longer._tokens = [*self._tokens, *tokens]
        longer._rows = self._rows | _by_paper(ids, len(self))
        longer._counts = self._counts + _counts(tokens)
        return longer

    def rows(self, paper_ids: Iterable[str]) -> list[int]:
        """The rows of papers, those that are not here left out."""
        return list(chain.from_iterable(self._rows.get(paper_id, ()) for paper_id in paper_ids))

    def cosines(self, vector: np.ndarray, rows: Sequence[int] | np.ndarray | None = None) -> np.ndarray:
        """Cosines of a unit vector with these rows, or with all, of shape (rows,)."""
        if not len(self) or (rows is not None and not len(rows)):
            return np.zeros(0, dtype=np.float32)
        cosines: np.ndarray = (self.vectors if rows is None else self.vectors[rows]) @ vector
        return cosines

    def tokens(self, paper_id: str) -> np.ndarray:
        """The token numbers of a paper, each at least once."""
        own = [self._tokens[row] for row in self._rows[paper_id]]
        return own[0] if len(own) == 1 else np.concatenate(own)

    def first(self, paper_ids: Sequence[str]) -> np.ndarray:
        """The vector of each paper's first passage, shape (papers, dimensions)."""
        return self.vectors[[self._rows[paper_id][0] for paper_id in paper_ids]]

    @cached_property
    def likeness(self) -> float:
        """The mean cosine of two different passages; 0 with fewer than two."""
        n = len(self)
        if n < 2:
            return 0.0
        whole = self.vectors.sum(axis=0, dtype=np.float64)
        return float((whole @ whole - n) / (n * (n - 1)))

    def rarity(self, tokens: np.ndarray) -> np.ndarray:
        """The inverse document frequency of tokens over the passages, of the same shape, at least 0."""
        counts = self._counts[tokens]
        rarity: np.ndarray = np.log(1 + (len(self) - counts + 0.5) / (counts + 0.5))
        return rarity.astype(np.float32)


def _by_paper(paper_ids: Sequence[str], first: int) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, paper_id in enumerate(paper_ids, start=first):
        rows.setdefault(paper_id, []).append(row)
    return rows


def _counts(tokens: Sequence[np.ndarray]) -> np.ndarray:
    """How many passages have each token, shape (VOCABULARY,)."""
    return np.bincount(np.concatenate(tokens), minlength=VOCABULARY) if tokens else np.zeros(VOCABULARY, dtype=int)
