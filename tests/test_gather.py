"""Which papers an answer may speak of: conditions in words, pinned and excluded papers."""

import json
from math import isfinite

import pytest

from rag.answer.assistant import Assistant
from rag.answer.question.understand import understand
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.conditions import conditions
from rag.library.library import Library
from rag.records import Answer, Scope, Turn, as_json


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("What is new on bees since 2023?", ("year>=2023",)),
        ("bees before 2010", ("year<2010",)),
        ("papers on bees between 2019 and 2021", ("year>=2019", "year<=2021")),
        ("What was shown at ICLR on bees?", ("venue~ICLR",)),
        ("papers by Karlsson on bees", ("authors~Karlsson",)),
        ("What did Karlsson et al. find in 2019?", ("year=2019", "authors~Karlsson")),
        ("How do 2019 bees fly in 20 rows?", ()),
        ("What is learned at once by bees?", ()),
        ("What does Karlsson 2024 say on bees?", ("authors~Karlsson", "year=2024")),
        ("Bees in Berg et al. (2009)", ("authors~Berg", "year=2009")),
        ("How did rainfall change between 1990 and 2000?", ()),
        ("How many people were exiled in 1938?", ()),
        ("What do reviews of 2019 say on gout?", ("year=2019",)),
        ("gout in 2019", ("year=2019",)),
    ],
)
def test_conditions_are_read_from_the_words(question: str, where: tuple[str, ...]):
    assert set(map(str, understand(question).conditions)) == set(where)


@pytest.fixture
def assistant(library: Library) -> Assistant:
    add(
        library,
        [
            paper(
                key="old", title="Bees then", abstract="Honey bees danced in hives.", year="2009", authors=["Eva Berg"]
            ),
            paper(
                key="new",
                title="Bees now",
                abstract="Honey bees dance in cities.",
                year="2024",
                authors=["Ada Karlsson"],
            ),
            paper(
                key="iclr",
                title="Bees learn",
                abstract="Honey bees dance in simulations.",
                year="2023",
                venue="ICLR 2023",
            ),
            paper(key="undated", title="Bees ever", abstract="Honey bees dance, nobody knows since when."),
        ],
    )
    return Assistant(library.settings, library)


def test_a_notice_is_no_evidence_unless_it_is_pinned(library: Library):
    text = "The article on honey bees that dance in cities has been retracted. Honey bees do not dance in cities."
    add(
        library,
        [
            paper(key="notice", title="Retraction note: Bees", abstract=text, kinds=["Retraction of Publication"]),
            paper(key="new", title="Bees now", abstract="Honey bees dance in cities."),
        ],
    )
    assistant = Assistant(library.settings, library)
    answer = assistant.ask("How do honey bees dance in cities?")
    assert {citation.paper.key for citation in answer.citations} == {"new"} == considered(answer)
    answer = assistant.ask("How do honey bees dance in cities?", scope=Scope(pin=("notice",)))
    assert "“Retraction note: Bees” is a notice of retraction." in answer.warnings


def considered(answer: Answer) -> set[str]:
    return {source.paper.key for source in answer.sources}


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("How do honey bees dance since 2023?", {"new", "iclr"}),
        ("How did honey bees dance before 2010?", {"old"}),
        ("What was shown at ICLR on honey bees?", {"iclr"}),
        ("papers by Karlsson on honey bees", {"new"}),
        ("papers by Gauss on honey bees", {"old", "new", "iclr", "undated"}),
    ],
)
def test_only_papers_that_meet_the_conditions_are_looked_at(assistant: Assistant, question: str, keys: set[str]):
    answer = assistant.ask(question)
    assert considered(answer) == keys
    assert bool(answer.warnings) == (len(keys) < 4)


def test_a_year_that_no_paper_has_is_said(assistant: Assistant):
    answer = assistant.ask("Which papers of 2011 are about honey bees?")
    assert considered(answer) == {"old", "new", "iclr", "undated"}
    assert answer.warnings == ("No paper here has year=2011: papers of all years were looked at.",)


