"""The files of a manuscript: those in its own folder, and none outside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rag.errors import InputError
from rag.intake.readers.decoding import encoding_of
from rag.records import Skipped

_MOST_BYTES = 50_000_000  # of one file: a thesis has one or two million


class Folder:
    """The folder that a manuscript lies in. What is read of it is told by its path from there; `unread` is what was asked
    for and could not be read, and `bibliographies` are the files of references that were asked for and are there."""

    def __init__(self, manuscript: Path) -> None:
        self._root = manuscript.parent.resolve()
        self.unread: list[Skipped] = []
        self.bibliographies: list[Path] = []

    def file(
        self, name: str, suffixes: Iterable[str], asked_in: str, line: int, beside: Path | None = None
    ) -> Path | None:
        """The file of that name, with one of the suffixes where it has none; None where it is not there, which is noted.

        Args:
            beside: a folder in which it is looked for too, behind the manuscript's own.
        """
        for folder in (self._root, *((beside,) if beside else ())):
            for suffix in suffixes:
                try:
                    path: Path = (folder / f"{name}{suffix}").resolve()
                    if not path.is_relative_to(self._root):
                        self.left(asked_in, line, f"{name} lies outside the manuscript's folder: it is not read")
                        return None
                    if path.is_file():
                        return path
                except (OSError, ValueError):  # a name that no file can have
                    continue
        self.left(asked_in, line, f"{name} is not there")
        return None

    def bibliography(self, name: str, suffixes: Iterable[str], asked_in: str, line: int) -> None:
        """Take note of a file of references."""
        path = self.file(name, suffixes, asked_in, line)
        if path and path not in self.bibliographies:
            self.bibliographies.append(path)

    def named(self, path: Path) -> str:
        """A file's path from the manuscript's folder."""
        return path.resolve().relative_to(self._root).as_posix()

    def left(self, file: str, line: int, reason: str) -> None:
        """Take note of what was not read."""
        self.unread.append(Skipped(file, f"line {line}", reason))


def text_of(path: Path) -> str:
    """The text of a file, with universal newlines.

    Raises:
        InputError: it cannot be read, is no text, or is larger than any manuscript.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path}: is larger than {_MOST_BYTES:,} bytes", "give the text of the manuscript alone")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}", "check the path") from None
    encoding = encoding_of(data)
    if encoding is None:
        raise InputError(f"{path}: is not text", "give a manuscript as .tex, .md, .qmd, .docx or .txt")
    text = data.decode(encoding, errors="replace")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
