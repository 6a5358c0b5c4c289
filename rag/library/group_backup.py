"""A group's library as one file, and back: the same file as that of a library in a folder, so either is put back as either.

All of its databases are read as of one moment, whoever writes meanwhile, into the SQLite files that a folder would have.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa

from rag.errors import InputError, LibraryError
from rag.library.backup import Backup, back_up, restore
from rag.library.library import Library
from rag.library.moving import Part, move
from rag.library.tables import schema
from rag.library.tables.database import Databases
from rag.library.tables.dialects import insert_many
from rag.library.tables.migrations import migrate
from rag.setup import stored
from rag.setup.files import folder_beside
from rag.setup.settings import Settings

_LOT = 1_000  # rows read at a time
_NOT_COPIED = (schema.removed,)  # of no use where indexes are made anew


def back_up_group(
    settings: Settings, parts: Sequence[Part], to: Path, progress: Callable[[int], None] = lambda rows: None
) -> Backup:
    """Write the library that the settings' database has to a file, as `rag.library.backup.back_up` writes one of a folder.

    Args:
        progress: called with the number of rows read so far.

    Raises:
        LibraryError: the database cannot be used, or there is no library in it.
        InputError: the file cannot be written.
    """
    at = Databases.of(settings)
    try:
        with folder_beside(to) as folder:
            _read_out(at, parts, Databases(folder), progress)
            stored.write(folder, stored.read(settings.home, settings.shared_database))
            return back_up(folder, to)
    except OSError as error:
        raise InputError(f"{to}: cannot be written: {error.strerror}", "check the folder and the disk") from None


def restore_group(
    path: Path, settings: Settings, parts: Sequence[Part], progress: Callable[[int], None] = lambda rows: None
) -> Backup:
    """Put a library back from a file into the settings' database, after each part of the file was found whole; what was put
    in is held against it. Broken off, it goes on when it is run again.

    Raises:
        InputError: the file is no backup, damaged, or of a later version; or there is a library in the database already.
        LibraryError: the database cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="colloquy-") as folder:
        home = Path(folder) / "home"
        made = restore(path, home)
        own = settings.model_copy(update={"home": home, "database": None, "chroma": None, "embedding": None})
        with Library(own) as library:
            move(library, Databases.of(settings), parts, progress)
        stored.write(settings.home, stored.read(home), settings.shared_database)
    return made


def _read_out(at: Databases, parts: Sequence[Part], to: Databases, progress: Callable[[int], None]) -> None:
    """Copy all rows, as of one moment, into SQLite files."""
    rows = 0
    with ExitStack() as open_until_the_end:
        moment = None
        for part in parts:
            engine = at.engine(part.name, _unusable(at, part))
            open_until_the_end.callback(engine.dispose)
            migrate(engine, part.migrations)
            source = open_until_the_end.enter_context(engine.connect())
            source = source.execution_options(isolation_level="REPEATABLE READ")
            if moment is None:  # the first one's is that of all
                moment = source.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
            else:
                source.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{moment}'")
            target = to.engine(part.name, _unusable(to, part))
            open_until_the_end.callback(target.dispose)
            migrate(target, part.migrations)
            for table in part.metadata.sorted_tables:
                if table not in _NOT_COPIED:
                    for lot in (
                        source.execute(sa.select(table), execution_options={"yield_per": _LOT}).mappings().partitions()
                    ):
                        with target.begin() as db:
                            insert_many(db, table, [dict(row) for row in lot])
                        rows += len(lot)
                        progress(rows)


def _unusable(at: Databases, part: Part) -> Callable[[object], LibraryError]:
    return lambda reason: LibraryError(
        f"{at.place(part.name)}: cannot be read or written: {reason}", "check the disk and its rights"
    )
