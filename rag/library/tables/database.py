"""The databases of a library: opened with what every one of them needs, checked, and their errors in words.

These are all that a library has: the catalogue, its conversations, their tables, and the account of what its models used.
Each is a SQLite file in the library's folder, or a schema of one PostgreSQL database that a group shares. All else in
Colloquy writes SQLAlchemy; what the two say differently stands here and in `dialects`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias

import sqlalchemy as sa

from rag.errors import LibraryError
from rag.library.tables import dialects, read_only
from rag.library.tables.holders import holders
from rag.library.tables.sqlite_file import SqliteFile
from rag.setup.settings import Settings

Row: TypeAlias = "sa.Row[*tuple[Any, ...]]"  # its query tells of which columns
Select: TypeAlias = "sa.Select[*tuple[Any, ...]]"
WAIT = 4_000  # milliseconds for another connection to write: whoever writes much of ours queues by a lock of its own
_CACHE = 1_000  # kB of each connection: a page that many ask at once has dozens
Unusable = Callable[[object], LibraryError]  # the reason that a file cannot be used -> what people are told
Name = Literal["catalogue", "conversations", "tables", "spending"]

_ENCODING = "UTF8"


@dataclass(frozen=True, slots=True)
class Databases:
    """Where a library keeps its tables: in a SQLite file each in `folder`, or, given the address of a PostgreSQL
    database, in a schema each of that."""

    folder: Path
    address: str | None = field(default=None, repr=False)  # which may have a password in it

    @classmethod
    def of(cls, settings: Settings) -> Databases:
        """Those that the settings name."""
        return cls(settings.home.expanduser().absolute(), settings.shared_database)

    @property
    def are_shared(self) -> bool:
        """Whether other machines read and write them too."""
        return self.address is not None

    def path(self, name: Name) -> Path:
        """The SQLite file of one of them."""
        return self.folder / f"{name}.sqlite"

    def place(self, name: Name) -> str:
        """Where one of them is, as people are told: never with a password."""
        if self.address is None:
            return str(self.path(name))
        url = sa.make_url(self.address)
        return f"{url.host or url.query.get('host', 'localhost')}/{url.database or ''} ({name})"

    def are_there(self, name: Name) -> bool:
        """Whether anything has been kept there yet; of a server it is taken that it has."""
        return self.are_shared or self.path(name).exists()

    def engine(self, name: Name, unusable: Unusable, **options: Any) -> sa.Engine:
        """One of them, that many threads and processes read while one of them writes.

        Args:
            unusable: what people are told where its SQLite file cannot be used.
            options: of `sa.create_engine`, beside the address.

        Raises (whenever it is used):
            LibraryError: it cannot be reached, is damaged, or cannot hold a text.
        """
        if self.address is None:
            return engine(f"sqlite:///{self.path(name)}", unusable, **options)
        return _schema(self.address, name, self._unreachable(name), **options)

    def _unreachable(self, name: Name) -> Unusable:
        place = self.place(name)

        def unreachable(reason: object) -> LibraryError:
            return LibraryError(
                f"the database {place} cannot be used: {_first_line(reason)}",
                "check that its server runs and takes this machine, and COLLOQUY_DATABASE; "
                "it is taken up again when it is back",
            )

        return unreachable


def databases(at: Path | Databases) -> Databases:
    """The databases that are meant: those of a folder, by the folder."""
    return at if isinstance(at, Databases) else Databases(at)


def engine(url: str, unusable: Unusable, **options: Any) -> sa.Engine:
    """A database by its address, with errors in the words of `unusable`; see `Databases.engine`."""
    if "poolclass" not in options:  # the one used last is used next: few of them grow their caches
        options = {"pool_use_lifo": True} | options
    made = sa.create_engine(url, **options)
    if made.dialect.name == "sqlite":
        file = SqliteFile(Path(made.url.database or ""), unusable)
        sa.event.listen(made, "do_connect", file.connect)
        sa.event.listen(made, "connect", set_pragmas)
        sa.event.listen(made, "connect", file.connected)
        sa.event.listen(made, "checkout", file.checked_out)
        sa.event.listen(made, "checkin", file.checked_in)
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
    else:
        db.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('colloquy'), hashtext(current_schema()))")


def make_writable(engine: sa.Engine) -> None:
    """Have an engine of a file that is only read be one of a copy."""
    if engine.dialect.name == "sqlite" and read_only.is_read_only(path := Path(engine.url.database or "")):
        read_only.use_copy(path)
        engine.dispose()


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection to read by: on a server, all of its queries see the state of one moment."""
    with engine.connect() as db:
        if engine.dialect.name != "sqlite":
            db = db.execution_options(isolation_level="REPEATABLE READ")
        yield db


def check(engine: sa.Engine, unusable: Unusable) -> None:
    """Look at every page of a SQLite file; a server looks after its own.

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
    except UnicodeDecodeError as error:  # Python cannot tell what SQLite says of its damaged description of tables
        raise sqlite3.DatabaseError("malformed database schema") from error
    cursor.execute("PRAGMA synchronous=FULL")  # with NORMAL a power failure takes all since the last checkpoint
    cursor.execute(f"PRAGMA cache_size=-{_CACHE}")
    cursor.close()


def _schema(address: str, name: Name, unusable: Unusable, **options: Any) -> sa.Engine:
    """A schema of a PostgreSQL database."""
    # A server that was started anew, or a line that was cut, is noticed before a query is lost to it, not by one.
    pool = {} if "poolclass" in options else {"pool_pre_ping": True, "max_overflow": -1}
    options = pool | {"connect_args": dialects.CONNECTING} | options
    try:
        made = engine(address, unusable, **options)
    except ModuleNotFoundError:
        raise LibraryError(
            "a database of PostgreSQL needs a package that is not installed", "pip install 'colloquy[postgresql]'"
        ) from None
    sa.event.listen(made, "connect", partial(_enter, name, unusable))
    return made


def _enter(name: Name, unusable: Unusable, connection: Any, _record: object) -> None:
    """Have names mean the tables of a schema, which is made where it is not there."""
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != _ENCODING:
        raise unusable(f"its encoding is {encoding}: make one with ENCODING 'UTF8' and TEMPLATE template0")
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {name}; {dialects.NOTICING}")
        if cursor.execute("SELECT to_regnamespace(%s) IS NULL", [name]).fetchone()[0]:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('colloquy'))"
            )  # of many who come at once, one makes it
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")
    connection.commit()


def _in_words(unusable: Unusable, context: sa.engine.ExceptionContext) -> LibraryError | None:
    """An error for people, where the file or what it is to hold is at fault; defects of ours stay as they are."""
    if (
        context.is_pre_ping and context.is_disconnect
    ):  # a connection that was lost while nobody used it: there is another
        return None
    error, original = context.sqlalchemy_exception, context.original_exception
    if isinstance(original, sqlite3.OperationalError) and (told := _of_others(original, context.engine)):
        return told
    if isinstance(error, sa.exc.OperationalError) or type(error) is sa.exc.DatabaseError:
        return unusable(error.orig)
    if isinstance(original, LibraryError):
        return original
    return unusable(original) if isinstance(original, UnicodeError) or dialects.is_refused_text(original) else None


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


def _first_line(reason: object) -> str:
    """The first line of a server's error: the next ones point into a query."""
    return next(iter(str(reason).strip().splitlines()), type(reason).__name__)
