"""Papers in, papers out: records into the catalogue in batches, each sorted into works, embedded and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import TypeVar

from rag.intake.report import ImportReport
from rag.intake.sources import Source, unused_fields
from rag.intake.works.merge import Work
from rag.intake.works.resolve import KnownWorks, Resolution, Resolver
from rag.library.chunk import passages
from rag.library.embedding import EmbeddingRun, text_of
from rag.library.library import Library
from rag.library.mirror import Mirror
from rag.library.tables.entries import Entry
from rag.records import Paper, Passage, Skipped
from rag.setup.embedders import EMBEDDED

_BATCH = 1_000  # records a transaction
_SYNCED = 5_000  # papers before the indexes take them up: few large steps are quicker, and make quicker indexes
_SLOW_BATCH = 200  # where embedding them takes long: what is done is there to be searched
_T = TypeVar("_T")
_Read = tuple[str, Paper | Skipped]  # the file, "" where none is named, and a record


@dataclass(frozen=True, slots=True)
class Removed:
    """The ids of the papers that were taken out, and the names that no paper has."""

    removed: tuple[str, ...]
    missing: tuple[str, ...]


def add(
    library: Library,
    records: Iterable[Paper | Skipped],
    progress: Callable[[int], None] = lambda done: None,
    say: Callable[[str], None] = lambda line: None,
) -> ImportReport:
    """Put papers in; what is there already is left, updated or merged. Interrupted, it keeps whole batches.

    Args:
        progress: called with the number of records handled so far.
        say: told in a line that another process is writing and this one waits, and what a paid embedder will cost.
    """
    with library.writing(say):
        return Adding(library, say).add((("", record) for record in records), progress)


def add_files(
    library: Library,
    sources: Sequence[Source],
    progress: Callable[[int], None] = lambda done: None,
    say: Callable[[str], None] = lambda line: None,
    mirror: bool = False,
) -> ImportReport:
    """The same with the records of files, which are remembered as the papers' sources.

    Args:
        mirror: take out the papers that came from these sources before, are not there any more, and that no other
            source holds; but see `Mirror` on sources that could not be read whole.
    """
    with library.writing(say):
        origins = library.catalog.origins
        reading = Mirror(origins, origins.next_reading())
        read = ((file, record) for source in sources for file, records in source.files for record in records)
        report = replace(Adding(library, say, reading).add(read, progress), unused=unused_fields(sources))
        if not mirror:
            return report
        gone, doubtful = reading.gone(sources)
        if gone:
            library.catalog.write(remove=gone)
            library.sync()
        return replace(report, removed=len(gone), kept=tuple(doubtful), total=len(library))


def remove(library: Library, ids: Sequence[str], say: Callable[[str], None] = lambda line: None) -> Removed:
    """Take papers out, by id or key."""
    with library.writing(say):
        found = library.find(ids)
        named = {name for paper in found for name in (paper.id, paper.key)}
        if found:
            library.catalog.write(remove=[paper.id for paper in found])
            library.sync()
        return Removed(tuple(p.id for p in found), tuple(i for i in ids if i not in named))


def entries(
    library: Library, papers: Sequence[Paper], run: EmbeddingRun | None = None, works: Sequence[Work] = ()
) -> list[Entry]:
    """Papers as the catalogue holds them, with their works where they are made of several records; `run` embeds them
    where the embedder is not the embedded one."""
    parts: list[tuple[Passage, ...]] = [passages(paper) for paper in papers]
    texts = [text_of(paper, p) for paper, own in zip(papers, parts, strict=True) for p in own]
    vectors, tokens = library.words.read(texts)
    if run:
        vectors = run.vectors(texts)
    ends = list(accumulate(map(len, parts)))
    records = [work.records if len(work.records) > 1 else () for work in works] or [()] * len(papers)
    return [
        Entry(paper, own, vectors[end - len(own) : end], tuple(tokens[end - len(own) : end]), records_)
        for paper, own, end, records_ in zip(papers, parts, ends, records, strict=True)
    ]


class Adding:
    """One reading of records into a library, for whoever is `writing` it.

    Args:
        mirror: takes note of which files hold which papers, where that is to be remembered.
    """

    def __init__(self, library: Library, say: Callable[[str], None], mirror: Mirror | None = None) -> None:
        self._library = library
        self._say = say
        self._mirror = mirror

    def add(self, read: Iterable[_Read], progress: Callable[[int], None]) -> ImportReport:
        """Take records in, whole batches at a time."""
        library, catalog = self._library, self._library.catalog
        resolver, skipped, handled, unsynced, run = Resolver(), [], 0, 0, None
        if library.embedding != EMBEDDED:
            read, pending = list(read), catalog.pending(library.embedding)
            run = EmbeddingRun(library.embedder, pending, self._say, dimensions=catalog.passages.dimensions())
            run.announce(self._new_texts([record for _, record in read]), library.settings)
        for batch in _batches(read, _SLOW_BATCH if run else _BATCH):
            changed = self._take([record for _, record in batch], resolver)
            unsynced += self._write(changed, run)
            if self._mirror:
                self._note(batch, changed, self._mirror)
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
        counts = (resolver.added, resolver.updated, resolver.unchanged, resolver.merged)
        return ImportReport(*counts, tuple(skipped), len(library), resolver.joined)

    def _take(self, records: Sequence[Paper | Skipped], resolver: Resolver) -> Resolution:
        papers = [record for record in records if isinstance(record, Paper)]
        return resolver.take(papers, KnownWorks(self._library.catalog.works_like(papers)))

    def _new_texts(self, records: Sequence[Paper | Skipped]) -> list[str]:
        """What adding these records will have embedded."""
        new = (work.paper for batch in _batches(records, _BATCH) for work in self._take(batch, Resolver()).works)
        return [text_of(paper, passage) for paper in new for passage in passages(paper)]

    def _write(self, changed: Resolution, run: EmbeddingRun | None) -> int:
        """Put changed works into the catalogue; how many."""
        if changed.works:
            # First, so that no crash leaves vectors whose embedder is not known.
            self._library.catalog.set_manifest("embedding", self._library.embedding)
            self._library.catalog.write(
                entries(self._library, [work.paper for work in changed.works], run, changed.works), (), changed.joined
            )
        return len(changed.works)

    def _note(self, batch: Sequence[_Read], changed: Resolution, mirror: Mirror) -> None:
        """Remember which files hold which papers."""
        homes = iter(changed.homes)
        held = [(file, next(homes)) for file, record in batch if isinstance(record, Paper)]
        bare = [(file, r.paper) for file, r in batch if isinstance(r, Skipped) and r.paper]  # only the abstract lacks
        known = KnownWorks(self._library.catalog.works_like([paper for _, paper in bare]))
        held += [(file, work.id) for file, paper in bare for work in known.works_of(paper)[:1]]
        mirror.origins.note(held, mirror.reading)
        for file, record in batch:
            mirror.met(file, record)


def _batches(read: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """What is read in batches, each as soon as it is there: the rest is not read yet."""
    read = iter(read)
    while batch := list(islice(read, size)):
        yield batch
