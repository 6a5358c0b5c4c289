"""Sentences that name something of the type that a question wants."""

import pytest

from rag.answer.evidence import split
from rag.answer.extract.answer_types import of_type_asked
from rag.answer.extract.relevance import relevance
from rag.answer.question.wanted import asked
from rag.answer.scorer import Scorer
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library


@pytest.mark.parametrize(
    ("question", "named", "not_named"),
    [
        ("Which disease is spread by ticks?", "Ticks carry borreliosis.", "Ticks live in grass."),
        ("For what illness are leeches given?", "Leeches are given for gouty arthritis.", "Leeches are given in May."),
        ("When was the abbey built?", "It was built in 1140.", "It was built of stone."),
        ("Which company sells the loom?", "It is sold by Berg Industries.", "It is sold in towns."),
    ],
)
def test_what_is_of_the_type_that_is_asked_for(question: str, named: str, not_named: str):
    assert of_type_asked(question, [named, not_named]) == [True, False]
    assert of_type_asked("How do bees dance?", [named, not_named]) == [False, False]


def test_a_sentence_that_names_the_type_is_preferred(library: Library):
    abstract = "The drug Berolin is used in wards. The drug Berolin is used in malignant myeloma. It is dear."
    add(library, [paper(key="k", title="Berolin", abstract=abstract)])
    sentences = split(library.papers()[0])
    scores = relevance(asked("Which cancer is Berolin used in?"), sentences, Scorer(library))
    assert int(scores.argmax()) == 1
