"""First questions drawn from the library, and next ones drawn from an answer."""

from dataclasses import replace

import pytest

from rag.answer.assistant import Assistant
from rag.answer.suggest import followups, suggestions
from rag.intake.readers.record import paper
from rag.library.adding import add, remove
from rag.library.library import Library
from rag.records import Answer, Scope, Turn


def test_suggestions_come_from_the_library_and_stay_the_same(sample_library: Library):
    papers = sample_library.papers()
    questions = suggestions(papers)
    assert len(questions) == len(set(questions)) == 4
    assert questions == suggestions(papers)
    assert any(q.startswith("What is ") for q in questions) and any(q.startswith("What does “") for q in questions)


def test_a_spread_of_papers_is_bounded_the_same_each_time_and_from_end_to_end(library: Library):
    assert library.catalog.spread(3) == []
    add(library, [paper(key=str(n), title=f"Paper {n}", abstract=f"On the number {n}.") for n in range(30)])
    remove(library, [p.id for p in library.papers()[:12]])
    there = list(library.papers())
    spread = library.catalog.spread(6)
    assert spread == library.catalog.spread(6) == there[1::3]
    assert library.catalog.spread(100) == there


def test_few_or_no_papers_give_few_or_no_questions():
    assert suggestions([]) == ()
    assert suggestions([paper(title="Bees", abstract="They dance.")]) == ("What does “Bees” show?",)


QUESTIONS = (
    "Which method lets a weak language model improve by playing against earlier copies of itself?",
    "How do DistillSpec and Transfer Q* differ?",
    "which papers introduce a dataset?",
    "overview of the papers on rewards",
    "What is NeuRBF?",
    "What batch size does SPIN use?",
    "How are dialogue agents moved to other languages?",
)


@pytest.fixture(scope="module")
def assistant(sample_library: Library) -> Assistant:
    return Assistant(sample_library.settings, sample_library)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_to_ask_next_is_answered_by_the_papers_that_it_is_about(assistant: Assistant, question: str):
    answer = assistant.ask(question)
    asked = followups(answer)
    assert 1 <= len(asked) <= 3 and len({one.question for one in asked}) == len(asked)
    assert asked == followups(answer)
    considered = {source.paper.id for source in answer.sources}
    said_before = [Turn("user", question), Turn("assistant", answer.text)]
    for one in asked:
        assert one.papers and set(one.papers) <= considered
        for history, scope in (([], Scope()), (said_before, Scope()), (said_before, Scope(pin=one.papers))):
            reply = assistant.ask(one.question, history, scope=scope)
            assert reply.standalone == one.question and not reply.abstained
            assert set(one.papers) <= {citation.paper.id for citation in reply.citations}


def test_of_what_was_considered_the_one_that_was_not_cited_comes_first_and_then_a_comparison(assistant: Assistant):
    answer = assistant.ask(QUESTIONS[0])
    beside = next(source.paper for source in answer.sources if not source.cited)
    shown, compared, summed = followups(answer)
    assert shown.question == f"What does “{beside.title}” show?"
    assert compared.papers == (answer.citations[0].paper.id, beside.id) and " versus " in compared.question
    assert summed.question == f"Sum up “{answer.citations[0].paper.title}”."


def test_where_nothing_speaks_to_a_question_nothing_is_suggested(assistant: Assistant):
    answer = assistant.ask("What is the weather in Rome?")
    assert answer.abstained == "not_in_library" and followups(answer) == ()


def test_a_title_that_would_point_back_or_ask_for_a_detail_is_not_suggested(assistant: Assistant):
    def titled(title: str) -> Answer:
        answer = assistant.ask(QUESTIONS[0])
        sources = (replace(s, paper=replace(s.paper, title=title)) for s in answer.sources)
        return replace(answer, sources=tuple(sources))

    assert followups(titled("What is behind them")) == ()
    assert not any(one.question.startswith("What does") for one in followups(titled("Exact MAP of bees")))
    assert len(followups(titled("Dances of bees"))) == 3
