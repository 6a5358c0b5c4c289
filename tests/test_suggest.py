"""First questions drawn from the library."""

from rag.library import Library
from rag.readers.record import paper
from rag.suggest import suggestions


def test_suggestions_come_from_the_library_and_stay_the_same(sample_library: Library):
    papers = sample_library.papers()
    questions = suggestions(papers)
    assert len(questions) == len(set(questions)) == 4
    assert questions == suggestions(papers)
    assert any(q.startswith("What is ") for q in questions) and any(q.startswith("What does “") for q in questions)


def test_few_or_no_papers_give_few_or_no_questions():
    assert suggestions([]) == ()
    assert suggestions([paper(title="Bees", abstract="They dance.")]) == ("What does “Bees” show?",)
