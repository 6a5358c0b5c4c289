"""Two processes, one library: one has it open, the other adds and removes with the command line."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from rag.answer.assistant import Assistant
from rag.conversations.versions import opened as opened_file
from rag.errors import LibraryError
from rag.intake.readers.record import paper
from rag.library.adding import add, entries
from rag.library.dense import Dense
from rag.library.library import Library
from rag.library.tables.database import Databases
from rag.records import Paper
from rag.search.retrieve import retrieve
from rag.setup.settings import Settings
from tests import forks
from tests.fakes import embedding_server
from tests.test_cli import colloquy, output
from tests.test_library import elsewhere, in_step

MOSS = {"id": "moss", "title": "Moss on city walls", "abstract": "Moss cools walls by 3 degrees in summer."}
LICHEN = {"id": "lichen", "title": "Lichen on graves", "abstract": "Lichen grows on old graves, slowly."}


CHROMA = pytest.mark.parametrize("opened", ["chroma"], indirect=True)  # the harder one


@pytest.fixture(params=["exact", "chroma"])
def opened(request: pytest.FixtureRequest, settings: Settings, three_papers: list[Paper]) -> Iterator[Library]:
    """A library that has been searched, and whose dense search goes one way or the other."""
    library = Library(settings)
    add(library, three_papers)
    library.dense.close()
    if request.param == "chroma":
        library.dense = Dense(library.home / "chroma", library.catalog, exact_passages=0)
    assert found(library, "honey bees dance")[0] == "bees"
    yield library
    library.close()


def found(library: Library, question: str) -> list[str]:
    return [hit.paper.key for hit in retrieve(library, question)]


def nearest(library: Library, question: str) -> list[str]:
    """What dense search alone finds, best first."""
    library.refresh()
    cosines = library.dense.nearest(library.embed(question), 10)
    papers = library.catalog.get(list(cosines))
    return [papers[i].key for i in sorted(cosines, key=cosines.get, reverse=True) if i in papers]


def file_of(folder: Path, *records: dict) -> str:
    path = folder / f"{records[0]['id']}.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return str(path)


def test_what_another_process_adds_and_removes_is_seen_at_once(opened: Library, tmp_path: Path):
    output(colloquy(opened.home, "add", file_of(tmp_path, MOSS), "--json"))
    assert found(opened, "moss on walls")[0] == nearest(opened, "moss on walls")[0] == "moss"
    output(colloquy(opened.home, "remove", "bees", "--json"))
    assert sorted(found(opened, "honey bees dance")) == sorted(nearest(opened, "bees")) == ["coral", "ice", "moss"]
    (citation, *_) = Assistant(opened.settings, opened).ask("How much does moss cool walls?").citations
    assert citation.paper.key == "moss"


def test_an_abstract_that_another_process_changes_is_read_anew(opened: Library, tmp_path: Path):
    changed = {"id": "bees", "title": "Waggle dances of honey bees", "abstract": "Submarines hunt by sonar."}
    output(colloquy(opened.home, "add", file_of(tmp_path, changed), "--json"))
    assert nearest(opened, "submarines and their sonar")[0] == "bees"
    assert retrieve(opened, "sonar", 1)[0].paper.abstract == "Submarines hunt by sonar."


@CHROMA
def test_what_another_process_builds_with_another_embedder_is_taken_up(opened: Library):
    """Chroma then has vectors of another length; the question's must have it too."""
    with embedding_server() as server:
        opened.use(opened.settings.model_copy(update={"base_url": server.url}))
        output(
            colloquy(opened.home, "reindex", "--embedding", "openai:scripted", "--json", COLLOQUY_BASE_URL=server.url)
        )
        assert nearest(opened, "glaciers lose ice")[0] == "ice"
        assert server.requests[-1] == ["glaciers lose ice"]


