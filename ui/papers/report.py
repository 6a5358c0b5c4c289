"""What became of files that were added, as the library page tells it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.export.tables import COUNTED
from rag.intake.report import FileCount, ImportReport, Merge
from rag.library.split import Split
from rag.records import Paper, Skipped
from rag.text.wording import counted

_OUTCOMES = ("added", "updated", "unchanged", "merged")


@dataclass(frozen=True, slots=True)
class AddingReport:
    """What became of files that were given, and the lines that were said on the way."""

    added: ImportReport
    lines: tuple[str, ...]


def outcome(added: ImportReport) -> str:
    """What became of the records, each counted once."""
    counts = [f"{n:,} {name}" for name in _OUTCOMES if (n := getattr(added, name))]
    counts += [f"{len(added.skipped):,} skipped"] if added.skipped else []
    joined = f" {counted(added.joined)} turned out to be of works that were there twice." if added.joined else ""
    return f"{', '.join(counts) or 'No papers were found there'}.{joined} The library holds {counted(added.total)}."


def counts_table(files: Sequence[FileCount]) -> dict[str, list[str | int]]:
    """Columns: each file, and what became of its records."""
    return {name.capitalize(): [getattr(file, name) for file in files] for name in COUNTED}


def merges_table(merges: Sequence[Merge], papers: Mapping[str, Paper]) -> dict[str, list[str]]:
    """Columns: which record went into which paper, and by what; `papers` by id."""
    into = [papers.get(merge.paper) for merge in merges]
    return {
        "Record": [merge.record.title or "(no title)" for merge in merges],
        "File": [merge.source for merge in merges],
        "Went into": [(paper.title or paper.key) if paper else "(removed since)" for paper in into],
        "By": [merge.reason for merge in merges],
    }


def split_line(done: Split) -> str:
    """What became of papers that were to be taken apart."""
    made = sum(len(apart.papers) for apart in done.split)
    lines = [f"{counted(len(done.split))} split into {made:,}; they stay apart."] if done.split else []
    lines += [f"{counted(len(done.whole))} had nothing to split: made of one record."] if done.whole else []
    return " ".join(lines)


def skipped_table(skipped: Sequence[Skipped]) -> dict[str, list[str]]:
    """Columns: where each record stands that could not be read, and why."""
    return {
        "File": [record.source for record in skipped],
        "Position": [record.position for record in skipped],
        "Reason": [record.reason for record in skipped],
    }
