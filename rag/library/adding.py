"""Papers in, papers out: records into the catalogue in batches, each sorted into works, embedded and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import TypeVar

from rag.intake.report import ImportReport, file_counts
from rag.intake.sources import Source, unused_fields
from rag.intake.works.merge import Work
from rag.intake.works.resolve import Resolution, Resolver
from rag.library.chunk import passages
from rag.library.embedding import EmbeddingRun, text_of
from rag.library.library import Library
from rag.library.mirror import Mirror
from rag.library.tables.entries import Entry
from rag.records import LeftOut, Paper, Passage, Skipped
from rag.setup.embedders import EMBEDDED

_BATCH = 1_000  # records a transaction
_SYNCED = 5_000  # papers before the indexes take them up: few large steps are quicker, and make quicker indexes
_SLOW_BATCH = 200  # where embedding them takes long: what is done is there to be searched
_T = TypeVar("_T")
_Read = tuple[str, Paper | Skipped]  # the file, "" where none is named, or another source, and a record


@dataclass(frozen=True, slots=True)
class Removed:
    """The ids of the papers that were taken out, the names that no paper has, and those that several have, with the
    ids of these: none of them was taken out by such a name."""

    removed: tuple[str, ...]
    missing: tuple[str, ...]
    ambiguous: dict[str, tuple[str, ...]]


def add(
    library: Library,
    records: Iterable[Paper | Skipped],
    progress: Callable[[int], None] = lambda done: None,
    say: Callable[[str], None] = lambda line: None,
    source: str = "",
) -> ImportReport:
    """Put papers in; what is there already is left, updated or merged. Interrupted, it keeps whole batches.

    Args:
        source: the one file or service that all of them came from, where it is one.
        progress: called with the number of records handled so far.
        say: told in a line that another process is writing and this one waits, and what a paid embedder will cost.
    """
    with library.writing(say):
        return Adding(library, say).add(((source, record) for record in records), progress)


def add_named(
    library: Library,
    read: Iterable[tuple[str, Paper | Skipped]],
    progress: Callable[[int], None] = lambda done: None,
    say: Callable[[str], None] = lambda line: None,
) -> ImportReport:
    """The same with records that come from several files, each with the name of its own; that is only told."""
    with library.writing(say):
        return Adding(library, say).add(read, progress)


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
    """Take papers out, by id, key or identifier."""
    with library.writing(say):
        named = library.catalog.named(ids)
        one = dict.fromkeys(paper_id for found in named.values() if len(found) == 1 for paper_id in found)
        if one:
            library.catalog.write(remove=list(one))
            library.sync()
        return Removed(
            tuple(one),
            tuple(name for name in ids if name not in named),
            {name: tuple(sorted(found)) for name, found in named.items() if len(found) > 1},
        )


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


def embedding_run(library: Library, say: Callable[[str], None]) -> EmbeddingRun | None:
    """What embeds passages where the embedder is not the embedded one, for whoever is `writing`."""
    if library.embedding == EMBEDDED:
        return None
    pending = library.catalog.pending(library.embedding)
    return EmbeddingRun(library.embedder, pending, say, dimensions=library.catalog.passages.dimensions())


class Adding:
    """One reading of records into a library, for whoever is `writing` it.

    Args:
        mirror: takes note of which files hold which papers, where that is to be remembered.
        called: what a file is called in the report, where many are told of as one.
    """

    def __init__(
        self,
        library: Library,
        say: Callable[[str], None],
        mirror: Mirror | None = None,
        called: Callable[[str], str] = lambda file: file,
    ) -> None:
        self._library = library
        self._say = say
        self._mirror = mirror
        self._called = called

    def add(self, read: Iterable[_Read], progress: Callable[[int], None]) -> ImportReport:
        """Take records in, whole batches at a time."""
        library = self._library
        resolver, told, handled, unsynced = Resolver(), list[tuple[str, Skipped]](), 0, 0
        if run := embedding_run(library, self._say):
            read = list(read)
            run.announce(self._new_texts(read), library.settings)
        for batch in _batches(read, _SLOW_BATCH if run else _BATCH):
            changed = self._take(batch, resolver)
            unsynced += self._write(changed, run)
            if self._mirror:
                self._note(batch, changed, self._mirror)
            if run or unsynced >= _SYNCED:
                library.sync()
                unsynced = 0
            told += [
                (self._called(file), replace(record, paper=None))
                for file, record in batch
                if isinstance(record, Skipped)
            ]
            handled += len(batch)
            progress(handled)
        if unsynced:
            library.sync()
        if run:
            run.forget()
        skipped = [(file, record) for file, record in told if not isinstance(record, LeftOut)]
        total = resolver.total
        return ImportReport(
            added=total["added"],
            updated=total["updated"],
            unchanged=total["unchanged"],
            merged=total["merged"],
            skipped=tuple(record for _, record in skipped),
            total=len(library),
            joined=resolver.joined,
            merges=resolver.merges,
            left_out=tuple(record for _, record in told if isinstance(record, LeftOut)),
            files=file_counts(resolver.counts, skipped),
        )

    def _take(self, batch: Sequence[_Read], resolver: Resolver) -> Resolution:
        papers = [(file, record) for file, record in batch if isinstance(record, Paper)]
        records = [record for _, record in papers]
        return resolver.take(records, self._library.catalog.known(records), [self._called(file) for file, _ in papers])

    def _new_texts(self, read: Sequence[_Read]) -> list[str]:
        """What adding these records will have embedded."""
        new = (work.paper for batch in _batches(read, _BATCH) for work in self._take(batch, Resolver()).works)
        return [text_of(paper, passage) for paper in new for passage in passages(paper)]

    def _write(self, changed: Resolution, run: EmbeddingRun | None) -> int:
        """Put changed works into the catalogue; how many."""
        if changed.works:
            # First, so that no crash leaves vectors whose embedder is not known.
            self._library.catalog.set_manifest("embedding", self._library.embedding)
            self._library.catalog.write(
                entries(self._library, [work.paper for work in changed.works], run, changed.works), (), changed.joined
            )
        if changed.fuller:
            self._library.catalog.note_records(changed.fuller)
        return len(changed.works)

    def _note(self, batch: Sequence[_Read], changed: Resolution, mirror: Mirror) -> None:
        """Remember which files hold which papers."""
        homes = iter(changed.homes)
        held = [(file, next(homes)) for file, record in batch if isinstance(record, Paper)]
        bare = [(file, r.paper) for file, r in batch if isinstance(r, Skipped) and r.paper]  # only the abstract lacks
        known = self._library.catalog.known([paper for _, paper in bare])
        held += [(file, work.id) for file, paper in bare for work in known.works_of(paper)[:1]]
        mirror.origins.note(held, mirror.reading)
        for file, record in batch:
            mirror.met(file, record)


def _batches(read: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """What is read in batches, each as soon as it is there: the rest is not read yet."""
    read = iter(read)
    while batch := list(islice(read, size)):
        yield batch
