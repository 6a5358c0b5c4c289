"""What exporting and reading again loses: papers of real exports, through each format that the library is exported in.

    python -m tests.benchmarks.round_trip FOLDER [--papers 500] [--show 3]

FOLDER holds exports of any kind, in folders or not. The papers are drawn at even distances over all of them, one of
each work, those without an abstract too. For each format it prints how many papers come back whole, and each field that
some paper lost or has otherwise, with examples. What a format cannot hold is listed in docs/reference.md and counted
apart.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from rag.export import Format
from rag.export.formats import papers_in
from rag.intake.readers import read_all
from rag.library.citation_keys import citation_keys
from rag.records import Paper

FORMATS = (Format.bib, Format.ris, Format.csl, Format.csv, Format.jsonl)
Lost = tuple[str, Any, Any]  # the field, what it was, what it is


def drawn(folder: Path, papers: int) -> list[Paper]:
    """At most so many papers of the exports below a folder, no two of one id."""
    found: dict[str, Paper] = {}
    for record in read_all([folder], title_only=True):
        if isinstance(record, Paper):
            found.setdefault(record.id, record)
    every = list(found.values())
    papers = min(papers, len(every))
    return [every[i * len(every) // papers] for i in range(papers)]


def round_trip(papers: Sequence[Paper], format: Format) -> list[Paper]:
    """The papers as they come back; each must, alone or with others."""
    keys = citation_keys(papers, latex=format != Format.csl)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"export.{format}"
        file.write_text("".join(papers_in(format, papers, keys)), "utf-8")
        return [record for record in read_all([file], title_only=True) if isinstance(record, Paper)]


def losses(given: Paper, back: Paper, format: Format, key: str) -> list[Lost]:
    """The fields that differ; of the authors their texts too. A key that was made is the paper's own from then on."""
    if given.key == given.id and format in (Format.bib, Format.csl):
        given = replace(given, key=key)
    names = [field.name for field in fields(Paper)]
    found = [(name, getattr(given, name), getattr(back, name)) for name in (*names, "authors")]
    return [(name, was, now) for name, was, now in found if was != now]


def report(papers: Sequence[Paper], formats: Iterable[Format], show: int) -> int:
    """Print what each format loses; the number of fields lost."""
    total = 0
    for format in formats:
        back = round_trip(papers, format)
        keys = citation_keys(papers, latex=format != Format.csl).of
        lost: dict[str, list[Lost]] = defaultdict(list)
        whole = 0
        for given, found in zip(papers, back, strict=True):
            differing = losses(given, found, format, keys[given.id])
            whole += not differing
            for loss in differing:
                lost[loss[0]].append(loss)
        print(f"{format}: {whole} of {len(papers)} papers whole")
        for name, cases in sorted(lost.items()):
            print(f"  {name}: {len(cases)}")
            for _, was, now in cases[:show]:
                print(f"    {was!r}\n    {now!r}")
        total += sum(map(len, lost.values()))
    return total


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--papers", type=int, default=500)
    parser.add_argument("--show", type=int, default=3)
    given = parser.parse_args()
    report(drawn(given.folder, given.papers), FORMATS, given.show)
