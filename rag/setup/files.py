"""Files that are there whole or not at all, also after a power failure."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import filelock

_BESIDE, _LOCK = ".backup-", "colloquy.lock"
_ONE_USER, _AS_UMASK_SAYS = 0o600, 0o666


@contextmanager
def written_whole(path: Path, private: bool = False) -> Iterator[BinaryIO]:
    """A file to be written: it is made beside `path`, and put there when the block ends. Where the block raises, what
    was at `path` stays as it was, and nothing is left beside it.

    Args:
        private: nobody but this user may read it; otherwise it has the rights that new files are given.

    Raises:
        OSError: the folder cannot be written.
    """
    mode = _ONE_USER if private else _AS_UMASK_SAYS
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(beside, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            yield file
            sync_file(file)
        beside.replace(path)
        sync_folder(path.parent)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def folder_beside(path: Path) -> Iterator[Path]:
    """A folder beside a file, on the same disk, for as long as the block lasts. Those that killed processes have left there
    are removed first: each is known by a lock in it, which nobody holds any longer.

    Raises:
        OSError: the folder cannot be written.
    """
    for left in path.parent.glob(f"{_BESIDE}*/{_LOCK}"):
        with suppress(OSError), filelock.FileLock(left, timeout=0):
            shutil.rmtree(left.parent)
    with tempfile.TemporaryDirectory(prefix=_BESIDE, dir=path.parent) as made, filelock.FileLock(Path(made, _LOCK)):
        yield Path(made)


def sync_file(file: BinaryIO) -> None:
    """Have on the disk what was written to a file.

    Raises:
        OSError: the disk does not take it.
    """
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have on the disk the names in a folder, where the system can be told so."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
