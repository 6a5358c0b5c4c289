"""Adding: records into the catalogue in batches, each sorted into works, embedded and written, and then into the indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from rag.chunk import passages
from rag.embed import EmbeddingRun, text_of
from rag.embedders import EMBEDDED
from rag.identity.intake import Added, Changed, Intake, Known
from rag.mirror import Mirror
from rag.records import Paper, Skipped

if TYPE_CHECKING:
    from rag.library import Library

_BATCH = 1_000  # records a transaction
_SYNCED = 5_000  # papers before the indexes take them up: few large steps are quicker, and make quicker indexes
_SLOW_BATCH = 200  # where embedding them takes long: what is done is there to be searched
_T = TypeVar("_T")
_Read = tuple[str | None, Paper | Skipped]  # the file, where one is named, and a record


class Adding:
    """One reading of records into a library, for whoever is `writing` it.

    Args:
        found: told which files hold which papers, where that is to be remembered.
    """

    def __init__(self, library: Library, say: Callable[[str], None], found: Mirror | None = None) -> None:
        self._library = library
        self._say = say
        self._found = found

    def add(self, read: Iterable[_Read], progress: Callable[[int], None]) -> Added:
        """Take records in, whole batches at a time."""
        library, catalog = self._library, self._library.catalog
        intake, skipped, handled, unsynced, run = Intake(), [], 0, 0, None
        if library.embedding != EMBEDDED:
            read, pending = list(read), catalog.pending(library.embedding)
            run = EmbeddingRun(library.embedder, pending, self._say, dimensions=catalog.passages.dimensions())
            run.announce(self._new_texts([record for _, record in read]), library.settings)
        for batch in _batches(read, _SLOW_BATCH if run else _BATCH):
            changed = self._take([record for _, record in batch], intake)
            unsynced += self._write(changed, run)
            if self._found:
                self._note(batch, changed, self._found)
            if run or unsynced >= _SYNCED:
                library.sync()
                unsynced = 0
            skipped += [replace(record, paper=None) for _, record in batch if isinstance(record, Skipped)]
            handled += len(batch)
            progress(handled)
        if unsynced:
            library.sync()
        if run:
            pending.forget()
        counts = (intake.added, intake.updated, intake.unchanged, intake.merged)
        return Added(*counts, tuple(skipped), len(library), intake.joined)

    def _take(self, records: Sequence[Paper | Skipped], intake: Intake) -> Changed:
        papers = [record for record in records if isinstance(record, Paper)]
        return intake.take(papers, Known(self._library.catalog.works_like(papers)))

    def _new_texts(self, records: Sequence[Paper | Skipped]) -> list[str]:
        """What adding these records will have embedded."""
        new = (work.paper for batch in _batches(records, _BATCH) for work in self._take(batch, Intake()).works)
        return [text_of(paper, passage) for paper in new for passage in passages(paper)]

    def _write(self, changed: Changed, run: EmbeddingRun | None) -> int:
        """Put changed works into the catalogue; how many."""
        if changed.works:
            # First, so that no crash leaves vectors whose embedder is not known.
            self._library.catalog.set_manifest("embedding", self._library.embedding)
            self._library.catalog.write(
                self._library.entries([work.paper for work in changed.works], run, changed.works), (), changed.joined
            )
        return len(changed.works)

    def _note(self, batch: Sequence[_Read], changed: Changed, found: Mirror) -> None:
        """Remember which files hold which papers."""
        homes = iter(changed.homes)
        held = [(file, next(homes)) for file, record in batch if isinstance(record, Paper)]
        bare = [(file, r.paper) for file, r in batch if isinstance(r, Skipped) and r.paper]  # only the abstract lacks
        known = Known(self._library.catalog.works_like([paper for _, paper in bare]))
        held += [(file, work.id) for file, paper in bare for work in known.works_of(paper)[:1]]
        found.sources.found(held, found.reading)
        for file, record in batch:
            found.met(file, record)


def _batches(read: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """What is read in batches, each as soon as it is there: the rest is not read yet."""
    read = iter(read)
    while batch := list(islice(read, size)):
        yield batch
