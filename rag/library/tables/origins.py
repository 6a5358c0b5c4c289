"""Which files hold which papers: what a mirrored file or folder no longer holds is found by it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from rag.library.tables import schema

_ROWS = schema.origins.c


class Origins:
    """The catalogue's table of (file, paper); a file is named by its absolute path."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def next_reading(self) -> int:
        """A number above that of every reading so far."""
        with self._engine.connect() as db:
            return (db.scalar(sa.select(sa.func.max(_ROWS.reading))) or 0) + 1

    def note(self, held: Iterable[tuple[str, str]], reading: int) -> None:
        """Note (file, paper id) pairs as they are read."""
        by_file: dict[str, set[str]] = {}
        for file, paper_id in held:
            by_file.setdefault(file, set()).add(paper_id)
        with self._engine.begin() as db:
            for file, ids in by_file.items():
                for lot in schema.lots(sorted(ids)):
                    db.execute(sa.delete(schema.origins).where(_ROWS.file == file, _ROWS.paper_id.in_(lot)))
                    rows = [{"file": file, "paper_id": i, "reading": reading} for i in lot]
                    db.execute(sa.insert(schema.origins), rows)

    def files_under(self, path: str) -> set[str]:
        """The files that papers came from: the path itself, or what lies below it."""
        with self._engine.connect() as db:
            return set(db.scalars(sa.select(_ROWS.file).where(_under(path)).distinct()))

    def forget_missing(self, path: str, reading: int, keep: Iterable[str] = ()) -> list[str]:
        """Forget what files at or under the path held before this reading and do not hold now, where another file holds it.

        Args:
            keep: files of which nothing is forgotten.

        Returns:
            the ids of the papers that no file holds any more. Their rows go with them: a crash before that changes nothing.
        """
        gone = sa.and_(_under(path), _ROWS.reading < reading, _ROWS.file.not_in(list(keep)))
        with self._engine.begin() as db:
            ids = set(db.scalars(sa.select(_ROWS.paper_id).where(gone)))
            held = set()
            for lot in schema.lots(sorted(ids)):
                held |= set(db.scalars(sa.select(_ROWS.paper_id).where(_ROWS.paper_id.in_(lot), sa.not_(gone))))
            for lot in schema.lots(sorted(held)):
                db.execute(sa.delete(schema.origins).where(gone, _ROWS.paper_id.in_(lot)))
        return sorted(ids - held)


def move(db: sa.Connection, joined: Mapping[str, str]) -> None:
    """Have the files that hold a paper hold the one that it is joined to."""
    for old, new in joined.items():
        of_both = sa.select(_ROWS.file).where(_ROWS.paper_id == new)
        db.execute(sa.delete(schema.origins).where(_ROWS.paper_id == old, _ROWS.file.in_(of_both)))
        db.execute(sa.update(schema.origins).where(_ROWS.paper_id == old).values(paper_id=new))


def copy(db: sa.Connection, paper_id: str, others: Iterable[str]) -> None:
    """Have the files that hold a paper hold others, too: which of them holds which is seen when they are read again."""
    rows = [
        {"file": row.file, "paper_id": other, "reading": row.reading}
        for row in db.execute(sa.select(_ROWS.file, _ROWS.reading).where(_ROWS.paper_id == paper_id))
        for other in others
    ]
    if rows:
        db.execute(sa.insert(schema.origins), rows)


def forget(db: sa.Connection, ids: Iterable[str]) -> None:
    """Drop the rows of papers that are taken out."""
    for lot in schema.lots(list(ids)):
        db.execute(sa.delete(schema.origins).where(_ROWS.paper_id.in_(lot)))


def _under(path: str) -> sa.ColumnElement[bool]:
    return sa.or_(_ROWS.file == path, _ROWS.file.startswith(path.rstrip(os.sep) + os.sep, autoescape=True))
