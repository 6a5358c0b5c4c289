"""The library: idempotent, in step, crash-safe, right across processes."""

from __future__ import annotations

import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings

from rag.errors import LibraryError
from rag.intake.readers.record import paper
from rag.intake.sample import sample_papers
from rag.library.adding import add, entries, remove
from rag.library.collection import COLLECTION
from rag.library.dense import Dense
from rag.library.generation import reached, set_reached
from rag.library.library import Library
from rag.records import Paper, Skipped
from rag.search.retrieve import retrieve
from rag.setup.embedders import word_embedder
from rag.setup.settings import Settings, load_settings
from tests import forks


def in_step(library: Library) -> None:
    """Catalogue, Chroma and the lexical index hold the same papers and passages."""
    library.refresh()
    generation = library.catalog.generation()
    assert (library.dense.generation(), library.lexical.generation()) == (generation, generation)
    passages = {p.id: p for entry in library.catalog.changes_since(0).entries for p in entry.passages}
    stored = library.dense.collection().get(include=["documents", "metadatas"])
    assert dict(zip(stored["ids"], stored["documents"], strict=True)) == {i: p.text for i, p in passages.items()}
    assert {m["paper_id"] for m in stored["metadatas"]} == {p.id for p in library.papers()}
    assert library.lexical._searcher.num_docs == len(library)


def elsewhere(library: Library, *statements: str) -> None:
    """Run statements on the same library in a process of its own."""
    script = (
        "import sys\nfrom pathlib import Path\nfrom rag.library.adding import add, remove\n"
        "from rag.library.library import Library\nfrom rag.intake.readers.record import paper\n"
        "from rag.setup.settings import load_settings\nlibrary = Library(load_settings(home=Path(sys.argv[1])))\n"
    )
    command = [forks.python(), "-c", script + "\n".join(statements), str(library.home)]
    subprocess.run(command, check=True, timeout=60)


def test_adding_the_same_twice_changes_nothing(library: Library, three_papers: list[Paper]):
    first = add(library, three_papers)
    assert (first.added, first.total) == (3, 3)
    in_step(library)
    generation = library.catalog.generation()
    second = add(library, three_papers)
    assert (second.added, second.updated, second.unchanged, second.merged, second.total) == (0, 0, 3, 0, 3)
    assert library.catalog.generation() == generation


def test_papers_come_back_as_they_went_in(library: Library, three_papers: list[Paper]):
    add(library, three_papers)
    assert list(library.papers()) == three_papers


def test_a_changed_abstract_replaces_the_old_one_everywhere(library: Library, three_papers: list[Paper]):
    add(library, three_papers)
    long = " ".join(f"Bees number {i} hum zorbly." for i in range(300))
    report = add(library, [replace(three_papers[0], abstract=long)])
    assert (report.updated, report.total) == (1, 3)
    in_step(library)
    report = add(library, three_papers[:1])
    assert report.updated == 1
    in_step(library)
    assert retrieve(library, "zorbly", 1)[0].lexical == 0


def test_removed_papers_are_gone_everywhere(library: Library, three_papers: list[Paper]):
    add(library, three_papers)
    report = remove(library, ["bees", three_papers[1].id, "unheard-of"])
    assert set(report.removed) == {three_papers[0].id, three_papers[1].id}
    assert report.missing == ("unheard-of",)
    in_step(library)
    assert [h.paper.key for h in retrieve(library, "honey bees")] == ["ice"]
    assert add(library, three_papers).added == 2
    in_step(library)


def test_the_same_doi_under_another_key_is_merged(library: Library, three_papers: list[Paper]):
    add(library, [replace(three_papers[0], year=None)])
    other = paper(key="other", title="Waggle Dances", abstract="Another wording.", doi="10.1000/BEES", year="2019")
    report = add(library, [other])
    assert (report.merged, report.total) == (1, 1)
    (kept,) = library.papers()
    assert (kept.key, kept.year, kept.abstract) == ("bees", 2019, three_papers[0].abstract)


def test_two_papers_that_only_share_a_title_stay_two(library: Library):
    a = paper(key="a", title="Editorial", abstract="On bees and what they do.")
    b = paper(key="b", title="Editorial", abstract="On glaciers and what they do.")
    assert add(library, [a, b]).added == 2
    assert add(library, [b, a]).unchanged == 2


def test_skipped_records_are_passed_on(library: Library, three_papers: list[Paper]):
    skipped = Skipped("file", "line 1", "no title")
    assert add(library, [skipped, three_papers[0]]).skipped == (skipped,)


def test_progress_counts_every_record(library: Library):
    seen: list[int] = []
    add(library, sample_papers(), progress=seen.append)
    assert seen[-1] == 47


def test_an_interrupted_add_keeps_whole_batches_and_goes_on(library: Library):
    many = [paper(key=f"k{i}", title=f"Title {i}", abstract=f"Abstract number {i} on bees.") for i in range(1_500)]

    def broken():
        yield from many[:1_200]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add(library, broken())
    assert len(library) == 1_000
    in_step(library)
    report = add(library, many)
    assert (report.added, report.unchanged, report.total) == (500, 1_000, 1_500)


def test_a_long_add_reaches_the_indexes_in_large_steps(library: Library):
    reached_at: dict[int, tuple[int, int]] = {}

    def looked(done: int) -> None:
        reached_at[done] = library.lexical.generation(), library.dense.generation()

    add(library, (paper(key=f"k{i}", title=f"Bee {i}", abstract="Bees.") for i in range(5_001)), progress=looked)
    assert [done for done, reached in reached_at.items() if all(reached)] == [5_000, 5_001]
    assert [done for done, reached in reached_at.items() if any(reached)] == [5_000, 5_001]
    in_step(library)


