"""The write lock of a library: one process writes, the others wait or go on without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from rag.errors import LibraryError


@contextmanager
def write_lock(home: Path, say: Callable[[str], None], wait: bool) -> Iterator[None]:
    """Hold the lock of the library in that folder.

    Args:
        say: told in a line that another process holds it and this one waits.

    Raises:
        filelock.Timeout: another process holds it and `wait` is False.
        LibraryError: the folder cannot be written.
    """
    lock = filelock.FileLock(home / ".lock")
    try:
        _acquire(lock, say, wait)
    except filelock.Timeout:  # one of OSError's, too
        raise
    except OSError as error:
        raise LibraryError(f"{home}: cannot be written: {error.strerror}", "check the folder and the disk") from None
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: filelock.BaseFileLock, say: Callable[[str], None], wait: bool) -> None:
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        if not wait:
            raise
        say("another process is writing to this library: waiting")
        lock.acquire()
