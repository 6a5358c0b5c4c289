"""The write locks of a library: one process writes, the others wait or go on without.

A library in a folder has the folder's lock. One in a database that machines share has the database's besides: the
folder's then keeps those processes apart that follow it into the indexes of one machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
import sqlalchemy as sa

from rag.errors import LibraryError

_KEYS = "hashtext('colloquy'), hashtext('writing')"  # of an advisory lock, which is its database's own


@contextmanager
def folder_lock(home: Path, say: Callable[[str], None], wait: bool) -> Iterator[None]:
    """Hold the lock of the library in that folder.

    Args:
        say: told in a line that another process holds it and this one waits.

    Raises:
        filelock.Timeout: another process holds it and `wait` is False.
        LibraryError: the folder cannot be written.
    """
    lock = filelock.FileLock(home / ".lock")
    try:
        _acquire(lock, say, wait)
    except filelock.Timeout:  # one of OSError's, too
        raise
    except OSError as error:
        raise LibraryError(f"{home}: cannot be written: {error.strerror}", "check the folder and the disk") from None
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: filelock.BaseFileLock, say: Callable[[str], None], wait: bool) -> None:
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        if not wait:
            raise
        say("another process is writing to this library: waiting")
        lock.acquire()


@contextmanager
def writing_lock(engine: sa.Engine, say: Callable[[str], None], wait: bool) -> Iterator[None]:
    """Hold the lock of a database that machines share; one in a file has its folder's. A process that is killed, or
    whose machine is lost, lets go of it: it lasts as long as its connection.

    Args and Raises:
        as of `folder_lock`.
    """
    if engine.dialect.name == "sqlite":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        try:
            if not db.exec_driver_sql(f"SELECT pg_try_advisory_lock({_KEYS})").scalar():
                if not wait:
                    raise filelock.Timeout("the database")
                say("another process is writing to this library: waiting")
                db.exec_driver_sql(f"SELECT pg_advisory_lock({_KEYS})")
            yield
        finally:
            _let_go(db)


def _let_go(db: sa.Connection) -> None:
    try:
        db.exec_driver_sql("SELECT pg_advisory_unlock_all()")
    except LibraryError:  # the connection is lost, and the lock with it
        db.invalidate()
