"""Repair: what is wrong with the indexes, and building them anew from the catalogue, which holds the vectors too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import LibraryError, one_line
from rag.intake.works.merge import Work
from rag.library.adding import embedding_run, entries
from rag.library.backup import CATALOGUE_FILE
from rag.library.catalog import Catalog
from rag.library.collection import COLLECTION, chroma_client
from rag.library.generation import reached
from rag.library.lexical import is_fault
from rag.library.library import Library
from rag.library.snapshots import backups
from rag.library.tables.database import Databases
from rag.library.tables.entries import Entry
from rag.setup.files import folder_beside
from rag.text.wording import counted

if TYPE_CHECKING:
    from chromadb import Collection as Chroma

_LOT = 2_000  # passages compared at a time
_SAMPLES = 20  # passages of each lot that must find themselves
_FOUND = 0.9  # of the sample: the search is approximate
_SAME = 1e-3  # difference of two vectors' numbers, or distance, up to which they are the same
_NAMED = 5  # papers
_FOOTER_MAGIC = 1337  # ends every data file of tantivy's


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one index, chroma or lexical, or with papers of the catalogue: `reason` goes on after its name."""

    index: str
    reason: str


def faults(library: Library) -> list[Fault]:
    """What is wrong with either index, file by file and passage by passage; for whoever is `writing`."""
    found = []
    if generation := library.catalog.generation():
        lexical = library.indexes / "lexical"
        if reason := _of_chroma(library, generation):
            found.append(Fault("chroma", reason))
        if reason := _out_of_step(lexical, generation) or lexical_fault(lexical, library.catalog):
            found.append(Fault("lexical", reason))
    return found


def repair(
    library: Library,
    progress: Callable[[int], None] = lambda done: None,
    say: Callable[[str], None] = lambda line: None,
) -> list[Fault]:
    """Put damaged papers back, and build the faulty indexes anew; what was wrong. Interrupted, it can be run again.

    Raises:
        LibraryError: the catalogue itself is damaged: nothing is touched.
        ModelError: the embedder is needed for a damaged paper, and does not answer.
    """
    with library.writing(say):
        library.catalog.check_file()
        library.dense.forget_files()
        papers = mend_papers(library, say)
        if papers:
            with suppress(LibraryError):  # an index is broken, too: that is found next
                library.sync(progress)
        found = faults(library)
        for fault in found:
            say(f"the {fault.index} index {fault.reason}: building it anew")
            (library.dense if fault.index == "chroma" else library.lexical).start_over()
        if found:
            library.catalog.write()  # a new generation: other processes open the new files
            library.sync(progress)
    return [*papers, *found]


def mend_papers(library: Library, say: Callable[[str], None]) -> list[Fault]:
    """Put papers that are damaged on disk back from the newest backup that has them sound, and make anew the passages of
    those that are sound themselves; for whoever is `writing`.

    Raises:
        ModelError: the embedder does not answer.
    """
    texts, passages = library.catalog.all_damaged()
    if not texts | passages:
        return []
    sound = {entry.paper.id: entry for entry in library.catalog.entries(sorted(passages - texts))}
    for backup in backups(library.home / CATALOGUE_FILE):
        if missing := texts - sound.keys():
            found = {entry.paper.id: entry for entry in _entries_in(backup, library.home, sorted(missing))}
            sound |= found
            if found:
                say(f"put back from {backup.name}: {_named(found.values())}")
    works = [Work.of(entry.paper, entry.records) for entry in sound.values()]
    run = embedding_run(library, say)
    library.catalog.write(entries(library, [work.paper for work in works], run, works))
    library.catalog.damaged.clear()
    for paper_id in sorted(texts - sound.keys()):
        say(f"the paper {paper_id} is damaged, and no backup has it: add it again, or colloquy remove {paper_id}")
    return [Fault("catalogue", f"has {counted(len(texts | passages))} damaged on disk")]


def _entries_in(backup: Path, home: Path, ids: list[str]) -> list[Entry]:
    """Those of the papers that a backup has sound."""
    with folder_beside(home / CATALOGUE_FILE) as folder:
        shutil.copyfile(backup, folder / CATALOGUE_FILE)  # to be brought up to this version
        try:
            catalog = Catalog.at(folder)
        except LibraryError:
            return []
        try:
            return catalog.entries(list(catalog.get(ids)))
        finally:
            catalog.close()


