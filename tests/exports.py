"""Reading a text with one reader, and the real exports that lie beside the project, where they do."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from types import ModuleType

from rag.intake.readers import read_all
from rag.records import LeftOut, Paper, Skipped

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


def check_counts(*families: str, suffix: str = "", skip: tuple[str, ...] = ()) -> None:
    """Every file has the records, and the records with abstracts, that the index of the exports tells."""
    index = FORMATS / "INDEX.md"
    lines = index.read_text().splitlines()[2:] if index.exists() else []
    for family, name, _, records, abstracts, *_ in (line.strip("|").split("|") for line in lines if line):
        if family in families and name.endswith(suffix) and name not in skip:
            found = [record for record in read_all([FORMATS / family / name]) if not isinstance(record, LeftOut)]
            papers = [record for record in found if isinstance(record, Paper)]
            assert (name, len(found), len(papers)) == (name, int(records), int(abstracts))
