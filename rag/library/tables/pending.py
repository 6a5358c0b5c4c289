"""Vectors that have been made and are not in use yet, kept in the catalogue's database from the moment they come.

What has been paid for is not paid for again: an interrupted run finds here what it had, by the digest of each text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b

import numpy as np
import sqlalchemy as sa

from rag.library.tables import audit, checksums, schema


def digest(text: str) -> str:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


class Pending:
    """The vectors of one embedder that wait to be used."""

    def __init__(self, engine: sa.Engine, embedding: str, acting: audit.Acting) -> None:
        self._engine = engine
        self._embedding = embedding
        self._acting = acting
        self._own = schema.pending.c.embedding == embedding

    def digests(self) -> set[str]:
        with self._engine.connect() as db:
            return set(db.scalars(sa.select(schema.pending.c.digest).where(self._own)))

    def get(self, digests: Sequence[str]) -> dict[str, np.ndarray]:
        """Those that are here, float32 of shape (dimensions,), by digest."""
        query = sa.select(schema.pending.c.digest, schema.pending.c.vector).where(self._own)
        found = {}
        with self._engine.connect() as db:
            for lot in schema.lots(digests):
                for row in db.execute(query.where(schema.pending.c.digest.in_(lot))):
                    found[row.digest] = np.frombuffer(row.vector, dtype=np.float32)
        return found

    def keep(self, vectors: dict[str, np.ndarray]) -> None:
        """Keep vectors by the digest of their texts."""
        rows = [{"embedding": self._embedding, "digest": d, "vector": v.tobytes()} for d, v in vectors.items()]
        with self._engine.begin() as db:
            db.execute(sa.insert(schema.pending), rows)

    def use(self, digests: Mapping[str, str]) -> None:
        """Put them in the place of the vectors in use, in one transaction that makes a new generation.

        Args:
            digests: passage id -> digest of its text, for every passage.
        """
        ready = schema.pending.c
        vector = sa.select(ready.vector).where(self._own, ready.digest == sa.bindparam("text_digest"))
        put = sa.update(schema.passages).where(schema.passages.c.id == sa.bindparam("passage"))
        rows = [{"passage": passage, "text_digest": text} for passage, text in digests.items()]
        with self._engine.begin() as db:
            audit.note(db, self._acting(), f"all vectors made anew with {self._embedding}", "owner")
            if rows:
                db.execute(put.values(vector=vector.scalar_subquery()), rows)
            checksums.put_passages_anew(db)
            generation = schema.generation(db) + 1
            db.execute(sa.update(schema.papers).values(generation=generation))
            db.execute(sa.delete(schema.pending))
            schema.put(db, "embedding", self._embedding)
            schema.put(db, "generation", str(generation))

    def forget(self) -> None:
        with self._engine.begin() as db:
            db.execute(sa.delete(schema.pending).where(self._own))
