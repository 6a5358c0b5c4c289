"""The library: papers in, papers out, with catalogue, vectors and lexical index kept in step."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from os import PathLike
from pathlib import Path
from typing import Any, Self

import filelock
import numpy as np

from rag.errors import LibraryError
from rag.library.backup import CATALOGUE_FILE
from rag.library.catalog import Catalog
from rag.library.collection import place
from rag.library.dense import ALL, EXACT_PASSAGES, Dense
from rag.library.generation import reached
from rag.library.lexical import Lexical
from rag.library.lock import folder_lock
from rag.library.matrix import Matrix
from rag.library.own_embedder import OwnEmbedder, how_to_reindex
from rag.library.passage_files import PASSAGES, PassageFiles
from rag.library.snapshots import had_papers
from rag.library.tables.audit import Acting, Change
from rag.library.tables.bibliography import Bibliography
from rag.library.tables.database import Databases, cannot_be_written
from rag.library.tables.holdings import Holdings
from rag.library.tables.paging import Page
from rag.library.tables.read_only import is_read_only, scratch
from rag.library.tables.schema import MOVING
from rag.library.tables.tags import Tags
from rag.library.word_vectors import WordVectors
from rag.records import Condition, Paper
from rag.setup.embedders import Embedder, WordLlamaEmbedder
from rag.setup.people import NOBODY, Role
from rag.setup.private import make_private
from rag.setup.settings import Settings, given_settings


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the indexes propose for a question: `ids` in one order, whatever the indexes gave, and of each paper its
    BM25 score and the cosine of its best passage, both of shape (papers,).

    `matrix` has them all: another thread may put a new one in its library's place meanwhile.
    """

    matrix: Matrix
    ids: list[str]
    lexical: np.ndarray
    cosines: np.ndarray


