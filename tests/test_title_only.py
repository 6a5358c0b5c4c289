"""Papers without an abstract: listed and found by title, never quoted, and no kind of question fails on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.answer.assistant import Assistant
from rag.checks.evaluate_library import evaluate_library
from rag.cli.library import add as add_command
from rag.cli.output import progress_line
from rag.cli.show import paper_line
from rag.intake.readers.record import paper
from rag.intake.sources import sources
from rag.library.adding import add, add_files
from rag.library.dense import Dense
from rag.library.library import Library
from rag.library.repair import repair
from rag.records import Answer, Paper, Scope, Turn
from rag.search.retrieve import retrieve
from tests.fakes import chat_server
from tests.test_chain import assistant as with_model
from tests.test_library import in_step

BARE = [
    paper(key="owls", title="Hunting flights of barn owls", abstract="", authors=["Ida Uhl"], year="2018"),
    paper(key="moss", title="Water storage in peat moss", abstract=""),
    paper(key="tide", title="Tidal currents around small islands", abstract=""),
]
NOT_HERE = "abstract is not in the library"


@pytest.fixture(params=["some", "all"])
def holding(request, library: Library, three_papers: list[Paper]) -> Library:
    add(library, BARE + (three_papers if request.param == "some" else []))
    return library


def checked(answer: Answer) -> Answer:
    for citation in answer.citations:
        assert citation.quote and citation.paper.abstract[citation.start : citation.end] == citation.quote
    return answer


def test_they_are_there_and_found_by_their_titles(holding: Library, forked: None):
    in_step(holding)
    assert {"owls", "moss", "tide"} <= {p.key for p in holding.papers()}
    assert paper_line(BARE[0]) == "owls  Hunting flights of barn owls (Ida Uhl, 2018) [no abstract]"
    for query in ("barn owls", "how do owls hunt in flight", "Hunting flights of barn owls"):
        assert retrieve(holding, query, 3)[0].paper.key == "owls"
    through_chroma = Dense(holding.home / "chroma", holding.catalog, exact_passages=0)
    through_chroma.refresh(holding.catalog.generation())
    assert next(iter(through_chroma.nearest(holding.embed("barn owls hunting"), 3))) == BARE[0].id
    through_chroma.close()
    assert not repair(holding)


@pytest.mark.parametrize(
    ("question", "scope"),
    [
        ("How do barn owls hunt in flight?", Scope()),
        ("How many barn owls hunt in flight?", Scope()),
        ("Why do barn owls hunt worse in flight?", Scope()),
        ("Summarise the paper on hunting flights of barn owls", Scope()),
        ("Compare hunting flights of barn owls with water storage in peat moss", Scope()),
        ("What do you have on it?", Scope(pin=("owls",))),
        ("How many owls were there?", Scope(pin=("owls",))),
        ("List papers on barn owls", Scope()),
        ("Is there a paper on the hunting flights of barn owls?", Scope()),
    ],
)
def test_an_answer_about_one_says_that_its_abstract_is_not_there(holding: Library, question: str, scope: Scope):
    answer = checked(Assistant(holding.settings, holding).ask(question, scope=scope))
    assert "Hunting flights of barn owls" in answer.text and NOT_HERE in answer.text
    assert all(citation.paper.abstract for citation in answer.citations)


def test_a_follow_up_on_one(holding: Library):
    asked = Assistant(holding.settings, holding)
    first = checked(asked.ask("List papers on barn owls"))
    history = [Turn("user", "List papers on barn owls"), Turn("assistant", first.text)]
    assert NOT_HERE in checked(asked.ask("What does it find?", history)).text


def test_what_has_an_abstract_answers_and_titles_stand_behind_it(library: Library, three_papers: list[Paper]):
    add(library, [*three_papers, paper(key="bees2", title="Waggle dances of honey bees in the dark", abstract="")])
    answer = checked(Assistant(library.settings, library).ask("What do the waggle dances of honey bees tell?"))
    assert answer.abstained is None and answer.citations[0].paper.key == "bees"


def test_a_model_is_shown_abstracts_alone(library: Library, three_papers: list[Paper]):
    add(library, BARE + three_papers)
    with chat_server("Honey bees dance [1]. So do owls [2].") as server:
        asked = with_model(server, library)
        answer = checked(asked.ask("What do honey bees dance for, and barn owls hunt for in flight?"))
        assert "barn owls" not in server.requests[0]["messages"][1]["content"].split("Question:")[0]
        assert answer.warnings == ("The abstract of “Hunting flights of barn owls” is not in the library.",)
        alone = checked(asked.ask("What is said there?", scope=Scope(pin=("owls",))))
        assert NOT_HERE in alone.text and len(server.requests) == 1


def test_the_whole_library_can_be_measured(holding: Library):
    assert evaluate_library(holding, progress_line)["papers"] == len(holding)


def test_an_abstract_that_comes_later_is_taken_and_stays(library: Library):
    add(library, BARE)
    abstract = "Barn owls glide for nine seconds before they strike."
    report = add(library, [paper(key="other", title="Hunting Flights of Barn Owls", abstract=abstract, year="2018")])
    assert (report.merged, library.papers()[0].abstract) == (1, abstract)
    assert add(library, BARE).unchanged == 3
    answer = checked(Assistant(library.settings, library).ask("How long do barn owls glide before they strike?"))
    assert answer.citations[0].paper.key == "owls"


def test_the_command_keeps_them_only_when_asked(library: Library, tmp_path: Path, capsys):
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"id": "owls", "title": BARE[0].title}))
    add_command([file], home=library.home, as_json=True)
    assert json.loads(capsys.readouterr().out)["skipped"][0]["reason"] == "no abstract"
    add_command([file], title_only=True, home=library.home, as_json=True)
    assert json.loads(capsys.readouterr().out)["added"] == 1
    assert add_files(library, sources([file], title_only=True)).unchanged == 1