def _named(entries: Collection[Entry]) -> str:
    keys = [entry.paper.key for entry in entries]
    return ", ".join(keys[:_NAMED]) + (f" and {len(keys) - _NAMED:,} more" if len(keys) > _NAMED else "")


def _of_chroma(library: Library, generation: int) -> str | None:
    if not library.dense.is_shared:
        folder = library.indexes / "chroma"
        return _out_of_step(folder, generation) or _chroma_apart(folder, library.databases)
    try:
        if (at := library.dense.generation()) != generation:
            return f"is at change {at} of {generation}"
        return _differing(library.dense.collection(), library.catalog)
    except Exception as error:  # the library's own, of its server, or chromadb's
        return f"cannot be read ({one_line(error)})"


def chroma_fault(folder: Path, catalog: Catalog) -> str | None:
    """What is wrong with the collection, its passages compared one by one with the catalogue's."""
    try:
        with chroma_client(folder) as client:
            return _differing(client.get_collection(COLLECTION, embedding_function=None), catalog)
    except Exception as error:  # chromadb's own, of its database and of its files
        return f"cannot be read ({one_line(error)})"


def _differing(collection: Chroma, catalog: Catalog) -> str | None:
    missing, extra, sample = 0, collection.count(), []
    for ids, vectors in catalog.passages.vectors(_LOT):
        stored = collection.get(ids=ids, include=["embeddings"])
        rows = {passage: row for row, passage in enumerate(ids)}
        own, there = vectors[[rows[i] for i in stored["ids"]]], np.asarray(stored["embeddings"])
        if len(there) and not (own.shape == there.shape and np.abs(own - there).max() < _SAME):
            return "holds other vectors than the catalogue"
        missing, extra = missing + len(ids) - len(there), extra - len(there)
        sample += list(vectors[:: _LOT // _SAMPLES])
    if missing or extra:
        return f"lacks {missing:,} passages, and has {extra:,} that are no more"
    if sample:
        near = collection.query(query_embeddings=sample, n_results=1, include=["distances"])["distances"] or []
        if sum(found[0] < _SAME for found in near if found) < _FOUND * len(sample):
            return "does not find its own passages"
    return None


def lexical_fault(folder: Path, catalog: Catalog) -> str | None:
    """What is wrong with the index: its files by their checksums, its papers against the catalogue's."""
    import tantivy

    marked = ("", ".json", ".lock")  # without a checksum
    damaged = [
        path.name
        for path in sorted(folder.iterdir())
        if not path.is_file() or (path.suffix not in marked and not _is_whole(path))
    ]
    if damaged:
        return f"has damaged files ({', '.join(damaged)})"
    try:
        searcher = tantivy.Index.open(str(folder)).searcher()
        hits = searcher.search(tantivy.Query.all_query(), max(searcher.num_docs, 1), count=False).hits
        here = {searcher.doc(address)["id"][0] for _, address in hits}
    except BaseException as error:
        if not is_fault(error):
            raise
        return f"cannot be read ({one_line(error)})"
    papers = catalog.ids()
    if here != papers:
        return f"lacks {len(papers - here):,} papers, and has {len(here - papers):,} that are no more"
    return None


def _out_of_step(folder: Path, generation: int) -> str | None:
    if not folder.is_dir():
        return "is missing"
    at = reached(folder)
    return None if at == generation else f"is at change {at} of {generation}"


def _chroma_apart(folder: Path, databases: Databases) -> str | None:
    """`chroma_fault` in a process of its own: damaged files of Chroma's can take the one that reads them down."""
    child = subprocess.run(
        [sys.executable, "-P", "-m", "rag.library.repair", str(folder), str(databases.folder)],
        input=databases.address or "",  # which may have a password in it
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    return child.stdout.strip() or None if child.returncode == 0 else "cannot be read (it crashes whoever tries)"


def _is_whole(path: Path) -> bool:
    """Whether a file of tantivy's has the checksum that its last bytes tell: body, JSON, its length, magic number."""
    data = path.read_bytes()
    length, magic = int.from_bytes(data[-8:-4], "little"), int.from_bytes(data[-4:], "little")
    try:
        return magic == _FOOTER_MAGIC and json.loads(data[-8 - length : -8])["crc"] == zlib.crc32(data[: -8 - length])
    except (ValueError, KeyError, TypeError):
        return False


if __name__ == "__main__":
    looked_at, home = map(Path, sys.argv[1:])
    print(chroma_fault(looked_at, Catalog(Databases(home, sys.stdin.read() or None))) or "")
