"""Embedders behind a server: in batches, tried again, resumed, announced."""

from __future__ import annotations

import numpy as np
import pytest

from rag.errors import LibraryError, ModelError
from rag.intake.readers.record import paper
from rag.library.adding import add
from rag.library.embedding import text_of
from rag.library.library import Library
from rag.records import Paper
from rag.search.retrieve import retrieve
from rag.setup.embedders import EMBEDDED
from tests.conftest import Open
from tests.fakes import Hiccup, bag_of_words, embedding_server
from tests.test_library import in_step

NAME = "openai:scripted"


def papers(number: int, word: str = "bees") -> list[Paper]:
    return [paper(key=f"{word}{i}", title=f"On {word} {i}", abstract=f"Abstract {i} of {word}.") for i in range(number)]


def built_by_server(library: Library) -> None:
    """Every passage has the vector that the server gives for its text, everywhere."""
    in_step(library)
    vectors = {
        i: row for ids, rows in library.catalog.passages.vectors(1_000) for i, row in zip(ids, rows, strict=True)
    }
    for paper_, passage in library.catalog.passages.all():
        wanted = bag_of_words(text_of(paper_, passage), 32)
        np.testing.assert_allclose(vectors[passage.id], wanted / np.linalg.norm(wanted), atol=1e-5)
    stored = library.dense.collection().get(include=["embeddings"])
    for passage_id, row in zip(stored["ids"], stored["embeddings"], strict=True):
        np.testing.assert_allclose(row, vectors[passage_id], atol=1e-5)


def test_a_library_is_built_and_searched_with_the_embedder_that_is_set(open_library: Open, three_papers: list[Paper]):
    with embedding_server() as server:
        library = open_library(server, embedding=NAME)
        assert add(library, three_papers).added == 3
        built_by_server(library)
        assert [hit.paper.key for hit in retrieve(library, "glaciers of the Alps", 1)] == ["ice"]
        assert server.requests[-1] == ["glaciers of the Alps"]


def test_a_library_is_opened_with_its_own_embedder_when_none_is_set(open_library: Open, three_papers: list[Paper]):
    with embedding_server() as server:
        add(open_library(server, embedding=NAME), three_papers)
        again = open_library(server)
        assert (again.embedding, retrieve(again, "bees", 1)[0].paper.key) == (NAME, "bees")
        with pytest.raises(LibraryError) as caught:
            open_library(server, embedding=EMBEDDED)
    assert NAME in caught.value.message and f"colloquy reindex --embedding {EMBEDDED}" in caught.value.hint


def test_texts_go_out_in_batches_and_the_run_is_announced(open_library: Open):
    said: list[str] = []
    with embedding_server(Hiccup(hang=1.0)) as server:
        add(open_library(server, embedding=NAME), papers(70), say=said.append)
        assert list(map(len, server.requests)) == [32, 32, 6]
    assert said[0].startswith(f"embedding 70 passages with {NAME}: about ") and "price not known" in said[0]
    assert said[1:] == ["embedding the other 38 will take a few seconds"]


def test_the_price_of_a_known_embedder_is_told_before_a_request_is_made(open_library: Open, monkeypatch):
    said: list[str] = []
    with embedding_server(Hiccup(status=401)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "secret")
        library = open_library(embedding="openai:text-embedding-3-large")
        many = [paper(key=str(i), title=f"On {i}", abstract="The bees dance all day. " * 40) for i in range(200)]
        with pytest.raises(ModelError):
            add(library, many, say=said.append)
    tokens = int(said[0].split("about ")[1].split(" tokens")[0].replace(",", ""))
    assert 200 * 240 < tokens < 200 * 480
    assert said == [
        f"embedding 200 passages with openai:text-embedding-3-large: about {tokens:,} tokens, "
        f"${tokens * 0.13 / 1e6:.2f} at the prices of May 2026"
    ]


@pytest.mark.parametrize(
    "hiccup",
    [
        Hiccup(status=429, retry_after="0"),
        Hiccup(status=503, retry_after="Thu, 01 Jan 2026 00:00:00 GMT"),
        Hiccup(status=500, retry_after="soon"),
        Hiccup(drop=True),
        Hiccup(hang=30),
    ],
    ids=["429", "503 until a date", "500", "dropped", "hangs"],
)
def test_a_passing_failure_is_tried_again(open_library: Open, hiccup: Hiccup):
    with embedding_server(None, hiccup) as server:
        library = open_library(server, embedding=NAME, timeout=0.5)
        assert add(library, papers(40)).added == 40
        assert list(map(len, server.requests)) == [32, 8, 8]
        built_by_server(library)


@pytest.mark.parametrize("retries", [0, 1])
def test_a_question_is_given_up_after_the_tries_that_are_set(
    open_library: Open, three_papers: list[Paper], retries: int
):
    with embedding_server() as server:
        library = open_library(server, embedding=NAME, retries=retries)
        add(library, three_papers)
        server.hiccups += 9 * [Hiccup(status=503, retry_after="0")]
        with pytest.raises(ModelError, match="503"):
            retrieve(library, "bees")
        assert len(server.requests) == 1 + 1 + retries


def test_a_refused_key_is_not_tried_again(open_library: Open):
    with embedding_server(Hiccup(status=401)) as server:
        with pytest.raises(ModelError, match="401"):
            add(open_library(server, embedding=NAME), papers(3))
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("hiccup", "told"),
    [(Hiccup(status=400), "400"), (Hiccup(dimensions=8), "8 numbers after one of 32"), (Hiccup(short=1), "no vector")],
    ids=["400", "dimension", "short"],
)
def test_an_interrupted_add_embeds_nothing_twice(open_library: Open, hiccup: Hiccup, told: str):
    """Whole batches are in the library; of the batch on the way, what came before the failure is kept."""
    many = papers(300)
    with embedding_server(*[None] * 8, hiccup) as server:
        library = open_library(server, embedding=NAME)
        with pytest.raises(ModelError, match=told):
            add(library, many)
        assert len(library) == 200
        library.close()
        said: list[str] = []
        kept = len(server.embedded) - 200 if hiccup.status == 400 else 0
        server.embedded.clear()
        again = open_library(server)
        report = add(again, many, say=said.append)
        assert (report.added, report.unchanged) == (100, 200)
        built_by_server(again)
        assert again.catalog.pending(NAME).digests() == set()
    if hiccup.status == 400:
        assert (len(server.embedded), kept) == (100 - 32, 32)
        assert "32 are there from an earlier run" in said
        assert said[0].startswith("embedding 68 passages")
