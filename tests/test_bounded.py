"""What is kept at hand for the next question is of bounded size: a page is asked on and on."""

from __future__ import annotations

from rag.answer import scorer
from rag.answer.write.letters import reading
from rag.conversations.answers import from_json
from rag.library import word_vectors
from ui.answer.view import drawn


def test_what_is_at_hand_comes_to_a_few_megabytes():
    sizes = {from_json: 64, drawn: 64, reading.read: 512, scorer._stem: 30_000}
    assert all(cached.cache_info().maxsize <= most for cached, most in sizes.items())
    assert word_vectors._MOST <= 10_000
