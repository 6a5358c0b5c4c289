"""The catalogue's database: opened with its tables, checked, and its errors in words."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa

from rag.errors import LibraryError
from rag.library.tables import schema, works


def opened(url: str) -> sa.Engine:
    """A database with the catalogue's tables in it.

    Raises (on opening, and whenever it is used):
        LibraryError: it cannot be reached, is damaged, or is of another version that cannot be brought up to this one.
    """
    # As many connections as threads that ask at once: each session of the page is one.
    engine = sa.create_engine(url, max_overflow=-1)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", set_pragmas)
    sa.event.listen(engine, "handle_error", _in_words)
    with engine.connect() as db:
        is_current = _is_current(db)
    if not is_current:
        with engine.begin() as db:
            _make(db)
    return engine


def _is_current(db: sa.Connection) -> bool:
    """Whether all is there. Looked at first: reading waits for no other process."""
    inspector = sa.inspect(db)
    there = set(inspector.get_table_names())
    return (
        there >= schema.metadata.tables.keys()
        and all(
            {column["name"] for column in inspector.get_columns(table.name)} == set(table.c.keys())
            for table in (schema.papers, schema.passages)
        )
        and works.is_current(db)
    )


def _make(db: sa.Connection) -> None:
    """Make what is not there, in one transaction; another process may just have done so."""
    if db.engine.dialect.name == "sqlite":
        db.exec_driver_sql("BEGIN IMMEDIATE")  # SQLAlchemy begins with the first change of a row, not of a table
    for table in schema.metadata.sorted_tables:
        db.execute(sa.schema.CreateTable(table, if_not_exists=True))
    for table in (schema.papers, schema.passages):
        bring_up(db, table)
    for table in schema.metadata.sorted_tables:
        for index in table.indexes:
            db.execute(sa.schema.CreateIndex(index, if_not_exists=True))
    if not works.is_current(db):
        works.bring_up(db)


def bring_up(db: sa.Connection, table: sa.Table) -> None:
    """Give a table of an earlier version the columns that have come since, where they may be empty or have a default.

    Raises:
        LibraryError: the table differs in another way.
    """
    there = {column["name"] for column in sa.inspect(db).get_columns(table.name)}
    missing = [column for column in table.c if column.name not in there]
    if there - set(table.c.keys()) or not all(column.nullable or column.server_default for column in missing):
        raise LibraryError(
            "the library was made by another version of Colloquy", "add the papers to another folder with --home"
        )
    for column in missing:
        db.execute(sa.DDL(f"ALTER TABLE {table.name} ADD COLUMN {sa.schema.CreateColumn(column).compile(db.engine)}"))


def check(engine: sa.Engine) -> None:
    """Look at every page of a SQLite file.

    Raises:
        LibraryError: it is damaged.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as db:
            found = db.scalar(sa.text("PRAGMA integrity_check(1)"))
        if found != "ok":
            raise _unusable(found)


def _in_words(context: sa.engine.ExceptionContext) -> LibraryError | None:
    """What a damaged or unreachable database raises -> an error for people; defects of ours stay as they are."""
    error = context.sqlalchemy_exception
    if isinstance(error, sa.exc.OperationalError) or type(error) is sa.exc.DatabaseError:
        return _unusable(error.orig)
    return None


def _unusable(reason: object) -> LibraryError:
    return LibraryError(
        f"the catalogue cannot be opened or read: {reason}",
        "check the disk and the folder's rights; if catalogue.sqlite is damaged, take it from a backup, "
        "or add the papers again, to another folder with --home",
    )


def set_pragmas(connection, _record) -> None:
    """What every SQLite file here is opened with: many processes may read it while one writes."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=30000")
    try:
        cursor.execute("PRAGMA journal_mode=WAL")  # kept in the file
    except sqlite3.OperationalError as error:
        # Alone among statements this one does not wait: another connection to a new file is just doing it.
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # the low byte: all kinds of busy
            raise
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