@CHROMA
def test_searching_goes_on_while_another_process_writes(opened: Library, tmp_path: Path):
    """No search of several at a time fails, or misses a paper that is there all the time."""
    more = [{"id": f"m{n}", "title": f"Moss {n}", "abstract": f"Moss number {n} cools walls."} for n in range(100)]
    writing = threading.Event()
    problems: list[object] = []
    searches = 0

    def search() -> None:
        nonlocal searches
        while not writing.is_set():
            try:
                if "ice" not in found(opened, "glaciers of the Alps lose ice"):
                    problems.append("ice is missing")
                nearest(opened, "moss")
            except BaseException as error:  # a panic of tantivy's is none of Exception's
                problems.append(error)
                return
            searches += 1

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        output(colloquy(opened.home, "add", file_of(tmp_path, *more), "--json"))
        output(colloquy(opened.home, "remove", *(f"m{n}" for n in range(100)), "--json"))
    finally:
        writing.set()
        for thread in threads:
            thread.join()
    assert problems == [] and searches > 0
    assert sorted(nearest(opened, "moss")) == ["bees", "coral", "ice"]


def test_two_writers_on_a_new_library_both_have_their_say(tmp_path: Path):
    """Started at the same moment, on a folder that neither finds there."""
    home = tmp_path / "home"
    both = [
        subprocess.Popen(
            [forks.python(), "-m", "rag", "add", file_of(tmp_path, record), "--home", str(home), "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for record in (MOSS, LICHEN)
    ]
    for process in both:
        _, errors = process.communicate(timeout=100)
        assert process.returncode == 0, errors
    assert {paper["key"] for paper in output(colloquy(home, "papers", "--json"))} == {"moss", "lichen"}


@contextmanager
def held(library: Library) -> Iterator[subprocess.Popen]:
    """Another process that is writing until it is told to end."""
    script = (
        "import sys; from pathlib import Path; from rag.library.library import Library; from rag.setup.settings import load_settings\n"
        "with Library(load_settings(home=Path(sys.argv[1]))).writing(): print('held', flush=True); sys.stdin.read()"
    )
    command = [forks.python(), "-c", script, str(library.home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        yield holder
        holder.stdin.close()


def test_a_second_writer_waits_and_says_so(library: Library, three_papers: list[Paper], tmp_path: Path):
    add(library, three_papers)
    command = [forks.python(), "-m", "rag", "add", file_of(tmp_path, MOSS), "--home", str(library.home)]
    with held(library) as holder:
        second = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert second.stderr.readline() == "another process is writing to this library: waiting\n"
        assert second.poll() is None and found(library, "glaciers")[0] == "ice"
        holder.stdin.close()
        assert second.wait(100) == 0
    assert found(library, "moss")[0] == "moss"
    in_step(library)


def test_a_reader_does_not_wait_for_a_writer(opened: Library):
    """The catalogue is ahead of the indexes, as in the midst of an add: what it has is found by its vector."""
    moss = paper(key="moss", title="Moss on walls", abstract="Moss cools walls.")
    with held(opened):
        (bees,) = opened.catalog.find(["bees"])
        opened.catalog.write(entries(opened, [moss]), remove=[bees.id])
        assert sorted(nearest(opened, "moss")) == sorted(found(opened, "moss")) == ["coral", "ice", "moss"]
    in_step(opened)


def test_a_writer_takes_up_what_was_settled_while_it_waited(settings: Settings, three_papers: list[Paper]):
    """Two processes open an empty library; the first to write settles the embedder."""
    late = Library(settings.model_copy(update={"embedding": "openai:scripted"}))
    elsewhere(late, "add(library, [paper(key='ice', title='Glaciers', abstract='Glaciers melt.')])")
    with pytest.raises(LibraryError, match="built with the embedder wordllama"):
        add(late, three_papers)
    late.close()


def test_a_process_that_has_a_library_open_keeps_its_journal_when_another_one_closes_it(tmp_path: Path):
    """A second connection of the first process once took the locks of the first away, and the other process the journal."""
    engine = opened_file(Databases(tmp_path))
    with engine.connect() as one, engine.connect() as two:
        for db in (one, two):
            db.execute(sa.text("SELECT * FROM conversations")).all()
        script = "import sys\nfrom pathlib import Path\nfrom rag.conversations import Conversations\n"
        script += "Conversations(Path(sys.argv[1])).close()"
        subprocess.run([forks.python(), "-c", script, str(tmp_path)], check=True)
        assert (tmp_path / "conversations.sqlite-wal").exists()
    engine.dispose()
