"""Files of a library that cannot be read: put back from their newest sound backup, or set aside to be made anew.

What cannot be read stays beside the library under another name. The indexes are `rag.library.repair`'s.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rag.errors import LibraryError, one_line
from rag.library.backup import CATALOGUE_FILE, INDEXES, start_indexes_over
from rag.library.generation import clear, reached
from rag.library.lock import folder_lock
from rag.library.snapshots import FOLDER, backups
from rag.text.wording import counted

# What each file is to people, and whether it is made anew where it is not there.
_HELD = {
    CATALOGUE_FILE: "the papers",
    "conversations.sqlite": "the conversations",
    "tables.sqlite": "tables and screening",
    "spending.sqlite": "the account of what models used",
    "settings.json": "the settings of the page",
    "judges.json": "how models judged",
    "manuscripts.json": "notes on manuscripts",
    "servers.json": "what is known of servers",
}
_BESIDE = ("-wal", "-shm")
_MARKS = (".lock", ".writable", FOLDER)
_NAMED = 5  # papers
_MISSING = "is missing"


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that cannot be used; `reason` goes on after its name, and `newest` is its newest sound backup."""

    path: Path
    reason: str
    newest: Path | None

    @property
    def remedy(self) -> str:
        """What mending does about it."""
        if self.newest:
            return f"put back as of {as_of(self.newest)}"
        if self.path.name == CATALOGUE_FILE:
            return "there is no backup"
        return f"no backup has it: set aside, and {_HELD.get(self.path.name, 'it')} begin anew"

    def __str__(self) -> str:
        return f"{self.path.name} {self.reason}"


def broken(home: Path) -> Iterator[Broken]:
    """The files of a library that cannot be used, one by one as they are found."""
    for name in _HELD:
        path = home / name
        if reason := _fault(path):
            newest = next((backup for backup in backups(path) if not _fault(backup)), None)
            if reason != _MISSING or newest or (name == CATALOGUE_FILE and _has_indexes(home)):
                yield Broken(path, reason, newest)


def mend(home: Path, say: Callable[[str], None] = lambda line: None) -> list[Broken]:
    """Put back or set aside what cannot be used, with a line on each: what was done, and what was lost since when. A
    process that has a file open takes up what was put back with the next thing it does.

    Raises:
        LibraryError: the catalogue cannot be used, and there is no backup: nothing is touched.
    """
    home = home.expanduser().absolute()
    if not home.is_dir() or not os.access(home, os.W_OK):
        return []  # told when it is opened
    _clear_strange(home / name for name in _MARKS)
    with folder_lock(home, say, wait=True):
        _clear_strange(home / f"{name}{end}" for name in _HELD for end in _BESIDE)
        found = list(broken(home))
        for one in sorted(found, key=lambda one: one.path.name != CATALOGUE_FILE):
            if one.path.name != CATALOGUE_FILE:
                lost = _put_back(one)
            elif one.newest:
                lost = _put_back_catalogue(home, one.path, one.newest)
            else:
                raise LibraryError(
                    f"the catalogue cannot be opened or read: it {one.reason}, and there is no backup of it",
                    "put catalogue.sqlite back from a backup of your own; or move the folder away, and add the papers again",
                )
            say(f"{one}: {one.remedy}{lost}")
    return found


def _fault(path: Path) -> str | None:
    """Why a file cannot be used; None where it can. One of a later version can, by that version."""
    if not path.exists():
        return "leads nowhere" if path.is_symlink() else _MISSING
    if not path.is_file():
        return "is no file"
    try:
        if path.suffix == ".json":
            return None if isinstance(json.loads(path.read_text("utf-8")), dict) else "is not what was written"
        return _sqlite_fault(path)
    except (OSError, ValueError) as error:
        return f"cannot be read ({one_line(error)})"


