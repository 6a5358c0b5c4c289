"""A library as one file, and back. The catalogue and what was asked and answered go in; the indexes are made of them.

A backup is a ZIP of SQLite's own snapshots, consistent while others write, with a list of its files and their digests.
"""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import zipfile
import zlib
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa

from rag.errors import InputError, LibraryError
from rag.library.generation import unset_reached
from rag.library.passage_files import PASSAGES, PassageFiles
from rag.library.tables import database, read_only, schema
from rag.library.tables.migrations import migrate
from rag.library.tables.versions import CATALOGUE
from rag.setup.files import folder_beside, sync_file, sync_folder, written_whole

CATALOGUE_FILE = "catalogue.sqlite"
INDEXES = ("chroma", "lexical")
# What was asked first: whatever an answer of it cites is then in the catalogue, which is read last.
_FILES = (
    "settings.json",
    "judges.json",
    "manuscripts.json",
    "servers.json",
    "spending.sqlite",
    "conversations.sqlite",
    "tables.sqlite",
    CATALOGUE_FILE,
)
_LIST = "backup.json"
_FORMAT = 1
_PIECE = 1 << 20
# What SQLite says of a disk that is full, broken or read-only: the library is not to blame.
_OF_THE_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
_PAGES = 2_000  # copied of a database between two looks at who else wants it


