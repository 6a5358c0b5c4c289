"""Questions on a relation: each thing that they name must be here, and both in one abstract."""

import pytest

from rag.answer.assistant import Assistant
from rag.answer.decline.relation import apart
from rag.answer.decline.thresholds import Missing
from rag.answer.question.understand import understand
from rag.answer.scorer import Scorer
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.search.retrieve import retrieve

BARS = Missing(of_any=9.0, of_a_relation=9.0, together=0.3, sure=99.0)  # of a library of four papers
PAPERS = (
    ("Riluzole and ALS", "Riluzole lengthens the life of patients with ALS by three months."),
    ("Amyotrophic lateral sclerosis", "Amyotrophic lateral sclerosis (ALS) wastes the muscles. Lithium did not help."),
    ("Earthquakes and radon", "Radon rose in wells before earthquakes of the fault."),
    ("Glaciers", "Glaciers of the Alps retreat, and their meltwater feeds the rivers of Lombardy."),
)


@pytest.fixture
def mixed(library: Library) -> Library:
    add(library, [paper(key=title, title=title, abstract=text) for title, text in PAPERS])
    return library


def ends(library: Library, question: str) -> tuple[str, ...]:
    understood = understand(question)
    return apart(understood, retrieve(library, understood.text, 4), Scorer(library), BARS)


@pytest.mark.parametrize(
    ("question", "both"),
    [
        ("Does riluzole warn of earthquakes?", {"riluzole", "earthquakes"}),
        ("Is there a link between glaciers and radon?", {"glaciers", "radon"}),
        ("Can lithium save the glaciers?", {"lithium", "glaciers"}),
    ],
)
def test_two_things_that_no_abstract_has_together_are_told(mixed: Library, question: str, both: set[str]):
    assert set(ends(mixed, question)) == both


@pytest.mark.parametrize(
    "question",
    [
        "Does radon warn of earthquakes?",
        "Is riluzole good for ALS?",
        "Is riluzole good for amyotrophic patients?",  # the abstract has it as ALS, which another one introduces
        "Do glaciers feed rivers?",
        "Which drug was tried beside riluzole and radon?",  # no relation
        "Is there a paper on riluzole and earthquakes?",
        "Can you compare riluzole and earthquakes?",
    ],
)
def test_an_abstract_with_both_and_a_question_of_another_kind_are_let_through(mixed: Library, question: str):
    assert ends(mixed, question) == ()


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Does coffee make language models faster?", "coffee"),
        ("How does sleep affect the memory of a neural network over many layers?", "sleep"),
        ("Is self-play good for the training of dogs?", "dogs"),
        ("Do state space models remember long inputs?", ""),
        ("Can reward functions be compared with STARC?", ""),
    ],
)
def test_a_thing_of_a_relation_that_stands_nowhere_is_told(sample_library: Library, question: str, missing: str):
    answer = Assistant(sample_library.settings, sample_library).ask(question)
    assert (answer.abstained is not None) == bool(missing) and missing in answer.text
