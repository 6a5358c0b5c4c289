"""The XML parts of a .docx, with limits on what they unpack to."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from rag.errors import InputError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MOST_BYTES = 200_000_000  # of one part, unpacked
_DEEPEST = 2_000  # elements in elements
_HINT = "save it anew as .docx, or as plain text"


class Package:
    """A document's parts by their names."""

    def __init__(self, file: zipfile.ZipFile, name: str) -> None:
        self._file, self._name = file, name

    def parts(self, pattern: str) -> Iterator[Element]:
        """The roots of the parts whose names match, in the order of their names."""
        for name in sorted(n for n in self._file.namelist() if re.fullmatch(pattern, n)):
            yield self._parsed(name)

    def part(self, name: str) -> Element | None:
        return next(self.parts(re.escape(name)), None)

    def _parsed(self, name: str) -> Element:
        """
        Raises:
            InputError: it is damaged, too large, or has a document type.
        """
        try:
            if self._file.getinfo(name).file_size > _MOST_BYTES:
                raise InputError(f"{self._name}: {name} is too large", _HINT)
            with self._file.open(name) as part:
                data = part.read(_MOST_BYTES + 1)
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise InputError(f"{self._name}: {name} cannot be read: {error}", _HINT) from None
        if len(data) > _MOST_BYTES or b"<!DOCTYPE" in data or "<!DOCTYPE".encode("utf-16-le") in data:
            raise InputError(f"{self._name}: {name} is no part of a document that Word writes", _HINT)
        try:
            return ElementTree.fromstring(data.replace(_STRICT.encode(), W[1:-1].encode()))
        except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as error:
            raise InputError(f"{self._name}: {name} is no well-formed XML: {error}", _HINT) from None


@contextmanager
def package_at(path: Path) -> Iterator[Package]:
    """
    Raises:
        InputError: it cannot be read, or is no Word document.
    """
    try:
        with zipfile.ZipFile(path) as file:
            if "word/document.xml" not in file.namelist():
                raise InputError(f"{path}: is no Word document", _HINT)
            yield Package(file, str(path))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}", "check the path") from None
    except zipfile.BadZipFile:
        raise InputError(f"{path}: is no Word document, or is damaged", _HINT) from None
