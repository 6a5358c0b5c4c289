"""Whether a word is another one, spelt a little differently."""

from __future__ import annotations

from collections.abc import Collection

_SAME_LETTERS = 80.0  # percent of the letters of both words that stand in both in the same order


def is_misspelt(word: str, known: Collection[str]) -> bool:
    """Whether a word is one of the known ones, or so like one that it may be a slip of it or its British spelling.

    Case counts.
    """
    from rapidfuzz.fuzz import ratio
    from rapidfuzz.process import extractOne

    return extractOne(word, known, scorer=ratio, score_cutoff=_SAME_LETTERS) is not None
