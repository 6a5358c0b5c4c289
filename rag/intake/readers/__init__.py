"""Readers: files and folders -> papers. One module a format family; the content decides, not the suffix.

A reader is a module with two functions:

    sniff(head: str) -> bool                                    does the content that starts so look like this format?
    read(stream: TextIO, source: str, unused: Unused) -> Iterator[Paper | Skipped]

`head` is at most HEAD_CHARACTERS long, or HEAD_BYTES where nobody knows a shorter one: a search history may stand first.
`unused` is told what of each record is not used, by the names of its fields. Newlines are universal, byte order marks are gone, and bytes that are no text
in the file's encoding are there as surrogates. A line over decoding.LINE_LIMIT characters raises LineTooLong, and the
stream goes on after it; a reader that lets it through ends there. To add a format, write such a module and name it in
READERS, the strictest first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType

from rag.errors import InputError
from rag.intake.readers import bibtex, objects, page, pubmed_text, table
from rag.intake.readers.decoding import LineTooLong, decoded, encoding_of
from rag.intake.readers.files import UNREADABLE, File, file_at, files_below, is_zip, members
from rag.intake.readers.record import parted
from rag.intake.readers.seen import kind_of_text
from rag.intake.readers.tagged import labelled, medline, refer, refworks, ris, wos
from rag.intake.readers.xml import arxiv, endnote, jats, mods, pubmed
from rag.records import Paper, Skipped

READERS: tuple[ModuleType, ...] = (
    *(pubmed, arxiv, jats, endnote, mods, objects),
    *(medline, wos, ris, refer, refworks, bibtex, pubmed_text, labelled, table, page),
)
HEAD_BYTES = 1_000_000
HEAD_CHARACTERS = 65_536
FORMATS = (
    "an export of a reference manager or a database (the README lists them), JSON lines with id, title and abstract,"
    " a table with columns of titles and abstracts, or the text of a web page of titles and abstracts"
)
_KINDS = (
    (b"%PDF-", "is a PDF: export the records of your reference manager instead"),
    (b"SQLite format 3", "is a database: export the records of your reference manager instead"),
    (b"\xd0\xcf\x11\xe0", "is a document of an office program: save it as CSV"),
    (b"{\\rtf", "is a document in rich text: export the records in another format"),
    (b"PK\x03\x04", "is an archive inside an archive"),
    (b"\x1f\x8b", "is packed too many times"),
)
_TAR = re.compile(rb".{257}ustar", re.S)
_Count = Callable[[str, Iterable[str]], None]


@dataclass(frozen=True, slots=True)
class _Recognised:
    file: File
    encoding: str
    reader: ModuleType


def read_all(
    paths: list[Path], title_only: bool = False, unused: _Count = lambda file, names: None
) -> Iterator[Paper | Skipped]:
    """Papers of files, folders and archives, in order; what is there beside papers is reported as skipped.

    Every named path is opened before the first paper is given out. With `title_only`, a record that lacks nothing but
    its abstract is a paper too.

    Args:
        unused: called with a file and the names of what one of its records, or the text around them, holds and no reader
            uses.

    Raises:
        InputError: a named path is missing, or nothing that is named can be read.
    """
    plan = [step for path in paths for step in _plan(path)]
    refused = [step for step in plan if isinstance(step, Skipped)]
    if refused and len(refused) == len(plan) and not any(path.is_dir() for path in paths):
        first = refused[0]
        raise InputError(f"{first.source}: {first.reason}", f"give {FORMATS}")
    records = _read(plan, unused)
    return map(_with_title_only, records) if title_only else records


def _with_title_only(record: Paper | Skipped) -> Paper | Skipped:
    return record.paper or record if isinstance(record, Skipped) else record


def _plan(path: Path) -> list[_Recognised | File | Skipped]:
    """What is to be read, recognised; an archive stays a file, for its members are recognised as they come."""
    if path.is_dir():
        return [step for file in files_below(path) for step in _plan(file)]
    try:
        file = file_at(path)
        return [file if is_zip(file) else _recognised(file)]
    except FileNotFoundError:
        raise InputError(f"{path}: no such file or folder", "check the path") from None
    except OSError as error:
        return [Skipped(str(path), "file", f"cannot be read: {error.strerror or error}")]


def _read(plan: list[_Recognised | File | Skipped], unused: _Count) -> Iterator[Paper | Skipped]:
    for step in plan:
        if isinstance(step, File):
            for member in members(step):
                yield from _papers(member if isinstance(member, Skipped) else _recognised(member), unused)
        else:
            yield from _papers(step, unused)


def _papers(recognised: _Recognised | Skipped, unused: _Count) -> Iterator[Paper | Skipped]:
    if isinstance(recognised, Skipped):
        yield recognised
        return
    name = recognised.file.name
    try:
        with recognised.file.open() as binary, decoded(binary, recognised.encoding) as stream:
            for read in recognised.reader.read(stream, name, partial(unused, name)):
                yield from parted(read)
    except LineTooLong as error:
        yield Skipped(name, "rest of the file", f"a line is {error}")
    except UNREADABLE as error:
        yield Skipped(name, "rest of the file", f"cannot be read: {error}")


def _recognised(file: File) -> _Recognised | Skipped:
    start = bytearray()
    try:
        with file.open() as binary:
            while len(start) < HEAD_BYTES and (more := binary.read1(HEAD_BYTES)):
                start += more
    except UNREADABLE as error:
        if not start:  # otherwise what is there is read, and the error is met again
            return Skipped(file.name, "file", f"cannot be read: {error}")
    kind = next((kind for mark, kind in _KINDS if start.startswith(mark)), None)
    if _TAR.match(start):
        kind = "is a tar archive: unpack it and give its folder, or pack its files as .zip"
    encoding = encoding_of(start)
    if kind or encoding is None:
        return Skipped(file.name, "file", kind or "is not text")
    text = start.decode(encoding, errors="surrogateescape" if encoding.startswith("utf-8") else "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return Skipped(file.name, "file", "is empty")
    reader = _reader_of(text[:HEAD_CHARACTERS]) or _reader_of(text)
    if reader:
        return _Recognised(file, encoding, reader)
    return Skipped(file.name, "file", kind_of_text(text[:HEAD_CHARACTERS]))


def _reader_of(head: str) -> ModuleType | None:
    if table.is_sure(head):
        return table
    return next((reader for reader in READERS if reader.sniff(head)), None)
