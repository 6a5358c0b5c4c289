"""The vectors of single words, kept once they were made: texts share most of theirs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np

_MOST = (
    10_000  # words that are kept, of 1 kB each; beyond, it begins anew, and takes over those that are asked for again
)
_FIRST = 4_096


class _Kept:
    """Words with their rows of a matrix that grows. What a row says never changes, so that it is read without a lock."""

    def __init__(self, dimensions: int) -> None:
        self.rows: dict[str, int] = {}
        self.vectors = np.empty((_FIRST, dimensions), dtype=np.float32)


class WordVectors:
    """Unit vectors of words; safe to ask from many threads.

    Args:
        embed: texts -> unit vectors, float32 of shape (texts, dimensions).
    """

    def __init__(self, embed: Callable[[list[str]], np.ndarray]) -> None:
        self._embed = embed
        self._growing = threading.Lock()
        self._kept: _Kept | None = None
        self._before: _Kept | None = None  # it began anew

    def of(self, words: Sequence[str]) -> np.ndarray:
        """The vectors of these words, float32 of shape (words, dimensions)."""
        kept = self._kept or self._with(words)
        try:
            rows = [kept.rows[word] for word in words]
        except KeyError:
            kept = self._with(words)
            rows = [kept.rows[word] for word in words]
        return kept.vectors[rows]  # rows are known only once they stand in the matrix

    def _with(self, words: Sequence[str]) -> _Kept:
        """What is kept, with these words in it."""
        with self._growing:
            kept = self._kept
            if kept is None or len(kept.rows) + len(words) > max(_MOST, len(words)):
                self._before, kept = kept, _Kept(self._embed([""]).shape[1])
            missing = [word for word in dict.fromkeys(words) if word not in kept.rows]
            if missing:
                first, end = len(kept.rows), len(kept.rows) + len(missing)
                if end > len(kept.vectors):
                    larger = np.empty((2 * end, kept.vectors.shape[1]), dtype=np.float32)
                    larger[:first] = kept.vectors[:first]
                    kept.vectors = larger
                kept.vectors[first:end] = self._made(missing)
                kept.rows.update(zip(missing, range(first, end), strict=True))
            self._kept = kept
            return kept

    def _made(self, words: Sequence[str]) -> np.ndarray:
        """The vectors of words that are not kept: taken over from before, or else embedded."""
        before = self._before
        if before is None:
            return self._embed(list(words))
        new = [word for word in words if word not in before.rows]
        made = dict(zip(new, self._embed(new), strict=True)) if new else {}
        return np.array([made[word] if word in made else before.vectors[before.rows[word]] for word in words])
