"""A scope bounds a question of every kind, its words and its declines; and is told in words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer.assistant import Assistant
from rag.errors import InputError
from rag.library.adding import add
from rag.library.conditions import condition, conditions
from rag.library.library import Library
from rag.records import Answer, Condition, Paper, Scope, Turn
from rag.search.scope import bounds, in_words
from tests.conftest import Command
from tests.test_cli import failed, output

SPIN = "Self-Play Fine-Tuning Converts Weak Language Models to Strong Language Models"


@pytest.fixture(scope="module")
def assistant(sample_library: Library) -> Assistant:
    return Assistant(sample_library.settings, sample_library)


@pytest.fixture(scope="module")
def papers(sample_library: Library) -> dict[str, Paper]:
    """The papers by the first word of their titles."""
    return {paper.title.split()[0].strip(":"): paper for paper in sample_library.papers()}


def only(*papers: Paper) -> Scope:
    return Scope(only=tuple(paper.id for paper in papers))


def spoken(answer: Answer) -> set[str]:
    rows = answer.table.rows if answer.table else ()
    return {held.paper.id for held in (*answer.sources, *answer.citations, *rows)}


@pytest.mark.parametrize(
    "question",
    [
        "How does the model learn?",
        "How do SPIN and YOLOv9 differ?",
        "Compare the approaches",
        "Which papers train a language model?",
        "Sum up the papers",
    ],
)
def test_questions_of_every_kind_keep_to_it(assistant: Assistant, papers: dict[str, Paper], question: str):
    chosen = only(papers["YOLOv9"], papers["What"], papers["The"])
    assert spoken(assistant.ask(question)) - set(chosen.only)
    answer = assistant.ask(question, scope=chosen)
    assert spoken(answer) <= set(chosen.only)


def test_a_followup_does_not_lean_on_a_paper_outside(assistant: Assistant, papers: dict[str, Paper]):
    said = assistant.ask("What is YOLOv9?")
    history = [Turn("user", said.question), Turn("assistant", said.text)]
    inside = only(papers["Self-Play"], papers["What"])
    answer = assistant.ask("How does it differ from self-play?", history, scope=inside)
    assert spoken(answer) <= set(inside.only) and answer.table.rows[0].paper == papers["Self-Play"]


def test_names_and_keys_of_papers_outside_are_not_looked_up(assistant: Assistant, papers: dict[str, Paper]):
    inside = only(papers["Self-Play"], papers["What"])
    answer = assistant.ask("What is YOLOv9?", scope=inside)
    assert answer.abstained and not answer.citations[1:] and papers["YOLOv9"].id not in spoken(answer)
    both = "What is the use of SPIN and YOLOv9?"
    assert (assistant.ask(both).kind, assistant.ask(both, scope=inside).kind) == ("compare", "answer")
    answer = assistant.ask(f"What does {papers['YOLOv9'].key} say of gradients?", scope=inside)
    assert papers["YOLOv9"].id not in spoken(answer)


@pytest.mark.parametrize(
    "question",
    [
        "What is it about?",
        "What is the main result?",
        "Summarise this paper",
        "What problem do they solve, and how?",
        "What are its limitations?",
        "What is the main finding and how was it measured?",
        "What's new here?",
    ],
)
def test_one_paper_is_asked_about_itself_in_any_words(assistant: Assistant, papers: dict[str, Paper], question: str):
    answer = assistant.ask(question, scope=only(papers["Self-Play"]))
    assert {c.paper.id for c in answer.citations} == {papers["Self-Play"].id} and not answer.abstained


def test_declines_speak_of_the_papers_that_were_asked(assistant: Assistant, papers: dict[str, Paper]):
    one, three = only(papers["Self-Play"]), only(papers["Self-Play"], papers["What"], papers["The"])
    capital, name = "What is the capital of France?", "How do YOLOv9 and SPIN differ?"
    assert assistant.ask(capital, scope=one).text == "This paper does not speak of France."
    assert assistant.ask(capital, scope=three).text == "None of these 3 papers speaks of France."
    assert assistant.ask(capital).text == "Nothing in this library speaks of France."
    assert assistant.ask("Who won the cup?", scope=one).text == "This paper does not speak to it."
    for scope in (one, three):
        assert assistant.ask(name, scope=scope).text.startswith("YOLOv9 is not among the papers that are asked.")
    ours = "What does YOLOv9 improve?"
    assert assistant.ask(ours, scope=three).text.startswith("No abstract of these 3 papers mentions YOLOv9.")
    assert assistant.ask(ours, scope=one).text.startswith("This paper's abstract does not mention YOLOv9.")


def test_papers_that_are_gone_are_told(assistant: Assistant, papers: dict[str, Paper]):
    answer = assistant.ask("What is it about?", scope=Scope(only=(papers["Self-Play"].id, "gone", "lost")))
    assert answer.citations and "2 of the 3 chosen papers are not in the library any more." in answer.warnings


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(only=("gone",)), "the chosen paper is not in the library"),
        (Scope(only=("gone", "lost")), "none of the 2 chosen papers is in the library"),
        (Scope(where=conditions(("tag=nobody's",))), "no paper is left to be asked: papers tagged nobody's"),
        (
            Scope(
                where=conditions(
                    (
                        "year>=2300",
                        "year<=2310",
                    )
                )
            ),
            "2300 to 2310",
        ),
    ],
)
def test_a_scope_without_a_paper_is_refused_in_one_line(assistant: Assistant, scope: Scope, words: str):
    with pytest.raises(InputError, match=words) as error:
        assistant.ask("What is it about?", scope=scope)
    assert error.value.hint


def test_a_scope_of_what_is_left_out_is_refused(assistant: Assistant, papers: dict[str, Paper]):
    own = (papers["What"].id,)
    with pytest.raises(InputError, match="no paper is left"):
        assistant.ask("What is it about?", scope=Scope(only=own, exclude=own))


def test_ids_and_keys_name_papers(sample_library: Library, papers: dict[str, Paper]):
    one, other = papers["What"], papers["The"]
    found = bounds(sample_library, Scope(only=(one.id, other.key, "gone")))
    assert found.papers == {one.id, other.id}
    assert found.gone == ("1 of the 3 chosen papers is not in the library any more.",)
    assert bounds(sample_library, Scope()).papers is None


def test_a_paper_is_found_by_the_names_of_all_its_records(library: Library, three_papers: list[Paper]):
    add(library, [*three_papers, replace(three_papers[0], key="other", pages="1-9")])
    library.refresh()
    (bees,) = library.catalog.find(["bees"])
    assert library.named(["other", "bees", bees.id, "gone"]) == ({bees.id}, ("gone",))


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(), ""),
        (Scope(only=("a", "b") * 6), "12 chosen papers"),
        (Scope(only=("gone",)), "1 paper that is not in the library any more"),
        (Scope(where=conditions(("tag=to read",))), "papers tagged to read"),
        (
            Scope(
                where=conditions(
                    (
                        "year>=2020",
                        "year<=2023",
                    )
                )
            ),
            "2020 to 2023",
        ),
        (Scope(where=conditions(("year>=2020",))), "since 2020"),
        (Scope(where=conditions(("year<=2020",))), "until 2020"),
        (Scope(where=conditions(("year=2020",))), "2020"),
        (
            Scope(
                where=conditions(
                    (
                        "tag=a",
                        "venue=ICLR",
                        "year>=2020",
                    )
                )
            ),
            "papers tagged a, papers of ICLR and since 2020",
        ),
        (
            Scope(
                where=conditions(
                    (
                        "title~bees",
                        "tag=a",
                    )
                )
            ),
            "papers tagged a and papers with title~bees",
        ),
        (Scope(pin=("a",), exclude=("b", "c")), "1 paper pinned and 2 papers left out"),
    ],
)
def test_a_scope_in_words(sample_library: Library, scope: Scope, words: str):
    assert in_words(scope, sample_library) == words


def test_a_scope_of_one_paper_names_it(sample_library: Library, papers: dict[str, Paper]):
    assert in_words(only(papers["Self-Play"]), sample_library) == f"1 paper: “{SPIN}”"


def test_the_command_line_tags_papers_and_asks_them_alone(command: Command, tmp_path: Path):
    home = tmp_path / "home"
    output(command(home, "add", "--sample", "--json"))
    found = output(command(home, "papers", "--json"))
    spin, yolo = (next(p for p in found if p["title"].startswith(start)) for start in ("Self-Play", "YOLOv9"))
    report = output(command(home, "tag", "to read", spin["id"], yolo["key"], "gone", "--json"))
    assert report == {"tag": "to read", "papers": sorted([spin["id"], yolo["id"]]), "missing": ["gone"]}
    output(command(home, "tag", "--remove", "To Read", yolo["id"], "--json"))
    assert output(command(home, "tags", "--json")) == [{"tag": "to read", "papers": 1}]
    assert "1  to read" in command(home, "tags").stdout
    assert [p["id"] for p in output(command(home, "papers", "--where", "tag=to read", "--json"))] == [spin["id"]]
    failed(command(home, "tag", "x" * 61, spin["id"]), "cannot be a tag")

    answer = output(command(home, "ask", "What is it about?", "--where", "tag=to read", "--json"))
    assert {c["paper"]["id"] for c in answer["citations"]} == {spin["id"]}
    answer = output(command(home, "ask", "What is it about?", "--only", yolo["id"], "--json"))
    assert {c["paper"]["id"] for c in answer["citations"]} == {yolo["id"]}
    failed(command(home, "ask", "What is it about?", "--where", "tag=nobody"), "no paper is left")
    lines = [{"question": "What is it about?", "where": ["tag=to read"]}, {"question": "And?", "only": "no list"}]
    done = command(home, "ask", "--batch", "-", stdin="\n".join(map(json.dumps, lines)))
    first, second = map(json.loads, done.stdout.splitlines())
    assert {s["paper"]["id"] for s in first["sources"]} == {spin["id"]} and "lists of text" in second["error"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("year >= 2023", Condition("year", ">=", "2023")),
        (" tag= to read ", Condition("tag", "=", "to read")),
        ("title~bees = wasps", Condition("title", "~", "bees = wasps")),
        ("venue!=ICLR", Condition("venue", "!=", "ICLR")),
    ],
)
def test_a_condition_is_read_once_and_written_without_blanks(text: str, read: Condition):
    assert condition(text) == read and condition(str(read)) == read


@pytest.mark.parametrize("text", ["mood=good", "year~20", "year>=soon", "tag>=a", "venue", "=2020", "year>="])
def test_what_is_no_condition_is_said_to_be_none(text: str):
    with pytest.raises(InputError, match="cannot be read"):
        condition(text)
