"""What is kept at hand for the next question is of bounded size: a page is asked on and on."""

from __future__ import annotations

import numpy as np

from rag.answer import scorer
from rag.answer.write.letters import reading
from rag.conversations.answers import from_json
from rag.library import word_vectors
from ui.answer.view import drawn


def test_what_is_at_hand_comes_to_a_few_megabytes():
    sizes = {from_json: 64, drawn: 64, reading.read: 512, scorer._stem: 30_000}
    assert all(cached.cache_info().maxsize <= most for cached, most in sizes.items())
    assert word_vectors._MOST <= 10_000


def test_words_that_are_asked_for_again_are_taken_over_when_it_begins_anew():
    embedded: list[str] = []

    def embed(words: list[str]) -> np.ndarray:
        embedded.extend(words)
        return np.array([[len(word), hash(word) % 1_000] for word in words], dtype=np.float32)

    vectors = word_vectors.WordVectors(embed)
    often = [f"often {n}" for n in range(50)]
    first = vectors.of(often)
    for lot in range(3):
        vectors.of([f"once {lot} {n}" for n in range(word_vectors._MOST - 100)])
        assert np.array_equal(vectors.of(often), first)
    assert sum(word.startswith("often") for word in embedded) == len(often)
    assert len(vectors._kept.rows) <= word_vectors._MOST
