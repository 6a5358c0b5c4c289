"""First questions drawn from a library, and next ones drawn from an answer: each is answered when it is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer.assistant import Assistant
from rag.answer.suggest import facts, followups, suggestions
from rag.intake.readers.record import paper
from rag.library.adding import add, remove
from rag.library.library import Library
from rag.records import Condition, Scope, Turn
from rag.search.near import NEAR, Nearness
from rag.text.titles import short_name, stands_in_question

STREAMS = ("otters", "salmon", "dippers", "mayflies", "crayfish")
MOSSES = ("granite", "oak bark", "peat", "tiled roofs", "damp brick")


@pytest.fixture(scope="module")
def meadow(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Streams, mosses, and papers on nothing that the others are about."""
    from rag.setup.settings import load_settings

    library = Library(load_settings(home=tmp_path_factory.mktemp("meadow")))
    made = [
        paper(
            key=f"stream{n}",
            title=f"Stream restoration and {animal}",
            year=str(2015 + n),
            abstract=f"Stream restoration is costly. We studied {animal} after stream restoration in {n + 3} rivers. "
            f"Numbers of {animal} rose by {n + 12} percent after stream restoration. We introduce a dataset of {animal}.",
        )
        for n, animal in enumerate(STREAMS)
    ]
    made += [
        paper(
            key=f"moss{n}",
            title=f"How moss grows on {ground}",
            year="2010",
            abstract=f"Moss growth on {ground} is little known. We measured moss growth on {ground} for {n + 2} winters. "
            f"Moss growth on {ground} doubled in wet winters.",
        )
        for n, ground in enumerate(MOSSES)
    ]
    for n, (title, abstract) in enumerate(
        (
            (
                "Tariffs of the Hanseatic League",
                "Merchants of Lübeck paid tariffs on herring. Tariffs fell by a third in 1370.",
            ),
            ("CLOX: a clock of quartz", "We present CLOX, a clock of quartz that loses 2 seconds a year in the cold."),
            ("and other notes on vowels", "Vowels shifted in English. The shift took 200 years in most dialects."),
            ("Reply to Okafor", "Bridges of iron rust. Paint keeps iron bridges dry for 12 years."),
        )
    ):
        made.append(paper(key=f"other{n}", title=title, abstract=abstract, year="2001"))
    add(library, made)
    return library


def asked(library: Library) -> Assistant:
    return Assistant(library.settings, library)


def test_first_questions_are_one_of_each_kind_answered_as_such_and_the_same_each_time(meadow: Library):
    found = suggestions(meadow)
    assert [one.kind for one in found] == ["fact", "comparison", "list", "overview"]
    assert found == suggestions(meadow)
    kinds = {"fact": "answer", "comparison": "compare", "list": "list", "overview": "summary"}
    for one in found:
        answer = asked(meadow).ask(one.question)
        assert not answer.abstained and answer.kind in (kinds[one.kind], "answer")
        assert "notes on vowels" not in one.question and "Reply" not in one.question
    assert found[0].question == "What is CLOX?"
    assert found[1].question.count("Stream restoration") == 2 or found[1].question.count("moss") == 2


def test_first_questions_are_of_the_scope_alone(meadow: Library):
    scope = Scope(where=(Condition("year", "=", "2010"),))
    found = suggestions(meadow, scope)
    assert found and not any("CLOX" in one.question or "tream" in one.question for one in found)
    for one in found:
        answer = asked(meadow).ask(one.question, scope=scope)
        assert not answer.abstained and all(citation.paper.year == 2010 for citation in answer.citations)


def test_of_the_samples_the_first_questions_are_answered(sample_library: Library):
    found = suggestions(sample_library)
    assert {"fact", "list", "overview"} <= {one.kind for one in found}
    assert all(one.question[0].isupper() or one.question[0] == "“" for one in found)


def test_a_spread_of_papers_is_bounded_the_same_each_time_and_from_end_to_end(library: Library):
    assert library.catalog.spread(3) == []
    add(library, [paper(key=str(n), title=f"Paper {n}", abstract=f"On the number {n}.") for n in range(30)])
    remove(library, [p.id for p in library.papers()[:12]])
    there = list(library.papers())
    spread = library.catalog.spread(6)
    assert spread == library.catalog.spread(6) == there[1::3]
    assert library.catalog.spread(100) == there


def test_few_or_no_papers_give_few_or_no_questions(library: Library):
    assert facts([]) == () and suggestions(library) == ()
    bees = paper(title="Dances of bees", abstract="Bees dance where food is.")
    assert facts([bees]) == ("What does “Dances of bees” show?",)
    add(library, [bees])
    assert [one.kind for one in suggestions(library)] == ["fact"]


QUESTIONS = (
    "Which method lets a weak language model improve by playing against earlier copies of itself?",
    "How do DistillSpec and Transfer Q* differ?",
    "which papers introduce a dataset?",
    "overview of the papers on rewards",
    "What batch size does SPIN use?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_to_ask_next_is_answered_by_the_papers_that_it_is_about(sample_library: Library, question: str):
    assistant = asked(sample_library)
    answer = assistant.ask(question)
    said = [Turn("user", question), Turn("assistant", answer.text)]
    found = followups(answer, sample_library, said)
    assert 1 <= len(found) <= 3 and len({one.question for one in found}) == len(found)
    for one in found:
        reply = assistant.ask(one.question, said, scope=Scope(pin=one.papers))
        assert reply.standalone == one.question and not reply.abstained
        assert set(one.papers) <= {citation.paper.id for citation in reply.citations}


def test_what_is_asked_next_is_what_an_answer_leaves_open_and_a_near_paper_never_a_stranger(meadow: Library):
    answer = asked(meadow).ask("What happened to otters after stream restoration?")
    first = answer.citations[0].paper
    found = followups(answer, meadow)
    near = dict(
        zip(ids := [p.id for p in meadow.papers()], Nearness(meadow).between(ids)[ids.index(first.id)], strict=True)
    )
    compared = [one for one in found if " versus " in one.question]
    assert compared and all(near[other] >= NEAR for one in compared for other in one.papers if other != first.id)
    lone = asked(meadow).ask("How many seconds does CLOX lose?")
    assert not any(len(one.papers) > 1 for one in followups(lone, meadow))


def test_where_nothing_speaks_to_a_question_nothing_is_suggested(sample_library: Library):
    answer = asked(sample_library).ask("What is the weather in Rome?")
    assert answer.abstained == "not_in_library" and followups(answer, sample_library) == ()


def test_a_title_that_is_no_whole_title_or_points_back_is_not_suggested(meadow: Library):
    answer = asked(meadow).ask("How long did the shift of vowels in English take?")
    assert answer.citations[0].paper.title == "and other notes on vowels" and followups(answer, meadow) == ()
    vowels = answer.citations[0].paper
    pointing = replace(vowels, title="What is behind them")
    given = replace(answer, citations=tuple(replace(c, paper=pointing) for c in answer.citations))
    assert followups(given, meadow) == ()


def test_a_title_tells_its_short_name_and_whether_it_stands_in_a_question():
    assert short_name("NeuRBF: a field") == "NeuRBF" and not short_name("Sleep: a review")
    assert stands_in_question("Sleep in infants") and not stands_in_question("PMID 123")
    assert not stands_in_question("SLEEP IN INFANTS") and not stands_in_question("Sleep " * 40)
    assert not stands_in_question("On “sleep in infants")
