"""Numbered migrations: databases of earlier versions are brought up to this one where they lie.

Each SQLite file, and each schema on a server in its place, has one list of steps. A step is applied once and recorded in
the file's table `migrations`; those that a file lacks are applied together, wholly or not at all, when it is opened. A new
file goes through the same steps.

Files of the versions before steps were recorded may have some tables already, or all. So a first step completes what is
there, and every step looks whether there is anything to do. Tables of new files have at once what this version
describes: a step that adds a column does so with `add_columns`, which leaves those that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from rag.errors import LibraryError
from rag.library.tables import database

_recorded = sa.Table(
    "migrations",
    sa.MetaData(),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("applied", sa.String, nullable=False),  # ISO 8601, UTC
)


_WAIT = 60_000  # milliseconds: another process may just be bringing a large library up to this version


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of a file to its present form. Numbers grow, and none is given again. Once it is out, a step stays as it
    is, or goes where a later one does its work anew."""

    number: int
    name: str
    apply: Callable[[sa.Connection], None]


def migrate(engine: sa.Engine, migrations: Sequence[Migration]) -> None:
    """Apply the steps that a database lacks, in their order and in one transaction. Any number of processes may do so
    at once, and one that lacks nothing is only read: that waits for no other process.

    Raises:
        LibraryError: the database is of a later version, or of one that cannot be brought up.
    """
    with engine.connect() as db:
        is_current = not _missing(db, migrations)
    if is_current:
        return
    database.make_writable(engine)
    with engine.begin() as db:
        database.begin_writing(db, _WAIT)
        db.execute(sa.schema.CreateTable(_recorded, if_not_exists=True))
        for migration in _missing(db, migrations):  # looked at again: another process may just have applied them
            migration.apply(db)
            now = datetime.now(UTC).isoformat(timespec="seconds")
            row = {"number": migration.number, "name": migration.name, "applied": now}
            db.execute(sa.insert(_recorded).values(row))


def complete(db: sa.Connection, metadata: sa.MetaData) -> None:
    """Make the tables, columns and indexes that are not there.

    Raises:
        LibraryError: a table differs in another way.
    """
    for table in metadata.sorted_tables:
        db.execute(sa.schema.CreateTable(table, if_not_exists=True))
    for table in metadata.sorted_tables:
        add_columns(db, table, table.c.keys())
        for index in table.indexes:
            db.execute(sa.schema.CreateIndex(index, if_not_exists=True))


def add_columns(db: sa.Connection, table: sa.Table, names: Iterable[str]) -> None:
    """Give a table those of the columns that it lacks; they may be empty or have a default.

    Raises:
        LibraryError: it lacks one that can be neither, or has columns that are not known.
    """
    present = {column["name"] for column in sa.inspect(db).get_columns(table.name)}
    missing = [table.c[name] for name in names if name not in present]
    if present - set(table.c.keys()) or not all(column.nullable or column.server_default for column in missing):
        raise _of_another_version()
    for column in missing:
        described = sa.schema.CreateColumn(column).compile(dialect=db.dialect)
        db.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {described}")


def _missing(db: sa.Connection, migrations: Sequence[Migration]) -> list[Migration]:
    if not sa.inspect(db).has_table(_recorded.name):
        return list(migrations)
    applied = set(db.scalars(sa.select(_recorded.c.number)))
    if any(number > migrations[-1].number for number in applied):
        raise _of_another_version()
    return [migration for migration in migrations if migration.number not in applied]


def _of_another_version() -> LibraryError:
    return LibraryError(
        "the library was made by another version of Colloquy", "add the papers to another folder with --home"
    )
