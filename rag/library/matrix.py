"""The passages of one library, a row each: their vectors, and the tokens that they hold.

Those of a large library lie in files of this machine (`rag.library.passage_files`), which the system reads as they are
looked at; what came since stays in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from rag.library.catalog import Catalog

VOCABULARY = 2**16  # token numbers are stored in two bytes
_GONE = -2.0  # less than any cosine


@dataclass(frozen=True)
class Rows:
    """Passages, those of a paper one after the other. `vectors` is float32 of shape (rows, dimensions) with rows of length
    1; the distinct token numbers of row i, uint16, are `tokens[starts[i]:starts[i + 1]]`."""

    paper_ids: Sequence[str]
    vectors: np.ndarray
    tokens: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, paper_ids: Sequence[str], vectors: np.ndarray, tokens: Sequence[np.ndarray]) -> Rows:
        """Those of these passages, with the tokens of each."""
        flat = np.concatenate(tokens) if tokens else np.zeros(0, dtype=np.uint16)
        return cls(paper_ids, vectors, flat, np.cumsum([0, *map(len, tokens)]))

    def __len__(self) -> int:
        return len(self.paper_ids)

    def tokens_of(self, first: int, end: int) -> np.ndarray:
        tokens: np.ndarray = self.tokens[self.starts[first] : self.starts[end]]
        return tokens

    def taken(self, rows: Sequence[int]) -> Rows:
        """Some of them."""
        if len(rows) == len(self):
            return self
        tokens = [self.tokens_of(row, row + 1) for row in rows]
        return Rows.of([self.paper_ids[row] for row in rows], self.vectors[rows], tokens)

    def joined(self, others: Rows) -> Rows:
        """These, and behind them the others."""
        if not len(self) or not len(others):
            return others if len(others) else self
        return Rows(
            [*self.paper_ids, *others.paper_ids],
            np.concatenate([self.vectors, others.vectors]),
            np.concatenate([self.tokens, others.tokens]),
            np.concatenate([self.starts, others.starts[1:] + self.starts[-1]]),
        )

    @cached_property
    def counts(self) -> np.ndarray:
        """How many rows have each token, shape (VOCABULARY,)."""
        return np.bincount(self.tokens, minlength=VOCABULARY)

    @cached_property
    def whole(self) -> np.ndarray:
        """The sum of all vectors, float64 of shape (dimensions,)."""
        total: np.ndarray = self.vectors.sum(axis=0, dtype=np.float64)
        return total


NO_ROWS = Rows.of([], np.zeros((0, 0), dtype=np.float32), [])


class Matrix:
    """One generation of a library, never changed: `updated` makes the next.

    Papers whose passages are damaged on disk are not in it; `damaged` has their ids. Rows are numbered: those `kept` in
    files first, of which some may be `gone`, then those that came `later`.
    """

    def __init__(
        self,
        generation: int = -1,
        kept: Rows = NO_ROWS,
        later: Rows = NO_ROWS,
        gone: Collection[int] = (),
        damaged: frozenset[str] = frozenset(),
        rows: dict[str, list[int]] | None = None,
    ) -> None:
        self.generation = generation
        self.damaged = damaged
        self.kept, self.later = kept, later
        self._gone = np.array(sorted(gone), dtype=int)
        self._rows = _by_paper([*kept.paper_ids, *later.paper_ids], frozenset(gone)) if rows is None else rows

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self.kept) - len(self._gone) + len(self.later)

    def __contains__(self, paper_id: str) -> bool:
        return paper_id in self._rows

    @property
    def ids(self) -> list[str]:
        """The papers that have passages, in the order of their rows."""
        return list(self._rows)

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has; 0 where there is none."""
        return int((self.later if len(self.later) else self.kept).vectors.shape[1])

    def updated(self, catalog: Catalog) -> Matrix:
        """The matrix of the catalogue's present generation: only what changed is read."""
        generation, ids, vectors, tokens, found = catalog.passages.since(self.generation)
        changed = {*ids, *found}
        out = changed & self._rows.keys()
        damaged = (self.damaged - changed) | found
        if damaged or len(self._rows.keys() | changed) != catalog.count():
            present = catalog.ids()
            damaged &= present
            out |= self._rows.keys() - present
        new, first = Rows.of(ids, vectors, tokens), len(self.kept)
        if not out:  # what is known of the rows so far need not be worked out again
            rows = self._rows | _by_paper(ids, first=first + len(self.later))
            return Matrix(generation, self.kept, self.later.joined(new), self._gone, damaged, rows)
        left = set(self.rows(out))
        later = self.later.taken([row for row in range(len(self.later)) if first + row not in left]).joined(new)
        gone = {*self._gone.tolist(), *(row for row in left if row < first)}
        if len(gone) == first:
            return Matrix(generation, NO_ROWS, later, (), damaged)
        return Matrix(generation, self.kept, later, gone, damaged)

    def whole(self) -> Rows:
        """All rows that are not gone."""
        there = np.setdiff1d(np.arange(len(self.kept)), self._gone).tolist()
        return self.kept.taken(there).joined(self.later)

    def outgrown(self) -> int:
        """How many rows are in memory, or gone from the files."""
        return len(self.later) + len(self._gone)

    def rows(self, paper_ids: Iterable[str]) -> list[int]:
        """The rows of papers, those that are not here left out."""
        return list(chain.from_iterable(self._rows.get(paper_id, ()) for paper_id in paper_ids))

    def paper_of(self, row: int) -> str:
        first = len(self.kept)
        return self.kept.paper_ids[row] if row < first else self.later.paper_ids[row - first]

    def vectors(self, rows: Sequence[int] | np.ndarray) -> np.ndarray:
        """The vectors of these rows, shape (rows, dimensions)."""
        rows, first = np.asarray(rows, dtype=int), len(self.kept)
        if not first or not len(rows):
            return np.asarray(self.later.vectors[rows])
        is_kept = rows < first
        if is_kept.all():
            return np.asarray(self.kept.vectors[rows])
        vectors = np.empty((len(rows), self.dimensions), dtype=np.float32)
        vectors[is_kept] = self.kept.vectors[rows[is_kept]]
        vectors[~is_kept] = self.later.vectors[rows[~is_kept] - first]
        return vectors

    def cosines(self, vector: np.ndarray, rows: Sequence[int] | np.ndarray | None = None) -> np.ndarray:
        """Cosines of a unit vector with these rows, or with all, of shape (rows,); of those that are gone, less than any."""
        if rows is not None:
            return np.asarray(self.vectors(rows) @ vector) if len(rows) else np.zeros(0, dtype=np.float32)
        parts = [part.vectors @ vector for part in (self.kept, self.later) if len(part)]
        cosines: np.ndarray = np.concatenate([*parts, np.zeros(0, dtype=np.float32)])
        cosines[self._gone] = _GONE
        return cosines

    def nearest(self, vector: np.ndarray, n: int, rows: np.ndarray | None = None) -> list[tuple[str, float]]:
        """The papers of the n rows that are nearest to a unit vector, of these rows or all, each with its cosine, nearest
        first."""
        cosines = self.cosines(vector, rows)
        best = np.argpartition(-cosines, n)[:n] if len(cosines) > n else np.arange(len(cosines))
        best = best[np.argsort(-cosines[best], kind="stable")]
        found = [(int(row if rows is None else rows[row]), float(cosines[row])) for row in best]
        return [(self.paper_of(row), cosine) for row, cosine in found if cosine > _GONE]

    def tokens(self, paper_id: str) -> np.ndarray:
        """The token numbers of a paper, each at least once."""
        rows, before = self._rows[paper_id], len(self.kept)
        if rows[0] < before:
            return self.kept.tokens_of(rows[0], rows[-1] + 1)
        return self.later.tokens_of(rows[0] - before, rows[-1] + 1 - before)

    def first(self, paper_ids: Sequence[str]) -> np.ndarray:
        """The vector of each paper's first passage, shape (papers, dimensions)."""
        return self.vectors([self._rows[paper_id][0] for paper_id in paper_ids])

    @cached_property
    def likeness(self) -> float:
        """The mean cosine of two different passages; 0 with fewer than two."""
        n = len(self)
        if n < 2:
            return 0.0
        whole = np.sum([part.whole for part in (self.kept, self.later) if len(part)], axis=0)
        if len(self._gone):
            whole = whole - self._left_out.whole
        return float((whole @ whole - n) / (n * (n - 1)))

    def rarity(self, tokens: np.ndarray) -> np.ndarray:
        """The inverse document frequency of tokens over the passages, of the same shape, at least 0."""
        counts = self._counts[tokens]
        rarity: np.ndarray = np.log(1 + (len(self) - counts + 0.5) / (counts + 0.5))
        return rarity.astype(np.float32)

    @cached_property
    def _counts(self) -> np.ndarray:
        counts = self.kept.counts + self.later.counts
        if len(self._gone):
            counts = counts - self._left_out.counts
        return np.asarray(counts)

    @cached_property
    def _left_out(self) -> Rows:
        return self.kept.taken(self._gone.tolist())


def _by_paper(paper_ids: Sequence[str], gone: Collection[int] = (), first: int = 0) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, paper_id in enumerate(paper_ids, start=first):
        if row not in gone:
            rows.setdefault(paper_id, []).append(row)
    return rows
