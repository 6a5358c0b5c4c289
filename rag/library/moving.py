"""A library taken from where it is to another place: from a folder to a group's database, or back, row by row.

Rows are copied in the order of their keys, so what is there of a table is always its beginning: a move that was broken off
goes on behind it. What was copied is then held against its source by counts and digests. The generation comes last: until
then nobody opens what is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa

from rag.errors import InputError, LibraryError
from rag.library.library import Library
from rag.library.tables import database, schema
from rag.library.tables.database import Databases, Name
from rag.library.tables.dialects import holdable, insert_many, number_from
from rag.library.tables.migrations import Migration, migrate
from rag.library.tables.versions import CATALOGUE

_LOT = 1_000  # rows a transaction
_LEFT = (schema.manifest, schema.removed)  # written at the end; and of no use where indexes are made anew
_OWN = (schema.NAME, schema.MOVING)  # lines of the manifest that each catalogue has for itself


@dataclass(frozen=True, slots=True)
class Part:
    """One of a library's databases, as it is made anew: its tables, parents first, and the steps to its present form."""

    name: Name
    metadata: sa.MetaData
    migrations: Sequence[Migration]

    @property
    def tables(self) -> list[sa.Table]:
        return [table for table in self.metadata.sorted_tables if table not in _LEFT]


CATALOGUE_PART = Part("catalogue", schema.metadata, CATALOGUE)


@dataclass(frozen=True, slots=True)
class MovedTable:
    """A table that is the same at both ends: how many rows, and their digest."""

    database: Name
    table: str
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Moved:
    """`place` is where the library is now, too; `copied` rows of it came in this run."""

    place: str
    papers: int
    copied: int
    tables: tuple[MovedTable, ...]


def move(
    library: Library,
    to: Databases,
    parts: Sequence[Part],
    progress: Callable[[int], None] = lambda rows: None,
    say: Callable[[str], None] = lambda line: None,
) -> Moved:
    """Copy a library's tables to another place, and see that they are the same there; the library stays as it is. Broken
    off, it goes on where it stopped when it is run again. Indexes are made when the library is opened there.

    Args:
        progress: called with the number of rows copied so far.
        say: told in a line that another process is writing and this one waits.

    Raises:
        InputError: there is a library already.
        LibraryError: either place cannot be used, or conversations went on meanwhile.
    """
    with library.writing(say):
        if to == library.databases:
            raise InputError(f"{to.place('catalogue')}: the library is there", "name another place with --to")
        moving = _Moving(library.databases, to, progress)
        moving.claim(library.catalog.name(), parts)
        tables = [table for part in parts for table in moving.moved(part)]
        moving.finish()
        return Moved(to.place("catalogue"), len(library), moving.copied, tuple(tables))


class _Moving:
    """One run from one place to another."""

    def __init__(self, source: Databases, target: Databases, progress: Callable[[int], None]) -> None:
        self._source = source
        self._target = target
        self._progress = progress
        self.copied = 0

    def claim(self, source: str, parts: Sequence[Part]) -> None:
        """Have the place taken for this library, or find that it was already; nothing else may be there."""
        engine = self._opened(self._target, CATALOGUE_PART)
        with engine.begin() as db:
            database.begin_writing(db)
            taken_for = db.scalar(sa.select(schema.manifest.c.value).where(schema.manifest.c.name == schema.MOVING))
            if taken_for != source and (taken_for or schema.generation(db) or any(map(self._is_there, parts))):
                raise InputError(
                    f"{self._target.place('catalogue')}: there is a library already",
                    "name an empty database, or a new folder, with --to",
                )
            schema.put(db, schema.MOVING, source)
        engine.dispose()

    def _is_there(self, part: Part) -> bool:
        """Whether anything is kept at the target."""
        if not self._target.are_there(part.name):
            return False
        engine = self._opened(self._target, part)
        with engine.connect() as db:
            found = any(db.scalar(sa.select(sa.true()).select_from(table).limit(1)) for table in part.tables)
        engine.dispose()
        return found

    def moved(self, part: Part) -> list[MovedTable]:
        """The tables of a part, copied as far as they are not there, and held against their source."""
        if not self._source.are_there(part.name):
            return []
        source, target = self._opened(self._source, part), self._opened(self._target, part)
        try:
            for is_last in (False, True):
                for table in part.tables:
                    self._copy(source, target, table)
                sides = [
                    [_digest(engine, table, target.dialect) for table in part.tables] for engine in (source, target)
                ]
                if sides[0] == sides[1]:
                    return [MovedTable(part.name, t.name, *own) for t, own in zip(part.tables, sides[0], strict=True)]
                if not is_last:  # changed since an earlier run
                    with target.begin() as db:
                        for table in reversed(part.tables):
                            db.execute(sa.delete(table))
        finally:
            source.dispose()
            target.dispose()
        raise LibraryError(
            f"{self._source.place(part.name)}: changed while it was copied",
            "stop what writes there, such as the page, and run the same command again: it goes on where it stopped",
        )

    def finish(self) -> None:
        """Have it be a library: from here on it may be opened."""
        source, target = (self._opened(at, CATALOGUE_PART) for at in (self._source, self._target))
        with source.connect() as db:
            lines = dict(map(tuple, db.execute(sa.select(schema.manifest))))
        with target.begin() as db:
            for name, value in lines.items():
                if name not in _OWN:
                    schema.put(db, name, value)
            db.execute(sa.delete(schema.manifest).where(schema.manifest.c.name == schema.MOVING))
        source.dispose()
        target.dispose()

    def _copy(self, source: sa.Engine, target: sa.Engine, table: sa.Table) -> None:
        """The rows behind those that are there."""
        key = list(table.primary_key.columns)
        query = sa.select(table).order_by(*key)
        with target.connect() as db:
            last = db.execute(sa.select(*key).order_by(*(column.desc() for column in key)).limit(1)).first()
        if last is not None:
            reached = (sa.literal(value, column.type) for value, column in zip(last, key, strict=True))
            query = query.where(sa.tuple_(*key) > sa.tuple_(*reached))
        with source.connect() as db:
            for rows in db.execution_options(yield_per=_LOT).execute(query).mappings().partitions():
                with target.begin() as there:
                    insert_many(there, table, [_as_held(table, row, there.dialect) for row in rows])
                self.copied += len(rows)
                self._progress(self.copied)
        with target.begin() as db:
            number_from(db, table)

    def _opened(self, at: Databases, part: Part) -> sa.Engine:
        def unusable(reason: object) -> LibraryError:
            return LibraryError(
                f"{at.place(part.name)}: cannot be read or written: {reason}", "check the disk and its rights"
            )

        if not at.are_shared:
            at.folder.mkdir(0o700, parents=True, exist_ok=True)
        engine = at.engine(part.name, unusable)
        migrate(engine, part.migrations)
        return engine


def _as_held(table: sa.Table, row: Any, dialect: sa.Dialect) -> dict[str, object]:
    return {column.name: holdable(column, row[column.name], dialect) for column in table.columns}


def _digest(engine: sa.Engine, table: sa.Table, dialect: sa.Dialect) -> tuple[int, str]:
    """How many rows a table has, and a digest of all that they say, as a dialect holds it."""
    made, count = blake2b(digest_size=16), 0
    with engine.connect() as db:
        query = sa.select(table).order_by(*table.primary_key.columns)
        for row in db.execution_options(yield_per=_LOT).execute(query).mappings():
            for value in _as_held(table, row, dialect).values():
                made.update(value if isinstance(value, bytes) else repr(value).encode())
                made.update(b"\0")
            count += 1
    return count, made.hexdigest()
