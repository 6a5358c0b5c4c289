"""A library's folder is its user's alone: 0700, and 0600 for the files in it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

# What Colloquy keeps in a library's folder. Whatever else lies there is the user's, and stays as it is.
OURS = (
    "*.sqlite",
    "*.sqlite-*",
    "*.sqlite.*",
    "*.json",
    "*.json.*",
    "*.npz",
    ".lock",
    ".writable",
    "chroma",
    "lexical",
    "passages",
    "fetched",
    "backups",
    "colloquy-*",
)
_OTHERS = 0o077  # the rights of the group and of everybody


def make_private(home: Path) -> None:
    """Take the rights of others from what Colloquy keeps in a folder, and from the folder where nothing else lies in it.
    What belongs to somebody else is theirs."""
    with suppress(OSError):
        kept = _kept(home)
        for path in [inner for outer in kept for inner in _inside(outer)]:
            _tighten(path)
        if len(kept) == len(list(home.iterdir())):
            _tighten(home)


def is_private(home: Path) -> bool:
    """Whether nobody else has rights on what this user keeps in a folder. A disk that keeps no rights gives them to all."""
    if os.name != "posix":
        return True
    for path in _kept(home):
        with suppress(FileNotFoundError):  # another process may just have taken it away
            found = path.lstat()
            if found.st_uid == os.geteuid() and not stat.S_ISLNK(found.st_mode) and found.st_mode & _OTHERS:
                return False
    return True


def _kept(home: Path) -> list[Path]:
    return [path for path in home.iterdir() if any(fnmatch(path.name, name) for name in OURS)]


def create_private(path: Path) -> None:
    """An empty file of this user's alone, where there is none; what cannot be made is left to who writes it.

    A file that is there is never opened: closing a file of SQLite's takes from the whole process the locks that hold other
    processes off, and its database is damaged by the next of these that ends.
    """
    if not path.exists():
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _inside(path: Path) -> Iterator[Path]:
    if path.is_symlink():
        return
    yield path
    if path.is_dir():
        for inner in path.iterdir():
            yield from _inside(inner)


def _tighten(path: Path) -> None:
    mode = path.stat().st_mode
    if mode & _OTHERS:
        with suppress(OSError):
            path.chmod(mode & ~_OTHERS & 0o7777)
