"""The library: papers in, papers out, with catalogue, vectors and lexical index kept in step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice

import filelock
import numpy as np

from rag.catalog import Catalog, Entry
from rag.chunk import passages
from rag.embed import EmbeddingRun, text_of
from rag.errors import LibraryError
from rag.identity import Added, Known, Tally, changed
from rag.lexical import Lexical
from rag.models import EMBEDDED, Embedder, WordLlamaEmbedder, embedder
from rag.records import Paper, Passage, Skipped
from rag.settings import Settings
from rag.vectors import Vectors

_BATCH = 1_000  # records a transaction
_SYNCED = 5_000  # papers before the indexes take them up: few large steps are quicker, and make quicker indexes
_SLOW_BATCH = 200  # where embedding them takes long: what is done is there to be searched


@dataclass(frozen=True, slots=True)
class Removed:
    removed: tuple[str, ...]
    missing: tuple[str, ...]


class Library:
    """One folder of papers. Reading is safe from many threads and processes; one writer at a time, others wait.

    Raises (on opening):
        LibraryError: the folder cannot be written, or another embedder built it.
    """

    def __init__(self, settings: Settings) -> None:
        self.home = settings.home.expanduser().absolute()
        self.settings = settings
        self._refreshing = threading.RLock()
        self._meeting: tuple[int, dict[tuple[str, ...], frozenset[str]]] = (-1, {})  # of one generation
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            (self.home / ".writable").touch()
        except OSError as error:
            raise LibraryError(
                f"{self.home}: cannot be written: {error.strerror}", "choose another folder with --home"
            ) from None
        self.catalog = Catalog.at(self.home)
        self.vectors = Vectors(self.home / "chroma", self.catalog)
        self.lexical = Lexical(self.home / "lexical", self.catalog)
        self._embedder: Embedder | None = None
        self._generation = self.catalog.generation()
        self._take_embedding()
        if not self._generation and (self.vectors.generation() or self.lexical.generation()):
            raise LibraryError(
                f"{self.home} has indexes, but its catalogue.sqlite was lost: it is empty",
                "take catalogue.sqlite from a backup; or delete the folder, and add the papers again",
            )

    def close(self) -> None:
        self.vectors.close()
        self.catalog.close()

    @property
    def embedder(self) -> Embedder:
        """The embedder that built this library, or is to build it."""
        if self._embedder is None or self._embedder.name != self.embedding:
            self._embedder = embedder(self.embedding, self.settings)
        return self._embedder

    @cached_property
    def words(self) -> WordLlamaEmbedder:
        """The embedder of tokens, words and sentences, always on this machine: many small texts for each question."""
        return self.embedder if self.embedding == EMBEDDED else WordLlamaEmbedder()

    @cached_property
    def word_vectors(self) -> dict[str, np.ndarray]:
        """Unit vectors of the words met so far."""
        return {}

    # reading

    def __len__(self) -> int:
        return self.catalog.count()

    def papers(self, limit: int | None = None, where: str | None = None) -> tuple[Paper, ...]:
        return self.catalog.papers(limit, where)

    def meeting(self, where: tuple[str, ...]) -> frozenset[str]:
        """The ids of the papers that meet all of the conditions.

        Raises:
            InputError: a condition that cannot be read.
        """
        generation = self.vectors.matrix.generation
        if self._meeting[0] != generation:
            self._meeting = (generation, {})
        found = self._meeting[1]
        if where not in found:
            found[where] = frozenset(self.catalog.ids_where(where))
        return found[where]

    def embed(self, text: str) -> np.ndarray:
        """The unit vector of a question, shape (dimensions,).

        Raises:
            ModelError: the embedder does not answer.
            LibraryError: what it gives is not comparable with what it gave when the library was built.
        """
        used = self.embedder
        vector = used.question(text)
        if used.name != self.embedding:  # another thread has taken up another one meanwhile
            return self.embed(text)
        if (there := self.vectors.matrix.vectors.shape[1]) and there != len(vector):
            raise LibraryError(
                f"the embedder {self.embedding} gives {len(vector)} numbers, the library's vectors have {there}",
                f"check which model its server runs, or build the vectors anew: {_reindex(self.embedding)}",
            )
        return vector

    def refresh(self) -> None:
        """Take up what other processes have changed, and repair what a crash left behind. Cheap when nothing has."""
        with self._refreshing:
            generation = self.catalog.generation()
            if generation != self._generation:
                self._take_embedding()  # another process may have changed it
                self._generation = generation
            if self.lexical.generation() != generation or self.vectors.generation() != generation:
                try:
                    with self.writing(wait=False):
                        self.sync()
                except (filelock.Timeout, LibraryError):
                    # Another process is writing, and brings them in step itself; or an index is damaged: search does
                    # without Chroma, and `lexical` raises on its own account.
                    pass
            self.lexical.refresh()
            self.vectors.refresh(generation)

    # writing

    def add(
        self,
        records: Iterable[Paper | Skipped],
        progress: Callable[[int], None] = lambda done: None,
        say: Callable[[str], None] = lambda line: None,
    ) -> Added:
        """Put papers in; what is there already is left, updated or merged. Interrupted, it keeps whole batches.

        Args:
            progress: called with the number of records handled so far.
            say: told in a line that another process is writing and this one waits, and what a paid embedder will cost.
        """
        tally, skipped, handled = Tally(), [], 0
        with self.writing(say):
            run = None
            if self.embedding != EMBEDDED:
                records, pending = list(records), self.catalog.pending(self.embedding)
                run = EmbeddingRun(self.embedder, pending, say, dimensions=self.catalog.dimensions())
                run.announce(self._new_texts(records), self.settings)
            unsynced = 0
            for batch in _lots(records, _SLOW_BATCH if run else _BATCH):
                unsynced += self._write(self._changed(batch, tally), run)
                if run or unsynced >= _SYNCED:
                    self.sync()
                    unsynced = 0
                skipped += [record for record in batch if isinstance(record, Skipped)]
                handled += len(batch)
                progress(handled)
            if unsynced:
                self.sync()
            if run:
                pending.forget()
            return Added(tally.added, tally.updated, tally.unchanged, tally.merged, tuple(skipped), len(self))

    def remove(self, ids: Sequence[str], say: Callable[[str], None] = lambda line: None) -> Removed:
        """Take papers out, by id or key."""
        with self.writing(say):
            found = self.catalog.find(ids)
            named = {name for paper in found for name in (paper.id, paper.key)}
            if found:
                self.catalog.write(remove=[paper.id for paper in found])
                self.sync()
            return Removed(tuple(p.id for p in found), tuple(i for i in ids if i not in named))

    def sync(self, progress: Callable[[int], None] = lambda done: None) -> None:
        """Bring the indexes up to the catalogue; for whoever is `writing`.

        Args:
            progress: called with the number of passages put into Chroma, the slower of the two.
        """
        self.lexical.sync()
        self.vectors.sync(progress)
        self.catalog.forget_removed()

    @contextmanager
    def writing(self, say: Callable[[str], None] = lambda line: None, wait: bool = True) -> Iterator[None]:
        """Hold the library's write lock, with what other processes wrote before taken up.

        Raises:
            filelock.Timeout: another process holds it and `wait` is False.
        """
        lock = filelock.FileLock(self.home / ".lock")
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            if not wait:
                raise
            say("another process is writing to this library: waiting")
            lock.acquire()
        try:
            self._take_embedding()
            yield
        finally:
            lock.release()

    def _take_embedding(self) -> None:
        """Settle on the embedder: the library's own, or for a new one what is set."""
        built_with, wanted = self.catalog.manifest("embedding"), self.settings.embedding
        if built_with and wanted not in (None, built_with):
            raise LibraryError(
                f"{self.home} was built with the embedder {built_with}, but COLLOQUY_EMBEDDING is {wanted}",
                f"take COLLOQUY_EMBEDDING out, or build the vectors anew: {_reindex(wanted)}",
            )
        self.embedding = built_with or wanted or EMBEDDED

    def _changed(self, records: Sequence[Paper | Skipped], tally: Tally) -> list[Paper]:
        papers = [record for record in records if isinstance(record, Paper)]
        return changed(papers, Known(self.catalog.alike(papers)), tally)

    def _new_texts(self, records: Sequence[Paper | Skipped]) -> list[str]:
        """What adding these records will have embedded."""
        new = (paper for lot in _lots(records, _BATCH) for paper in self._changed(lot, Tally()))
        return [text_of(paper, passage) for paper in new for passage in passages(paper)]

    def _write(self, papers: Sequence[Paper], run: EmbeddingRun | None) -> int:
        """Put papers into the catalogue; how many."""
        if papers:
            entries = self._entries(papers, run)
            # First, so that no crash leaves vectors whose embedder is not known.
            self.catalog.set_manifest("embedding", self.embedding)
            self.catalog.write(entries)
        return len(papers)

    def _entries(self, papers: Sequence[Paper], run: EmbeddingRun | None = None) -> list[Entry]:
        """Papers as the catalogue holds them; `run` embeds them where the embedder is not the embedded one."""
        parts: list[tuple[Passage, ...]] = [passages(paper) for paper in papers]
        texts = [text_of(paper, p) for paper, own in zip(papers, parts, strict=True) for p in own]
        vectors, tokens = self.words.read(texts)
        if run:
            vectors = run.vectors(texts)
        ends = list(accumulate(map(len, parts)))
        return [
            Entry(paper, own, vectors[end - len(own) : end], tuple(tokens[end - len(own) : end]))
            for paper, own, end in zip(papers, parts, ends, strict=True)
        ]


def _lots(records: Iterable[Paper | Skipped], size: int) -> Iterator[list[Paper | Skipped]]:
    records = iter(records)
    while lot := list(islice(records, size)):
        yield lot


def _reindex(embedding: str) -> str:
    return f"colloquy reindex --embedding {embedding}"
