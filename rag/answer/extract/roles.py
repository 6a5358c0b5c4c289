"""The role of each sentence of an abstract: background, objective, method, result.

A multinomial logistic regression over hashed words and pairs of words, and the place in the abstract. Its weights are
fitted on the sentences of CSAbstruct (Apache-2.0) and on the labelled sections of PubMedQA (MIT), by tests/fit/roles.py,
which also says how well it does on the field that it was not fitted on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

ROLES = ("background", "objective", "method", "result")
BUCKETS = 8_192  # of hashed words and pairs
PLACES = 10  # of an abstract, from its beginning to its end
FILE = "roles.npz"
_WORD = re.compile(r"[^\W\d_]+|\d+")
_OPENS = 3  # words that open a sentence, which count once more as such


def roles(texts: Sequence[str]) -> NDArray[np.float64]:
    """How likely each sentence of one abstract, all in their order, has each of ROLES, shape (sentences, ROLES)."""
    weights, constant = _fitted()
    found = np.array([weights[buckets(text)].sum(axis=0) for text in texts]).reshape(len(texts), len(ROLES))
    sums = found + constant[[place(number, len(texts)) for number in range(len(texts))]]
    weighs = np.exp(sums - sums.max(axis=1, keepdims=True, initial=0))
    likely: NDArray[np.float64] = weighs / weighs.sum(axis=1, keepdims=True)
    return likely


def buckets(text: str) -> list[int]:
    """The buckets of the words of a sentence, and of its pairs of words, each once; all figures are one word."""
    words = ["0" if word.isdigit() else word for word in _WORD.findall(text.lower())]
    parts = [*words, *map(" ".join, pairwise(words))]
    parts += [f"^{number} {word}" for number, word in enumerate(words[:_OPENS])]
    return sorted({crc32(part.encode()) % BUCKETS for part in parts})


def place(number: int, count: int) -> int:
    """Which of the PLACES the sentence of a number is in, of so many."""
    return number * PLACES // count


@lru_cache(maxsize=1)
def _fitted() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights of buckets, shape (BUCKETS, ROLES), and of places, shape (PLACES, ROLES)."""
    with files("rag.answer.extract").joinpath(FILE).open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return stored["weights"] * stored["unit"], stored["places"]
