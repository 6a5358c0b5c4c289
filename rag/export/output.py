"""Exports on their way out: to standard output, or whole into a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from rag.errors import InputError
from rag.setup.files import written_whole


def check_writable(path: Path, force: bool) -> None:
    """
    Raises:
        InputError: it is no file, its folder is not there, or it holds something and is not to be replaced.
    """
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no such folder", "give --output a file in a folder that is there")
    if path.exists() and not path.is_file():
        raise InputError(f"{path}: is no file", "give --output the name of a file")
    if path.exists() and path.stat().st_size and not force:
        raise InputError(f"{path}: there is such a file already", "give another name, or --force to replace it")


def write_out(pieces: Iterable[str], path: Path | None) -> None:
    """Pieces of text to a file, UTF-8, or to standard output where `path` is None.

    A file is there whole or not at all.

    Raises:
        InputError: it cannot be written.
    """
    if path is None:
        sys.stdout.writelines(pieces)
        return
    try:
        with written_whole(path) as file:
            file.writelines(piece.encode(errors="replace") for piece in pieces)  # names of files have any bytes
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}", "check the folder and the disk") from None


def write_bytes(content: bytes, path: Path) -> None:
    """A file that is no text, whole or not at all.

    Raises:
        InputError: it cannot be written.
    """
    try:
        with written_whole(path) as file:
            file.write(content)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}", "check the folder and the disk") from None
