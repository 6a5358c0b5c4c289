"""Texts -> a sparse matrix of their terms, in numpy alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.text.stems import stems

_RARE = 2  # texts that must have a term
_COMMON = 0.9  # share of the texts: a term that more have tells nothing


@dataclass(frozen=True, slots=True)
class Terms:
    """Rows of (column, value) pairs one after the other: row n is `columns[starts[n]:starts[n + 1]]` with `values` there. `rarity` is the inverse document frequency of each column."""

    starts: np.ndarray
    columns: np.ndarray
    values: np.ndarray
    rarity: np.ndarray

    @property
    def width(self) -> int:
        return len(self.rarity)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def times(self, weights: np.ndarray) -> np.ndarray:
        """Each row's product with weights of the columns, shape (rows,)."""
        return np.bincount(self._rows(), weights=self.values * weights[self.columns], minlength=len(self))

    def transposed_times(self, weights: np.ndarray) -> np.ndarray:
        """The rows summed up by their weights, shape (width,)."""
        return np.bincount(self.columns, weights=self.values * weights[self._rows()], minlength=self.width)

    def of(self, rows: np.ndarray) -> Terms:
        """These rows alone, in their order."""
        lengths = np.diff(self.starts)[rows]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        places = np.repeat(self.starts[rows] - starts[:-1], lengths) + np.arange(starts[-1])
        return Terms(starts, self.columns[places], self.values[places], self.rarity)

    def _rows(self) -> np.ndarray:
        return np.repeat(np.arange(len(self)), np.diff(self.starts))


def terms(texts: Sequence[str]) -> tuple[Terms, dict[str, int]]:
    """The texts' stems by TF-IDF (a term's count as a logarithm), rows of length 1; and the column of each stem."""
    counted = [Counter(stems(text)) for text in texts]
    having = Counter(stem for counts in counted for stem in counts)
    most = max(_COMMON * len(texts), 1)
    vocabulary = {stem: n for n, stem in enumerate(s for s, n in having.items() if min(_RARE, len(texts)) <= n <= most)}
    rarity = np.array([np.log((1 + len(texts)) / (1 + having[stem])) + 1 for stem in vocabulary])
    columns: list[np.ndarray] = []
    values: list[np.ndarray] = []
    for counts in counted:
        own = [(vocabulary[stem], count) for stem, count in counts.items() if stem in vocabulary]
        at = np.array([column for column, _ in own], dtype=np.int64)
        weighed = (1 + np.log(np.array([count for _, count in own], dtype=float))) * rarity[at] if own else np.zeros(0)
        columns.append(at)
        values.append(weighed / (np.linalg.norm(weighed) or 1.0))
    starts = np.concatenate([[0], np.cumsum([len(row) for row in columns])]).astype(np.int64)
    return Terms(starts, np.concatenate(columns), np.concatenate(values), rarity), vocabulary
