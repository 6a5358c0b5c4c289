"""The embedder inside, and how far a text has the words of a topic."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.scorer import Scorer
from rag.library.adding import add
from rag.library.library import Library
from rag.records import Paper
from rag.setup.embedders import word_embedder

_SPELLED = st.text() | st.lists(
    st.sampled_from(["moss", "Glacier,", " ", "  ", "\n", "\t", "▁", "<s>", "</s>", "<unk>", "é", "e\u0301", "中", "(p<0.05)", "\u00a0"])
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_SPELLED, max_size=4))
def test_tokens_put_together_word_by_word_are_those_of_the_whole(texts: list[str]):
    words = word_embedder()
    whole = [encoded.ids for encoded in words._tokenizer.encode_batch_fast(texts, add_special_tokens=False)]
    vectors, tokens = words.read(texts)
    assert [found.tolist() for found in tokens] == [sorted(set(ids)) for ids in whole]
    for vector, ids in zip(vectors, whole, strict=True):
        mean = words._embedding[ids].mean(axis=0) if ids else np.zeros_like(vector)
        np.testing.assert_allclose(vector * np.linalg.norm(mean), mean, atol=1e-6)


def test_a_text_has_a_word_whatever_texts_are_looked_at_with_it(library: Library, three_papers: list[Paper]):
    add(library, three_papers)
    scorer = Scorer(library)
    topic = scorer.topic("Do insects dance?")
    texts = ["The bees danced.", "", "...", "Glaciers lose ice."]
    together = scorer.matches_each(topic, texts)
    dance = topic.words.index("dance")
    assert together[0, dance] == 1.0 and 0 < together[0, topic.words.index("insects")] < 1.0
    assert not together[1:3].any() and together[3, dance] < 0.5
    for text, own in zip(texts, together, strict=True):
        np.testing.assert_allclose(scorer.matches(topic, text), own, atol=1e-6)
    assert scorer.matches_each(topic, []).shape == (0, len(topic.words))
