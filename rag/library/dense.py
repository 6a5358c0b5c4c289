"""The dense index: passages in a Chroma collection, and cosines between a question and papers.

The collection is an ordinary one, with whole documents and metadata, that any LangChain program can open:

    Chroma(collection_name=COLLECTION, persist_directory=home / "chroma", embedding_function=...)

On a server that a group shares it is the same one, under a name that `colloquy doctor` tells.

Up to EXACT_PASSAGES passages the same vectors are compared one by one, in memory: that is exact, and spares a single
question the second or two that importing chromadb takes. So are the few that conditions leave of a larger library.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import LibraryError, one_line
from rag.library.catalog import Catalog
from rag.library.chunk import paper_of
from rag.library.collection import Away, Folder, Place
from rag.library.matrix import Matrix
from rag.library.passage_files import PassageFiles
from rag.library.tables.entries import Changes, Entry
from rag.library.tables.schema import lots
from rag.records import Paper, Passage

if TYPE_CHECKING:
    import chromadb

_log = logging.getLogger(__name__)

EXACT_PASSAGES = 25_000
ALL = sys.maxsize  # passages compared one by one: Chroma writes in its folder even to search
_SHARE = 0.1  # of the passages, that are in memory beside those in files
_MANY = 0.2  # of the papers: where conditions leave fewer, those are compared one by one
_PASSAGES_A_PAPER = 2  # taken for each paper wanted: most have one


class Dense:
    """Dense search over one library, through Chroma from more than `exact_passages` passages on; then, what is held of them
    beside it is in `files`.
    """

    def __init__(
        self,
        kept: Path | Place,
        catalog: Catalog,
        exact_passages: int = EXACT_PASSAGES,
        files: PassageFiles | None = None,
    ) -> None:
        self._place: Place = Folder(kept) if isinstance(kept, Path) else kept
        self._files = files
        self._catalog = catalog
        self._exact_passages = exact_passages
        self._in_step = False
        self.matrix = Matrix()
        self._chosen: tuple[Matrix, dict[frozenset[str], np.ndarray]] = (self.matrix, {})

    # searching

    def refresh(self, generation: int) -> None:
        """Take up the catalogue's generation, whether this process or another made it."""
        if generation != self.matrix.generation:
            if self._files and self.matrix.generation < 0:
                self.matrix = self._files.read(generation)
            self.matrix = self.matrix.updated(self._catalog)
        self._in_step = self._place.is_known_at(self.matrix.generation)

    def nearest(self, vector: np.ndarray, k: int, among: Collection[str] | None = None) -> dict[str, float]:
        """The k best papers -> cosine of their best passage; `among` are the ids allowed.

        A few less, where many of the best passages are of the same papers.
        """
        matrix = self.matrix  # another thread may put a new one in its place
        share = 1.0 if among is None else len(among) / max(len(matrix), 1)
        if share >= _MANY and self._in_step and len(matrix) > self._exact_passages:
            try:
                return self._through_chroma(vector, k, share, among)
            except Exception as error:  # damaged, away, or being written by another process just now
                _log.info("Chroma gives no answer, each passage is compared: %s", self._place.failed(error))
        rows = None if among is None else self._rows(matrix, among)
        return _best_per_paper(matrix.nearest(vector, _PASSAGES_A_PAPER * k, rows), k)

    def _through_chroma(
        self, vector: np.ndarray, k: int, share: float, among: Collection[str] | None
    ) -> dict[str, float]:
        # Ids alone: Chroma takes ten times as long to look up metadata as to search. Its own conditions are slow too,
        # so it is asked for as many more as conditions leave out.
        n = min(int(_PASSAGES_A_PAPER * k / share), len(self.matrix))
        found = self.collection().query(query_embeddings=[vector], n_results=n, include=["distances"])
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
        names = map(matrix.paper_of, rows)
        return _best_per_paper(zip(names, matrix.cosines(vector, rows), strict=True), len(rows))

    # keeping in step

    @property
    def is_shared(self) -> bool:
        """Whether other machines write the collection too."""
        return self._place.is_shared

    def generation(self) -> int:
        """The catalogue's generation that the collection has reached.

        Raises:
            LibraryError: its server does not answer.
        """
        return self._place.reached()

    def is_at(self, generation: int) -> bool:
        """Whether the collection has reached a generation; not, where its server does not answer."""
        return self._place.is_at(generation)

    def is_known_at(self, generation: int) -> bool:
        """The same, as far as that is known without asking its server."""
        return self._place.is_known_at(generation)

    def problem(self) -> str | None:
        """Why the collection is not to be had just now, in a line for people."""
        return self._place.problem()

    def sync(
        self,
        changes_since: Callable[[int], Changes] | None = None,
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Bring the collection up to the catalogue. Safe to repeat, and after a crash at any point. Where its server does
        not answer, that is left to whoever finds it back.

        Args:
            changes_since: reads the catalogue's changes, where another index is to have them too.
        """
        now = self._catalog.generation()
        if self.is_at(now):
            return
        try:
            if (since := self.generation()) == now:  # another process has just brought it there
                return
            if not 0 < since < now:  # never built, of another embedder, or of another catalogue
                since = 0
                self._place.clear()
            self._write((changes_since or self._catalog.changes_since)(since), progress)
        except Exception as error:
            failed = error if isinstance(error, LibraryError) else self._place.failed(error)
            if not isinstance(failed, Away):
                raise failed from None

    def _write(self, changes: Changes, progress: Callable[[int], None]) -> None:
        collection = self.collection()
        written, batch = 0, self._place.batch
        current = {passage.id for entry in changes.entries for passage in entry.passages}
        for ids in lots([i for i in changes.removed_passages if i not in current], batch):
            collection.delete(ids=list(ids))
        for lot in lots([(e.paper, p, v) for e in changes.entries for p, v in _pairs(e)], batch):
            collection.upsert(
                ids=[passage.id for _, passage, _ in lot],
                embeddings=np.array([vector for _, _, vector in lot]),
                documents=[passage.text for _, passage, _ in lot],
                metadatas=[_metadata(paper, passage.span.start, passage.span.end) for paper, passage, _ in lot],
            )
            written += len(lot)
            progress(written)
        self._place.set_reached(changes.generation)

    def start_over(self) -> None:
        """Have the collection, and the files of passages, made anew from the catalogue when they are next brought in step."""
        self._place.start_over()
        self.forget_files()

    def forget_files(self) -> None:
        """Have the files of passages made anew from the catalogue: that they fit it is not told by their generation where
        another catalogue was put in its place.

        Raises:
            LibraryError: they cannot be taken away.
        """
        try:
            if self._files:
                self._files.start_over()
        except OSError as error:
            raise LibraryError(
                f"{error.filename}: cannot be removed: {error.strerror}", "check the folder and the disk"
            ) from None

    def is_outgrown(self) -> bool:
        """Whether so much of a large library is in memory that it is to be put into files."""
        in_memory = self.matrix.outgrown()
        return (
            self._files is not None
            and len(self.matrix) > self._exact_passages
            and in_memory > _SHARE * len(self.matrix)
        )

    def keep(self) -> None:
        """Put the passages into files; for whoever holds the lock of the folder. Where another process has done so, its files
        are taken; where the disk does not take them, they stay in memory for as long as this process lasts."""
        if not self._files:
            return
        try:
            kept = self._files.read(self.matrix.generation).updated(self._catalog)
            if kept.outgrown() > _SHARE * len(kept):
                kept = self._files.keep(kept)
            self.matrix = kept
        except OSError as error:
            _log.warning("passages stay in memory: %s", one_line(error))
            self._files = None

    def close(self) -> None:
        self._place.close()

    def collection(self) -> chromadb.Collection:
        """The collection as it is now; made, where it is not there."""
        return self._place.open()


def _metadata(paper: Paper, start: int, end: int) -> dict[str, str | int]:
    known: dict[str, str | int] = {"paper_id": paper.id, "key": paper.key, "title": paper.title}
    known |= {"start": start, "end": end}
    optional = {"year": paper.year, "venue": paper.venue, "doi": paper.doi, "url": paper.url}
    return known | {name: value for name, value in optional.items() if value is not None}


def _pairs(entry: Entry) -> Iterator[tuple[Passage, np.ndarray]]:
    return zip(entry.passages, entry.vectors, strict=True)


def _best_per_paper(pairs: Iterable[tuple[str, float]], k: int) -> dict[str, float]:
    """The highest of each paper's cosines, for the k papers that come first; pairs come best first, or all at once."""
    best: dict[str, float] = {}
    for paper_id, cosine in pairs:
        if paper_id in best or len(best) < k:
            best[paper_id] = max(float(cosine), best.get(paper_id, -1.0))
    return best
