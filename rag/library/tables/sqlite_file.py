"""The SQLite file of an engine: what its connections are to, as others move, delete or replace it meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from rag.errors import LibraryError
from rag.library.tables import read_only
from rag.setup.private import create_private

_WHICH = "which file"  # of a connection: which file it is to
_AS_IT_LIES = "as it lies"  # of a connection: it sees nothing of what is written later


class SqliteFile:
    """What an engine's events call. What a connection writes when its file was moved away or deleted would go with that: it
    gives way to one to the file that was put there since, and where there is none, that is an error.

    Args:
        unusable: the reason that the file cannot be used -> what people are told.
    """

    def __init__(self, path: Path, unusable: Callable[[object], LibraryError]) -> None:
        self._path = path
        self._unusable = unusable
        self._was_there = False

    def connect(
        self, _dialect: object, record: sa.pool.ConnectionPoolEntry, _given: list[Any], options: dict[str, Any]
    ) -> sqlite3.Connection | None:
        """A connection to what is only read; None for any other, which is made as ever."""
        if read_only.is_read_only(self._path):
            connection, record.info[_AS_IT_LIES] = read_only.connect(self._path, **options)
            return connection
        if self._was_there and not self._path.exists():
            raise self._gone()
        create_private(self._path)  # SQLite gives the files beside a database the rights that it has itself
        return None

    def connected(self, _connection: object, record: sa.pool.ConnectionPoolEntry) -> None:
        record.info[_WHICH] = self._which()
        self._was_there = self._was_there or record.info[_WHICH] is not None

    def checked_out(self, _connection: object, record: sa.pool.ConnectionPoolEntry, _proxy: object) -> None:
        """
        Raises:
            DisconnectionError: another file is there; SQLAlchemy connects to that.
            LibraryError: there is none.
        """
        opened, there = record.info[_WHICH], self._which()
        if there is None and opened:  # what is only read may be a copy elsewhere, of nothing
            raise self._gone()
        if there != opened:
            raise sa.exc.DisconnectionError(f"another file is at {self._path}")

    def checked_in(self, _connection: object, record: sa.pool.ConnectionPoolEntry) -> None:
        if record.info.get(_AS_IT_LIES):
            record.invalidate()

    def _gone(self) -> LibraryError:
        return self._unusable("it was moved away or deleted while it was open")

    def _which(self) -> tuple[int, int] | None:
        """Which file is there, whatever names it has; None where there is none."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino
