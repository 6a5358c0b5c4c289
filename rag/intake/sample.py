"""The sample library: the papers that travel with Colloquy."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files

from rag.intake.readers import read_all
from rag.records import Paper, Skipped


def sample_papers() -> Iterator[Paper | Skipped]:
    """The papers of the page dump in seeds/."""
    for entry in files("seeds").iterdir():
        if entry.name.endswith(".txt"):
            with as_file(entry) as file:
                yield from read_all([file])
