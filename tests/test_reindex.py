"""Reindex: another embedder's vectors beside those in use, put in their place at the end, wherever it is interrupted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rag.answer.assistant import Assistant
from rag.errors import LibraryError, ModelError
from rag.library.adding import add, remove
from rag.library.embedding import text_of
from rag.library.library import Library
from rag.library.reindex import reindex
from rag.records import Paper
from rag.search.retrieve import retrieve
from rag.setup.embedders import EMBEDDED
from tests.conftest import Command, Open
from tests.fakes import Hiccup, embedding_server
from tests.test_cli import failed, output
from tests.test_embed import NAME, built_by_server, papers
from tests.test_library import in_step


def texts(library: Library) -> list[str]:
    return [text_of(paper, passage) for paper, passage in library.catalog.passages.all()]


def test_reindex_gives_every_passage_the_new_vector(open_library: Open, three_papers: list[Paper]):
    library = open_library()
    add(library, three_papers)
    steps: list[int] = []
    with embedding_server() as server:
        library = open_library(server)
        report = reindex(library, NAME, steps.append)
        assert (report.passages, report.embedded, report.dimensions, steps[0]) == (3, 3, 32, 3)
        built_by_server(library)
        assert [hit.paper.key for hit in retrieve(library, "glaciers lose ice", 1)] == ["ice"]
        reindex(library, EMBEDDED)
        in_step(library)
        assert (library.embedding, library.catalog.passages.dimensions()) == (EMBEDDED, 256)


def test_the_old_vectors_serve_until_the_last_moment(open_library: Open):
    """A search between any two batches, and after a failure, finds what it found before, with the old embedder."""
    add(open_library(), papers(100))
    with embedding_server(None, None, Hiccup(status=400)) as server:
        library = open_library(server)
        before = retrieve(library, "bees 7", 5)
        reader = open_library()

        def search(_done: int) -> None:
            assert retrieve(reader, "bees 7", 5) == before

        with pytest.raises(ModelError):
            reindex(library, NAME, search)
        search(0)
        assert (reader.embedding, len(server.embedded)) == (EMBEDDED, 64)


def test_an_interrupted_reindex_goes_on_where_it_was(open_library: Open):
    add(open_library(), papers(100))
    said: list[str] = []
    with embedding_server(None, None, Hiccup(status=400)) as server:
        with pytest.raises(ModelError):
            reindex(open_library(server), NAME)
        add(open_library(), papers(10, "wasps"))  # with the old embedder: the switch has not been made
        remove(open_library(), ["bees3"])
        report = reindex(open_library(server), NAME, say=said.append)
        assert (report.passages, report.embedded) == (109, 109 - 63)
        assert sorted(server.embedded) == sorted([*texts(open_library(server)), "On bees 3\nAbstract 3 of bees."])
        library = open_library(server)
        built_by_server(library)
        assert library.catalog.pending(NAME).digests() == set()
    assert said[0].startswith("embedding 46 passages") and "63 are there from an earlier run" in said


def test_an_open_library_takes_up_the_new_embedder_unless_another_is_set(open_library: Open, three_papers: list[Paper]):
    with embedding_server() as server:
        reader, stubborn = open_library(server), open_library(server, embedding=EMBEDDED)
        add(reader, three_papers)
        assert retrieve(reader, "bees", 1)[0].paper.key == retrieve(stubborn, "bees", 1)[0].paper.key == "bees"
        reindex(open_library(server), NAME)
        assert retrieve(reader, "glaciers lose ice", 1)[0].paper.key == "ice"
        assert server.requests[-1] == ["glaciers lose ice"]
        for use in (
            lambda: retrieve(stubborn, "bees"),
            lambda: add(stubborn, three_papers),
            lambda: open_library(embedding=EMBEDDED),
        ):
            with pytest.raises(LibraryError, match=f"built with the embedder {NAME}"):
                use()


def test_a_crash_around_the_switch_is_made_good(open_library: Open, three_papers: list[Paper], monkeypatch):
    """Killed before Chroma has the new vectors: the next reader brings it in step."""
    with embedding_server() as server:
        library = open_library(server)
        add(library, three_papers)
        chroma = library.home / "chroma"

        def crash(_done: int) -> None:
            if not (chroma / "GENERATION").exists():
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            reindex(library, NAME, crash)
        library.close()
        assert not (chroma / "GENERATION").exists()
        built_by_server(open_library(server))


def test_another_model_behind_the_same_name_is_told(open_library: Open, three_papers: list[Paper]):
    with embedding_server() as server:
        library = open_library(server, embedding=NAME)
        add(library, three_papers)
        server.dimensions = 16
        with pytest.raises(LibraryError, match="16 numbers, the library's vectors have 32") as caught:
            retrieve(library, "bees")
        assert f"colloquy reindex --embedding {NAME}" in caught.value.hint
        with pytest.raises(ModelError, match="16 numbers after one of 32"):
            add(library, papers(3))
        assert reindex(library, NAME).dimensions == 16
        assert retrieve(library, "glaciers lose ice", 1)[0].paper.key == "ice"


def test_declining_does_not_depend_on_the_embedder(open_library: Open, three_papers: list[Paper]):
    """The server's cosines have nothing of the scale on which it is decided that nothing speaks to a question."""
    add(open_library(), three_papers)
    questions = ("What do honey bees tell with their dance?", "Who won the football cup final?")
    with embedding_server() as server:
        library = open_library(server)
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
    add(library, papers(3))
    with pytest.raises(ModelError, match=told):
        reindex(library, name)
    in_step(library)
    assert library.embedding == EMBEDDED


def test_reindex_on_the_command_line(command: Command, sample_home: Path, tmp_path: Path):
    home = shutil.copytree(sample_home, tmp_path / "home")
    with embedding_server(None, Hiccup(status=400)) as server:
        env = {"COLLOQUY_BASE_URL": server.url, "COLLOQUY_EMBEDDING": NAME}
        told = command(home, "ask", "What is SPIN?", **env)
        failed(told, "wordllama", NAME)
        assert f"colloquy reindex --embedding {NAME}" in told.stderr
        stopped = command(home, "reindex", "--embedding", NAME, **env)
        failed(stopped, "400")
        assert "goes on where it stopped" in stopped.stderr
        done = command(home, "reindex", "--embedding", NAME, "--json", **env)
        report = output(done)
        assert (report["embedding"], report["dimensions"]) == (NAME, 32)
        assert report["passages"] == report["embedded"] + 32 == len(server.embedded)
        assert "price not known" in done.stderr and "32 are there from an earlier run" in done.stderr