class Library:
    """The papers of one folder, or of a group's database, with their indexes. Reading is safe from many threads and
    processes; one writer at a time, others wait. A folder that cannot be written, and has a library, `is_read_only`: all
    of it can be read.

    `home` is its folder on this machine; `databases`, where its tables are; `indexes`, the folder of what this machine
    derives of them.

    A `with` closes it at its end. Any number may be open in one process, each with settings of its own.

    Args:
        acting: who it is that asks or changes something, asked each time; who may not change the library, does not.

    Raises (on opening):
        LibraryError: the folder cannot be written, the database is not reached, or another embedder built it.
    """

    def __init__(self, settings: Settings, acting: Acting = lambda: NOBODY) -> None:
        self.home = settings.home.expanduser().absolute()
        self._refreshing = threading.RLock()
        # Of one generation, and one state of the tags.
        self._meeting: tuple[tuple[int, int], dict[tuple[Condition, ...], frozenset[str]]] = ((-1, -1), {})
        self.databases = Databases.of(settings)
        self._spread: tuple[int, dict[int, tuple[Paper, ...]]] = (-1, {})  # of one generation, by how many
        catalogue = self.home / CATALOGUE_FILE
        self.is_read_only = not self.databases.are_shared and catalogue.exists() and is_read_only(catalogue)
        try:
            if not self.is_read_only:
                self.home.mkdir(0o700, parents=True, exist_ok=True)
                (self.home / ".writable").touch()
        except OSError as error:
            why = "it is a file" if isinstance(error, FileExistsError) else error.strerror
            raise LibraryError(
                f"{error.filename or self.home}: cannot be written: {why}",
                "choose another folder with --home; if a library is in this one, colloquy doctor --repair looks at it",
            ) from None
        self.catalog = Catalog(self.databases, acting)
        self.acting = acting
        if self.catalog.manifest(MOVING):
            raise LibraryError(
                f"{self.place}: the library that was to be moved here is not whole",
                "run colloquy move again where it comes from, with the same --to",
            )
        # What follows a group's catalogue never meets what follows another one.
        self.indexes = self.home / self.catalog.name() if self.databases.are_shared else self.home
        if not self.is_read_only:
            self.indexes.mkdir(0o700, exist_ok=True)
        exact = ALL if self.is_read_only else EXACT_PASSAGES
        files = PassageFiles(self.indexes / PASSAGES)
        self.dense = Dense(place(self.indexes / "chroma", settings, self.catalog.name), self.catalog, exact, files)
        self.lexical = Lexical(self._lexical_folder(), self.catalog)
        self._generation = self.catalog.generation()
        make_private(self.home)
        self._own_embedder = OwnEmbedder(self.place, self.catalog, settings)
        if not self._generation and (
            self.lexical.generation()
            or (not self.dense.is_shared and self.dense.generation())
            or (not self.databases.are_shared and had_papers(catalogue))
        ):
            raise LibraryError(
                f"{self.home} has indexes or backups, but its catalogue.sqlite was lost: it is empty",
                "colloquy doctor --repair puts it back from its newest backup; or delete the folder, and add the papers again",
            )

    @classmethod
    def open(cls, home: str | PathLike[str], **given: Any) -> Self:
        """The library in that folder, which is made where there is none, with the settings that are `given` by name and
        the defaults: nothing is read from the environment, nor from what the page stores with a library.

        Raises:
            InputError: a value that does not fit, or a name that is no setting.
            LibraryError: the folder cannot be written, or another embedder built it.
        """
        return cls(given_settings(home=home, **given))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self.dense.close()
        self.catalog.close()
        make_private(self.home)  # what came in since it was opened

    @property
    def place(self) -> str:
        """Where its papers are, as people are told."""
        return self.catalog.place if self.databases.are_shared else str(self.home)

    @property
    def dense_place(self) -> str | None:
        """Where the Chroma collection is, where that is a server, and what it is called there."""
        if not self.dense.is_shared:
            return None
        return f"{self.settings.chroma} as {self.catalog.name()}"

    @property
    def settings(self) -> Settings:
        return self._own_embedder.settings

    def use(self, settings: Settings) -> None:
        """Take up other settings for the same folder, such as another key or address of the embedder's server."""
        self._own_embedder.use(settings)

    @property
    def embedding(self) -> str:
        """The name of the embedder."""
        return self._own_embedder.name

    @property
    def embedder(self) -> Embedder:
        """The embedder that built this library, or is to build it."""
        return self._own_embedder.get()

    @cached_property
    def words(self) -> WordLlamaEmbedder:
        """The embedder of tokens, words and sentences, always on this machine: many small texts for each question."""
        return self._own_embedder.words()

    @cached_property
    def word_vectors(self) -> WordVectors:
        """Unit vectors of single words."""
        return WordVectors(self.words.embed)

    # reading

    def __len__(self) -> int:
        return self.catalog.count()

    def __bool__(self) -> bool:
        """A library without papers is one all the same."""
        return True

    def generation(self) -> int:
        """A number that grows with each change of the papers, by whatever process."""
        return self.catalog.generation()

    def damaged(self) -> frozenset[str]:
        """The ids of the papers that were found damaged on disk, as far as they were read: they are left out of what is
        read, searched and answered."""
        return self.dense.matrix.damaged.union(self.catalog.damaged)

    def check(self) -> None:
        """Look at every page of the catalogue's file, and at the checksum of every paper.

        Raises:
            LibraryError: it is damaged.
        """
        self.catalog.check()

    @property
    def tags(self) -> Tags:
        """What people call papers."""
        return self.catalog.tags

    @property
    def holdings(self) -> Holdings:
        """What sources say of papers beside their records: collections, notes, tags."""
        return self.catalog.holdings

    @property
    def bibliography(self) -> Bibliography:
        """What the records of papers say, a field at a time."""
        return self.catalog.bibliography

    def changes(self, most: int | None = None) -> tuple[Change, ...]:
        """Who changed what of it, the newest first."""
        return self.catalog.changes(most)

    @property
    def matrix(self) -> Matrix:
        """The passages in memory, as of the last `refresh`."""
        return self.dense.matrix

    def papers(self, limit: int | None = None, where: Condition | None = None) -> tuple[Paper, ...]:
        return self.catalog.papers(limit, where)

    def page(self, where: Sequence[Condition], limit: int, after: int = 0) -> Page:
        """At most `limit` of the papers that meet all of the conditions, in the order in which they came in, behind the
        page whose `next` is `after`."""
        return self.catalog.page(where, limit, after)

    def each(self, where: Sequence[Condition] = ()) -> Iterator[Paper]:
        """The papers that meet all of the conditions, in the order in which they came in, without holding them all."""
        return self.catalog.each(where)

    def headings(self) -> Iterator[Paper]:
        """All papers without what takes the space; see `Catalog.headings`."""
        return self.catalog.headings()

    def spread(self, n: int) -> list[Paper]:
        """At most n papers at even distances of the order in which they came in, the same ones each time."""
        generation = self.catalog.generation()
        if self._spread[0] != generation:
            self._spread = (generation, {})
        spread = self._spread[1]
        if n not in spread:
            spread[n] = tuple(self.catalog.spread(n))
        return list(spread[n])

    def years(self) -> tuple[int, int] | None:
        """The first and the last year of papers; None where they tell of none."""
        return self.catalog.years()

    def get(self, ids: Sequence[str]) -> dict[str, Paper]:
        """Those of the papers that are here, by id."""
        return self.catalog.get(ids)

    def called(self, names: Sequence[str]) -> dict[str, set[str]]:
        """Each of these names that is known -> the ids of its papers; see `Catalog.named`."""
        return self.catalog.named(names)

    def find(self, names: Sequence[str]) -> list[Paper]:
        """The papers with one of these ids, keys or identifiers; see `Catalog.named`."""
        return self.catalog.find(names)

    def records(self, ids: Collection[str]) -> int:
        """How many records these papers came as, duplicates among them."""
        return self.catalog.records(ids)

    def is_merged(self, paper_id: str) -> bool:
        """Whether a paper is made of several records."""
        return any(len(work.records) > 1 for work in self.catalog.works_called(paper_id))

    def titled(self, titles: Sequence[str]) -> list[Paper]:
        """The papers with one of these titles; case, accents and punctuation do not count."""
        return self.catalog.titled(titles)

    def meeting(self, where: tuple[Condition, ...]) -> frozenset[str]:
        """The ids of the papers that meet all of the conditions."""
        state = (self.dense.matrix.generation, self.catalog.tags.changes())
        if self._meeting[0] != state:
            self._meeting = (state, {})
        found = self._meeting[1]
        if where not in found:
            found[where] = frozenset(self.catalog.ids_where(where))
        return found[where]

    def named(self, names: Sequence[str]) -> tuple[frozenset[str], tuple[str, ...]]:
        """The ids of the papers that have one of these names, as of the last `refresh`; and the names that none has."""
        matrix = self.matrix
        ids = {name for name in names if name in matrix}
        others = [name for name in names if name not in ids]
        found = self.catalog.named(others) if others else {}
        return frozenset(ids.union(*found.values())), tuple(name for name in others if name not in found)

    def embed(self, text: str) -> np.ndarray:
        """The unit vector of a question, shape (dimensions,).

        Raises:
            ModelError: the embedder does not answer.
            LibraryError: what it gives is not comparable with what it gave when the library was built.
        """
        vector = self._own_embedder.question(text)
        if (dimensions := self.dense.matrix.dimensions) and dimensions != len(vector):
            raise LibraryError(
                f"the embedder {self.embedding} gives {len(vector)} numbers, the library's vectors have {dimensions}",
                f"check which model its server runs, or build the vectors anew: {how_to_reindex(self.embedding)}",
            )
        return vector

    def proposed(
        self, question: str, k: int, among: Collection[str] | None = None, vector: np.ndarray | None = None
    ) -> Proposed:
        """The k best papers of each index, as of the last `refresh`; each with its score in the other one, too.

        Args:
            among: ids of the papers that may be proposed.
            vector: what `embed` gives for the question, where that is at hand.

        Raises:
            ModelError: the embedder does not answer.
        """
        vector = self.embed(question) if vector is None else vector
        lexical = self.lexical.search(question, k, among)
        dense = self.dense.nearest(vector, k, among)
        lexical |= self.lexical.scores(question, [i for i in dense if i not in lexical])
        dense |= self.dense.cosines(vector, [i for i in lexical if i not in dense])
        matrix = self.matrix
        ids = sorted(i for i in dense if i in matrix)
        return Proposed(matrix, ids, np.array([lexical.get(i, 0.0) for i in ids]), np.array([dense[i] for i in ids]))

    def by_words(self, query: str, k: int, among: Collection[str] | None = None) -> dict[str, float]:
        """The k best papers by words alone -> BM25 score; empty when no word of the query is known."""
        return self.lexical.search(query, k, among)

    def document_frequency(self, stem: str) -> int:
        """How many papers hold a stem in title or abstract (at least; the larger of the two counts)."""
        return self.lexical.document_frequency(stem)

    def has_stem(self, stem: str, among: frozenset[str] | None = None) -> bool:
        """Whether any paper, or any of those named, holds a stem in title or abstract."""
        return self.lexical.has(stem, among)

    def refresh(self) -> None:
        """Take up what other processes have changed, and repair what a crash left behind. Cheap when nothing has."""
        with self._refreshing:
            generation = self.catalog.generation()
            if generation != self._generation:
                self._own_embedder.settle()  # another process may have changed it
                self._generation = generation
                self.catalog.damaged.clear()  # it may have been mended
            self.follow(generation)
            self.lexical.refresh()
            self.dense.refresh(generation)
            if not self.is_read_only and self.dense.is_outgrown():
                with suppress(filelock.Timeout, LibraryError), folder_lock(self.home, lambda line: None, wait=False):
                    self.dense.keep()

    def is_behind(self) -> bool:
        """Whether a group's papers are still to be taken up on this machine, as all of them are on a new one."""
        return self.databases.are_shared and self.lexical.generation() != self.generation()

    def follow(self, generation: int, progress: Callable[[int], None] = lambda done: None) -> None:
        """Bring the indexes up to the catalogue's generation, each unless another process is just doing so.

        Args:
            progress: called with the number of papers, then of passages, that have been taken up.
        """
        if self.is_read_only:
            self.lexical.sync()  # in a folder of this process
            return
        # An index that is damaged raises on its own account when it is searched; search does without Chroma.
        if self.lexical.generation() != generation:
            with suppress(filelock.Timeout, LibraryError), folder_lock(self.home, lambda line: None, wait=False):
                self.lexical.sync(progress=progress)
        # As long as another process writes, a server of Chroma's lies behind, and is too busy to be asked.
        if not self.dense.is_known_at(generation):
            with suppress(filelock.Timeout, LibraryError), self._following(self.dense.is_shared):
                self.dense.sync(progress=progress)

    def notices(self) -> tuple[str, ...]:
        """What is not to be had just now, and what is done without it, in sentences for people."""
        why = self.dense.problem()
        return () if why is None else (f"{why[:1].upper()}{why[1:]}: passages are compared in memory meanwhile.",)

    # writing

    def check_writable(self) -> None:
        """
        Raises:
            LibraryError: the library is read-only.
        """
        if self.is_read_only:
            raise cannot_be_written(self.home)

    def note(self, what: str, needs: Role) -> None:
        """Note a change of what belongs to it and is kept elsewhere, such as its settings.

        Raises:
            InputError: whoever makes it has not the role that it needs.
        """
        self.catalog.note(what, needs)

    def sync(self, progress: Callable[[int], None] = lambda done: None) -> None:
        """Bring the indexes up to the catalogue; for whoever is `writing`.

        Args:
            progress: called with the number of passages put into Chroma, the slower of the two.
        """
        changes_since = lru_cache(maxsize=1)(self.catalog.changes_since)  # both are at one generation, as a rule
        self.lexical.sync(changes_since)
        self.dense.sync(changes_since, progress)
        if self.dense.is_at(self.catalog.generation()):  # not, where its server was away
            self.catalog.forget_removed()

    @contextmanager
    def writing(self, say: Callable[[str], None] = lambda line: None, wait: bool = True) -> Iterator[None]:
        """Hold the library's write lock, with what other processes wrote before taken up.

        Raises:
            filelock.Timeout: another process holds it and `wait` is False.
            LibraryError: the library is read-only.
        """
        self.check_writable()
        with self.catalog.writing(say, wait), folder_lock(self.home, say, wait):
            self._own_embedder.settle()
            yield

    def _following(self, is_shared: bool) -> AbstractContextManager[None]:
        """The lock of who brings an index in step: one that machines share has one writer among all of them."""
        return self.writing(wait=False) if is_shared else folder_lock(self.home, lambda line: None, wait=False)

    def _lexical_folder(self) -> Path:
        """Where the lexical index is: of a library that is only read, links to its files beside locks of this process."""
        folder = self.indexes / "lexical"
        if not self.is_read_only:
            return folder
        links = Path(tempfile.mkdtemp(dir=scratch()))
        if reached(folder) == self.catalog.generation():
            for file in folder.iterdir():
                if file.suffix != ".lock":
                    (links / file.name).symlink_to(file)
        return links
