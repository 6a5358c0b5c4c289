"""Settings that a group stores with its library: a row of its PostgreSQL database, read by every process of it."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.errors import LibraryError, one_line

if TYPE_CHECKING:
    import sqlalchemy as sa

_MAKE = (
    "SELECT pg_advisory_xact_lock(hashtext('colloquy'))",  # of two who come at once, one makes it
    "CREATE SCHEMA IF NOT EXISTS settings",
    "CREATE TABLE IF NOT EXISTS settings.stored (name VARCHAR PRIMARY KEY, json VARCHAR NOT NULL)",
)
_IS_THERE = "SELECT to_regclass('settings.stored') IS NOT NULL"
_READ = "SELECT name, json FROM settings.stored"
_PUT = "INSERT INTO settings.stored VALUES (%s, %s)"


def read(address: str) -> dict[str, object]:
    """What is stored, by the settings' names; nothing, where nothing is yet.

    Raises:
        LibraryError: the database cannot be used.
    """
    try:
        with _engine(address).connect() as db:
            if not db.exec_driver_sql(_IS_THERE).scalar():
                return {}
            return {name: json.loads(text) for name, text in db.exec_driver_sql(_READ)}
    except Exception as error:
        raise _unusable(error) from None


def write(address: str, values: dict[str, object]) -> None:
    """Store these, and no others, at once or not at all.

    Raises:
        LibraryError: the database cannot be used.
    """
    rows = [(name, json.dumps(value)) for name, value in values.items()]
    try:
        with _engine(address).begin() as db:
            for statement in (*_MAKE, "DELETE FROM settings.stored"):
                db.exec_driver_sql(statement)
            if rows:
                db.exec_driver_sql(_PUT, rows)
    except Exception as error:
        raise _unusable(error) from None


@lru_cache(maxsize=4)
def _engine(address: str) -> sa.Engine:
    import sqlalchemy as sa

    return sa.create_engine(address, pool_pre_ping=True, connect_args={"connect_timeout": 10})


def _unusable(error: Exception) -> LibraryError:
    if isinstance(error, ModuleNotFoundError):
        return LibraryError(
            "a database of PostgreSQL needs a package that is not installed", "pip install 'colloquy[postgresql]'"
        )
    return LibraryError(
        f"the group's database cannot be used: {one_line(getattr(error, 'orig', None) or error)}",
        "check that its server runs and takes this machine, and COLLOQUY_DATABASE",
    )
