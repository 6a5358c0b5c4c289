"""A disk that fails: the n-th change of a file fails or ends the process, or all changes are written down.

The layer is a library that is loaded before the C library, made of `layer.c` where a C compiler is there. A program is given
a `Disk` in its environment, and arms the layer before it does anything else: see `tests.forks`. What a program changes by
`mmap`, `sendfile` or a system call of its own is not seen: SQLite's index of its journal, copies of whole files, and the
renames of tantivy's, whose index is made anew from the catalogue.
"""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import resource
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal

GIVEN = "TESTS_DISK"  # names a `Disk` in a program's environment
Mode = Literal["count", "kill", "fail_once", "fail_from", "record", "no_more"]
_MODES: tuple[Mode, ...] = ("count", "kill", "fail_once", "fail_from", "record")
_COMPILERS = ("cc", "gcc", "clang")


@dataclass(frozen=True, slots=True)
class Disk:
    """What becomes of the changes of files under one folder.

    Args:
        mode: "no_more" needs no layer: no file may grow beyond `at` bytes, wherever it is.
        at: the number of the change that fails, from 1.
        kinds: of the changes that count: w (writes), s (syncs), o (opening for writing, making), r (renaming, removing).
        counter: a file that has how many there were; `counted` makes and reads it.
        record: a file to which all are written down, for `tests.disk.power`.
    """

    mode: Mode
    under: str
    at: int = 0
    error: int = 0
    kinds: str = "wsor"
    counter: str | None = None
    record: str | None = None

    def env(self) -> dict[str, str]:
        return {GIVEN: json.dumps(asdict(self))}


@cache
def layer() -> Path | None:
    """The library to be loaded; None where no C compiler is there."""
    compiler = next(filter(None, map(shutil.which, _COMPILERS)), None)
    if compiler is None:
        return None
    folder = tempfile.TemporaryDirectory(prefix="layer-")
    atexit.register(folder.cleanup)
    made = Path(folder.name) / "layer.so"
    source = Path(__file__).with_name("layer.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", made, source, "-ldl", "-lpthread"], check=True)
    return made


def arm_as_told() -> None:
    """Be given the disk that the environment tells of; the layer is loaded already."""
    if given := os.environ.pop(GIVEN, None):
        disk = Disk(**json.loads(given))
        if disk.mode == "no_more":
            resource.setrlimit(resource.RLIMIT_FSIZE, (disk.at, disk.at))
            return
        texts = [text.encode() if text else None for text in (disk.kinds, disk.under, disk.counter, disk.record)]
        ctypes.CDLL(None).disk_arm(1 + _MODES.index(disk.mode), ctypes.c_long(disk.at), disk.error, *texts)


def mark(text: str) -> None:
    """Write down, among the changes, that this was acknowledged."""
    ctypes.CDLL(None).disk_mark(text.encode())


def new_counter(path: Path) -> str:
    path.write_bytes(bytes(8))
    return str(path)


def counted(path: Path) -> int:
    return int.from_bytes(path.read_bytes(), "little")
