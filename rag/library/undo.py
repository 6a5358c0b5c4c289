"""Removal that can be undone: papers are taken out with all that is kept of them, and put back as they were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.intake.works.merge import Work
from rag.library.adding import Adding
from rag.library.library import Library
from rag.library.tables.entries import Entry
from rag.records import Paper


@dataclass(frozen=True, slots=True)
class TakenOut:
    """Papers that were removed, with the records, passages, vectors, tags and origins that they had, and the embedder."""

    embedding: str
    entries: tuple[Entry, ...]


def take_out(library: Library, ids: Sequence[str], say: Callable[[str], None] = lambda line: None) -> TakenOut:
    """Remove papers by id; those that are gone already, or are damaged on disk, are left out of what comes back."""
    with library.writing(say):
        entries = tuple(library.catalog.entries(ids))
        if out := [*(entry.paper.id for entry in entries), *library.catalog.damaged.intersection(ids)]:
            library.catalog.write(remove=out)
            library.sync()
        return TakenOut(library.embedding, entries)


def put_back(library: Library, taken: TakenOut, say: Callable[[str], None] = lambda line: None) -> None:
    """Put papers back with their ids, keys, aliases, records, vectors, tags and origins, at the end of the order of papers.

    Where a paper has come back by another way meanwhile, or the library has another embedder, its records are added,
    and its tags go to what they became.
    """
    with library.writing(say):
        there = library.catalog.known([record for entry in taken.entries for record in _records(entry)])
        known_ids = library.catalog.get([entry.paper.id for entry in taken.entries])
        as_they_were = [
            entry
            for entry in taken.entries
            if taken.embedding == library.embedding
            and entry.paper.id not in known_ids
            and not any(map(there.works_of, _records(entry)))
        ]
        if as_they_were:
            library.catalog.write(as_they_were)
            library.sync()
        kept = {entry.paper.id for entry in as_they_were}
        others = [entry for entry in taken.entries if entry.paper.id not in kept]
        if records := [record for entry in others for record in _records(entry)]:
            Adding(library, say).add((("", record) for record in records), lambda done: None)
        for entry in others:
            became = library.catalog.known([entry.paper]).works_of(entry.paper)[:1] if entry.tags else ()
            for tag in entry.tags:
                library.catalog.tags.add(tag, [work.id for work in became])


def _records(entry: Entry) -> tuple[Paper, ...]:
    return Work.of(entry.paper, entry.records).records
