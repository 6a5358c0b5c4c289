"""The library: papers in, papers out, with catalogue, vectors and lexical index kept in step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

import filelock
import numpy as np

from rag.adding import Adding
from rag.catalog import Catalog
from rag.chunk import passages
from rag.embed import EmbeddingRun, text_of
from rag.embedders import EMBEDDED, Embedder, WordLlamaEmbedder, embedder, word_embedder
from rag.entry import Entry
from rag.errors import LibraryError
from rag.identity.intake import Added
from rag.identity.merge import Work
from rag.lexical import Lexical
from rag.mirror import Mirror
from rag.reading import Source
from rag.records import Paper, Passage, Skipped
from rag.settings import Settings
from rag.vectors import Vectors


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
        # Of one generation, and one state of the tags.
        self._meeting: tuple[tuple[int, int], dict[tuple[str, ...], frozenset[str]]] = ((-1, -1), {})
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
        self._setting_up = threading.Lock()
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

    def use(self, settings: Settings) -> None:
        """Take up other settings for the same folder, such as another key or address of the embedder's server."""
        if settings != self.settings:
            self.settings = settings
            if self.embedding != EMBEDDED:
                self._embedder = None

    @property
    def embedder(self) -> Embedder:
        """The embedder that built this library, or is to build it."""
        with self._setting_up:  # it takes a while: once, however many ask at the start
            used = self._embedder
            if used is None or used.name != self.embedding:
                used = self._embedder = embedder(self.embedding, self.settings)
            return used

    @cached_property
    def words(self) -> WordLlamaEmbedder:
        """The embedder of tokens, words and sentences, always on this machine: many small texts for each question."""
        return self.embedder if self.embedding == EMBEDDED else word_embedder()

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
        state = (self.vectors.matrix.generation, self.catalog.tags.changes())
        if self._meeting[0] != state:
            self._meeting = (state, {})
        found = self._meeting[1]
        if where not in found:
            found[where] = frozenset(self.catalog.ids_where(where))
        return found[where]

    def named(self, names: Sequence[str]) -> tuple[frozenset[str], tuple[str, ...]]:
        """The ids of the papers with these ids or keys, as of the last `refresh`; and the names that none has."""
        matrix = self.vectors.matrix
        ids = {name for name in names if name in matrix}
        others = [name for name in names if name not in ids]
        if not others:
            return frozenset(ids), ()
        found = self.catalog.named(others)
        return frozenset(ids.union(*found.values())), tuple(name for name in others if name not in found)

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
        with self.writing(say):
            return Adding(self, say).add(((None, record) for record in records), progress)

    def add_files(
        self,
        sources: Sequence[Source],
        progress: Callable[[int], None] = lambda done: None,
        say: Callable[[str], None] = lambda line: None,
        mirror: bool = False,
    ) -> Added:
        """The same with the records of files, which are remembered as the papers' sources.

        Args:
            mirror: take out the papers that came from these sources before, are not there any more, and that no other
                source holds; but see `rag.mirror.Mirror` on sources that could not be read whole.
        """
        with self.writing(say):
            found = Mirror(self.catalog.sources, self.catalog.sources.next_reading())
            read = ((file, record) for source in sources for file, records in source.files for record in records)
            report = Adding(self, say, found).add(read, progress)
            if not mirror:
                return report
            gone, kept = found.gone(sources)
            if gone:
                self.catalog.write(remove=gone)
                self.sync()
            return replace(report, removed=len(gone), kept=tuple(kept), total=len(self))

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

    def entries(
        self, papers: Sequence[Paper], run: EmbeddingRun | None = None, works: Sequence[Work] = ()
    ) -> list[Entry]:
        """Papers as the catalogue holds them, with their works where they are made of several records; `run` embeds
        them where the embedder is not the embedded one."""
        parts: list[tuple[Passage, ...]] = [passages(paper) for paper in papers]
        texts = [text_of(paper, p) for paper, own in zip(papers, parts, strict=True) for p in own]
        vectors, tokens = self.words.read(texts)
        if run:
            vectors = run.vectors(texts)
        ends = list(accumulate(map(len, parts)))
        records = [work.records if len(work.records) > 1 else () for work in works] or [()] * len(papers)
        return [
            Entry(paper, own, vectors[end - len(own) : end], tuple(tokens[end - len(own) : end]), records_)
            for paper, own, end, records_ in zip(papers, parts, ends, records, strict=True)
        ]


def _reindex(embedding: str) -> str:
    return f"colloquy reindex --embedding {embedding}"
