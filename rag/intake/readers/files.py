"""Files as they lie on the disk -> their bytes: folders, gzip and zip, with limits on what they unpack to."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from rag.records import Skipped

MEMBER_LIMIT = 10_000
RATIO_LIMIT = 25  # exports in XML and JSON, which pack best, are seven to twelve times as large unpacked
RATIO_FROM_BYTES = 256 * 1024
UNPACKED_LIMIT = 32 * 1024**3
PIPE_LIMIT = 1024**3  # held in memory
UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile)
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_PACKED_TWICE = 2


@dataclass(frozen=True, slots=True)
class File:
    """A file to read: its name for people, its size as it lies there, and what opens its bytes."""

    name: str
    size: int
    raw: Callable[[], IO[bytes]]

    @contextmanager
    def open(self) -> Iterator[io.BufferedReader]:
        """The content, unpacked where it is gzip.

        Raises, there or while it is read: one of UNREADABLE.
        """
        with ExitStack() as opened:
            stream = _buffered(opened.enter_context(self.raw()))
            for _ in range(_PACKED_TWICE):
                if not stream.peek(len(_GZIP)).startswith(_GZIP):
                    break
                unpacked = opened.enter_context(gzip.GzipFile(fileobj=stream))
                stream = opened.enter_context(io.BufferedReader(_Bounded(unpacked, self.size)))
            yield stream


class _Bounded(io.RawIOBase):
    """A stream that ends with an error where it has become far larger than what it was unpacked from."""

    def __init__(self, stream: gzip.GzipFile, packed_size: int) -> None:
        self._stream = stream
        self._left = _most_unpacked(packed_size)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._stream.read1(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise OSError(f"it unpacks to more than {RATIO_LIMIT} times its size, or {UNPACKED_LIMIT >> 30} GB")
        buffer[: len(data)] = data
        return len(data)


def _most_unpacked(packed: int) -> int:
    """How many bytes so many may unpack to."""
    return min(max(RATIO_FROM_BYTES, RATIO_LIMIT * packed), UNPACKED_LIMIT)


def _buffered(stream: IO[bytes]) -> io.BufferedReader:
    """A stream that can be looked into without taking from it."""
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))


def file_at(path: Path, most_piped: int = PIPE_LIMIT) -> File:
    """What lies there; what can be read only once, a pipe, is read at once.

    Raises OSError where there is none.
    """
    status = path.stat()
    if not stat.S_ISFIFO(status.st_mode):
        return File(str(path), status.st_size, lambda: path.open("rb"))
    with path.open("rb") as pipe:
        content = pipe.read(most_piped + 1)
    if len(content) > most_piped:
        raise OSError(f"more than {most_piped:,} bytes come from a pipe: give it as a file")
    return File(str(path), len(content), lambda: io.BytesIO(content))


def files_below(folder: Path) -> list[Path]:
    """The files below a folder, sorted; hidden ones and links out of it left alone."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
        and file.resolve().is_relative_to(folder.resolve())
    )


def is_zip(file: File) -> bool:
    with file.raw() as stream:
        return stream.read(len(_ZIP)) == _ZIP


def members(file: File) -> Iterator[File | Skipped]:
    """The files in a zip archive, named "archive.zip/inner.bib"; nothing is written to the disk.

    A file is to be read before the next is asked for.
    """
    try:
        with file.raw() as packed, zipfile.ZipFile(packed) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if refused := _refusal(infos, file.size):
                yield Skipped(file.name, "file", refused)
                return
            for info in sorted(infos, key=lambda info: info.filename):
                if not _is_hidden(info.filename):
                    label = "".join(c if c.isprintable() else "?" for c in info.filename)
                    yield _member(archive, info, f"{file.name}/{label}")
    except (*UNREADABLE, ValueError) as error:
        yield Skipped(file.name, "file", f"cannot be read: {error}")


def _refusal(infos: list[zipfile.ZipInfo], size: int) -> str | None:
    if any(info.filename == "[Content_Types].xml" for info in infos):
        return "is a spreadsheet or a document of an office program: save it as CSV"
    if len(infos) > MEMBER_LIMIT:
        return f"holds {len(infos):,} files: more than {MEMBER_LIMIT:,} are not unpacked"
    if sum(info.compress_size for info in infos) > size:
        return "is no honest archive: its files overlap"
    if (unpacked := sum(info.file_size for info in infos if not _is_bomb(info))) > _most_unpacked(size):
        return f"unpacks to {unpacked:,} bytes, more than {RATIO_LIMIT} times its size"
    return None


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > _most_unpacked(info.compress_size)


def _is_hidden(name: str) -> bool:
    return any(part == "__MACOSX" or (part.startswith(".") and part.strip(".")) for part in name.split("/"))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> File | Skipped:
    if info.flag_bits & 1:
        return Skipped(name, "file", "is encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Skipped(name, "file", "is packed in a way that cannot be read")
    if _is_bomb(info):
        return Skipped(name, "file", f"unpacks to {info.file_size:,} bytes, more than {RATIO_LIMIT} times its size")
    return File(name, info.compress_size, lambda: archive.open(info))
