"""Papers by the names that people have for them: ids, keys, aliases, DOIs, arXiv ids, PubMed numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.intake.readers.record import paper
from rag.library.adding import add, remove
from rag.library.library import Library
from rag.records import Paper
from tests.conftest import Command
from tests.test_cli import failed, output

MITES = paper(
    key="Mites!2020",
    title="Mites on the wings of stored-grain beetles",
    abstract="Mites travel on beetles. Nine beetles in ten carried some.",
    doi="10.1234/mites(2020)7",
    pmid="31234567",
)
GLASS = paper(
    key="31234567",
    title="Slow relaxation of a soft colloidal glass",
    abstract="Colloidal glasses relax slowly. Relaxation took two hours.",
    arxiv_id="2101.01234",
)


@pytest.fixture
def named(library: Library) -> Library:
    add(library, [MITES, GLASS, replace(MITES, key="stored-grain", doi="10.5555/other", pages="1-9")])
    assert len(library) == 2
    library.refresh()
    return library


@pytest.mark.parametrize(
    "name",
    [
        "Mites!2020",
        "stored-grain",
        MITES.id,
        "10.1234/mites(2020)7",
        "https://doi.org/10.1234/MITES(2020)7",
        "doi: 10.1234/mites(2020)7",
        "10.5555/other",
        "pmid:31234567",
        "https://pubmed.ncbi.nlm.nih.gov/31234567/",
    ],
)
def test_a_paper_is_found_by_each_of_its_names(named: Library, name: str):
    assert [p.title for p in named.find([name])] == [MITES.title]
    assert named.named([name]) == ({p.id for p in named.find([name])}, ())


@pytest.mark.parametrize("name", ["2101.01234", "arXiv:2101.01234v3", "https://arxiv.org/abs/2101.01234", "31234567"])
def test_a_number_alone_is_a_key_and_an_arxiv_id_needs_no_word_before_it(named: Library, name: str):
    assert [p.title for p in named.find([name])] == [GLASS.title]


@pytest.mark.parametrize("name", ["mites", "10.1234/mites", "pmid:3123456", "2101.0123", ""])
def test_a_part_of_a_name_is_none(named: Library, name: str):
    assert named.find([name]) == [] and named.named([name]) == (frozenset(), (name,))


def test_what_names_several_papers_removes_none(library: Library, three_papers: list[Paper]):
    one, two, three = three_papers
    add(library, [replace(one, doi=None, key="bees2020"), replace(two, key="bees2020"), three])
    ids = tuple(sorted(p.id for p in library.find(["bees2020"])))
    assert len(ids) == 2
    removed = remove(library, ["bees2020", "ice", "snow", "ice"])
    assert (removed.missing, removed.ambiguous) == (("snow",), {"bees2020": ids})
    assert len(removed.removed) == 1 and len(library) == 2


def test_the_command_line_takes_any_name_and_says_which_it_does_not_know(command: Command, named: Library):
    home, question, name = named.home, "How do they relax?", "https://arxiv.org/abs/2101.01234v2"
    for option, cited in (("--pin", GLASS), ("--only", GLASS), ("--exclude", None)):
        answer = output(command(home, "ask", question, option, name, "--json"))
        assert {citation["paper"]["title"] for citation in answer["citations"]} == ({cited.title} if cited else set())
        failed(command(home, "ask", question, option, name, option, "10.9/none"), "not in the library: 10.9/none")
    asked = output(command(home, "search", "relaxation", "--only", "stored-grain", "--json"))
    assert [found["paper"]["title"] for found in asked["results"]] == [MITES.title]
    failed(command(home, "search", "x", "--only", "nobody"), "not in the library: nobody")
    failed(command(home, "export", "--only", "nobody", "-f", "bib"), "not in the library: nobody")
    lines = f'{{"question": "{question}", "pin": ["nobody"]}}\n{{"question": "{question}"}}\n'
    unknown, answered = command(home, "ask", "--batch", "-", stdin=lines).stdout.splitlines()
    assert "not in the library: nobody" in unknown and "Relaxation took two hours" in answered
