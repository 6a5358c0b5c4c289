"""Which files hold which papers: what a mirrored file or folder no longer holds is found by it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from rag.library.tables import schema

_ROWS = schema.origins.c


class Origins:
    """The catalogue's table of (file, paper); a file is named by its absolute path, an item of Zotero stands for one."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def next_reading(self) -> int:
        """A number above that of every reading so far."""
        with self._engine.connect() as db:
            return (db.scalar(sa.select(sa.func.max(_ROWS.reading))) or 0) + 1

    def note(self, held: Iterable[tuple[str, str]], reading: int) -> None:
        """Note (file, paper id) pairs as they are read."""
        rows = [{"file": file, "paper_id": i, "reading": reading} for file, i in dict.fromkeys(held)]
        if not rows:
            return
        same = sa.and_(_ROWS.file == sa.bindparam("of"), _ROWS.paper_id == sa.bindparam("held"))
        with self._engine.begin() as db:
            db.execute(
                sa.delete(schema.origins).where(same), [{"of": row["file"], "held": row["paper_id"]} for row in rows]
            )
            db.execute(sa.insert(schema.origins), rows)

    def files_under(self, path: str) -> set[str]:
        """The files that papers came from: the path itself, or what lies below it."""
        with self._engine.connect() as db:
            return set(db.scalars(sa.select(_ROWS.file).where(_under(path)).distinct()))

    def papers_of(self, files: Sequence[str]) -> dict[str, set[str]]:
        """The ids of the papers that each of these files holds; those that hold none left out."""
        found: dict[str, set[str]] = {}
        with self._engine.connect() as db:
            for lot in schema.lots(files):
                for file, i in db.execute(sa.select(_ROWS.file, _ROWS.paper_id).where(_ROWS.file.in_(lot))):
                    found.setdefault(file, set()).add(i)
        return found

    def forget_files(self, files: Iterable[str], before: int | None = None) -> list[str]:
        """Forget what these files held, or what they did not hold any more in the reading `before` which they were read.

        Returns:
            the ids of the papers that no file holds any more.
        """
        ids = set[str]()
        with self._engine.begin() as db:
            for lot in schema.lots(list(files)):
                of_these = (
                    _ROWS.file.in_(lot) if before is None else sa.and_(_ROWS.file.in_(lot), _ROWS.reading < before)
                )
                ids.update(db.scalars(sa.select(_ROWS.paper_id).where(of_these)))
                db.execute(sa.delete(schema.origins).where(of_these))
            return sorted(ids - _held(db, ids))

    def forget_missing(self, path: str, reading: int, keep: Iterable[str] = ()) -> list[str]:
        """Forget what files at or under the path held before this reading and do not hold now.

        Args:
            keep: files of which nothing is forgotten.

        Returns:
            the ids of the papers that no file holds any more.
        """
        gone = sa.and_(_under(path), _ROWS.reading < reading, _ROWS.file.not_in(list(keep)))
        with self._engine.begin() as db:
            ids = set(db.scalars(sa.select(_ROWS.paper_id).where(gone)))
            db.execute(sa.delete(schema.origins).where(gone))
            return sorted(ids - _held(db, ids))


def _held(db: sa.Connection, ids: Iterable[str]) -> set[str]:
    """Those of these papers that any file holds."""
    return {
        i
        for lot in schema.lots(list(ids))
        for i in db.scalars(sa.select(_ROWS.paper_id).where(_ROWS.paper_id.in_(lot)))
    }


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


def of(db: sa.Connection, ids: Sequence[str]) -> dict[str, tuple[tuple[str, int], ...]]:
    """The files that hold each of these papers, with the last reading that found it there."""
    found: dict[str, list[tuple[str, int]]] = {}
    for lot in schema.lots(ids):
        for row in db.execute(sa.select(schema.origins).where(_ROWS.paper_id.in_(lot))):
            found.setdefault(row.paper_id, []).append((row.file, row.reading))
    return {paper_id: tuple(files) for paper_id, files in found.items()}


def put(db: sa.Connection, held: Mapping[str, Iterable[tuple[str, int]]]) -> None:
    """Have files hold papers that are put back."""
    rows = [{"file": file, "paper_id": i, "reading": reading} for i, files in held.items() for file, reading in files]
    if rows:
        db.execute(sa.insert(schema.origins), rows)


def forget(db: sa.Connection, ids: Iterable[str]) -> None:
    """Drop the rows of papers that are taken out."""
    for lot in schema.lots(list(ids)):
        db.execute(sa.delete(schema.origins).where(_ROWS.paper_id.in_(lot)))


def _under(path: str) -> sa.ColumnElement[bool]:
    below = (_ROWS.file.startswith(path.rstrip(step) + step, autoescape=True) for step in {os.sep, "/"})
    return sa.or_(_ROWS.file == path, *below)
