"""The library: papers in, papers out, with catalogue, vectors and lexical index kept in step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, islice

import filelock
import numpy as np

from rag.catalog import Catalog, Entry
from rag.chunk import passages
from rag.errors import LibraryError
from rag.identity import Known, filled_in
from rag.lexical import Lexical
from rag.models import EMBEDDED, Embedder, WordLlamaEmbedder, embedder
from rag.records import Paper, Passage, Skipped
from rag.settings import Settings
from rag.vectors import Vectors

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the records that were read; `total` is the library's size afterwards."""

    added: int
    updated: int
    unchanged: int
    merged: int
    skipped: tuple[Skipped, ...]
    total: int


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
        built_with = self.catalog.manifest("embedding")
        if built_with and built_with != settings.embedding:
            raise LibraryError(
                f"{self.home} was built with the embedder {built_with}, but {settings.embedding} is set",
                f"set COLLOQUY_EMBEDDING={built_with}, or add the papers to another folder with --home",
            )

    def close(self) -> None:
        self.vectors.close()
        self.catalog.close()

    @cached_property
    def embedder(self) -> Embedder:
        return embedder(self.settings)

    @cached_property
    def words(self) -> WordLlamaEmbedder:
        """The embedder of tokens, words and sentences, always on this machine: many small texts for each question."""
        return self.embedder if self.settings.embedding == EMBEDDED else WordLlamaEmbedder()

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
        """The unit vector of a question or sentence, shape (dimensions,)."""
        return self.embedder.embed([text])[0]

    def refresh(self) -> None:
        """Take up what other processes have changed, and repair what a crash left behind. Cheap when nothing has."""
        with self._refreshing:
            generation = self.catalog.generation()
            if self.lexical.generation() < generation or self.vectors.generation() < generation:
                try:
                    with self._writing(wait=False):
                        self._sync()
                except filelock.Timeout:
                    pass  # another process is writing just now, and brings them in step itself
            self.lexical.refresh()
            self.vectors.refresh(generation)

    # writing

    def add(
        self,
        records: Iterable[Paper | Skipped],
        progress: Callable[[int], None] = lambda done: None,
        waiting: Callable[[], None] = lambda: None,
    ) -> Added:
        """Put papers in; what is there already is left, updated or merged. Interrupted, it keeps whole batches.

        Args:
            progress: called with the number of records handled so far.
            waiting: called once when another process is writing and this one must wait.
        """
        tally = _Tally()
        with self._writing(waiting=waiting):
            records = iter(records)
            while batch := list(islice(records, _BATCH)):
                self._add_batch([r for r in batch if isinstance(r, Paper)], tally)
                tally.skipped += [r for r in batch if isinstance(r, Skipped)]
                tally.handled += len(batch)
                progress(tally.handled)
            return Added(tally.added, tally.updated, tally.unchanged, tally.merged, tuple(tally.skipped), len(self))

    def remove(self, ids: Sequence[str], waiting: Callable[[], None] = lambda: None) -> Removed:
        """Take papers out, by id or key."""
        with self._writing(waiting=waiting):
            found = self.catalog.find(ids)
            named = {name for paper in found for name in (paper.id, paper.key)}
            if found:
                self.catalog.write(remove=[paper.id for paper in found])
                self._sync()
            return Removed(tuple(p.id for p in found), tuple(i for i in ids if i not in named))

    def _add_batch(self, papers: list[Paper], tally: _Tally) -> None:
        known = Known(self.catalog.alike(papers))
        changed: dict[str, Paper] = {}
        for paper in papers:
            same = known.same_work(paper)
            if same is None:
                tally.added += 1
            elif same == replace(paper, id=same.id):
                tally.unchanged += 1
                continue
            elif same.key == paper.key:
                tally.updated += 1
                paper = replace(paper, id=same.id)
            else:
                tally.merged += 1
                paper = filled_in(same, paper)
                if paper == same:
                    continue
            known.put(paper)
            changed[paper.id] = paper
        if changed:
            # First, so that no crash leaves vectors whose embedder is not known.
            self.catalog.set_manifest("embedding", self.embedder.name)
            self.catalog.write(self._entries(list(changed.values())))
            self._sync()

    def _entries(self, papers: list[Paper]) -> list[Entry]:
        parts: list[tuple[Passage, ...]] = [passages(paper) for paper in papers]
        texts = [f"{paper.title}\n{p.text}" for paper, own in zip(papers, parts, strict=True) for p in own]
        vectors, tokens = self.words.read(texts)
        if self.embedder is not self.words:
            vectors = self.embedder.embed(texts)
        ends = list(accumulate(map(len, parts)))
        return [
            Entry(paper, own, vectors[end - len(own) : end], tuple(tokens[end - len(own) : end]))
            for paper, own, end in zip(papers, parts, ends, strict=True)
        ]

    def _sync(self) -> None:
        self.vectors.sync()
        self.lexical.sync()
        self.catalog.forget_removed()

    @contextmanager
    def _writing(self, wait: bool = True, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Hold the library's write lock.

        Raises:
            filelock.Timeout: another process holds it and `wait` is False.
        """
        lock = filelock.FileLock(self.home / ".lock")
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            if not wait:
                raise
            waiting()
            lock.acquire()
        try:
            yield
        finally:
            lock.release()


@dataclass
class _Tally:
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    merged: int = 0
    handled: int = 0
    skipped: list[Skipped] = field(default_factory=list)
