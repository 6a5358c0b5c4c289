"""Embedders behind a server: in batches, tried again, resumed, announced; and a library built anew with another one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.assistant import Assistant
from rag.embed import text_of
from rag.errors import LibraryError, ModelError
from rag.library import Library
from rag.models import EMBEDDED
from rag.readers.record import paper
from rag.records import Paper
from rag.reindex import reindex
from rag.retrieve import retrieve
from rag.settings import load_settings
from tests.fakes import EmbeddingServer, Hiccup, bag_of_words, embedding_server
from tests.test_cli import colloquy, failed, output
from tests.test_library import in_step

NAME = "openai:scripted"


@pytest.fixture
def opened(tmp_path: Path):
    """Open the library of the test, at a server or without one; all are closed at the end."""
    libraries = []

    def open_(server: EmbeddingServer | None = None, **options) -> Library:
        if server:
            options = {"base_url": server.url, "timeout": 5.0} | options
        libraries.append(Library(load_settings(home=tmp_path / "home", **options)))
        return libraries[-1]

    yield open_
    for library in libraries:
        library.close()


Opened = Callable[..., Library]


def papers(number: int, word: str = "bees") -> list[Paper]:
    return [paper(key=f"{word}{i}", title=f"On {word} {i}", abstract=f"Abstract {i} of {word}.") for i in range(number)]


def texts(library: Library) -> list[str]:
    return [text_of(paper, passage) for paper, passage in library.catalog.passages()]


def built_by_server(library: Library) -> None:
    """Every passage has the vector that the server gives for its text, everywhere."""
    in_step(library)
    vectors = {i: row for ids, rows in library.catalog.passage_vectors(1_000) for i, row in zip(ids, rows, strict=True)}
    for paper_, passage in library.catalog.passages():
        wanted = bag_of_words(text_of(paper_, passage), 32)
        np.testing.assert_allclose(vectors[passage.id], wanted / np.linalg.norm(wanted), atol=1e-5)
    stored = library.vectors._open().get(include=["embeddings"])
    for passage_id, row in zip(stored["ids"], stored["embeddings"], strict=True):
        np.testing.assert_allclose(row, vectors[passage_id], atol=1e-5)


def test_a_library_is_built_and_searched_with_the_embedder_that_is_set(opened: Opened, three_papers: list[Paper]):
    with embedding_server() as server:
        library = opened(server, embedding=NAME)
        assert library.add(three_papers).added == 3
        built_by_server(library)
        assert [hit.paper.key for hit in retrieve(library, "glaciers of the Alps", 1)] == ["ice"]
        assert server.requests[-1] == ["glaciers of the Alps"]


def test_a_library_is_opened_with_its_own_embedder_when_none_is_set(opened: Opened, three_papers: list[Paper]):
    with embedding_server() as server:
        opened(server, embedding=NAME).add(three_papers)
        again = opened(server)
        assert (again.embedding, retrieve(again, "bees", 1)[0].paper.key) == (NAME, "bees")
        with pytest.raises(LibraryError) as caught:
            opened(server, embedding=EMBEDDED)
    assert NAME in caught.value.message and f"colloquy reindex --embedding {EMBEDDED}" in caught.value.hint


def test_texts_go_out_in_batches_and_the_run_is_announced(opened: Opened):
    said: list[str] = []
    with embedding_server(Hiccup(hang=1.0)) as server:
        opened(server, embedding=NAME).add(papers(70), say=said.append)
        assert list(map(len, server.requests)) == [32, 32, 6]
    assert said[0].startswith(f"embedding 70 passages with {NAME}: about ") and "price not known" in said[0]
    assert said[1:] == ["embedding the other 38 will take a few seconds"]


def test_the_price_of_a_known_embedder_is_told_before_a_request_is_made(opened: Opened, monkeypatch):
    said: list[str] = []
    with embedding_server(Hiccup(status=401)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "secret")
        library = opened(embedding="openai:text-embedding-3-large")
        many = [paper(key=str(i), title=f"On {i}", abstract="The bees dance all day. " * 40) for i in range(200)]
        with pytest.raises(ModelError):
            library.add(many, say=said.append)
    tokens = int(said[0].split("about ")[1].split(" tokens")[0].replace(",", ""))
    assert 200 * 240 < tokens < 200 * 480
    assert said == [
        f"embedding 200 passages with openai:text-embedding-3-large: about {tokens:,} tokens, "
        f"${tokens * 0.13 / 1e6:.2f} at the prices of May 2026"
    ]


@pytest.mark.parametrize(
    "hiccup",
    [Hiccup(status=429, retry_after="0"), Hiccup(status=500, retry_after="0"), Hiccup(drop=True), Hiccup(hang=30)],
    ids=["429", "500", "dropped", "hangs"],
)
def test_a_passing_failure_is_tried_again(opened: Opened, hiccup: Hiccup):
    with embedding_server(None, hiccup) as server:
        library = opened(server, embedding=NAME, timeout=0.5)
        assert library.add(papers(40)).added == 40
        assert list(map(len, server.requests)) == [32, 8, 8]
        built_by_server(library)


@pytest.mark.parametrize("retries", [0, 1])
def test_a_question_is_given_up_after_the_tries_that_are_set(opened: Opened, three_papers: list[Paper], retries: int):
    with embedding_server() as server:
        library = opened(server, embedding=NAME, retries=retries)
        library.add(three_papers)
        server.hiccups += 9 * [Hiccup(status=503, retry_after="0")]
        with pytest.raises(ModelError, match="503"):
            retrieve(library, "bees")
        assert len(server.requests) == 1 + 1 + retries


def test_a_refused_key_is_not_tried_again(opened: Opened):
    with embedding_server(Hiccup(status=401)) as server:
        with pytest.raises(ModelError, match="401"):
            opened(server, embedding=NAME).add(papers(3))
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("hiccup", "told"),
    [(Hiccup(status=400), "400"), (Hiccup(dimensions=8), "8 numbers after one of 32"), (Hiccup(short=1), "no vector")],
    ids=["400", "dimension", "short"],
)
def test_an_interrupted_add_embeds_nothing_twice(opened: Opened, hiccup: Hiccup, told: str):
    """Whole batches are in the library; of the batch on the way, what came before the failure is kept."""
    many = papers(300)
    with embedding_server(*[None] * 8, hiccup) as server:
        library = opened(server, embedding=NAME)
        with pytest.raises(ModelError, match=told):
            library.add(many)
        assert len(library) == 200
        library.close()
        said: list[str] = []
        kept = len(server.embedded) - 200 if hiccup.status == 400 else 0
        server.embedded.clear()
        again = opened(server)
        report = again.add(many, say=said.append)
        assert (report.added, report.unchanged) == (100, 200)
        built_by_server(again)
        assert again.catalog.pending(NAME).digests() == set()
    if hiccup.status == 400:
        assert (len(server.embedded), kept) == (100 - 32, 32)
        assert "32 are there from an earlier run" in said
        assert said[0].startswith("embedding 68 passages")


def test_reindex_gives_every_passage_the_new_vector(opened: Opened, three_papers: list[Paper]):
    library = opened()
    library.add(three_papers)
    steps: list[int] = []
    with embedding_server() as server:
        library = opened(server)
        report = reindex(library, NAME, steps.append)
        assert (report.passages, report.embedded, report.dimensions, steps[0]) == (3, 3, 32, 3)
        built_by_server(library)
        assert [hit.paper.key for hit in retrieve(library, "glaciers lose ice", 1)] == ["ice"]
        reindex(library, EMBEDDED)
        in_step(library)
        assert (library.embedding, library.catalog.dimensions()) == (EMBEDDED, 256)


def test_the_old_vectors_serve_until_the_last_moment(opened: Opened):
    """A search between any two batches, and after a failure, finds what it found before, with the old embedder."""
    opened().add(papers(100))
    with embedding_server(None, None, Hiccup(status=400)) as server:
        library = opened(server)
        before = retrieve(library, "bees 7", 5)
        reader = opened()

        def search(_done: int) -> None:
            assert retrieve(reader, "bees 7", 5) == before

        with pytest.raises(ModelError):
            reindex(library, NAME, search)
        search(0)
        assert (reader.embedding, len(server.embedded)) == (EMBEDDED, 64)


def test_an_interrupted_reindex_goes_on_where_it_was(opened: Opened):
    opened().add(papers(100))
    said: list[str] = []
    with embedding_server(None, None, Hiccup(status=400)) as server:
        with pytest.raises(ModelError):
            reindex(opened(server), NAME)
        opened().add(papers(10, "wasps"))  # with the old embedder: the switch has not been made
        opened().remove(["bees3"])
        report = reindex(opened(server), NAME, say=said.append)
        assert (report.passages, report.embedded) == (109, 109 - 63)
        assert sorted(server.embedded) == sorted([*texts(opened(server)), "On bees 3\nAbstract 3 of bees."])
        library = opened(server)
        built_by_server(library)
        assert library.catalog.pending(NAME).digests() == set()
    assert said[0].startswith("embedding 46 passages") and "63 are there from an earlier run" in said


def test_an_open_library_takes_up_the_new_embedder_unless_another_is_set(opened: Opened, three_papers: list[Paper]):
    with embedding_server() as server:
        reader, stubborn = opened(server), opened(server, embedding=EMBEDDED)
        reader.add(three_papers)
        assert retrieve(reader, "bees", 1)[0].paper.key == retrieve(stubborn, "bees", 1)[0].paper.key == "bees"
        reindex(opened(server), NAME)
        assert retrieve(reader, "glaciers lose ice", 1)[0].paper.key == "ice"
        assert server.requests[-1] == ["glaciers lose ice"]
        for use in (
            lambda: retrieve(stubborn, "bees"),
            lambda: stubborn.add(three_papers),
            lambda: opened(embedding=EMBEDDED),
        ):
            with pytest.raises(LibraryError, match=f"built with the embedder {NAME}"):
                use()


def test_a_crash_around_the_switch_is_made_good(opened: Opened, three_papers: list[Paper], monkeypatch):
    """Killed before Chroma has the new vectors: the next reader brings it in step."""
    with embedding_server() as server:
        library = opened(server)
        library.add(three_papers)
        chroma = library.home / "chroma"

        def crash(_done: int) -> None:
            if not (chroma / "GENERATION").exists():
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            reindex(library, NAME, crash)
        library.close()
        assert not (chroma / "GENERATION").exists()
        built_by_server(opened(server))


def test_another_model_behind_the_same_name_is_told(opened: Opened, three_papers: list[Paper]):
    with embedding_server() as server:
        library = opened(server, embedding=NAME)
        library.add(three_papers)
        server.dimensions = 16
        with pytest.raises(LibraryError, match="16 numbers, the library's vectors have 32") as caught:
            retrieve(library, "bees")
        assert f"colloquy reindex --embedding {NAME}" in caught.value.hint
        with pytest.raises(ModelError, match="16 numbers after one of 32"):
            library.add(papers(3))
        assert reindex(library, NAME).dimensions == 16
        assert retrieve(library, "glaciers lose ice", 1)[0].paper.key == "ice"


def test_declining_does_not_depend_on_the_embedder(opened: Opened, three_papers: list[Paper]):
    """The server's cosines have nothing of the scale on which it is decided that nothing speaks to a question."""
    opened().add(three_papers)
    questions = ("What do honey bees tell with their dance?", "Who won the football cup final?")
    with embedding_server() as server:
        library = opened(server)
        reindex(library, NAME)
        kinds = [Assistant(library.settings, library).ask(question).abstained for question in questions]
    assert kinds == [None, "not_in_library"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nonsense", "nonsense"),
        ("openai:text-embedding-3-small", "cannot be set up"),
        ("ollama:nomic-embed-text", "pip install langchain-ollama"),
        ("huggingface:all-MiniLM-L6-v2", "pip install langchain-huggingface"),
    ],
)
def test_an_embedder_that_cannot_be_had_changes_nothing(library: Library, name: str, told: str):
    library.add(papers(3))
    with pytest.raises(ModelError, match=told):
        reindex(library, name)
    in_step(library)
    assert library.embedding == EMBEDDED


def test_reindex_on_the_command_line(sample_home: Path, tmp_path: Path):
    home = shutil.copytree(sample_home, tmp_path / "home")
    with embedding_server(None, Hiccup(status=400)) as server:
        env = {"COLLOQUY_BASE_URL": server.url, "COLLOQUY_EMBEDDING": NAME}
        told = colloquy(home, "ask", "What is SPIN?", **env)
        failed(told, "wordllama", NAME)
        assert f"colloquy reindex --embedding {NAME}" in told.stderr
        stopped = colloquy(home, "reindex", "--embedding", NAME, **env)
        failed(stopped, "400")
        assert "goes on where it stopped" in stopped.stderr
        done = colloquy(home, "reindex", "--embedding", NAME, "--json", **env)
        report = output(done)
        assert (report["embedding"], report["dimensions"]) == (NAME, 32)
        assert report["passages"] == report["embedded"] + 32 == len(server.embedded)
        assert "price not known" in done.stderr and "32 are there from an earlier run" in done.stderr
