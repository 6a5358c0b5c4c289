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
from rag.library.tables import read_only
from rag.library.tables.holders import holders
from rag.setup.private import create_private

Row: TypeAlias = "sa.Row[*tuple[Any, ...]]"  # its query tells of which columns
Select: TypeAlias = "sa.Select[*tuple[Any, ...]]"
WAIT = 4_000  # milliseconds for another connection to write: whoever writes much of ours queues by a lock of its own
_CACHE = 1_000  # kB of each connection: a page that many ask at once has dozens
_AS_IT_LIES = "as it lies"  # of a connection: it sees nothing of what is written later
Unusable = Callable[[object], LibraryError]  # the reason that a file cannot be used -> what people are told


def engine(url: str, unusable: Unusable, **options: Any) -> sa.Engine:
    """A database that many threads and processes read while one of them writes.

    Args:
        options: of `sa.create_engine`, beside the address.

    Raises (whenever it is used):
        LibraryError: what `unusable` makes of an error, where it cannot be reached, is damaged, or cannot hold a text.
    """
    if "poolclass" not in options:  # the one used last is used next: few of them grow their caches
        options = {"pool_use_lifo": True} | options
    made = sa.create_engine(url, **options)
    if made.dialect.name == "sqlite":
        sa.event.listen(made, "do_connect", _connect)
        sa.event.listen(made, "connect", set_pragmas)
        sa.event.listen(made, "checkin", _let_go)
    sa.event.listen(made, "handle_error", partial(_in_words, unusable))
    return made


def begin_writing(db: sa.Connection, wait: int = WAIT) -> None:
    """Take the write lock of a transaction that has just begun: what is read in it from now on stays so.

    Args:
        wait: milliseconds.
    """
    if db.engine.dialect.name == "sqlite":
        db.exec_driver_sql(f"PRAGMA busy_timeout={wait}")
        db.exec_driver_sql("BEGIN IMMEDIATE")  # SQLAlchemy begins with the first change of a row, not of a table
        db.exec_driver_sql(f"PRAGMA busy_timeout={WAIT}")


def make_writable(engine: sa.Engine) -> None:
    """Have an engine of a file that is only read be one of a copy."""
    if engine.dialect.name == "sqlite" and read_only.is_read_only(path := Path(engine.url.database or "")):
        read_only.use_copy(path)
        engine.dispose()


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
    # A damaged text is read, so that all others can be; checksums tell that it is.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={WAIT}")
    try:
        cursor.execute("PRAGMA journal_mode=WAL")  # lasts with the file
    except sqlite3.OperationalError as error:
        # Alone among statements this one does not wait: another connection to a new file is just doing it. Or it is of a
        # file that is only read.
        if _kind(error) not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY):
            raise
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute(f"PRAGMA cache_size=-{_CACHE}")
    cursor.close()


def _connect(
    _dialect: object, record: sa.pool.ConnectionPoolEntry, given: list[Any], options: dict[str, Any]
) -> sqlite3.Connection | None:
    """A connection to what is only read; None for any other, which is made as ever."""
    path = Path(given[0])
    if read_only.is_read_only(path):
        connection, record.info[_AS_IT_LIES] = read_only.connect(path, **options)
        return connection
    create_private(path)  # SQLite gives the files beside a database the rights that it has itself
    return None


def _let_go(_connection: object, record: sa.pool.ConnectionPoolEntry) -> None:
    if record.info.get(_AS_IT_LIES):
        record.invalidate()


def _in_words(unusable: Unusable, context: sa.engine.ExceptionContext) -> LibraryError | None:
    """An error for people, where the file or what it is to hold is at fault; defects of ours stay as they are."""
    error, original = context.sqlalchemy_exception, context.original_exception
    if isinstance(original, sqlite3.OperationalError) and (told := _of_others(original, context.engine)):
        return told
    if isinstance(error, sa.exc.OperationalError) or type(error) is sa.exc.DatabaseError:
        return unusable(error.orig)
    return unusable(original) if isinstance(original, UnicodeError) else None


def _of_others(error: sqlite3.Error, engine: sa.Engine | None) -> LibraryError | None:
    """What people are told of a file that is sound, but that others hold, or that cannot be written."""
    path = Path(str(engine.url.database if engine else "the library"))
    if _kind(error) == sqlite3.SQLITE_READONLY:
        return cannot_be_written(path)
    if _kind(error) not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return None
    who = holders(path)
    return LibraryError(
        f"{path} is locked by another program" + (f": {who}" if who else ""),
        "wait until it has finished, or end it; then try again",
    )


def cannot_be_written(path: Path) -> LibraryError:
    """What people are told who would change what is only read."""
    return LibraryError(
        f"{path} is read-only: nothing can be added or changed",
        "copy its folder to where you may write, and use --home",
    )


def _kind(error: sqlite3.Error) -> int:
    """The low byte of an error's number: all kinds of busy have the same."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
