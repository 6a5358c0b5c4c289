"""Readers: files and folders -> papers. One module a format family; the content decides, not the suffix.

A reader is a module with two functions:

    sniff(head: bytes) -> bool               does the start of the content look like this format?
    read(stream, source) -> Iterator[Paper | Skipped]

To add a format, write such a module and name it in READERS, the strictest first.
"""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from rag.errors import InputError
from rag.readers import jsonl, page
from rag.records import Paper, Skipped

READERS: tuple[ModuleType, ...] = (jsonl, page)
HEAD_BYTES = 65_536
FORMATS = "JSON lines with id, title and abstract, or the text of a web page of titles and abstracts"


def read_all(paths: list[Path]) -> Iterator[Paper | Skipped]:
    """Papers of files and folders, in order; what a folder holds beside papers is reported as skipped.

    Every named path is opened and recognised before the first paper is given out.

    Raises:
        InputError: a named path that is missing, unreadable or of no known format.
    """
    plan: list[tuple[Path, ModuleType | Skipped]] = []
    for path in paths:
        if path.is_dir():
            plan += [(file, _reader_in_folder(file)) for file in _files(path)]
        else:
            plan.append((path, _reader(path)))
    return _read(plan)


def _read(plan: list[tuple[Path, ModuleType | Skipped]]) -> Iterator[Paper | Skipped]:
    for path, reader in plan:
        if isinstance(reader, Skipped):
            yield reader
            continue
        try:
            with _open(path) as stream:
                yield from reader.read(stream, str(path))
        except (OSError, EOFError) as error:
            yield Skipped(str(path), "rest of the file", f"cannot be read: {error}")


def _files(folder: Path) -> list[Path]:
    """The files below a folder, sorted; hidden ones and links out of it left alone."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
        and file.resolve().is_relative_to(folder.resolve())
    )


def _reader_in_folder(path: Path) -> ModuleType | Skipped:
    try:
        return _reader(path)
    except InputError as error:
        return Skipped(str(path), "file", error.message.removeprefix(f"{path}: "))


def _reader(path: Path) -> ModuleType:
    try:
        with _open(path) as stream:
            head = stream.read(HEAD_BYTES)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file or folder", "check the path") from None
    except (OSError, EOFError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{path}: cannot be read: {reason}", "check the file and your right to read it") from None
    for reader in READERS:
        if reader.sniff(head):
            return reader
    what = "is empty" if not head.strip() else "is in no format that can be read"
    raise InputError(f"{path}: {what}", f"give {FORMATS}")


@contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    """The content of a file, unpacked when it is gzip."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if packed:
            with gzip.open(raw) as stream:
                yield stream
        else:
            yield raw
