"""The passages in the catalogue's database, apart from their papers: what is read of all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sqlalchemy as sa

from rag.library.tables import checksums, schema
from rag.library.tables.database import snapshot
from rag.records import Paper, Passage, Span

_ROWS = schema.passages.c


class Passages:
    """The catalogue's table of passages, with their vectors and tokens."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def all(self) -> Iterator[tuple[Paper, Passage]]:
        """All passages, each with its paper."""
        with self._engine.connect() as db:
            papers = {row.id: schema.paper(row) for row in db.execute(sa.select(*schema.PAPER_COLUMNS))}
            for row in db.execute(sa.select(_ROWS.id, _ROWS.paper_id, _ROWS.start, _ROWS.end)):
                paper, span = papers[row.paper_id], Span(row.start, row.end)
                yield paper, Passage(row.id, paper.id, span, span.of(paper.abstract))

    def since(self, generation: int) -> tuple[int, list[str], np.ndarray, list[np.ndarray], set[str]]:
        """(generation now, paper ids, float32 vectors, tokens, ids of damaged ones), a row a passage of the papers put in
        since then. Those whose passages are not what was written have no row."""
        query = (
            sa.select(*checksums.CHECKED_PASSAGE_COLUMNS)
            .join(schema.papers)
            .where(schema.papers.c.generation > generation)
            .order_by(schema.papers.c.generation, schema.papers.c.number, _ROWS.start)
        )
        with snapshot(self._engine) as db:
            now = schema.generation(db)
            rows = db.execute(query).all()
        if damaged := checksums.differing_passages(rows):
            rows = [row for row in rows if row.paper_id not in damaged]
        matrix = np.frombuffer(b"".join(row.vector for row in rows), dtype=np.float32)
        tokens = [np.frombuffer(row.tokens, dtype=np.uint16) for row in rows]
        return now, [row.paper_id for row in rows], matrix.reshape(len(rows), -1 if rows else 0), tokens, damaged

    def vectors(self, lot: int) -> Iterator[tuple[list[str], np.ndarray]]:
        """(passage ids, float32 matrix with a row for each), at most `lot` of them at a time."""
        query = sa.select(_ROWS.id, _ROWS.vector)
        with self._engine.connect() as db:
            for rows in db.execution_options(yield_per=lot).execute(query).partitions():
                yield [row.id for row in rows], np.array([np.frombuffer(row.vector, np.float32) for row in rows])

    def dimensions(self) -> int | None:
        """The length of the vectors in use; None when there are none."""
        return next((matrix.shape[1] for _, matrix in self.vectors(1)), None)
