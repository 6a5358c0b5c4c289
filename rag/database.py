"""The catalogue's database: opened with its tables, checked, and its errors in words."""

from __future__ import annotations

import sqlalchemy as sa

from rag import schema
from rag.errors import LibraryError


def opened(url: str) -> sa.Engine:
    """A database with the catalogue's tables in it.

    Raises (on opening, and whenever it is used):
        LibraryError: it cannot be reached, is damaged, or is of another version.
    """
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", set_pragmas)
    sa.event.listen(engine, "handle_error", _in_words)
    with engine.begin() as db:
        # Another process may be making the same tables: whether they are there is for the database to see.
        for table in schema.metadata.sorted_tables:
            db.execute(sa.schema.CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                db.execute(sa.schema.CreateIndex(index, if_not_exists=True))
        present = {
            table.name: {column["name"] for column in sa.inspect(db).get_columns(table.name)}
            for table in (schema.papers, schema.passages)
        }
    if any(columns != set(schema.metadata.tables[name].c.keys()) for name, columns in present.items()):
        raise LibraryError(
            "the library was made by another version of Colloquy", "add the papers to another folder with --home"
        )
    return engine


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
    cursor.execute("PRAGMA busy_timeout=30000")  # first: the next one may have to wait for another process
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