@dataclass(frozen=True, slots=True)
class KeptFile:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: when it was made, ISO 8601 in UTC, how many papers, and its files."""

    made: str
    papers: int
    files: tuple[KeptFile, ...]


def back_up(home: Path, to: Path) -> Backup:
    """Write a library to a file, whole or not at all, for nobody else on the machine to read. Others may go on writing.

    Raises:
        LibraryError: there is no library in `home`, or its catalogue is damaged.
        InputError: the file cannot be written.
    """
    home = home.expanduser()
    if not (home / CATALOGUE_FILE).exists():
        raise LibraryError(f"{home}: there is no library", "name its folder with --home")
    try:
        with folder_beside(to) as folder:
            with written_whole(folder / "whole", private=True) as file:
                backup = _packed(home, folder, file)
            (folder / "whole").replace(to)
            sync_folder(to.parent)
            return backup
    except OSError as error:
        raise InputError(f"{to}: cannot be written: {error.strerror}", "check the folder and the disk") from None


def restore(path: Path, home: Path) -> Backup:
    """Put a library back from a file, after each of its files was found whole. Its indexes are built when it is opened.

    Raises:
        InputError: the file is no backup, damaged, or of a later version; or there is something of a library in `home` already.
    """
    home = home.expanduser()
    if there := [name for name in _FILES if (home / name).exists()]:
        raise InputError(
            f"{home}: there is a library already ({there[-1]})",
            "name another folder with --home, or move that one away",
        )
    try:
        home.mkdir(0o700, parents=True, exist_ok=True)
        with zipfile.ZipFile(path) as archive, folder_beside(home / CATALOGUE_FILE) as folder:
            backup = _listed(path, archive)
            for kept in backup.files:
                _unpack(path, archive, kept, folder / kept.name)
            _bring_up(path, folder / CATALOGUE_FILE)
            start_indexes_over(home)  # of a catalogue that is no more
            for kept in backup.files:  # the catalogue last: without it there is no library yet
                (folder / kept.name).replace(home / kept.name)
            sync_folder(home)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:
        raise _damaged(path, str(error)) from None
    except OSError as error:
        raise InputError(
            f"{error.filename or path}: {error.strerror or error}", "check the file, the folder and the disk"
        ) from None
    return backup


def start_indexes_over(home: Path) -> None:
    """Have whatever was derived of a catalogue be made anew, as far as the disk lets it."""
    for index in INDEXES:
        with suppress(OSError):
            unset_reached(home / index)
    with suppress(OSError):
        PassageFiles(home / PASSAGES).start_over()


def _packed(home: Path, folder: Path, file: BinaryIO) -> Backup:
    kept, papers = [], 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in _FILES:
            if not (home / name).exists():
                continue
            copy = folder / name
            if name.endswith(".sqlite"):
                snapshot(home / name, copy)
            else:
                shutil.copyfile(home / name, copy)
            if name == CATALOGUE_FILE:
                papers = _papers(copy)
            with copy.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
                kept.append(KeptFile(name, *_copied(source, target)))
            copy.unlink()
        made = datetime.now(UTC).isoformat(timespec="seconds")
        backup = Backup(made, papers, tuple(kept))
        archive.writestr(_LIST, json.dumps({"format": _FORMAT, **asdict(backup)}, indent=2))
    return backup


def snapshot(source: Path, target: Path, look: str = "integrity_check") -> None:
    """A SQLite file as of one moment, sound, and without the journals beside it.

    Args:
        look: SQLite's way to look whether it is sound; quick_check leaves out whether indexes have what tables have.

    Raises:
        LibraryError: it is damaged.
        OSError: it cannot be read, or the copy not be written.
    """
    try:
        with closing(_connected(source)) as own, closing(sqlite3.connect(target)) as copy:
            own.backup(copy, pages=_PAGES)
            (outcome,) = copy.execute(f"PRAGMA {look}(1)").fetchone()
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_THE_DISK:
            raise OSError(errno.EIO, str(error), str(target)) from None
        outcome = str(error)
    if outcome != "ok":
        raise LibraryError(f"{source}: cannot be backed up: {outcome}", "colloquy doctor looks at the library")


def _connected(path: Path) -> sqlite3.Connection:
    return read_only.connect(path)[0] if read_only.is_read_only(path) else sqlite3.connect(path)


def _papers(catalogue: Path) -> int:
    with closing(sqlite3.connect(catalogue)) as db:
        return int(db.execute("SELECT count(*) FROM papers").fetchone()[0])


def _listed(path: Path, archive: zipfile.ZipFile) -> Backup:
    """What the archive says that it holds: known names alone."""
    try:
        found: dict[str, Any] = json.loads(archive.read(_LIST))
        if found["format"] > _FORMAT:
            raise _of_later_version(path)
        files = tuple(KeptFile(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in found["files"])
        backup = Backup(str(found["made"]), int(found["papers"]), files)
    except (KeyError, TypeError, ValueError):
        raise InputError(f"{path}: is no backup of a library", "give a file that colloquy backup wrote") from None
    names = [kept.name for kept in backup.files]
    if not set(names) <= set(_FILES) or len(set(names)) < len(names) or names[-1:] != [CATALOGUE_FILE]:
        raise _damaged(path, "its list of files is not one of ours")
    return backup


def _unpack(path: Path, archive: zipfile.ZipFile, kept: KeptFile, to: Path) -> None:
    """One file, as long as it is to be and no longer."""
    try:
        with archive.open(kept.name) as source, to.open("xb") as target:
            found = _copied(source, target, kept.size)
            sync_file(target)
    except KeyError:
        raise _damaged(path, f"{kept.name} is missing") from None
    if found != (kept.size, kept.sha256):
        raise _damaged(path, f"{kept.name} is not what was written")


def _copied(source: Any, target: Any, most: int | None = None) -> tuple[int, str]:
    """How many bytes were copied, and their SHA-256; a little more than `most` at the most."""
    digest, size = sha256(), 0
    while (most is None or size <= most) and (piece := source.read(_PIECE)):
        digest.update(piece)
        size += len(piece)
        target.write(piece)
    return size, digest.hexdigest()


def _bring_up(path: Path, catalogue: Path) -> None:
    """Have a catalogue of an earlier version be one of this, with a name of its own: the library that was backed up may
    still be there."""
    engine = database.engine(f"sqlite:///{catalogue}", lambda reason: LibraryError(str(reason), ""))
    try:
        migrate(engine, CATALOGUE)
        with engine.begin() as db:
            db.execute(sa.delete(schema.manifest).where(schema.manifest.c.name == schema.NAME))
    except LibraryError:  # it is whole, as its digest tells
        raise _of_later_version(path) from None
    finally:
        engine.dispose()


def _damaged(path: Path, reason: str) -> InputError:
    return InputError(f"{path}: is damaged: {reason}", "take another backup; nothing was changed")


def _of_later_version(path: Path) -> InputError:
    return InputError(f"{path}: was made by a later version of Colloquy", "install that version; nothing was changed")
