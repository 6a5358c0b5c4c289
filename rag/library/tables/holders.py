"""Who holds a SQLite file that others wait for: told where the system tells it, which Linux does."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_LOCKS = Path("/proc/locks")
_PROCESSES = Path("/proc")
_MOST = 3  # that are named


def holders(path: Path) -> str:
    """The other programs that hold a lock on a file or on what lies beside it, else those that have it open, such as
    "python3 (process 4711)"; "" where none can be told."""
    files = [file for end in ("", "-wal", "-shm") if (file := path.with_name(path.name + end)).exists()]
    others = [pid for pid in _locking(files) or _having_open(files) if pid != os.getpid()]
    return ", ".join(f"{_name(pid)} (process {pid})" for pid in others[:_MOST])


def _locking(files: list[Path]) -> list[int]:
    """The processes with a lock on one of the files: those that write first. A process of another container has no
    number here."""
    numbers = {str(file.stat().st_ino) for file in files}
    writing: dict[int, bool] = {}
    with suppress(OSError):
        for line in _LOCKS.read_text().splitlines():
            parts = line.replace("->", "").split()
            if len(parts) > 5 and parts[5].rpartition(":")[2] in numbers and (pid := int(parts[4])) > 0:
                writing[pid] = writing.get(pid, False) or parts[3] == "WRITE"
    return sorted(writing, key=lambda pid: not writing[pid])


def _having_open(files: list[Path]) -> list[int]:
    names = {str(file.resolve()) for file in files}
    found = []
    with suppress(OSError):
        for process in _PROCESSES.iterdir():
            if process.name.isdecimal():
                with suppress(OSError):  # of another user, or ended meanwhile
                    if any(os.readlink(file) in names for file in (process / "fd").iterdir()):
                        found.append(int(process.name))
    return found


def _name(pid: int) -> str:
    try:
        return (_PROCESSES / str(pid) / "comm").read_text().strip() or "a program"
    except OSError:
        return "a program"