def _sqlite_fault(path: Path) -> str | None:
    try:
        with closing(sqlite3.connect(path)) as db:
            (outcome,) = db.execute("PRAGMA integrity_check(1)").fetchone()
            tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return None  # another program holds it, which is told when it is opened
        return f"cannot be read ({one_line(error)})"
    except sqlite3.Error as error:
        return f"cannot be read ({one_line(error)})"
    if outcome != "ok":
        return f"is damaged ({one_line(ValueError(outcome))})"
    return None if tables or not backups(path) else "is empty"


def _clear_strange(paths: Iterable[Path]) -> None:
    """Take away what stands where only a file, or the folder of backups, has its place."""
    for path in paths:
        is_own = path.is_dir() if path.name == FOLDER else path.is_file()
        if not is_own and (path.exists() or path.is_symlink()):
            clear(path)


def _put_back(one: Broken) -> str:
    """Put a backup in the place of a file, or nothing; what to say of it further."""
    aside = _set_aside(one.path)
    if one.newest:
        _copy(one.newest, one.path)
    return f"; what was there is {aside.name}" if aside else ""


def _put_back_catalogue(home: Path, path: Path, backup: Path) -> str:
    """The same of the catalogue, of a generation that no index has reached: all are made anew, and no other process goes
    on with what it has read."""
    new = path.with_name(f".{path.name}.new")
    known, generation = _known(path)
    generation = max(generation, *(reached(home / index) for index in INDEXES))
    _copy(backup, new)
    with closing(sqlite3.connect(new)) as db, db:
        held = {row[0] for row in db.execute("SELECT id FROM papers")}
        of_backup = int(_generation(db))
        db.execute("UPDATE manifest SET value = ? WHERE name = 'generation'", (str(max(generation, of_backup) + 1),))
    start_indexes_over(home)
    aside = _set_aside(path)
    new.replace(path)
    return _lost(known, held, generation - of_backup) + (f"; what was there is {aside.name}" if aside else "")


def _lost(known: dict[str, str], held: set[str], changes: int) -> str:
    gone = [key for paper_id, key in known.items() if paper_id not in held]
    if gone:
        more = f" and {len(gone) - _NAMED:,} more" if len(gone) > _NAMED else ""
        return f"; lost with what came later: {counted(len(gone))} ({', '.join(gone[:_NAMED])}{more})"
    if changes > 0:
        return f"; lost: {counted(changes, 'change')} of the papers that came later"
    return "; none of its papers is lost"


def _known(path: Path) -> tuple[dict[str, str], int]:
    """What can still be read of a damaged catalogue: the keys of papers by id, and its generation."""
    known: dict[str, str] = {}
    generation = 0
    with suppress(sqlite3.Error, ValueError), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        db.text_factory = lambda data: data.decode(errors="replace")
        generation = int(_generation(db))
        known.update(db.execute("SELECT id, key FROM papers"))  # as far as it can be read
    return known, generation


def _generation(db: sqlite3.Connection) -> str:
    found = db.execute("SELECT value FROM manifest WHERE name = 'generation'").fetchone()
    return found[0] if found else "0"


def _set_aside(path: Path) -> Path | None:
    """Move what is at a path to another name, its journals first: beside another file, SQLite would write them into it."""
    if not path.exists() and not path.is_symlink():
        for end in _BESIDE:
            path.with_name(path.name + end).unlink(missing_ok=True)
        return None
    aside = path.with_name(f"{path.name}.damaged-{datetime.now():%Y%m%d-%H%M%S}")
    for end in _BESIDE:
        journal = path.with_name(path.name + end)
        if journal.exists():
            journal.replace(aside.with_name(aside.name + end))
    path.replace(aside)
    return aside


def _copy(source: Path, target: Path) -> None:
    beside = target.with_name(f".{target.name}.copy")
    shutil.copyfile(source, beside)
    beside.chmod(0o600)
    beside.replace(target)


def _has_indexes(home: Path) -> bool:
    return any(reached(home / index) for index in INDEXES)


def as_of(backup: Path) -> str:
    """When what a backup holds was last changed, by this machine's clock."""
    return f"{datetime.fromtimestamp(backup.stat().st_mtime):%Y-%m-%d %H:%M}"
