"""Files that were dropped on a page -> the manuscript among them, read from a folder that is gone afterwards."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from rag.checks.manuscript.manuscript import Manuscript
from rag.checks.manuscript.reading import SUFFIXES, read_manuscript
from rag.errors import InputError

_ROOT = re.compile(rb"\\documentclass")


def read_uploads(files: Sequence[tuple[str, bytes]]) -> Manuscript:
    """The manuscript among files, each with its name: of several in LaTeX, the one that begins the document; the others,
    such as chapters and .bib files, are what it asks for.

    Raises:
        InputError: none of them is one, or it cannot be read.
    """
    named = {PurePosixPath(name.replace("\\", "/")).name: data for name, data in files}
    own = [name for name in named if Path(name).suffix.lower() in SUFFIXES]
    if not own:
        raise InputError("there is no manuscript among these files", "give one as .tex, .md, .qmd, .docx or .txt")
    first = next((name for name in own if _ROOT.search(named[name])), own[0])
    with tempfile.TemporaryDirectory(prefix="colloquy-manuscript-") as folder:
        for name, data in named.items():
            try:
                (Path(folder) / name).write_bytes(data)
            except (OSError, ValueError):  # such as "..", or one that is too long
                raise InputError(f"no file can be named {name[:80]!r}", "give it another name") from None
        return read_manuscript(Path(folder) / first)
