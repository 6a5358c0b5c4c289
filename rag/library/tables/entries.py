"""Entries in the catalogue's database: papers with their passages, the vectors of these, and what changed since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sqlalchemy as sa

from rag.library.tables import checksums, origins, schema, tags, works
from rag.library.tables.database import Row, snapshot
from rag.library.tables.dialects import insert_many
from rag.records import Paper, Passage, Span

_AT_ONCE = 1_000  # papers read at a time


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper with its passages, their vectors, float32 of shape (passages, dimensions), and their distinct tokens,
    uint16, an array a passage. `records` are those that it is made of, where they are several; `tags` are its own;
    `origins` are the files that hold it, each with the last reading that found it there."""

    paper: Paper
    passages: tuple[Passage, ...]
    vectors: np.ndarray
    tokens: tuple[np.ndarray, ...]
    records: tuple[Paper, ...] = ()
    tags: tuple[str, ...] = ()
    origins: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to the library after some generation, up to `generation`."""

    generation: int
    removed_papers: tuple[str, ...]
    removed_passages: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class NewPapers:
    """The papers that came or changed after some generation, up to `generation`, to be read once, and how many they are;
    and the ids of those that were taken out, or put in anew."""

    generation: int
    removed: frozenset[str]
    count: int
    papers: Iterator[Paper]


def of(db: sa.Connection, ids: Sequence[str], damaged: set[str]) -> list[Entry]:
    """Papers with all that is kept of them, in the order in which they came in; those that are not here left out, and so
    are those that are damaged, whose ids go to `damaged`: written again, they would pass for sound."""
    held, tagged, own = works.of(db, ids), tags.of(db, ids), schema.passages.c
    files = origins.of(db, ids)
    parts = _by_paper(
        row
        for lot in schema.lots(list(ids))
        for row in db.execute(sa.select(schema.passages).where(own.paper_id.in_(lot)).order_by(own.start))
    )
    papers = {paper.id: paper for paper in checksums.papers_with(db, schema.papers.c.id, ids, damaged)}
    return [
        replace(
            _entry(papers[work.id], parts[work.id]),
            records=work.records if len(work.records) > 1 else (),
            tags=tagged.get(work.id, ()),
            origins=files.get(work.id, ()),
        )
        for work in held
        if work.id in papers
    ]


def since(db: sa.Connection, generation: int) -> Changes:
    """Everything after a generation; 0 gives the whole library. Records and tags, which no index holds, are left out."""
    now, newer = schema.generation(db), schema.papers.c.generation > generation
    gone = db.execute(sa.select(schema.removed).where(schema.removed.c.generation > generation)).all()
    papers = list(map(schema.paper, db.execute(sa.select(*schema.PAPER_COLUMNS).where(newer))))
    parts = sa.select(schema.passages).join(schema.papers).where(newer).order_by(schema.passages.c.start)
    by_paper = _by_paper(db.execute(parts))
    return Changes(
        now,
        tuple({row.paper_id for row in gone}),
        tuple(row.passage_id for row in gone),
        tuple(_entry(paper, by_paper.get(paper.id, [])) for paper in papers),
    )


@contextmanager
def papers_since(engine: sa.Engine, generation: int) -> Iterator[NewPapers]:
    """The papers after a generation as they are read, without their passages; 0 gives all."""
    newer, gone = schema.papers.c.generation > generation, schema.removed.c
    query = sa.select(*schema.PAPER_COLUMNS).where(newer)
    with snapshot(engine) as db:
        now = schema.generation(db)
        removed = set(db.scalars(sa.select(gone.paper_id).where(gone.generation > generation)))
        count = db.scalar(sa.select(sa.func.count()).select_from(schema.papers).where(newer)) or 0
        rows = db.execution_options(yield_per=_AT_ONCE).execute(query)
        yield NewPapers(now, frozenset(removed), count, map(schema.paper, rows))


def drop(db: sa.Connection, ids: Sequence[str], generation: int) -> dict[str, int]:
    """Take papers and their passages out, with a note for the indexes; id -> the number that each had."""
    own, parts = schema.papers.c, schema.passages.c
    numbers = dict(map(tuple, db.execute(sa.select(own.id, own.number).where(own.id.in_(ids)))))
    old = db.execute(sa.select(parts.id, parts.paper_id).where(parts.paper_id.in_(ids))).all()
    db.execute(sa.delete(schema.removed).where(schema.removed.c.paper_id.in_(ids)))
    if old:
        notes = [{"passage_id": row.id, "paper_id": row.paper_id, "generation": generation} for row in old]
        insert_many(db, schema.removed, notes)
    checksums.drop(db, ids)
    db.execute(sa.delete(schema.passages).where(parts.paper_id.in_(ids)))
    db.execute(sa.delete(schema.papers).where(own.id.in_(ids)))
    return numbers


def put(db: sa.Connection, entries: Sequence[Entry], generation: int, numbers: Mapping[str, int]) -> None:
    """Write papers and passages that are new, or have been dropped before: those keep the `numbers` that they had."""
    rows = [(entry.paper.id, schema.paper_row(entry.paper, generation)) for entry in entries]
    known = [row | {"number": numbers[paper_id]} for paper_id, row in rows if paper_id in numbers]
    new = [row for paper_id, row in rows if paper_id not in numbers]
    parts = [row for entry in entries for row in _passage_rows(entry)]
    # Those with a number first: the numbers of new ones are above them.
    for table, lot in ((schema.papers, known), (schema.papers, new), (schema.passages, parts)):
        insert_many(db, table, lot)
    checksums.put(db, [*known, *new], parts)


def _passage_rows(entry: Entry) -> Iterable[dict[str, Any]]:
    for passage, vector, tokens in zip(entry.passages, entry.vectors, entry.tokens, strict=True):
        yield {
            "id": passage.id,
            "paper_id": passage.paper_id,
            "start": passage.span.start,
            "end": passage.span.end,
            "vector": np.asarray(vector, dtype=np.float32).tobytes(),
            "tokens": tokens.tobytes(),
        }


def _by_paper(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.paper_id, []).append(row)
    return found


def _entry(paper: Paper, rows: Sequence[Row]) -> Entry:
    spans = [Span(row.start, row.end) for row in rows]
    return Entry(
        paper,
        tuple(Passage(row.id, paper.id, span, span.of(paper.abstract)) for row, span in zip(rows, spans, strict=True)),
        np.array([np.frombuffer(row.vector, dtype=np.float32) for row in rows]),
        tuple(np.frombuffer(row.tokens, dtype=np.uint16) for row in rows),
    )
