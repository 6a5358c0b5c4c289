"""SQL files: opened with what every one of them needs, checked, and their errors in words.

These are all of a library's: the catalogue, its conversations, and the account of what its models used.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa

from rag.errors import LibraryError
from rag.setup.private import create_private

Row: TypeAlias = "sa.Row[*tuple[Any, ...]]"  # its query tells of which columns
Select: TypeAlias = "sa.Select[*tuple[Any, ...]]"
Unusable = Callable[[object], LibraryError]  # the reason that a file cannot be used -> what people are told


def engine(url: str, unusable: Unusable, **options: Any) -> sa.Engine:
    """A database that many threads and processes read while one of them writes.

    Args:
        options: of `sa.create_engine`, beside the address.

    Raises (whenever it is used):
        LibraryError: what `unusable` makes of an error, where it cannot be reached, is damaged, or cannot hold a text.
    """
    made = sa.create_engine(url, **options)
    if made.dialect.name == "sqlite":
        sa.event.listen(made, "do_connect", _create)
        sa.event.listen(made, "connect", set_pragmas)
    sa.event.listen(made, "handle_error", partial(_in_words, unusable))
    return made


def begin_writing(db: sa.Connection) -> None:
    """Take the write lock of a transaction that has just begun: what is read in it from now on stays so."""
    if db.engine.dialect.name == "sqlite":
        db.exec_driver_sql("BEGIN IMMEDIATE")  # SQLAlchemy begins with the first change of a row, not of a table


def check(engine: sa.Engine, unusable: Unusable) -> None:
    """Look at every page of a SQLite file.

    Raises:
        LibraryError: it is damaged.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as db:
            outcome = db.scalar(sa.text("PRAGMA integrity_check(1)"))
        if outcome != "ok":
            raise unusable(outcome)


def set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    """What every SQLite file here is opened with: many processes may read it while one writes."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=30000")
    try:
        cursor.execute("PRAGMA journal_mode=WAL")  # lasts with the file
    except sqlite3.OperationalError as error:
        # Alone among statements this one does not wait: another connection to a new file is just doing it.
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # the low byte: all kinds of busy
            raise
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
    # A damaged text is read, so that all others can be; checksums tell that it is.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")


def _create(_dialect: object, _record: object, given: list[Any], _options: object) -> None:
    """SQLite gives the files beside a database the rights that it has itself."""
    create_private(Path(given[0]))


def _in_words(unusable: Unusable, context: sa.engine.ExceptionContext) -> LibraryError | None:
    """An error for people, where the file or what it is to hold is at fault; defects of ours stay as they are."""
    error = context.sqlalchemy_exception
    if isinstance(error, sa.exc.OperationalError) or type(error) is sa.exc.DatabaseError:
        return unusable(error.orig)
    original = context.original_exception
    return unusable(original) if isinstance(original, UnicodeError) else None
