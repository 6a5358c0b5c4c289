"""What is kept at hand for the next question is of bounded size, and gives the same when it is full."""

from __future__ import annotations

import numpy as np
import pytest

from rag.answer import scorer
from rag.answer.scorer import Scorer
from rag.conversations.answers import from_json
from rag.library.library import Library
from ui.answer.view import drawn


def test_vectors_of_words_are_of_bounded_number_and_the_same(sample_library: Library, monkeypatch: pytest.MonkeyPatch):
    texts = [paper.title for paper in sample_library.papers()]
    before = [Scorer(sample_library).kinship("method", texts, "")]
    sample_library.word_vectors = {}
    monkeypatch.setattr(scorer, "_MOST_WORDS", 30)
    for _ in range(2):
        assert np.allclose(Scorer(sample_library).kinship("method", texts, ""), before)
        assert len(sample_library.word_vectors) <= 30


def test_answers_at_hand_are_few():
    assert from_json.cache_info().maxsize <= 64 and drawn.cache_info().maxsize <= 64
