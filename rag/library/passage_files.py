"""The passages of a large library in files of this machine: what `Matrix` keeps is read by the system as it is looked at, and
shared by all processes, in place of being held in the memory of each.

They are derived: whatever is wrong with them, they are made anew of the catalogue. Rows are put into a new folder, and the
former one is removed; who still reads it goes on.
"""

from __future__ import annotations

import json
import logging
import shutil
import zlib
from pathlib import Path

import numpy as np

from rag.library.generation import clear
from rag.library.matrix import Matrix, Rows
from rag.setup.files import sync_folder, written_whole

_log = logging.getLogger(__name__)

PASSAGES = "passages"  # their folder, among what a machine derives of a library
_ARRAYS = ("vectors", "tokens", "starts")
_ABOUT = "about.json"  # written last
_PIECE = 1 << 24  # bytes read at once for a checksum


class PassageFiles:
    """Those of one library.

    Args:
        folder: where they are; nothing else is in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, generation: int) -> Matrix:
        """The matrix that was kept last, of this generation of the catalogue or one before; an empty one, where there is none
        that is whole."""
        for about in sorted(self._folder.glob(f"*/{_ABOUT}"), key=lambda path: path.parent.name, reverse=True):
            try:
                told = json.loads(about.read_text("utf-8"))
                if 0 < told["generation"] <= generation and self._sums(about.parent) == told["sums"]:
                    return Matrix(told["generation"], self._rows(about.parent), damaged=frozenset(told["damaged"]))
            except (OSError, ValueError, KeyError, TypeError) as error:
                _log.info("%s is made anew: %s", about.parent, error)
        return Matrix()

    def keep(self, matrix: Matrix) -> Matrix:
        """Write a matrix; the same one, with its rows in the files.

        Raises:
            OSError: the disk does not take it.
        """
        rows = matrix.whole()
        if not self._folder.is_dir() or self._folder.is_symlink():
            clear(self._folder)
        to = self._folder / f"{matrix.generation:012}"
        clear(to)
        to.mkdir(mode=0o700, parents=True)
        for name in _ARRAYS:
            with written_whole(to / f"{name}.npy", private=True) as file:
                np.save(file, getattr(rows, name))
        with written_whole(to / "papers", private=True) as file:
            file.write("\n".join(rows.paper_ids).encode())
        about = {"generation": matrix.generation, "damaged": sorted(matrix.damaged), "sums": self._sums(to)}
        with written_whole(to / _ABOUT, private=True) as file:
            file.write(json.dumps(about).encode())
        sync_folder(self._folder)
        for former in self._folder.iterdir():
            if former != to:
                shutil.rmtree(former, ignore_errors=True)
        return Matrix(matrix.generation, self._rows(to), damaged=matrix.damaged)

    def start_over(self) -> None:
        """Have them made anew of the catalogue."""
        clear(self._folder)

    def _rows(self, folder: Path) -> Rows:
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS}
        return Rows((folder / "papers").read_text("utf-8").split("\n"), **arrays)

    def _sums(self, folder: Path) -> dict[str, int]:
        return {path.name: _checksum(path) for path in sorted(folder.iterdir()) if path.name != _ABOUT}


def _checksum(path: Path) -> int:
    """The CRC-32 of a file."""
    total = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            total = zlib.crc32(piece, total)
    return total
