"""Reading a text with one reader, and the real exports that lie beside the project, where they do."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from types import ModuleType

from rag.records import Paper, Skipped

FORMATS = Path(__file__).parents[2] / "shared" / "data" / "formats"


def read(reader: ModuleType, text: str) -> list[Paper | Skipped]:
    return list(reader.read(io.StringIO(text), "file"))


def papers(reader: ModuleType, text: str) -> list[Paper]:
    found = read(reader, text)
    assert all(isinstance(record, Paper) for record in found), found
    return found


def counts(reader: ModuleType, name: str) -> tuple[int, Counter[str]] | None:
    """Papers, and reasons why records were skipped, of a real export; None where it is not there."""
    file = FORMATS / name
    if not file.exists():
        return None
    text = file.read_text(encoding="utf-8-sig", errors="surrogateescape")
    assert reader.sniff(text[:65_536])
    found = read(reader, text)
    return (
        sum(isinstance(record, Paper) for record in found),
        Counter(record.reason for record in found if isinstance(record, Skipped)),
    )
