"""Files that come as bytes under a name: read into a library. The name is only told, it never becomes a path."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from rag.intake.report import ImportReport
from rag.intake.sources import sources
from rag.library.adding import add_named
from rag.library.library import Library
from rag.records import Paper, Skipped

_NAME_CHARS = 120


@dataclass(frozen=True, slots=True)
class Upload:
    """A file by the name that its sender gave it, to be read once."""

    name: str
    content: BinaryIO


def add_uploads(
    library: Library,
    uploads: Sequence[Upload],
    title_only: bool = False,
    progress: Callable[[int], None] = lambda done: None,
    say: Callable[[str], None] = lambda line: None,
) -> ImportReport:
    """Add what the files hold, as `rag.library.adding.add_named` does; a file that cannot be read is skipped,
    by its name."""
    with TemporaryDirectory(prefix="colloquy-") as folder:
        paths = {Path(folder) / str(number): upload for number, upload in enumerate(uploads, start=1)}
        for path, upload in paths.items():
            with path.open("wb") as file:
                shutil.copyfileobj(upload.content, file)
        return add_named(library, _records(paths, title_only), progress, say)


def _records(paths: dict[Path, Upload], title_only: bool) -> Iterator[tuple[str, Paper | Skipped]]:
    for path, source in zip(paths, sources(list(paths), title_only, refused_as_skipped=True), strict=True):
        name = "".join(c if c.isprintable() else "?" for c in paths[path].name)[:_NAME_CHARS]
        for _, records in source.files:
            for record in records:
                yield name, _named(name, path, record) if isinstance(record, Skipped) else record


def _named(name: str, path: Path, skipped: Skipped) -> Skipped:
    return replace(skipped, source=name + skipped.source.removeprefix(str(path)))
