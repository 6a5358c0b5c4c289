"""Automatic backups, in a folder beside what they are of: of each file the last of a day, of the last days it changed on.

They cost little, so that they need no setting: a large file is copied seldom, and of few days, and none is copied that
has not changed. `rag.library.mending` puts them back.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from rag.errors import LibraryError
from rag.library.backup import CATALOGUE_FILE, snapshot

FOLDER = "backups"
FILES = ("conversations.sqlite", "tables.sqlite", "spending.sqlite", "settings.json", CATALOGUE_FILE)
_DAYS = 3
_MOST = 500_000_000  # bytes of all backups of a file, but for its last one
_A_SECOND = 1_000_000  # bytes for each second that passes between two copies of a file
_SPARE = 500_000_000  # bytes that stay free on the disk
_MADE = ".new"


def keep(home: Path, say: Callable[[str], None] = lambda line: None) -> list[Path]:
    """Back up what has changed since it was last backed up, for nobody else to read; the backups that were made. Of a
    library that is read-only, none.

    Args:
        say: told in a line of a file that cannot be backed up. That is no error of whatever was done before.
    """
    made: list[Path] = []
    if not os.access(home, os.W_OK):
        return made
    for name in FILES:
        try:
            if _is_due(home / name):
                made.append(_copied(home / name))
        except (LibraryError, OSError) as error:
            say(f"note: no backup was made of {home / name}: {error}; colloquy doctor looks at the library")
    return made


def backups(path: Path) -> list[Path]:
    """The backups of a file, the newest first."""
    folder = path.parent / FOLDER
    return sorted(folder.glob(f"{path.stem}.????-??-??{path.suffix}"), reverse=True) if folder.is_dir() else []


def had_papers(catalogue: Path) -> bool:
    """Whether a backup of a catalogue tells that something was ever in it."""
    for backup in backups(catalogue):
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"{backup.as_uri()}?mode=ro&immutable=1", uri=True)) as db,
        ):
            if any(int(value) for (value,) in db.execute("SELECT value FROM manifest WHERE name = 'generation'")):
                return True
    return False


def changed(path: Path) -> float:
    """When a file was last changed, in seconds of the epoch; 0 where there is none."""
    journal = path.with_name(path.name + "-wal")
    files = [file for file in (path, journal) if file.is_file() and (file == path or file.stat().st_size)]
    return max((file.stat().st_mtime for file in files), default=0.0)


def _is_due(path: Path) -> bool:
    if not path.is_file() or not path.stat().st_size:
        return False
    newest = next(iter(backups(path)), None)
    if newest is None:
        return True
    # A backup has the time of the change that it is of; its own is when its rights, or its name, were last set.
    pause = path.stat().st_size / _A_SECOND
    return changed(path) > newest.stat().st_mtime and time.time() - newest.stat().st_ctime >= pause


def _copied(path: Path) -> Path:
    """Copy a file, and let go the backups that are too many.

    Raises:
        LibraryError: it is damaged.
        OSError: there is no room, or no right.
    """
    folder = path.parent / FOLDER
    folder.mkdir(0o700, exist_ok=True)
    for left in folder.glob(f"{path.stem}.*{_MADE}*"):  # by a process that was killed
        left.unlink()
    if shutil.disk_usage(folder).free < _SPARE + path.stat().st_size:
        raise OSError("the disk is nearly full")
    at = changed(path)
    target = folder / f"{path.stem}.{datetime.now(UTC):%Y-%m-%d}{path.suffix}"
    new = target.with_name(f"{path.stem}.{os.getpid()}{_MADE}")
    try:
        if path.suffix == ".sqlite":
            snapshot(path, new, "quick_check")
        else:
            shutil.copyfile(path, new)
        new.chmod(0o600)
        os.utime(new, (at, at))
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    size, held = target.stat().st_size, 0
    for place, backup in enumerate(backups(path)):
        held += backup.stat().st_size
        if place >= _DAYS or (place and held > max(_MOST, size)):
            backup.unlink()
    return target
