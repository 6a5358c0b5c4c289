"""Questions and answers that are damaged on disk: put back from the newest backup that has them sound."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from rag.conversations import checksums
from rag.conversations.tables import turns
from rag.conversations.versions import opened
from rag.errors import LibraryError
from rag.library.library import Library
from rag.library.snapshots import backups
from rag.library.tables.database import Databases, Row, databases
from rag.setup.files import folder_beside
from rag.text.wording import counted

_WHAT = "kept answer"


@contextmanager
def _open(at: Path | Databases) -> Iterator[sa.Engine]:
    engine = opened(databases(at))
    try:
        yield engine
    finally:
        engine.dispose()


def kept(library: Library) -> str:
    """What is to be said of the answers that are kept.

    Raises:
        LibraryError: some are damaged, or none can be read.
    """
    at = library.databases
    if at.are_shared or at.path("conversations").exists():
        with _open(at) as engine:
            if found := checksums.damaged(engine):
                raise LibraryError(
                    f"{counted(len(found), _WHAT)} {'is' if len(found) == 1 else 'are'} damaged on disk",
                    "put back from the newest backup that has what is damaged: colloquy doctor --repair",
                )
    return "what is kept of answers is what was written"


def mend(at: Databases, say: Callable[[str], None] = lambda line: None) -> bool:
    """Put damaged questions and answers back, with a line on what was done; whether there were any. A group's database has
    no backups of ours: there it is told alone.

    Raises:
        LibraryError: the database cannot be read or written.
    """
    path = at.path("conversations")
    if not at.are_shared and not path.exists():
        return False
    with _open(at) as engine:
        missing = found = set(checksums.damaged(engine))
        for backup in () if at.are_shared or not found else backups(path):
            if sound := _sound_in(backup, path, missing):
                with engine.begin() as db:
                    for row in sound:
                        db.execute(sa.update(turns).where(turns.c.number == row.number).values(row._asdict()))
                say(f"put back from {backup.name}: {counted(len(sound), _WHAT)}")
                missing = missing - {row.number for row in sound}
    if missing:
        say(f"{counted(len(missing), _WHAT)}: damaged, and no backup has it; ask again, or delete its conversation")
    return bool(found)


def _sound_in(backup: Path, path: Path, numbers: set[int]) -> list[Row]:
    """Those of the turns that a backup has sound."""
    with folder_beside(path) as folder:
        shutil.copyfile(backup, folder / path.name)  # to be brought up to this version
        try:
            with _open(folder) as engine, engine.connect() as db:
                rows = db.execute(sa.select(turns).where(turns.c.number.in_(numbers))).all()
        except LibraryError:
            return []
    return [row for row in rows if checksums.is_sound(row)]
