"""A premise against an abstract: what is called better, and what worse."""

import pytest

from rag.answer.decline.premise import contradicting
from rag.answer.question.understand import understand
from rag.answer.scorer import Scorer
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library

ABSTRACT = (
    "Honey bees dance. Painted hives exhibit better yields compared to unpainted ones. "
    "We show that waggle dancing frequently outperforms odour trails by a wide margin. "
    "Tagging improved foraging in all colonies. Smoke calms hives without harming larvae. "
    "Drumming prevails over whistling at night."
)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Why do unpainted hives have better yields than painted ones?", "Painted hives"),
        ("explain why odour trails turned out better than waggle dancing", "We show"),
        ("What makes waggle dancing less useful than odour trails?", "We show"),
        ("Why did tagging make foraging worse?", "Tagging"),
        ("Why does smoke harm the larvae in hives?", "Smoke"),
        ("By how much does smoke harm larvae?", "Smoke"),
        ("How does smoke calm hives?", None),
        ("Why does smoke not harm the larvae in hives?", None),
        ("Why are larvae unharmed by smoke in hives?", None),
        ("Does smoke harm the larvae in hives?", None),
        ("Why is whistling better than drumming?", "Drumming"),
        ("Why do painted hives have better yields than unpainted ones?", None),
        ("Why is waggle dancing better than odour trails?", None),
        ("Is waggle dancing worse than odour trails?", None),
    ],
)
def test_the_sentence_that_says_the_opposite_is_found(library: Library, question: str, sentence: str | None):
    bees = paper(key="bees", title="Bees", abstract=ABSTRACT)
    add(library, [bees])
    against = contradicting(understand(question), library.papers()[0], Scorer(library))
    assert (against.text.startswith(sentence) if against else None) == (True if sentence else None)