@pytest.mark.parametrize("index", ["chroma", "lexical"])
def test_an_index_that_fell_behind_catches_up(settings: Settings, three_papers: list[Paper], index: str):
    """As after a crash between the catalogue's write and an index's."""
    library = Library(settings)
    add(library, three_papers[:2])
    library.catalog.write(entries(library, three_papers[2:]), remove=[three_papers[0].id])
    library.close()
    other = {"chroma": "lexical", "lexical": "chroma"}[index]
    assert reached(settings.home / other) == 1
    reopened = Library(settings)
    in_step(reopened)
    assert [h.paper.key for h in retrieve(reopened, "glaciers in the Alps", 1)] == ["ice"]
    reopened.close()


def test_a_lost_marker_rebuilds_without_doubling_or_bringing_back(library: Library, three_papers: list[Paper]):
    add(library, three_papers)
    remove(library, ["coral"])
    add(library, three_papers[1:2])
    remove(library, ["bees"])
    set_reached(library.home / "lexical", 0)
    set_reached(library.home / "chroma", 0)
    in_step(library)


def test_another_process_is_seen_at_once(library: Library, three_papers: list[Paper]):
    add(library, three_papers[:1])
    assert [h.paper.key for h in retrieve(library, "glaciers")] == ["bees"]
    elsewhere(
        library,
        "remove(library, ['bees'])",
        "add(library, [paper(key='ice', title='Glaciers', abstract='Glaciers melt.')])",
    )
    assert [h.paper.key for h in retrieve(library, "glaciers")] == ["ice"]
    in_step(library)


def test_a_writer_waits_for_another(library: Library, three_papers: list[Paper]):
    script = (
        "import sys, filelock; lock = filelock.FileLock(sys.argv[1]); lock.acquire(); print('held', flush=True);"
        "sys.stdin.readline(); lock.release()"
    )
    holder = subprocess.Popen(
        [forks.python(), "-c", script, str(library.home / ".lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "held\n"
    waited = []

    def let_go(line: str) -> None:
        waited.append(line)
        holder.stdin.write("\n")
        holder.stdin.flush()

    assert add(library, three_papers, say=let_go).added == 3
    assert waited == ["another process is writing to this library: waiting"]
    holder.wait(10)


def test_the_collection_opens_in_a_plain_langchain_program(sample_home: Path, sample_library: Library):
    class Same(Embeddings):
        def embed_query(self, text: str) -> list[float]:
            return sample_library.embed(text).tolist()

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [self.embed_query(text) for text in texts]

    store = Chroma(COLLECTION, Same(), persist_directory=str(sample_home / "chroma"))
    (found, *_) = store.similarity_search("a fine-tuning method in which a language model plays against itself", k=3)
    assert "Self-Play" in found.metadata["title"]
    paper_ = sample_library.catalog.get([found.metadata["paper_id"]])[found.metadata["paper_id"]]
    assert paper_.abstract[found.metadata["start"] : found.metadata["end"]] == found.page_content


def test_chroma_and_exact_search_agree(sample_home: Path, sample_library: Library):
    through_chroma = Dense(sample_home / "chroma", sample_library.catalog, exact_passages=0)
    sample_library.refresh()
    through_chroma.refresh(sample_library.catalog.generation())
    for question in ("self-play fine-tuning", "protein function prediction", "drone swarms"):
        vector = sample_library.embed(question)
        exact = sample_library.dense.nearest(vector, 5)
        found = through_chroma.nearest(vector, 5)
        assert list(found)[:5] == list(exact)[:5]
        np.testing.assert_allclose(
            [found[i] for i in exact if i in found], [exact[i] for i in exact if i in found], atol=1e-5
        )
    through_chroma.close()


def test_chroma_search_sees_another_process(library: Library, three_papers: list[Paper]):
    """Chroma alone would go on serving the removed entry."""
    add(library, three_papers[:2])
    through_chroma = Dense(library.home / "chroma", library.catalog, exact_passages=0)
    through_chroma.refresh(library.catalog.generation())
    vector = library.embed("glaciers lose ice")
    assert set(through_chroma.nearest(vector, 5)) == {p.id for p in three_papers[:2]}
    library.dense.close()
    elsewhere(
        library,
        "remove(library, ['bees'])",
        "add(library, [paper(key='new', title='Glaciers', abstract='Glaciers lose ice.')])",
    )
    through_chroma.refresh(library.catalog.generation())
    found = list(through_chroma.nearest(vector, 5))
    assert [library.catalog.get([i])[i].key for i in found] == ["new", "coral"]
    through_chroma.close()


def test_another_embedder_than_the_librarys_is_refused(settings: Settings, three_papers: list[Paper]):
    library = Library(settings)
    add(library, three_papers)
    library.close()
    with pytest.raises(LibraryError, match="wordllama"):
        Library(load_settings(home=settings.home, embedding="openai:text-embedding-3-small"))


def test_a_home_that_cannot_be_written_is_an_error(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot be written"):
        Library(load_settings(home=tmp_path / "file" / "home"))


def test_a_catalogue_that_is_no_database_is_an_error(settings: Settings):
    settings.home.mkdir()
    (settings.home / "catalogue.sqlite").write_bytes(b"not a database, but long enough to be looked at" * 10)
    with pytest.raises(LibraryError, match="cannot be opened"):
        Library(settings)


def test_many_threads_that_ask_at_the_start_share_one_embedder(sample_home: Path):
    library = Library(load_settings(home=sample_home))
    word_embedder.cache_clear()  # as in a process that has just started
    at_once = threading.Barrier(8)

    def asked(_: int) -> int:
        at_once.wait()
        return id(library.embedder)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(asked, range(8)))) == 1
    library.close()