def test_excluded_papers_are_left_out_and_pinned_ones_spoken_of(assistant: Assistant):
    question = "How do honey bees dance in cities?"
    first = assistant.ask(question)
    assert first.citations[0].paper.key == "new"
    without = assistant.ask(question, scope=Scope(exclude=("new",)))
    assert "new" not in considered(without) and without.citations
    pinned = assistant.ask(question, scope=Scope(pin=("old",)))
    assert {c.paper.key for c in pinned.citations} == {"old"} and "new" in considered(pinned)


@pytest.mark.parametrize(
    ("scope", "keys"),
    [
        (Scope(only=("old", "undated")), {"old", "undated"}),
        (
            Scope(where=conditions(("year>=2020", "venue~ICLR"))),
            {"iclr"},
        ),
        (Scope(only=("old", "iclr"), where=conditions(("venue~ICLR",))), {"iclr"}),
        (Scope(only=("old", "iclr"), exclude=("old",)), {"iclr"}),
    ],
)
def test_a_scope_bounds_what_is_looked_at_and_is_kept_with_the_answer(
    assistant: Assistant, scope: Scope, keys: set[str]
):
    answer = assistant.ask("How do honey bees dance in cities?", scope=scope)
    assert considered(answer) == keys
    assert answer.scope == scope


def test_a_pinned_paper_is_spoken_of_whatever_is_asked(assistant: Assistant):
    question = "What is the capital of France?"
    assert assistant.ask(question).abstained
    answer = assistant.ask(question, scope=Scope(pin=("old",)))
    assert answer.abstained is None and {c.paper.key for c in answer.citations} == {"old"}


def test_pins_and_exclusions_are_taken_from_batch_lines(assistant: Assistant, capsys, tmp_path):
    from rag import cli

    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"id": 1, "question": "How do honey bees dance?", "pin": ["old"], "exclude": ["new"]}))
    cli.app(["ask", "--json", "--batch", str(lines), "--home", str(assistant.library.home)], standalone_mode=False)
    answer = json.loads(capsys.readouterr().out)
    assert {c["paper"]["key"] for c in answer["citations"]} == {"old"}
    assert "new" not in {s["paper"]["key"] for s in answer["sources"]}


def test_a_citation_key_names_its_paper(library: Library):
    add(
        library,
        [
            paper(key="karlsson2019waggle", title="Waggle dances", abstract="Honey bees dance in hives."),
            paper(key="lind2020", title="Odour trails", abstract="Honey bees follow odours to food in hives."),
        ],
    )
    answer = Assistant(library.settings, library).ask("What does karlsson2019waggle say about odours and food?")
    assert {c.paper.key for c in answer.citations} == {"karlsson2019waggle"}


def test_the_second_one_is_the_second_title_of_the_answer_before(assistant: Assistant):
    listed = assistant.ask("Which papers are about honey bees?")
    second = [line for line in listed.text.splitlines() if line.startswith("- ")][1].split("**")[1]
    history = [Turn("user", listed.question), Turn("assistant", listed.text)]
    understood = understand("What does the second one say?", history)
    assert f"“{second}”" in understood.text
    assert understand("What does the ninth one say?", history).text.endswith("the ninth one say?")


@pytest.mark.parametrize(
    ("question", "history", "scope"),
    [
        ("What methods did they use?", ["What is written by Chen?"], Scope(only=("old",))),
        ("Which papers are by Chen?", [], Scope(only=("old",))),
        ("Compare the work by Chen with that by Gauss", [], Scope(only=("undated",))),
        ("Sum up what was written by Karlsson in 2009", [], Scope()),
        ("What F1 is reported by Karlsson et al. (2009)?", [], Scope()),
    ],
)
def test_a_question_that_finds_no_paper_is_declined(
    assistant: Assistant, question: str, history: list[str], scope: Scope
):
    turns = [turn for asked in history for turn in (Turn("user", asked), Turn("assistant", "**Bees then**"))]
    answer = assistant.ask(question, turns, scope=scope)
    assert answer.abstained == "not_in_library" or answer.citations


def test_sides_that_no_paper_has_a_word_of_have_scores_all_the_same(assistant: Assistant):
    answer = assistant.ask("compare ☃ vs ☂")
    assert all(isfinite(source.score) for source in answer.sources)
    json.dumps(as_json(answer), allow_nan=False)
