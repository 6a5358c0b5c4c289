"""SQLite files in a folder that cannot be written: a right withheld, or a medium or file system that takes no writing.

A catalogue is read where it lies. Whatever else is worked with, such as conversations, is in a copy that goes with the
process: all works as ever, and nothing is kept.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

_IN_PLACE = "catalogue.sqlite"
_JOURNAL = "-wal"
_outdated: set[Path] = set()
_copies: dict[Path, Path] = {}
_copying = threading.Lock()


def is_read_only(path: Path) -> bool:
    """Whether a file, which need not be there, cannot be written where its folder is."""
    return path.parent.is_dir() and not (
        os.access(path.parent, os.W_OK) and (os.access(path, os.W_OK) or not path.exists())
    )


def connect(path: Path, **options: Any) -> tuple[sqlite3.Connection, bool]:
    """A connection to a file that `is_read_only`, and whether it is to the file as it lies there: then what others write
    is seen by the next connection alone.

    Args:
        options: of `sqlite3.connect`.
    """
    if path.name == _IN_PLACE and path.exists() and path not in _outdated:
        for way in ("mode=ro", "mode=ro&immutable=1"):
            is_immutable = "immutable" in way
            if is_immutable and _size(path.with_name(path.name + _JOURNAL)):
                break  # what was written last is in the journal, which needs an index beside it that cannot be written
            connection = sqlite3.connect(f"file:{quote(str(path))}?{way}", uri=True, **options)
            try:
                connection.execute("SELECT 1 FROM sqlite_master")
                return connection, is_immutable
            except (sqlite3.OperationalError, UnicodeDecodeError):
                connection.close()
    return sqlite3.connect(working_copy(path), **options), False


def use_copy(path: Path) -> None:
    """Have a file of an earlier version be worked with in a copy, too, where it is brought up to this one."""
    _outdated.add(path)


def working_copy(path: Path) -> Path:
    """A copy of a file, which need not be there, with its journal: one for each file of the process."""
    with _copying:
        if path not in _copies:
            copy = scratch() / f"{len(_copies)}-{path.name}"
            for end in ("", _JOURNAL):
                if (source := path.with_name(path.name + end)).exists():
                    shutil.copyfile(source, copy.with_name(copy.name + end))
            _copies[path] = copy
        return _copies[path]


@cache
def scratch() -> Path:
    """A folder of this process alone, gone when it ends."""
    folder = Path(tempfile.mkdtemp(prefix="colloquy-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
