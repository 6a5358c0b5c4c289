"""Removal that can be undone."""

from __future__ import annotations

import pytest

from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.library import Library
from rag.library.reindex import reindex
from rag.library.undo import put_back, take_out
from rag.search.retrieve import retrieve
from tests.conftest import Open
from tests.fakes import embedding_server
from tests.test_embed import NAME, built_by_server


@pytest.fixture
def merged(library: Library, three_papers) -> Library:
    """A library in which the bees are a work of two records, with other keys and identifiers."""
    preprint = paper(
        key="bees-preprint",
        title="Waggle dances of honey bees",
        abstract=three_papers[0].abstract,
        authors=["Ada Karlsson", "Bo Lind"],
        year="2018",
        arxiv_id="1801.00001",
    )
    add(library, [*three_papers, preprint])
    assert len(library) == 3
    return library


def test_what_was_taken_out_comes_back_as_it_was(merged: Library):
    before = {p.id: p for p in merged.papers()}
    bees = merged.catalog.find(["bees"])[0]
    assert bees.aliases
    works = merged.catalog.works_like([bees])
    taken = take_out(merged, [bees.id, "not there"])
    assert len(merged) == 2 and not merged.catalog.find(["bees-preprint"])
    assert "bees" not in {hit.paper.key for hit in retrieve(merged, "waggle dances")}

    put_back(merged, taken)
    assert {p.id: p for p in merged.papers()} == before
    assert merged.catalog.works_like([bees]) == works and len(works[0].records) == 2
    assert merged.catalog.find(["bees-preprint"]) == [bees]
    assert retrieve(merged, "waggle dances")[0].paper == bees


def test_putting_back_twice_changes_nothing(merged: Library):
    taken = take_out(merged, [p.id for p in merged.papers()])
    put_back(merged, taken)
    before = merged.papers()
    put_back(merged, taken)
    assert merged.papers() == before


def test_a_paper_that_came_back_meanwhile_is_merged_not_doubled(merged: Library, three_papers):
    bees = merged.catalog.find(["bees"])[0]
    taken = take_out(merged, [bees.id])
    add(merged, [three_papers[0]])
    put_back(merged, taken)
    assert len(merged) == 3 and merged.catalog.find(["bees-preprint"])[0].aliases == bees.aliases


def test_the_vectors_come_back_too_and_are_not_paid_for_again(open_library: Open, three_papers):
    with embedding_server() as server:
        library = open_library(server, embedding=NAME)
        add(library, three_papers)
        taken = take_out(library, [library.papers()[0].id])
        asked = len(server.requests)
        put_back(library, taken)
        assert (len(library), len(server.requests)) == (3, asked)
        built_by_server(library)


def test_under_another_embedder_they_come_back_with_its_vectors(open_library: Open, three_papers):
    with embedding_server() as server:
        library = open_library(server)
        add(library, three_papers)
        taken = take_out(library, [library.papers()[0].id])
        reindex(library, NAME)
        put_back(library, taken)
        built_by_server(library)
        assert len(library) == 3
