"""The dense index: passages in a Chroma collection, and cosines between a question and papers.

The collection is an ordinary one, with whole documents and metadata, that any LangChain program can open:

    Chroma(collection_name=COLLECTION, persist_directory=home / "chroma", embedding_function=...)

Up to EXACT_PASSAGES passages the same vectors are compared one by one, in memory: that is exact, and spares a single
question the second or two that importing chromadb takes. So are the few that conditions leave of a larger library.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from rag.errors import LibraryError, one_line
from rag.library.catalog import Catalog
from rag.library.chunk import paper_of
from rag.library.generation import clear, reached, set_reached, unset_reached
from rag.library.matrix import Matrix
from rag.library.tables.entries import Changes, Entry
from rag.library.tables.schema import lots
from rag.records import Paper, Passage

if TYPE_CHECKING:
    import chromadb
    from chromadb.api.client import Client

_log = logging.getLogger(__name__)

COLLECTION = "colloquy"
EXACT_PASSAGES = 25_000
ALL = sys.maxsize  # passages compared one by one: Chroma writes in its folder even to search
_BATCH = 2_000  # below Chroma's largest batch, 5,461
_EF_SEARCH = 200
_MANY = 0.2  # of the papers: where conditions leave fewer, those are compared one by one
_PASSAGES_A_PAPER = 2  # taken for each paper wanted: most have one


class Dense:
    """Dense search over one library, through Chroma from more than `exact_passages` passages on."""

    def __init__(self, folder: Path, catalog: Catalog, exact_passages: int = EXACT_PASSAGES) -> None:
        self._folder = folder
        self._catalog = catalog
        self._exact_passages = exact_passages
        self._opening = threading.RLock()
        self._client: Client | None = None
        self._collection: chromadb.Collection | None = None
        self._reached = -1  # the generation that the open collection is at
        self._in_step = False
        self.matrix = Matrix()
        self._chosen: tuple[Matrix, dict[frozenset[str], np.ndarray]] = (self.matrix, {})

    # searching

    def refresh(self, generation: int) -> None:
        """Take up the catalogue's generation, whether this process or another made it."""
        if generation != self.matrix.generation:
            self.matrix = self.matrix.updated(self._catalog)
        self._in_step = self.generation() == self.matrix.generation
        if self._reached != self.generation():
            self.close()  # Chroma serves deleted entries and misses new ones until it is opened anew

    def nearest(self, vector: np.ndarray, k: int, among: Collection[str] | None = None) -> dict[str, float]:
        """The k best papers -> cosine of their best passage; `among` are the ids allowed.

        A few less, where many of the best passages are of the same papers.
        """
        matrix = self.matrix  # another thread may put a new one in its place
        share = 1.0 if among is None else len(among) / max(len(matrix), 1)
        if share >= _MANY and self._in_step and len(matrix) > self._exact_passages:
            try:
                return self._through_chroma(vector, k, share, among)
            except Exception as error:  # damaged, or being written by another process just now
                _log.info("Chroma gives no answer, each passage is compared: %s", error)
        rows = None if among is None else self._rows(matrix, among)
        cosines = matrix.cosines(vector, rows)
        best = _largest(cosines, _PASSAGES_A_PAPER * k)
        names = (matrix.paper_ids[row if rows is None else rows[row]] for row in best)
        return _best_per_paper(zip(names, cosines[best], strict=True), k)

    def _through_chroma(
        self, vector: np.ndarray, k: int, share: float, among: Collection[str] | None
    ) -> dict[str, float]:
        # Ids alone: Chroma takes ten times as long to look up metadata as to search. Its own conditions are slow too,
        # so it is asked for as many more as conditions leave out.
        n = min(int(_PASSAGES_A_PAPER * k / share), len(self.matrix))
        found = self._open().query(query_embeddings=[vector], n_results=n, include=["distances"])
        pairs = zip(map(paper_of, found["ids"][0]), (found["distances"] or [[]])[0], strict=True)
        return _best_per_paper(((i, 1 - distance) for i, distance in pairs if among is None or i in among), k)

    def _rows(self, matrix: Matrix, among: Collection[str]) -> np.ndarray:
        """The rows of the papers named, at hand for the next search under the same conditions."""
        if self._chosen[0] is not matrix:
            self._chosen = (matrix, {})
        if not isinstance(among, frozenset):
            return np.array(matrix.rows(among), dtype=int)
        chosen = self._chosen[1]
        if among not in chosen:
            chosen[among] = np.array(matrix.rows(among), dtype=int)
        return chosen[among]

    def cosines(self, vector: np.ndarray, paper_ids: Iterable[str]) -> dict[str, float]:
        """Cosine of the best passage of each paper named."""
        matrix = self.matrix
        rows = matrix.rows(paper_ids)
        names = [matrix.paper_ids[row] for row in rows]
        return _best_per_paper(zip(names, matrix.cosines(vector, rows), strict=True), len(names))

    # keeping in step

    def generation(self) -> int:
        """The catalogue's generation that the collection has reached."""
        return reached(self._folder)

    def sync(
        self,
        changes_since: Callable[[int], Changes] | None = None,
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Bring the collection up to the catalogue. Safe to repeat, and after a crash at any point.

        Args:
            changes_since: reads the catalogue's changes, where another index is to have them too.
        """
        since, now = self.generation(), self._catalog.generation()
        if since == now:
            return
        try:
            if not 0 < since < now:  # never built, of another embedder, or of another catalogue
                since = 0
                self._clear()
            self._write((changes_since or self._catalog.changes_since)(since), progress)
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
        for ids in lots([i for i in changes.removed_passages if i not in current], _BATCH):
            collection.delete(ids=list(ids))
        for lot in lots([(e.paper, p, v) for e in changes.entries for p, v in _pairs(e)], _BATCH):
            collection.upsert(
                ids=[passage.id for _, passage, _ in lot],
                embeddings=np.array([vector for _, _, vector in lot]),
                documents=[passage.text for _, passage, _ in lot],
                metadatas=[_metadata(paper, passage.span.start, passage.span.end) for paper, passage, _ in lot],
            )
            written += len(lot)
            progress(written)
        set_reached(self._folder, changes.generation)
        self._reached = changes.generation

    def start_over(self) -> None:
        """Have the collection made anew from the catalogue when it is next brought in step."""
        unset_reached(self._folder)

    def _clear(self) -> None:
        self.close()
        if self._folder.exists() or self._folder.is_symlink():
            from chromadb.api.shared_system_client import SharedSystemClient

            clear(self._folder)
            SharedSystemClient.clear_system_cache()  # or it goes on with the files that are no more

    def close(self) -> None:
        with self._opening:
            if self._client is not None:
                self._client.close()
                self._client = self._collection = None

    def _open(self) -> chromadb.Collection:
        with self._opening:  # two clients of one folder share what they have read, until both are closed
            if self._collection is None:
                self._reached = self.generation()
                self._client = self._client or chroma_client(self._folder)
                if self._reached:
                    self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
                else:
                    self._collection = self._client.create_collection(
                        COLLECTION,
                        embedding_function=None,
                        configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
                    )
            return self._collection


def chroma_client(folder: Path) -> Client:
    """Chroma on a folder's files, to be closed after use."""
    import chromadb

    return cast("Client", chromadb.PersistentClient(str(folder)))  # declared as what all its clients have in common


def _metadata(paper: Paper, start: int, end: int) -> dict[str, str | int]:
    known: dict[str, str | int] = {"paper_id": paper.id, "key": paper.key, "title": paper.title}
    known |= {"start": start, "end": end}
    optional = {"year": paper.year, "venue": paper.venue, "doi": paper.doi, "url": paper.url}
    return known | {name: value for name, value in optional.items() if value is not None}


def _pairs(entry: Entry) -> Iterator[tuple[Passage, np.ndarray]]:
    return zip(entry.passages, entry.vectors, strict=True)


def _largest(values: np.ndarray, n: int) -> np.ndarray:
    """The places of the n largest values, largest first."""
    largest = np.argpartition(-values, n)[:n] if len(values) > n else np.arange(len(values))
    return largest[np.argsort(-values[largest], kind="stable")]


def _best_per_paper(pairs: Iterable[tuple[str, float]], k: int) -> dict[str, float]:
    """The highest of each paper's cosines, for the k papers that come first; pairs come best first, or all at once."""
    best: dict[str, float] = {}
    for paper_id, cosine in pairs:
        if paper_id in best or len(best) < k:
            best[paper_id] = max(float(cosine), best.get(paper_id, -1.0))
    return best
