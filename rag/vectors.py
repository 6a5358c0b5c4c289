"""The dense index: passages in a Chroma collection, and cosines between a question and papers.

The collection is an ordinary one, with whole documents and metadata, that any LangChain program can open:

    Chroma(collection_name=COLLECTION, persist_directory=home / "chroma", embedding_function=...)

Below EXACT_PASSAGES passages the same vectors are compared one by one, straight from the catalogue: that is exact,
and spares a single question the second or two that importing chromadb takes.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from rag.catalog import Catalog, Changes, Entry, mark, reached, unmark
from rag.errors import LibraryError, one_line
from rag.records import Paper

_log = logging.getLogger(__name__)

COLLECTION = "colloquy"
EXACT_PASSAGES = 25_000
_BATCH = 2_000  # below Chroma's largest batch, 5,461
_EF_SEARCH = 200


class _Table:
    """All passage vectors of one generation: `matrix` has a row a passage, of the paper in `paper_ids`."""

    def __init__(self, paper_ids: list[str], matrix: np.ndarray) -> None:
        self.paper_ids = paper_ids
        self.matrix = matrix
        self.rows: dict[str, list[int]] = {}
        for row, paper_id in enumerate(paper_ids):
            self.rows.setdefault(paper_id, []).append(row)


class Vectors:
    """Dense search over one library, through Chroma from more than `exact_passages` passages on."""

    def __init__(self, folder: Path, catalog: Catalog, exact_passages: int = EXACT_PASSAGES) -> None:
        self._folder = folder
        self._catalog = catalog
        self._exact_passages = exact_passages
        self._client = None
        self._collection = None
        self._loaded = (-1, -1)  # the generation of the table, and of the collection
        self._table = _Table([], np.zeros((0, 0), dtype=np.float32))

    # searching

    def refresh(self, generation: int) -> None:
        """Take up the catalogue's generation, whether this process or another made it."""
        now = (generation, self.generation())
        if now == self._loaded:
            return
        self._table = _Table(*self._catalog.vectors())
        self.close()  # Chroma serves deleted entries and misses new ones until it is opened anew
        self._loaded = now

    @property
    def dimensions(self) -> int:
        """The length of the vectors; 0 when there are none."""
        return self._table.matrix.shape[1]

    def nearest(self, vector: np.ndarray, k: int) -> dict[str, float]:
        """At least k papers (where there are as many) -> cosine of their best passage."""
        table = self._table  # another thread may put a new one in its place
        if not table.paper_ids:
            return {}
        in_step = self._loaded[0] == self._loaded[1]
        if in_step and len(table.paper_ids) > self._exact_passages:
            try:
                return self._through_chroma(vector, min(3 * k, len(table.paper_ids)))
            except Exception as error:  # damaged, or being written by another process just now
                _log.info("Chroma gives no answer, each passage is compared: %s", error)
        cosines = table.matrix @ vector
        best = np.argsort(-cosines)[: 3 * k]
        return _best_per_paper((table.paper_ids[row], cosines[row]) for row in best)

    def _through_chroma(self, vector: np.ndarray, passages: int) -> dict[str, float]:
        found = self._open().query(query_embeddings=[vector], n_results=passages, include=["metadatas", "distances"])
        pairs = zip(found["metadatas"][0], found["distances"][0], strict=True)
        return _best_per_paper((meta["paper_id"], 1 - distance) for meta, distance in pairs)

    def cosines(self, vector: np.ndarray, paper_ids: Iterable[str]) -> dict[str, float]:
        """Cosine of the best passage of each paper named."""
        table = self._table
        return {
            paper_id: float((table.matrix[rows] @ vector).max())
            for paper_id in paper_ids
            if (rows := table.rows.get(paper_id))
        }

    # keeping in step

    def generation(self) -> int:
        """The catalogue's generation that the collection has reached."""
        return reached(self._folder)

    def count(self) -> int:
        return self._open().count()

    def sync(self, progress: Callable[[int], None] = lambda done: None) -> None:
        """Bring the collection up to the catalogue. Safe to repeat, and after a crash at any point."""
        since, now = self.generation(), self._catalog.generation()
        if since == now:
            return
        try:
            if not 0 < since < now:  # never built, of another embedder, or of another catalogue
                since = 0
                self._start_over()
            self._write(self._catalog.changes_since(since), progress)
        except LibraryError:
            raise
        except Exception as error:  # chromadb's own, of its database and of its files
            raise LibraryError(
                f"the Chroma collection cannot be written: {one_line(error)}",
                "rebuild it: colloquy doctor --repair",
            ) from None

    def _write(self, changes: Changes, progress: Callable[[int], None]) -> None:
        collection = self._open()
        written = 0
        current = {passage.id for entry in changes.entries for passage in entry.passages}
        for ids in _lots([i for i in changes.removed_passages if i not in current]):
            collection.delete(ids=list(ids))
        for lot in _lots([(e.paper, p, v) for e in changes.entries for p, v in _pairs(e)]):
            collection.upsert(
                ids=[passage.id for _, passage, _ in lot],
                embeddings=np.array([vector for _, _, vector in lot]),
                documents=[passage.text for _, passage, _ in lot],
                metadatas=[_metadata(paper, passage.span.start, passage.span.end) for paper, passage, _ in lot],
            )
            written += len(lot)
            progress(written)
        mark(self._folder, changes.generation)

    def start_over(self) -> None:
        """Have the collection made anew from the catalogue when it is next brought in step."""
        unmark(self._folder)

    def _start_over(self) -> None:
        self.close()
        if self._folder.exists():
            from chromadb.api.client import SharedSystemClient

            shutil.rmtree(self._folder)
            SharedSystemClient.clear_system_cache()  # or it goes on with the files that are no more

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = self._collection = None

    def _open(self):
        if self._collection is None:
            import chromadb

            self._client = chromadb.PersistentClient(str(self._folder))
            if self.generation():
                self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
            else:
                self._collection = self._client.get_or_create_collection(
                    COLLECTION,
                    embedding_function=None,
                    configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
                )
        return self._collection


def _metadata(paper: Paper, start: int, end: int) -> dict[str, str | int]:
    known = {"paper_id": paper.id, "key": paper.key, "title": paper.title, "start": start, "end": end}
    optional = {"year": paper.year, "venue": paper.venue, "doi": paper.doi, "url": paper.url}
    return known | {name: value for name, value in optional.items() if value is not None}


def _pairs(entry: Entry) -> Iterator[tuple]:
    return zip(entry.passages, entry.vectors, strict=True)


def _lots(items: Sequence) -> Iterator[Sequence]:
    return (items[i : i + _BATCH] for i in range(0, len(items), _BATCH))


def _best_per_paper(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The highest of each paper's cosines."""
    best: dict[str, float] = {}
    for paper_id, cosine in pairs:
        best[paper_id] = max(float(cosine), best.get(paper_id, -1.0))
    return best
